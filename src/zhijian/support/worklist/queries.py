"""A person's items, and their counts from the same query."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet, Value
from django.db.models.functions import Coalesce

from zhijian.kernel.http import cut_page, decode_cursor
from zhijian.kernel.work_calendar import CalendarMissing
from zhijian.support.deadlines.queries import work_calendar
from zhijian.support.identity.types import Actor
from zhijian.support.worklist.access import visible_to
from zhijian.support.worklist.models import WorkItem
from zhijian.support.worklist.rules import FAR, ItemKind, ItemState, Urgency, due_text, urgency_by_days


@dataclass(frozen=True, kw_only=True)
class ItemRecord:
    """One thing to do, with its colour."""

    uid: UUID
    source: str
    source_uid: UUID
    step: str
    kind: str
    title: str
    detail: str
    link: str
    due_on: date | None
    urgency: Urgency
    due_text: str
    created_at: datetime
    organisation_name: str


@dataclass(frozen=True, kw_only=True)
class ItemCounts:
    """How many open items of each kind there are, and how many of each are overdue; ``overdue`` is of all kinds."""

    task: int
    risk: int
    warning: int
    overdue: int
    task_overdue: int
    risk_overdue: int
    warning_overdue: int


def _open(by: Actor, *, kind: ItemKind | None = None, source: str | None = None) -> QuerySet[WorkItem]:
    rows = visible_to(by).filter(state=ItemState.OPEN)
    if kind is not None:
        rows = rows.filter(kind=kind)
    return rows.filter(source=source) if source else rows


def items(
    *,
    by: Actor,
    today: date,
    kind: ItemKind | None = None,
    source: str | None = None,
    overdue: bool = False,
    due_from: date | None = None,
    due_to: date | None = None,
    after: str | None = None,
    limit: int = 50,
) -> tuple[list[ItemRecord], str | None]:
    """Open items, the most urgent first; a page and the mark of the next. due_from, due_to: first and last due day."""
    rows = _open(by, kind=kind, source=source).annotate(due=Coalesce(F("due_on"), Value(FAR)))
    if overdue:
        rows = rows.filter(due_on__lt=today)
    if due_from:
        rows = rows.filter(due_on__gte=due_from)
    if due_to:
        rows = rows.filter(due_on__lte=due_to)
    key = decode_cursor(after, date, int)
    if key is not None:
        rows = rows.filter(Q(due__gt=key[0]) | Q(due=key[0], pk__gt=key[1]))
    fetched = list(rows.select_related("organisation").order_by("due", "pk")[: limit + 1])
    page, following = cut_page(fetched, limit, lambda row: ((row.due_on or FAR).isoformat(), row.pk))
    soon, urgent = _limits(today)
    return [_to_record(row, today, soon, urgent) for row in page], following


def _limits(today: date) -> tuple[date, date]:
    """The last days that count as soon and as urgent: 5 and 2 working days ahead (a colour, not a deadline).

    At the turn of a year whose successor is not loaded, a week and three days stand in for them.
    """
    calendar = work_calendar()
    try:
        return calendar.add_working_days(today, 5), calendar.add_working_days(today, 2)
    except CalendarMissing:
        return today + timedelta(days=7), today + timedelta(days=3)


def _to_record(row: WorkItem, today: date, soon: date, urgent: date) -> ItemRecord:
    urgency = urgency_by_days(row.due_on, today, soon, urgent)
    return ItemRecord(
        uid=row.uid,
        source=row.source,
        source_uid=row.source_uid,
        step=row.step,
        kind=row.kind,
        title=row.title,
        detail=row.detail,
        link=row.link,
        due_on=row.due_on,
        urgency=urgency,
        due_text=due_text(row.due_on, today, urgency),
        created_at=row.created_at,
        organisation_name=row.organisation.short_name,
    )


@dataclass(frozen=True, kw_only=True)
class Asking:
    """What was once asked of whom (None: of anyone holding a right), since when and until when."""

    person: UUID | None
    due_on: date | None
    at: datetime


def ever_asked(*, source: str, source_uid: UUID) -> list[Asking]:
    """Every item that a source ever put, open or not, the earliest first: what it really asked, and of whom."""
    rows = WorkItem.objects.filter(source=source, source_uid=source_uid).order_by("created_at", "pk")
    found = rows.values_list("person__uid", "due_on", "created_at")
    return [Asking(person=person, due_on=due_on, at=at) for person, due_on, at in found]


def counts(*, by: Actor, today: date) -> ItemCounts:
    """Counts of the same rows that ``items`` lists."""
    late = Q(due_on__lt=today)
    by_kind = {kind.value: Count("pk", filter=Q(kind=kind)) for kind in ItemKind}
    late_by_kind = {f"{kind}_overdue": Count("pk", filter=Q(kind=kind) & late) for kind in ItemKind}
    return ItemCounts(**_open(by).aggregate(**by_kind, **late_by_kind, overdue=Count("pk", filter=late)))


def days(*, by: Actor, first: date, last: date) -> dict[date, dict[str, int]]:
    """Open items by due day and source, for the calendar (INS-5.1); from first up to and including last."""
    rows = (
        _open(by)
        .filter(due_on__gte=first, due_on__lte=last)
        .values("due_on", "source")
        .annotate(count=Count("pk"))
        .order_by("due_on", "source")
    )
    found: dict[date, dict[str, int]] = {}
    for row in rows:
        if row["due_on"] is not None:
            found.setdefault(row["due_on"], {})[row["source"]] = row["count"]
    return found
