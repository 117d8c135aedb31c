"""HTTP of the caller's work items."""

from dataclasses import asdict
from datetime import date, datetime
from typing import Any
from uuid import UUID

from ninja import Router, Schema
from ninja.params.functions import Query

from zhijian.kernel import clock
from zhijian.kernel.http import Page
from zhijian.support.identity.http_auth import Request, signed_in
from zhijian.support.worklist import queries
from zhijian.support.worklist.rules import ItemKind, Urgency

router = Router(tags=["worklist"])


class WorkItem(Schema):
    """One thing to do."""

    uid: UUID
    source: str
    source_uid: UUID
    step: str
    kind: ItemKind
    title: str
    detail: str
    link: str
    due_on: date | None
    urgency: Urgency
    due_text: str
    created_at: datetime
    organisation_name: str


class ItemPage(Page):
    """A page of things to do."""

    items: list[WorkItem]


class ItemCounts(Schema):
    """Open items by kind, and how many of each are overdue."""

    task: int
    risk: int
    warning: int
    overdue: int
    task_overdue: int
    risk_overdue: int
    warning_overdue: int


class WorkDay(Schema):
    """Open items due on one day, by source."""

    day: date
    counts: dict[str, int]


@router.get("/items", auth=signed_in, operation_id="listWorkItems", response=ItemPage)
def items(
    request: Request,
    kind: ItemKind | None = None,
    source: str | None = Query(None, max_length=60),
    overdue: bool = False,
    due_from: date | None = None,
    due_to: date | None = None,
    after: str | None = Query(None, max_length=400),
    limit: int = Query(50, ge=1, le=200),
) -> dict[str, Any]:
    """The caller's open items, the most urgent first."""
    found, following = queries.items(
        by=request.auth,
        today=clock.business_date(clock.now()),
        kind=kind,
        source=source,
        overdue=overdue,
        due_from=due_from,
        due_to=due_to,
        after=after,
        limit=limit,
    )
    return {"items": [asdict(item) for item in found], "next": following}


@router.get("/counts", auth=signed_in, operation_id="countWorkItems", response=ItemCounts)
def counts(request: Request) -> dict[str, int]:
    """How many items of each kind are open; the same rows that the list shows."""
    return asdict(queries.counts(by=request.auth, today=clock.business_date(clock.now())))


@router.get("/days", auth=signed_in, operation_id="listWorkDays", response=list[WorkDay])
def days(request: Request, first: date, last: date) -> list[dict[str, Any]]:
    """Open items by due day, for the calendar."""
    found = queries.days(by=request.auth, first=first, last=last)
    return [{"day": day, "counts": by_source} for day, by_source in sorted(found.items())]
