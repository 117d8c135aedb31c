"""Brings the database to this version of the program: tables, reference data, roles, demonstration."""

import gc
import hashlib
import importlib.util
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

from zhijian.config.environment import PROJECT, Environment

SOURCE = PROJECT / "src" / "zhijian"


class StepFailed(Exception):
    """A step of the start failed; the message is one Chinese sentence."""


def reference_loaders() -> dict[str, Callable[..., object]]:
    """What ships with the platform and is loaded after every migration, in this order.

    Each is a service ``load_reference(*, by, at)`` that may run again at any time and leaves alone what an
    administrator has changed. A part that ships reference data adds its line here.
    """
    from zhijian.business.inspection.services import matters, presets
    from zhijian.config.roles import load_roles
    from zhijian.data.registry.services import load_reference as load_register_codes
    from zhijian.support.deadlines.services import load_shipped

    return {
        "工作日历和期限规则": load_shipped,
        "代码表": load_register_codes,
        "角色": lambda **given: load_roles(by=given["by"]),
        "检查表": presets.load_reference,
        "检查事项": matters.load_reference,
    }


def load_reference_data(*, at: datetime) -> list[str]:
    """Load all reference data as the system; gives the names of what was loaded."""
    from zhijian.support.audit.services import acting
    from zhijian.support.identity.types import system_actor

    by = system_actor("安装程序", channel="setup")
    with acting(by):
        for load in reference_loaders().values():
            load(by=by, at=at)
    return list(reference_loaders())


def migrate(*, at: datetime) -> list[str]:
    """Create or renew all tables, then load the reference data; connected as the owner of the tables."""
    from django.core.management import call_command

    call_command("migrate", interactive=False, verbosity=0)
    return load_reference_data(at=at)


def load_demo(*, scale: str, seed: int, register: int | None, tell: Callable[[str], None]) -> str:
    """Load the made-up district through the services; gives a sentence on what is there now.

    tell: hears every ten seconds how far a long stage is.
    """
    from zhijian.demo.loading import load
    from zhijian.kernel import clock
    from zhijian.support.audit.services import acting
    from zhijian.support.identity.types import system_actor

    by = system_actor("演示数据", channel="setup")
    with acting(by):
        return str(load(scale=scale, seed=seed, register=register, by=by, at=clock.now(), tell=tell))


def has_demo() -> bool:
    """Whether this build brings the demonstration."""
    return importlib.util.find_spec("zhijian.demo.loading") is not None


def pending_migrations() -> list[str]:
    """Migrations of this program that the database does not have yet."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]


def _schema_files() -> Iterator[Path]:
    """Files whose change means that tables or reference data must be renewed."""
    for pattern in ("*/*/migrations/*.py", "*/*/apps.py", "**/*.json", "**/*.csv"):
        yield from SOURCE.glob(pattern)
    yield from (SOURCE / part for part in ("support/audit/capture.py", "support/audit/tracking.py", "config/setup.py"))


def schema_digest(environment: Environment) -> str:
    """Hash of everything that ``migrate`` reads, and of which database it is."""
    total = hashlib.sha256(repr(environment.database()).encode())
    for path in sorted(_schema_files()):
        total.update(f"\0{path.relative_to(SOURCE)}\0".encode() + path.read_bytes())
    return total.hexdigest()


def _zhijian(*arguments: str) -> None:
    done = subprocess.run([sys.executable, "-m", "zhijian.config.cli", *arguments], check=False)
    if done.returncode != 0:
        raise StepFailed(f"zhijian {arguments[0]} 没有成功，原因见上面的输出。")


def prepare(environment: Environment, *, demo: bool) -> None:
    """Start the database, migrate when something changed since the last start, load the demonstration once.

    The notes of what was done lie beside the database, so that they vanish with it. Raises EmbeddedFailed, StepFailed.
    """
    from zhijian.config import embedded

    if environment.database_url is None:
        embedded.start(environment)
    notes = environment.home / "stamps"
    notes.mkdir(parents=True, exist_ok=True)
    digest = schema_digest(environment)
    if not _noted(notes / "migrate", digest):
        print("· 建立数据表，载入基础数据…", flush=True)
        _zhijian("migrate")
        (notes / "migrate").write_text(digest)
    place = hashlib.sha256(repr(environment.database()).encode()).hexdigest()
    if demo and has_demo() and not _noted(notes / "demo", place):
        print("· 载入演示辖区…", flush=True)
        _zhijian("demo")
        (notes / "demo").write_text(place)


def _noted(note: Path, digest: str) -> bool:
    return note.is_file() and note.read_text() == digest


def use_django(*, as_owner: bool = False) -> None:
    """Make Django ready in this process; as the owner of the tables only for migrations."""
    if as_owner:
        os.environ["ZHIJIAN_DB_AS_OWNER"] = "1"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhijian.config.settings")
    import django

    django.setup()
    collect_seldom()


def collect_seldom() -> None:
    """Let Python look for circular garbage less often, and never again among what a started process keeps.

    By default it looks after every 700 new objects; a page of a list makes thousands, an import millions. The whole is
    looked through often enough that papers in work during a look do not stay for ever.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 5, 2)
