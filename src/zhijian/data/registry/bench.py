"""How long an import and a search take, as ratios to a reference run beside them; nothing stays in the database."""

import resource
import secrets
import statistics
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any
from uuid import UUID, uuid4

import xlsxwriter
from django.db import connection, transaction

from zhijian.data.exchange import queries as exchange
from zhijian.data.exchange import services as imports
from zhijian.data.exchange.rules import BatchState, Mode
from zhijian.data.registry.services.bulk import COPIED, copy_search
from zhijian.kernel import clock
from zhijian.kernel.identifiers.uscc import make_uscc
from zhijian.support.identity import services as identity
from zhijian.support.identity import sessions
from zhijian.support.identity.queries import actor_of_person
from zhijian.support.identity.rules import OrganisationKind, Scope
from zhijian.support.identity.types import Actor, Origin, system_actor
from zhijian.support.search import queries as search

HEADINGS = (
    "统一社会信用代码", "名称", "主体类型", "法定代表人", "联系电话", "住所", "所属街道", "行业代码", "成立日期",
    "注册资本(万元)", "状态", "监管类别", "许可证编号", "许可证有效期至", "经度", "纬度",
)  # fmt: skip
_CHARACTERS = "青河清南金沙银杏云岭百川和顺兴隆福泰祥瑞丰盛鑫源达通宏远明德广安永康聚贤雅集味香茗品鲜美佳乐家园春华秋实"
_TRADES = ("餐饮管理有限公司", "小吃店", "便利超市", "大药房有限公司", "医疗器械有限公司", "建材经营部", "服饰店")
_FOLLOWED = 200
"""Searches timed for the median."""


class _Undone(Exception):
    """Leaves the transaction of a bench, so that nothing stays."""


def bench_import(rows: int = 300_000) -> list[str]:
    """Check and store a workbook of new entities with history, search index and audit; against a bare COPY.

    The reference copies the same entities into a table with the same columns and indexes, without triggers.
    """
    with TemporaryDirectory() as folder, _nothing_stays() as by:
        path = Path(folder) / "register.xlsx"
        write_register(path, rows)
        checked_s, stored_s, counted = _import(path, by)
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        reference_s = _bare_copy()
        lines = [
            f"import of {rows:,} rows: checked in {checked_s:.1f} s, stored in {stored_s:.1f} s, {counted}",
            f"bare COPY of the same rows: {reference_s:.1f} s; ratio {(checked_s + stored_s) / reference_s:.1f}",
            f"memory at its highest: {memory:.0f} MB",
        ]
    return lines


def bench_search(entities: int = 1_000_000) -> list[str]:
    """Search by two characters, initials and codes among so many entities; against finding one by its key."""
    with _nothing_stays() as by:
        place, began = _organisation_id(by), time.perf_counter()
        sought = _fill_index(entities, place)
        filled_s = time.perf_counter() - began
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE search_searchentry")
        random = Random(7)  # noqa: S311 (a bench)
        reference = _median_ms(lambda: _by_key(random.choice(sought)[0]), _FOLLOWED)
        lines = [f"index of {entities:,} entities filled in {filled_s:.0f} s; one row by its key: {reference:.2f} ms"]
        for label, text_of in (
            ("two characters", lambda row: row[1][3:5]),
            ("four characters", lambda row: row[1][2:6]),
            ("code", lambda row: row[2]),
        ):
            taken = _times_ms(lambda of=text_of: search.find(by=by, text=of(random.choice(sought))), _FOLLOWED)
            worst = statistics.quantiles(taken, n=20)[-1]
            lines.append(
                f"search by {label}: median {statistics.median(taken):.1f} ms, 95th of 100 {worst:.1f} ms, "
                f"ratio {statistics.median(taken) / reference:.0f}"
            )
    return lines


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
        word = "".join(random.choices(_CHARACTERS, k=4))
        yield (
            make_uscc("92990102", f"MA{serial:06d}"),
            f"青河市南湖区{word}{random.choice(_TRADES)}",
            "9500",
            "林" + random.choice(_CHARACTERS),
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


@contextmanager
def _nothing_stays() -> Iterator[Actor]:
    """A person of a new bureau inside a transaction that is rolled back."""
    try:
        with transaction.atomic():
            yield _person()
            raise _Undone
    except _Undone:
        return


def _person() -> Actor:
    system, at, name = system_actor("测速"), clock.now(), f"bench{uuid4().hex[:8]}"
    place = identity.add_organisation(
        code=name, name="测速局", short_name="测速局", kind=OrganisationKind.DISTRICT, parent=None,
        document_prefix="测", by=system, at=at,
    )  # fmt: skip
    person = identity.add_person(name="测速员", phone="", organisation=place.uid, title="", by=system, at=at)
    sessions.add_account(
        person=person,
        username=name,
        password=f"Ab-{secrets.token_urlsafe(12)}",
        must_change=False,
        by=system,
        at=at,
    )
    rights = dict.fromkeys(("registry.import", "registry.manage", "registry.view"), Scope.SUBTREE.value)
    identity.define_role(code=name, name=name, permissions=rights, order=0, by=system)
    identity.grant_role(person=person, role=name, by=system, at=at)
    return actor_of_person(person, on=clock.business_date(at), origin=Origin(channel="bench"))


def _import(path: Path, by: Actor) -> tuple[float, float, str]:
    """Seconds to take in and check, seconds to store, and the outcome."""
    at, began = clock.now(), time.perf_counter()
    with path.open("rb") as file:
        chunks = iter(lambda: file.read(1024 * 1024), b"")
        made = imports.upload_import(kind="registry.entities", file_name=path.name, chunks=chunks, by=by, at=at)
    fields = [column.field for column in made.columns]
    imports.set_mapping(batch=made.uid, fields=fields, version=made.version, by=by, at=at)
    imports.start_check(batch=made.uid, by=by, at=at)
    imports.run_check(batch=made.uid, at=at)
    checked = time.perf_counter()
    imports.start_load(batch=made.uid, mode=Mode.ALL_OR_NOTHING, by=by, at=at)
    imports.run_load(batch=made.uid, at=at)
    stored = time.perf_counter()
    found = exchange.detail(made.uid, by=by)
    assert found.state == BatchState.FINISHED, found.refusal
    return checked - began, stored - checked, f"{found.new:,} new, {found.bad:,} bad"


def _bare_copy() -> float:
    """Seconds to copy the entities that are there into a table like theirs, from a file as COPY writes it."""
    columns = ", ".join(COPIED)
    with connection.cursor() as cursor, TemporaryDirectory() as folder:
        path = Path(folder) / "rows"
        with path.open("wb") as file, cursor.copy(f"COPY registry_entity ({columns}) TO STDOUT") as copy:
            for block in copy:
                file.write(block)
        cursor.execute("SET LOCAL temp_buffers = '256MB'")
        cursor.execute("CREATE TEMPORARY TABLE bench_entity (LIKE registry_entity INCLUDING ALL) ON COMMIT DROP")
        began = time.perf_counter()
        with path.open("rb") as file, cursor.copy(f"COPY bench_entity ({columns}) FROM STDIN") as copy:
            while block := file.read(1024 * 1024):
                copy.write(block)
        return time.perf_counter() - began


def _organisation_id(by: Actor) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM identity_organisation WHERE uid = %s", [by.organisation])
        return int(cursor.fetchone()[0])


def _fill_index(entities: int, place: int) -> list[tuple[UUID, str, str]]:
    """Fill the index; gives every thousandth entity as (uid, name, code)."""
    sought = []

    def entries() -> Iterator[tuple[Any, ...]]:
        for serial, row in enumerate(made_up(entities)):
            uid = UUID(int=serial + 1)
            if serial % 1000 == 0:
                sought.append((uid, row[1], row[0]))
            yield uid, place, row[1], "", row[0], "", row[5], row[4], ()

    copy_search(entries())
    return sought


def _by_key(uid: UUID) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT title FROM search_searchentry WHERE kind = 'entity' AND subject = %s", [uid])
        assert cursor.fetchone()


def _times_ms(act: Any, count: int) -> list[float]:
    taken = []
    for _ in range(count):
        began = time.perf_counter()
        act()
        taken.append((time.perf_counter() - began) * 1000)
    return taken


def _median_ms(act: Any, count: int) -> float:
    return statistics.median(_times_ms(act, count))
