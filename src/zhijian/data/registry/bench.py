"""How long an import and a search take, each beside a reference of the same run (``zhijian bench``)."""

import os
import resource
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from random import Random
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any
from uuid import UUID

import psycopg
import xlsxwriter
from django.db import connection
from psycopg.sql import SQL, Composable, Identifier

from zhijian.data.exchange import queries as exchange
from zhijian.data.exchange import services as imports
from zhijian.data.exchange.rules import BatchState, Mode
from zhijian.data.registry.models import Entity
from zhijian.data.registry.rules import match_key
from zhijian.data.registry.services.bulk import COPIED, Row, write_many
from zhijian.kernel import clock
from zhijian.kernel.figures import Figure, Times, alternately
from zhijian.kernel.identifiers.uscc import make_uscc
from zhijian.support.audit.services import acting
from zhijian.support.identity.models import Organisation
from zhijian.support.identity.types import Actor
from zhijian.support.search import queries as search

ROWS = 300_000
MOST_TIMES, MOST_MEMORY_MB = 8, 500
SEARCHES, MOST_SEARCH_MS = 400, 20
AT_ONCE = 5000

HEADINGS = (
    "统一社会信用代码", "名称", "主体类型", "法定代表人", "联系电话", "住所", "所属街道", "行业代码", "成立日期",
    "注册资本(万元)", "状态", "监管类别", "许可证编号", "许可证有效期至", "经度", "纬度",
)  # fmt: skip
_WORDS = (
    "青河清南金沙银杏云岭百川和顺兴隆福泰祥瑞丰盛鑫源达通宏远明德广安永康聚贤雅集味香茗品鲜美佳乐家园春华秋实天地玄黄宇宙"
    "洪荒日月盈昃辰宿列张寒来暑往收冬藏闰余成岁律吕调阳腾致雨露结为霜生丽水玉出昆冈剑号巨阙珠称夜光果珍李柰菜重芥姜海咸"
    "河淡鳞潜羽翔龙师火帝鸟官人皇始制文字乃服衣裳推位让国有虞陶唐吊民伐罪周发殷汤坐朝问道垂拱平章爱育黎首臣伏戎羌"
)
_PLACES = ("青河市南湖区", "青河市", "南湖区", "江东省青河市", "青河", "南湖", "")
_TRADES = (
    "餐饮管理有限公司", "小吃店", "便利超市", "大药房有限公司", "医疗器械有限公司", "建材经营部", "服饰店", "饭店",
    "食品有限公司", "电子商务有限公司", "面馆", "火锅店", "水果店", "粮油经营部", "生鲜超市", "理发店", "烟酒店",
    "文具用品商行", "汽车维修服务部", "科技发展有限公司", "物流有限公司", "母婴用品店", "早餐店", "奶茶店",
)  # fmt: skip


def bench_import(*, by: Actor, owner: Callable[[], psycopg.Connection], rows: int = ROWS) -> Iterator[Figure]:
    """Take in, check and store a workbook of new entities with history, search index and audit; against a bare COPY.

    The reference copies the same rows, from a file as COPY writes it, into a table with the same columns and indexes
    that nothing watches.
    """
    with TemporaryDirectory() as folder:
        path = Path(folder) / "register.xlsx"
        write_register(path, rows)
        copied = Path(folder) / "rows"
        took = _import(path, by)
        memory_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        bare = _middle(list(_bare_copies(owner, copied)))
    whole = took.wall_s / bare.wall_s
    yield Figure(
        what=f"导入 {rows:,} 户（接收、检查、入库、索引、审计）", unit="秒", median=took.wall_s,
        goal=f"≤ {MOST_TIMES} 倍", met=whole <= MOST_TIMES, reference="同样的行 COPY 进同样索引的表",
        reference_median=bare.wall_s,
    )  # fmt: skip
    yield Figure(
        what="其中占用处理器（导入进程和数据库）", unit="秒", median=took.cpu_s, reference="COPY 占用处理器",
        reference_median=bare.cpu_s,
    )  # fmt: skip
    yield Figure(
        what="导入进程内存峰值", unit="MB", median=memory_mb, goal=f"≤ {MOST_MEMORY_MB} MB",
        met=memory_mb <= MOST_MEMORY_MB,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Effort:
    """Seconds by the clock, and of processor time in this process and in its database session."""

    wall_s: float
    cpu_s: float


def _middle(efforts: Sequence[_Effort]) -> _Effort:
    return _Effort(median(each.wall_s for each in efforts), median(each.cpu_s for each in efforts))


def _effort(act: Callable[[], None], *, session: int) -> _Effort:
    began, before = time.perf_counter(), time.process_time() + _cpu_of(session)
    act()
    return _Effort(time.perf_counter() - began, time.process_time() + _cpu_of(session) - before)


def _cpu_of(process: int) -> float:
    fields = Path(f"/proc/{process}/stat").read_text("utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _session() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return int(cursor.fetchone()[0])


def _import(path: Path, by: Actor) -> _Effort:
    at = clock.now()

    def all_of_it() -> None:
        with path.open("rb") as file:
            chunks = iter(lambda: file.read(1024 * 1024), b"")
            made = imports.upload_import(kind="registry.entities", file_name=path.name, chunks=chunks, by=by, at=at)
        fields = [column.field for column in made.columns]
        imports.set_mapping(batch=made.uid, fields=fields, version=made.version, by=by, at=at)
        imports.start_check(batch=made.uid, by=by, at=at)
        imports.run_check(batch=made.uid, at=at)
        imports.start_load(batch=made.uid, mode=Mode.ALL_OR_NOTHING, by=by, at=at)
        imports.run_load(batch=made.uid, at=at)
        found = exchange.detail(made.uid, by=by)
        assert found.state == BatchState.FINISHED, found.refusal
        assert not found.bad, found.bad

    return _effort(all_of_it, session=_session())


def _bare_copies(owner: Callable[[], psycopg.Connection], path: Path, times: int = 3) -> Iterator[_Effort]:
    """Copy the entities that are there into a table like theirs, from a file as COPY writes it."""
    columns = SQL(", ").join(map(Identifier, COPIED))
    with owner() as place, place.cursor() as cursor:
        with path.open("wb") as file, cursor.copy(SQL("COPY registry_entity ({}) TO STDOUT").format(columns)) as copy:
            for block in copy:
                file.write(block)
        for _ in range(times):
            cursor.execute("DROP TABLE IF EXISTS bench_entity")
            cursor.execute("CREATE TABLE bench_entity (LIKE registry_entity INCLUDING ALL)")
            yield _effort(lambda: _copy(cursor, columns, path), session=place.info.backend_pid)
        cursor.execute("DROP TABLE bench_entity")


def _copy(cursor: psycopg.Cursor, columns: Composable, path: Path) -> None:
    with path.open("rb") as file, cursor.copy(SQL("COPY bench_entity ({}) FROM STDIN").format(columns)) as copy:
        while block := file.read(1024 * 1024):
            copy.write(block)


def write_register(path: Path, rows: int) -> None:
    """A workbook of made-up entities in the columns of the template."""
    book = xlsxwriter.Workbook(str(path), {"constant_memory": True, "strings_to_formulas": False})
    sheet = book.add_worksheet("经营主体")
    sheet.write_row(0, 0, HEADINGS)
    for line, row in enumerate(made_up(rows), start=1):
        sheet.write_row(line, 0, row)
    book.close()


def made_up(rows: int) -> Iterator[tuple[str, ...]]:
    """Rows of the template, the same for each run."""
    random = Random(20260101)  # noqa: S311 (a bench)
    for serial in range(rows):
        word = "".join(random.choices(_WORDS, k=random.choice((2, 2, 3, 4))))
        yield (
            make_uscc("92990102", f"MA{serial:06d}"),
            f"{random.choice(_PLACES)}{word}{random.choice(_TRADES)}",
            "9500",
            "林" + random.choice(_WORDS),
            f"130{serial % 100_000_000:08d}",
            f"青河市南湖区{word[:2]}路{serial % 900 + 1}号",
            "南湖街道",
            "6210",
            f"20{serial % 26:02d}-{serial % 12 + 1:02d}-{serial % 28 + 1:02d}",
            str(serial % 500),
            "存续",
            "CY",
            "",
            "",
            f"{118 + random.random():.6f}",
            f"{31 + random.random():.6f}",
        )


def fill_register(entities: int, offices: Sequence[UUID], *, by: Actor) -> None:
    """Register made-up entities, with all that belongs to one, until there are so many; in turn for each office."""
    places = list(Organisation.objects.filter(uid__in=offices).order_by("pk").values_list("pk", flat=True))
    there, at = Entity.objects.count(), clock.now()
    rows = islice(made_up(entities), there, None)
    with acting(by):
        while chunk := list(islice(rows, AT_ONCE)):
            written = [_row(row, places[(there + place) % len(places)]) for place, row in enumerate(chunk)]
            write_many(written, source="测速", by=by, at=at)
            there += len(chunk)


def _row(row: tuple[str, ...], organisation: int) -> Row:
    told = {
        "uscc": row[0], "name": row[1], "entity_type": row[2], "legal_person": row[3], "phone": row[4],
        "address": row[5], "street": row[6], "industry": row[7], "established_on": row[8], "status": "1",
        "supervision_classes": ["CY"], "lon": float(row[14]), "lat": float(row[15]),
        "match_key": match_key(row[1], row[5]),
    }  # fmt: skip
    return Row(told, organisation)


def searches(count: int = SEARCHES) -> list[str]:
    """Two neighbouring characters of as many made-up names, as people would type them."""
    random = Random(7)  # noqa: S311 (a bench)
    names = [row[1] for row in made_up(count)]
    return [name[(place := random.randrange(len(name) - 1)) : place + 2] for name in names]


class _Statements:
    """Milliseconds that the statements of each run took, by the clock and of the database's processor time."""

    def __init__(self) -> None:
        self.ms: dict[str, list[float]] = {}
        self.cpu_ms: dict[str, list[float]] = {}
        self._now: tuple[list[float], list[float]] = ([], [])
        self._session = Path(f"/proc/{_session()}/schedstat")

    def of(self, name: str, act: Callable[[], object]) -> Callable[[], None]:
        """The same act, with its statements noted under a name."""

        def noted() -> None:
            self._now = self.ms.setdefault(name, []), self.cpu_ms.setdefault(name, [])
            for each in self._now:
                each.append(0.0)
            act()

        return noted

    def __call__(self, execute: Callable[..., Any], *given: Any) -> Any:
        began, before_ms = time.perf_counter(), self._processor_ms()
        try:
            return execute(*given)
        finally:
            clock_ms, processor_ms = self._now
            clock_ms[-1] += (time.perf_counter() - began) * 1000
            processor_ms[-1] += self._processor_ms() - before_ms

    def _processor_ms(self) -> float:
        return int(self._session.read_text("utf-8").split()[0]) / 1e6


def bench_search(*, chief: Actor, officer: Actor) -> Iterator[Figure]:
    """Search by two characters in the whole register and in one office's; against finding one entity by its key."""
    entities, uids = Entity.objects.count(), list(Entity.objects.order_by("pk").values_list("uid", flat=True)[:1000])
    asked, keys = iter(searches() * 4), iter(uids * 4)
    statements = _Statements()
    with connection.execute_wrapper(statements):
        alternately(
            {
                "chief": statements.of("chief", lambda: search.find(by=chief, text=next(asked))),
                "officer": statements.of("officer", lambda: search.find(by=officer, text=next(asked))),
                "reference": statements.of("reference", lambda: Entity.objects.get(uid=next(keys))),
            },
            rounds=SEARCHES,
        )
    times = {name: Times(tuple(found[-SEARCHES:])) for name, found in statements.ms.items()}
    for name, who in (("chief", "全区"), ("officer", "一个所")):
        yield Figure(
            what=f"{entities:,} 户中搜索两个字，{who}（数据库内）", median=times[name].median, p95=times[name].p95,
            goal=f"p95 ≤ {MOST_SEARCH_MS} ms", met=times[name].p95 <= MOST_SEARCH_MS, reference="按编号取一户",
            reference_median=times["reference"].median,
        )  # fmt: skip
        busy, least = (Times(tuple(statements.cpu_ms[each][-SEARCHES:])) for each in (name, "reference"))
        yield Figure(
            what=f"其中数据库占用处理器，{who}", median=busy.median, p95=busy.p95, reference="按编号取一户",
            reference_median=least.median,
        )  # fmt: skip
