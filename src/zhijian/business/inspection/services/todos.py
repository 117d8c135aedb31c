"""What tasks and records put into people's lists, and take out again."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from zhijian.business.inspection.models import Inspection, Task
from zhijian.kernel.clock import business_date
from zhijian.support.search import services as search
from zhijian.support.worklist import queries as worklist_queries
from zhijian.support.worklist import services as worklist
from zhijian.support.worklist.rules import ItemKind, ItemState

TASK, APPROVE, STAFF = "inspection.task", "inspection.approve", "inspection.staff"
COUNTERSIGN, RETURNED, HELD = "inspection.countersign", "inspection.returned", "inspection.held"


def link_of(task: Task) -> str:
    """The task's page in the console."""
    return f"/inspection/tasks/{task.uid}"


def ask_approval(task: Task, *, at: datetime) -> None:
    """Put the task before those who approve."""
    _for_approvers(task, "approve", f"审批检查任务：{task.title}", at)


def ask_dispatch(task: Task, *, at: datetime) -> None:
    """Put the approved task before those who dispatch."""
    worklist.close(source=APPROVE, source_uid=task.uid, step="approve", at=at)
    _for_approvers(task, "dispatch", f"派发检查任务：{task.title}", at)


def _for_approvers(task: Task, step: str, title: str, at: datetime) -> None:
    worklist.put(
        source=APPROVE,
        source_uid=task.uid,
        step=step,
        title=title,
        detail=task.number,
        link=link_of(task),
        organisation=task.organisation.uid,
        permission="inspection.approve",
        due_on=task.starts_on,
        at=at,
    )


def approved(task: Task, *, at: datetime) -> None:
    """Nothing is left to approve or dispatch."""
    worklist.close(source=APPROVE, source_uid=task.uid, at=at)


def ask_visit(task: Task, officers: Iterable[UUID], *, at: datetime) -> None:
    """Put the visit before its officers."""
    for person in officers:
        worklist.put(
            source=TASK,
            source_uid=task.uid,
            step="inspect",
            title=task.title,
            detail=f"{task.number} {task.entity.address}".strip(),
            link=link_of(task),
            organisation=task.organisation.uid,
            person=person,
            due_on=task.due_on,
            at=at,
        )


def asked_at(task: UUID, person: UUID | None) -> datetime | None:
    """When a person was first asked to make the visit of a task, as its officer now or before; None: never."""
    asked = worklist_queries.ever_asked(source=TASK, source_uid=task)
    return next((one.at for one in asked if one.person is not None and one.person == person), None)


def renew_visit(task: Task, officers: Iterable[UUID], *, at: datetime) -> None:
    """Put the visit before its officers as they are now."""
    worklist.close(source=TASK, source_uid=task.uid, at=at, state=ItemState.CANCELLED)
    ask_visit(task, officers, at=at)


def ask_other_officers(task: Task, *, why: str, at: datetime) -> None:
    """Put a task before those who may change it: one of its officers must keep away from the entity."""
    worklist.put(
        source=STAFF,
        source_uid=task.uid,
        step="replace",
        title=f"请改派检查人员：{task.title}",
        detail=f"{task.number} {why}",
        link=link_of(task),
        organisation=task.organisation.uid,
        permission="inspection.approve",
        kind=ItemKind.WARNING,
        due_on=task.starts_on,
        at=at,
    )


def staffed(task: Task, *, at: datetime) -> None:
    """All officers of the task may go."""
    worklist.close(source=STAFF, source_uid=task.uid, at=at)


def visited(task: Task, *, at: datetime) -> None:
    """The record came in: the visit is no longer to do, nor a record that was sent back."""
    worklist.close(source=TASK, source_uid=task.uid, at=at)
    worklist.close(source=RETURNED, source_uid=task.uid, at=at)
    staffed(task, at=at)


def ask_countersign(task: Task, record: Inspection, persons: Iterable[UUID], *, at: datetime) -> None:
    """Put the record before the officers whose word is asked for."""
    for person in persons:
        worklist.put(
            source=COUNTERSIGN,
            source_uid=record.uid,
            step="countersign",
            title=f"会签检查记录：{task.entity.name}",
            detail=task.number,
            link=f"/inspection/records/{record.uid}",
            organisation=task.organisation.uid,
            person=person,
            due_on=task.due_on,
            at=at,
        )


def returned(task: Task, record: Inspection, *, lead: UUID, reason: str, at: datetime) -> None:
    """Put the record that was sent back before the lead."""
    worklist.close(source=COUNTERSIGN, source_uid=record.uid, at=at)
    worklist.put(
        source=RETURNED,
        source_uid=task.uid,
        step="edit",
        title=f"检查记录被退回：{task.entity.name}",
        detail=reason,
        link=link_of(task),
        organisation=task.organisation.uid,
        person=lead,
        kind=ItemKind.TASK,
        due_on=task.due_on,
        at=at,
    )


def spoken(record: Inspection, *, at: datetime) -> None:
    """Nobody's word is asked for any more."""
    worklist.close(source=COUNTERSIGN, source_uid=record.uid, at=at)


def ask_settlement(task: Task, *, at: datetime) -> None:
    """Put a submission that was kept aside before those who approve; five days are the longest it should wait."""
    worklist.put(
        source=HELD,
        source_uid=task.uid,
        step="settle",
        title=f"有检查记录被另存，请核对：{task.title}",
        detail=task.number,
        link=link_of(task),
        organisation=task.organisation.uid,
        permission="inspection.approve",
        kind=ItemKind.WARNING,
        due_on=business_date(at) + timedelta(days=5),
        at=at,
    )


def settled(task: UUID, *, at: datetime) -> None:
    """Nothing of a task is kept aside unsettled any more."""
    worklist.close(source=HELD, source_uid=task, at=at)


def cancelled(task: Task, record: UUID | None, *, at: datetime) -> None:
    """Nothing of a cancelled task is left to do."""
    for source in (TASK, APPROVE, RETURNED, STAFF):
        worklist.close(source=source, source_uid=task.uid, at=at, state=ItemState.CANCELLED)
    if record is not None:
        worklist.close(source=COUNTERSIGN, source_uid=record, at=at, state=ItemState.CANCELLED)


def make_findable(task: Task) -> None:
    """Renew the search entry of a task: number and entity."""
    search.put(
        kind="task",
        subject=task.uid,
        organisation=task.organisation_id,
        title=task.title,
        detail=f"{task.number} {task.get_stage_display()}",
        link=link_of(task),
        name=task.entity.name,
        codes=(task.number,),
    )
