"""HTTP of tasks."""

from dataclasses import asdict
from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpResponse
from ninja import Router, Schema
from ninja.params.functions import Header, Query
from pydantic import Field

from zhijian.business.inspection.queries import tasks as queries
from zhijian.business.inspection.rules.stages import TaskKind, TaskStage
from zhijian.business.inspection.services import dispatching
from zhijian.business.inspection.services import tasks as services
from zhijian.business.inspection.types.held import HeldRecord
from zhijian.business.inspection.types.tasks import TaskDetail, TaskFilter
from zhijian.kernel import clock
from zhijian.kernel.http import Page, page_answer
from zhijian.support.identity.http_auth import Request, needs

router = Router(tags=["inspection"])

Reason = Annotated[str, Field(min_length=2, max_length=300)]


class TaskOfficerOut(Schema):
    """One officer of a task."""

    uid: UUID
    name: str
    is_lead: bool


class TaskEntityOut(Schema):
    """The entity of a task."""

    uid: UUID
    name: str
    uscc: str
    address: str
    risk_level: str
    credit_class: str
    supervision_classes: list[str]
    lat: float | None
    lon: float | None


class TaskOut(Schema):
    """One task as lists show it."""

    uid: UUID
    number: str
    kind: str
    kind_label: str
    title: str
    stage: str
    stage_label: str
    matter: UUID
    matter_name: str
    entity: TaskEntityOut
    organisation: UUID
    organisation_name: str
    officers: list[TaskOfficerOut]
    form_code: str
    form_version: int
    form_hash: str
    starts_on: date
    due_on: date
    is_overdue: bool
    inspection: UUID | None
    record_state: str
    record_state_label: str
    version: int
    may: list[str]


class TaskPage(Page):
    """A page of tasks."""

    items: list[TaskOut]


class RestaffingOut(Schema):
    """A change of who goes: names before and after, the lead first."""

    at: datetime
    by: str
    before: list[str]
    after: list[str]
    reason: str


class TaskDetailOut(TaskOut):
    """One task with everything its page shows."""

    basis: str
    reason: str
    draw: UUID | None
    draw_name: str
    group_number: int | None
    rectification: UUID | None
    approved_by: str
    approved_at: datetime | None
    created_by: str
    created_at: datetime
    cancel_reason: str
    restaffings: list[RestaffingOut]
    held: list[HeldRecord]
    finished_at: datetime | None
    archived_at: datetime | None


class TaskDayOut(Schema):
    """How many tasks are due on a day, by kind."""

    day: date
    counts: dict[str, int]
    total: int


class TaskIn(Schema):
    """A visit to make; for a temporary task the reason is required."""

    kind: TaskKind = TaskKind.TEMPORARY
    matter: UUID
    entity: UUID
    officers: list[UUID] = Field(min_length=1, max_length=20)
    lead: UUID
    reason: str = Field("", max_length=300)
    starts_on: date
    due_on: date


class TaskChangeIn(Schema):
    """What the office changes; what is left out stays. ``reason`` is required where a draw had chosen the officers."""

    due_on: date | None = None
    officers: list[UUID] | None = Field(None, max_length=20)
    lead: UUID | None = None
    reason: str = Field("", max_length=300)


class TaskCancelIn(Schema):
    """Why a task is cancelled."""

    reason: Reason


def to_json(detail: TaskDetail) -> dict[str, Any]:
    """A detail with the fields of its task beside its own."""
    own = asdict(detail)
    task: dict[str, Any] = own.pop("task")
    return task | own


@router.get("/tasks", auth=needs("inspection.view"), operation_id="listTasks", response=TaskPage)
def list_tasks(
    request: Request,
    kind: TaskKind | None = None,
    stage: list[TaskStage] = Query([]),  # noqa: B008 (ninja's way of declaring a list parameter)
    mine: bool = False,
    organisation: UUID | None = None,
    entity: UUID | None = None,
    draw: UUID | None = None,
    due_from: date | None = None,
    due_to: date | None = None,
    overdue: bool = False,
    text: str = Query("", max_length=60),
    after: str | None = Query(None, max_length=400),
    limit: int = Query(50, ge=1, le=200),
) -> HttpResponse:
    """Tasks in the caller's scope, the earliest due day first."""
    asked = TaskFilter(
        kind=kind.value if kind else "",
        stages=tuple(stage),
        mine=mine,
        organisation=organisation,
        entity=entity,
        draw=draw,
        due_from=due_from,
        due_to=due_to,
        overdue=overdue,
        text=text,
    )
    found, following = queries.tasks(
        by=request.auth, asked=asked, today=clock.business_date(clock.now()), after=after, limit=limit
    )
    return page_answer(found, following)


@router.get("/tasks/calendar", auth=needs("inspection.view"), operation_id="listTaskDays", response=list[TaskDayOut])
def list_days(
    request: Request,
    first: date,
    last: date,
    mine: bool = True,
    kind: TaskKind | None = None,
    organisation: UUID | None = None,
) -> list[dict[str, Any]]:
    """Open tasks by due day and kind: the rows that the list shows for that day."""
    asked = TaskFilter(kind=kind.value if kind else "", mine=mine, organisation=organisation)
    found = queries.days(by=request.auth, asked=asked, first=first, last=last)
    return [asdict(item) for item in found]


@router.post("/tasks", auth=needs("inspection.view"), operation_id="createTask", response=TaskDetailOut)
def create_task(request: Request, body: TaskIn) -> dict[str, Any]:
    """Make a task; a temporary one may start at once, the others wait for approval."""
    at = clock.now()
    uid = services.create_task(**body.dict(), by=request.auth, at=at)
    return to_json(queries.task(uid, by=request.auth, today=clock.business_date(at)))


@router.get("/tasks/{uid}", auth=needs("inspection.view"), operation_id="getTask", response=TaskDetailOut)
def get_task(request: Request, uid: UUID) -> dict[str, Any]:
    """One task."""
    return to_json(queries.task(uid, by=request.auth, today=clock.business_date(clock.now())))


@router.patch("/tasks/{uid}", auth=needs("inspection.approve"), operation_id="changeTask", response=TaskDetailOut)
def change_task(
    request: Request,
    uid: UUID,
    body: TaskChangeIn,
    if_match: str = Header(..., alias="If-Match", max_length=20),
) -> dict[str, Any]:
    """Change the due day or the officers; officers learn of it when they synchronise."""
    at = clock.now()
    dispatching.change_task(
        task=uid,
        version=dispatching.version_of(if_match),
        due_on=body.due_on,
        officers=tuple(body.officers) if body.officers is not None else None,
        lead=body.lead,
        reason=body.reason,
        by=request.auth,
        at=at,
    )
    return to_json(queries.task(uid, by=request.auth, today=clock.business_date(at)))


@router.post(
    "/tasks/{uid}/approve", auth=needs("inspection.approve"), operation_id="approveTask", response=TaskDetailOut
)
def approve_task(request: Request, uid: UUID) -> dict[str, Any]:
    """Approve the visit; nobody approves a task of their own making."""
    at = clock.now()
    dispatching.approve_task(task=uid, by=request.auth, at=at)
    return to_json(queries.task(uid, by=request.auth, today=clock.business_date(at)))


@router.post(
    "/tasks/{uid}/dispatch", auth=needs("inspection.approve"), operation_id="dispatchTask", response=TaskDetailOut
)
def dispatch_task(request: Request, uid: UUID) -> dict[str, Any]:
    """Send an approved task to its officers."""
    at = clock.now()
    dispatching.dispatch_task(task=uid, by=request.auth, at=at)
    return to_json(queries.task(uid, by=request.auth, today=clock.business_date(at)))


@router.post("/tasks/{uid}/accept", auth=needs("inspection.perform"), operation_id="acceptTask", response=TaskDetailOut)
def accept_task(request: Request, uid: UUID) -> dict[str, Any]:
    """One of its officers has taken the task."""
    at = clock.now()
    dispatching.accept_task(task=uid, by=request.auth, at=at)
    return to_json(queries.task(uid, by=request.auth, today=clock.business_date(at)))


@router.post("/tasks/{uid}/cancel", auth=needs("inspection.approve"), operation_id="cancelTask", response=TaskDetailOut)
def cancel_task(request: Request, uid: UUID, body: TaskCancelIn) -> dict[str, Any]:
    """Cancel a task that has no submitted record."""
    at = clock.now()
    dispatching.cancel_task(task=uid, reason=body.reason, by=request.auth, at=at)
    return to_json(queries.task(uid, by=request.auth, today=clock.business_date(at)))
