"""Questions about imports."""

from datetime import datetime
from typing import Any
from uuid import UUID

from zhijian.data.exchange import access
from zhijian.data.exchange.importers import Importer, importer, importers
from zhijian.data.exchange.models import ImportBatch, ImportProblem
from zhijian.data.exchange.rules import BatchState, Match, may_move
from zhijian.data.exchange.types import ColumnRecord, ImportDetail, ImportRecord, ProblemRecord
from zhijian.kernel.http import cut_page, decode_cursor
from zhijian.support.identity.types import Actor

_ACTIONS = {
    "map": BatchState.MAPPED,
    "check": BatchState.CHECKING,
    "load": BatchState.LOADING,
    "cancel": BatchState.CANCELLED,
}


def kinds(*, by: Actor) -> list[Importer]:
    """The kinds of import that the caller may do."""
    return [item for item in importers() if by.may(item.permission)]


def imports(
    *, by: Actor, kind: str | None, state: str | None, after: str | None, limit: int
) -> tuple[list[ImportRecord], str | None]:
    """Imports that the caller sees, the latest first. Raises CursorInvalid."""
    rows = access.visible_to(by).defer("sample")
    if kind:
        rows = rows.filter(kind=kind)
    if state:
        rows = rows.filter(state=state)
    key = decode_cursor(after, datetime, int)
    if key:
        moment, last = key
        rows = rows.filter(uploaded_at__lte=moment).exclude(uploaded_at=moment, pk__gte=last)
    page, following = cut_page(
        list(rows.order_by("-uploaded_at", "-pk")[: limit + 1]), limit, lambda row: (row.uploaded_at, row.pk)
    )
    return [ImportRecord(**_facts(row, by)) for row in page], following


def detail(uid: UUID, *, by: Actor) -> ImportDetail:
    """One import with its columns. Raises ImportMissing."""
    return to_detail(access.batch(uid, by=by), by=by)


def to_detail(row: ImportBatch, *, by: Actor) -> ImportDetail:
    """The record of a row."""
    columns = tuple(
        ColumnRecord(column=place, heading=heading, field=field or None, match=match, match_label=Match(match).label)
        for place, (heading, field, match) in enumerate(
            zip(row.headings, row.fields, row.matches, strict=True), start=1
        )
    )
    return ImportDetail(**_facts(row, by), sheet=row.sheet, columns=columns, sample=tuple(map(tuple, row.sample)))


_SAME = (
    *("uid", "kind", "file_name", "size", "state", "mode", "rows_total", "rows_expected"),
    *("rows_done", "new", "changed", "unchanged"),
    *("bad", "duplicate", "problem_count", "refusal", "owner", "owner_name", "uploaded_at", "ended_at", "version"),
)


def _facts(row: ImportBatch, by: Actor) -> dict[str, Any]:
    state = BatchState(row.state)
    is_mine = by.is_system or row.owner == by.uid
    actions = tuple(name for name, wanted in _ACTIONS.items() if is_mine and may_move(state, wanted))
    facts = {name: getattr(row, name) for name in _SAME}
    return facts | {"kind_label": importer(row.kind).label, "state_label": state.label, "actions": actions}


def problems(uid: UUID, *, by: Actor, after: str | None, limit: int) -> tuple[list[ProblemRecord], str | None]:
    """Problems of an import by line. Raises ImportMissing, CursorInvalid."""
    rows = ImportProblem.objects.filter(batch=access.batch(uid, by=by))
    key = decode_cursor(after, int, int)
    if key:
        line, last = key
        rows = rows.filter(line__gte=line).exclude(line=line, pk__lte=last)
    page, following = cut_page(list(rows.order_by("line", "pk")[: limit + 1]), limit, lambda row: (row.line, row.pk))
    return [to_problem(row) for row in page], following


def all_problems(uid: UUID, *, by: Actor) -> list[ProblemRecord]:
    """All problems that were kept, by line. Raises ImportMissing."""
    rows = ImportProblem.objects.filter(batch=access.batch(uid, by=by)).order_by("line", "pk")
    return [to_problem(row) for row in rows]


def to_problem(row: ImportProblem) -> ProblemRecord:
    """The record of a row."""
    return ProblemRecord(line=row.line, heading=row.heading, value=row.value, reason=row.reason, outcome=row.outcome)
