"""Looking codes up."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from zhijian.support.codes.models import Code, CodeTable


@dataclass(frozen=True, kw_only=True)
class CodeRecord:
    """One code as valid on the day asked for."""

    code: str
    name: str
    parent: str
    level: int
    note: str = ""


def _valid(table: str, on: date) -> QuerySet[Code]:
    return Code.objects.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=on), table__code=table, valid_from__lte=on)


def names(table: str, *, on: date) -> dict[str, str]:
    """Names of all codes of a list on a day."""
    return dict(_valid(table, on).values_list("code", "name"))


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


def tables() -> list[dict[str, str]]:
    """All code lists by name."""
    rows = CodeTable.objects.order_by("name", "pk")
    return [{"code": row.code, "name": row.name, "standard": row.standard} for row in rows]
