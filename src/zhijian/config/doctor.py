"""Looks at everything the platform needs and says of each in one sentence whether it is there."""

import importlib.metadata
import re
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from urllib.parse import urlparse

from zhijian.config import embedded
from zhijian.config.environment import PROJECT, Environment

PINNED = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^]]*])?==([^ ;\\]+)(?: *; *([^\\]+))?", re.MULTILINE)
LEAST_PYTHON = (3, 11)
LEAST_FREE_BYTES = 2 * 1024**3
APPS = ("console", "field", "h5")
LOOPBACK = {"127.0.0.1", "localhost", "::1"}
ASK_FOR_NEXT_YEAR_FROM = (12, 1)


class State(StrEnum):
    """How a thing stands."""

    GOOD = "好"
    WARNING = "注意"
    BAD = "缺"


@dataclass(frozen=True)
class Sign:
    """One thing looked at, and a sentence on it that says what to do when it is not good."""

    state: State
    sentence: str


def _good(sentence: str) -> Sign:
    return Sign(State.GOOD, sentence)


def _python() -> Sign:
    found = ".".join(map(str, sys.version_info[:3]))
    if sys.version_info < LEAST_PYTHON:
        return Sign(State.BAD, f"Python {found} 太旧，请安装 3.11 或更高版本后重新 make run。")
    return _good(f"Python {found}。")


def _packages() -> Sign:
    lock = PROJECT / "requirements" / "base.lock"
    if not lock.is_file():
        return _good("软件包随安装包提供，没有锁定文件可对照。")
    wrong = [
        name for name, version, marker in PINNED.findall(lock.read_text()) if not marker and _installed(name) != version
    ]
    if wrong:
        return Sign(State.BAD, f"有 {len(wrong)} 个软件包与锁定文件不符（{'、'.join(wrong[:5])}），请运行 make run。")
    return _good("软件包与锁定文件一致。")


def _installed(name: str) -> str | None:
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return None


def _apps(environment: Environment) -> Sign:
    missing = [app for app in APPS if not (environment.static / app / "dist" / "index.html").is_file()]
    if missing:
        return Sign(State.BAD, f"网页 {'、'.join(missing)} 尚未构建，请运行 make build。")
    return _good("网页已构建。")


def _node_modules() -> Sign:
    if (PROJECT / "web").is_dir() and not (PROJECT / "web" / "node_modules").is_dir():
        return Sign(State.WARNING, "前端软件包没有安装，修改网页前请运行 make build。")
    return _good("前端软件包已安装。")


def _fonts(environment: Environment) -> Sign:
    from zhijian.support.documents.fonts import FontsMissing, load_fonts

    try:
        fonts = load_fonts(environment.fonts)
    except FontsMissing as error:
        return Sign(State.BAD, error.message)
    return _good(f"文书字体齐全（{len(fonts.files)} 个）。")


def _disk(environment: Environment) -> Sign:
    free = shutil.disk_usage(environment.home if environment.home.exists() else PROJECT).free
    if free < LEAST_FREE_BYTES:
        return Sign(State.BAD, f"磁盘只剩 {free / 1024**3:.1f} GB，请至少留出 2 GB。")
    return _good(f"磁盘剩余 {free / 1024**3:.0f} GB。")


def _address(environment: Environment) -> Sign:
    host = urlparse(environment.public_url).hostname or ""
    if environment.demo and host not in LOOPBACK:
        return Sign(State.BAD, f"演示模式不能对外提供服务（{environment.public_url}），请去掉 ZHIJIAN_DEMO。")
    if host not in LOOPBACK and not environment.public_url.startswith("https://"):
        return Sign(State.WARNING, "对外地址不是 https，请在前面放置终结 TLS 的代理并改 ZHIJIAN_PUBLIC_URL。")
    if environment.debug:
        return Sign(State.WARNING, "调试模式开着，正式使用前请去掉 ZHIJIAN_DEBUG。")
    return _good("演示模式，仅本机可用。" if environment.demo else "运行模式与对外地址相符。")


def _checkpoints(environment: Environment) -> Sign:
    if environment.checkpoint_dirs.strip():
        return _good("审计检查点另存到了本机之外的目录。")
    return Sign(
        State.WARNING, "审计检查点只存在本机，请用 ZHIJIAN_CHECKPOINT_DIRS 指定另一处（U 盘、共享目录）以便对照。"
    )


def _database(environment: Environment) -> Sign:
    from django.db import OperationalError, connection

    if environment.database_url is None and not embedded.is_running(environment):
        return Sign(State.BAD, "内嵌数据库没有运行，请用 make run 或 zhijian database start 启动。")
    try:
        connection.ensure_connection()
    except OperationalError as error:
        return Sign(State.BAD, f"连不上数据库：{str(error).splitlines()[0]}。")
    return _good(f"数据库可用（PostgreSQL {connection.pg_version // 10000}）。")  # type: ignore[attr-defined]


def _migrations() -> Sign:
    from zhijian.config.setup import pending_migrations

    pending = pending_migrations()
    if pending:
        return Sign(State.BAD, f"有 {len(pending)} 项数据表变更没有执行，请运行 zhijian migrate。")
    return _good("数据表是最新的。")


def _worker(at: datetime) -> Sign:
    from zhijian.config import heartbeat

    if heartbeat.state(at=at) != "ok":
        return Sign(State.BAD, "后台任务进程没有运行，请用 zhijian serve 或 zhijian worker 启动。")
    return _good("后台任务进程在运行。")


def missing_calendar(loaded: frozenset[int], today: date) -> int | None:
    """The year whose calendar is needed and not loaded: this one, and from 1 December on the next one."""
    needed = [today.year]
    if (today.month, today.day) >= ASK_FOR_NEXT_YEAR_FROM:
        needed.append(today.year + 1)
    return next((year for year in needed if year not in loaded), None)


def _calendar(at: datetime) -> Sign:
    from zhijian.kernel.clock import business_date
    from zhijian.support.deadlines.queries import work_calendar

    year = missing_calendar(frozenset(work_calendar().years), business_date(at))
    if year is None:
        return _good("工作日历已载入。")
    return Sign(State.WARNING, f"{year} 年的放假调休安排没有载入，请在“工作日历”中导入国务院办公厅的通知。")


def examine(environment: Environment, *, at: datetime) -> Iterator[Sign]:
    """Every sign in order; what needs the database is looked at only when it answers."""
    plain: list[Callable[[], Sign]] = [_python, _packages, _node_modules]
    given: list[Callable[[Environment], Sign]] = [_apps, _fonts, _disk, _address, _checkpoints]
    yield from (look() for look in plain)
    yield from (look(environment) for look in given)
    database = _database(environment)
    yield database
    if database.state is State.GOOD:
        migrations = _migrations()
        yield migrations
        if migrations.state is State.GOOD:
            yield _worker(at)
            yield _calendar(at)
