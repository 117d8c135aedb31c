"""Looking codes up."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from zhijian.kernel.errors import NotFound
from zhijian.kernel.http import cut_page, decode_cursor
from zhijian.support.codes.models import Code, CodeTable


@dataclass(frozen=True, kw_only=True)
class CodeRecord:
    """One code as valid on the day asked for."""

    code: str
    name: str
    parent: str
    level: int
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class CodeNode(CodeRecord):
    """A code in its list's tree: whether something stands below it, and the names above it, the topmost first."""

    has_children: bool
    above: tuple[str, ...]


class TableMissing(NotFound):
    """No such code list."""

    code = "codes.table_missing"


def _valid(table: str, on: date) -> QuerySet[Code]:
    return Code.objects.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=on), table__code=table, valid_from__lte=on)


def names(table: str, *, on: date) -> dict[str, str]:
    """Names of all codes of a list on a day."""
    return dict(_valid(table, on).values_list("code", "name"))


def name_of(table: str, code: str, *, on: date) -> str:
    """The name of one code on a day; empty for a code that is not in the list."""
    return _valid(table, on).filter(code=code).values_list("name", flat=True).first() or "" if code else ""


def codes(table: str, *, on: date, parent: str | None = None, text: str = "", limit: int = 200) -> list[CodeRecord]:
    """Codes of a list on a day: children of ``parent``, or those whose name or code holds ``text``; by code."""
    rows = _valid(table, on)
    if parent is not None:
        rows = rows.filter(parent=parent)
    if text:
        rows = rows.filter(Q(name__contains=text) | Q(code__startswith=text))
    return [
        CodeRecord(code=row.code, name=row.name, parent=row.parent, level=row.level, note=row.note)
        for row in rows.order_by("code", "pk")[:limit]
    ]


def nodes(
    table: str, *, on: date, parent: str = "", text: str = "", after: str | None = None, limit: int = 100
) -> tuple[list[CodeNode], str | None]:
    """Codes directly below ``parent`` ("" is the top), or anywhere by ``text``; by code, a page and the next mark.

    Raises TableMissing.
    """
    if not CodeTable.objects.filter(code=table).exists():
        raise TableMissing("没有这张代码表。", table=table)
    rows = _valid(table, on)
    rows = rows.filter(Q(name__icontains=text) | Q(code__istartswith=text)) if text else rows.filter(parent=parent)
    mark = decode_cursor(after, str)
    if mark is not None:
        rows = rows.filter(code__gt=mark[0])
    below = _valid(table, on).filter(parent=OuterRef("code"))
    fetched = list(rows.annotate(has_children=Exists(below)).order_by("code")[: limit + 1])
    page, following = cut_page(fetched, limit, lambda row: (row.code,))
    names_above = _above(table, on, {row.parent for row in page}) if text else {}
    return [
        CodeNode(
            code=row.code,
            name=row.name,
            parent=row.parent,
            level=row.level,
            note=row.note,
            has_children=row.has_children,
            above=names_above.get(row.parent, ()),
        )
        for row in page
    ], following


def _above(table: str, on: date, parents: set[str]) -> dict[str, tuple[str, ...]]:
    """For each parent the names from the top down to it; one query for each level."""
    known: dict[str, Code] = {}
    wanted = parents - {""}
    while wanted:
        rows = list(_valid(table, on).filter(code__in=wanted))
        known |= {row.code: row for row in rows}
        wanted = {row.parent for row in rows} - set(known) - {""}
    return {code: _path(code, known) for code in parents if code}


def _path(code: str, known: dict[str, Code]) -> tuple[str, ...]:
    names: list[str] = []
    while code in known and len(names) < len(known):
        names.insert(0, known[code].name)
        code = known[code].parent
    return tuple(names)


@dataclass(frozen=True, kw_only=True)
class TableRecord:
    """One code list; ``count`` codes are in it today."""

    code: str
    name: str
    standard: str
    count: int


def tables(*, on: date) -> list[TableRecord]:
    """All code lists by name, with how many codes each holds on a day."""
    open_then = Q(valid_from__lte=on) & (Q(valid_to__isnull=True) | Q(valid_to__gt=on))
    counts = dict(Code.objects.filter(open_then).values_list("table").annotate(count=Count("pk")).order_by())
    return [
        TableRecord(code=row.code, name=row.name, standard=row.standard, count=counts.get(row.pk, 0))
        for row in CodeTable.objects.order_by("name", "pk")
    ]
