"""What the office and its officers do with tasks: approve, dispatch, accept, change, cancel."""

import re
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from zhijian.business.inspection.access import tasks as access
from zhijian.business.inspection.models import Inspection, Task
from zhijian.business.inspection.rules.acts import CANCELLABLE, CHANGEABLE
from zhijian.business.inspection.rules.stages import TaskKind, TaskStage
from zhijian.business.inspection.services import assignments, countersigns, moves, reinspections, staffing, todos
from zhijian.business.inspection.services.tasks import TaskInvalid
from zhijian.kernel.clock import business_date
from zhijian.kernel.errors import Conflict, NotAllowed
from zhijian.support.identity.access import person_of
from zhijian.support.identity.types import Actor


class OwnApproval(NotAllowed):
    """Nobody approves a task of their own making."""

    code = "inspection.own_approval"


class VersionStale(Conflict):
    """Somebody changed the task meanwhile; both values are in the facts."""

    code = "inspection.version_stale"


def version_of(if_match: str) -> int:
    """The version inside an If-Match header such as ``"3"``. Raises TaskInvalid."""
    found = re.fullmatch(r'"?(\d{1,9})"?', if_match.strip())
    if found is None:
        raise TaskInvalid("请求缺少任务的版本号，请刷新页面后重试。", field="If-Match")
    return int(found.group(1))


@transaction.atomic
def approve_task(*, task: UUID, by: Actor, at: datetime) -> None:
    """Approve a planned task, or afterwards a temporary one that was urgent. Raises OwnApproval, WrongTaskStage."""
    row = access.task_to_change(task, by=by, permission="inspection.approve")
    if row.created_by is not None and row.created_by.uid == by.uid:
        raise OwnApproval("任务由您创建，应当由其他有审批权限的人员审批。")
    afterwards = row.kind == TaskKind.TEMPORARY and row.approved_at is None and row.stage != TaskStage.CANCELLED
    if not afterwards:
        moves.move(row, TaskStage.APPROVED, "不能审批")
    row.approved_by, row.approved_at, row.version = person_of(by), at, row.version + 1
    row.save(update_fields=["stage", "approved_by", "approved_at", "version"])
    if afterwards:
        todos.approved(row, at=at)
    else:
        todos.ask_dispatch(row, at=at)


@transaction.atomic
def dispatch_task(*, task: UUID, by: Actor, at: datetime) -> None:
    """Send an approved task to its officers, checked again as of today. Raises WrongTaskStage, AssignmentRefused."""
    row = access.task_to_change(task, by=by, permission="inspection.approve")
    moves.move(row, TaskStage.DISPATCHED, "还没有审批或者已经派发，不能派发")
    assignments.refuse_entity(row.entity)
    assignments.check_task(row, on=max(row.starts_on, business_date(at)))
    row.version += 1
    row.save(update_fields=["stage", "version"])
    todos.approved(row, at=at)
    todos.ask_visit(row, [uid for uid, _ in assignments.officers_of(row)], at=at)


@transaction.atomic
def accept_task(*, task: UUID, by: Actor, at: datetime) -> None:
    """One of its officers has taken the task. Raises NotItsOfficer, WrongTaskStage."""
    row = access.own_task_to_change(task, by=by)
    moves.move(row, TaskStage.ACCEPTED, "不能接收")
    row.save(update_fields=["stage"])


@transaction.atomic
def cancel_task(*, task: UUID, reason: str, by: Actor, at: datetime) -> None:
    """Cancel a task without a submitted record; its to-dos go with it. Raises WrongTaskStage, TaskInvalid."""
    row = access.task_to_change(task, by=by, permission="inspection.approve")
    if len(reason.strip()) < 2:
        raise TaskInvalid("请写明取消任务的理由，至少2个字。", field="reason")
    if TaskStage(row.stage) not in CANCELLABLE:
        raise moves.WrongTaskStage(f"任务当前是“{row.get_stage_display()}”，不能取消。", stage=row.stage)
    moves.move(row, TaskStage.CANCELLED, "不能取消")
    row.cancel_reason, row.version = reason.strip(), row.version + 1
    row.save(update_fields=["stage", "cancel_reason", "version"])
    record = Inspection.objects.filter(task=row).values_list("uid", flat=True).first()
    todos.cancelled(row, record, at=at)
    if row.kind == TaskKind.REINSPECTION:
        reinspections.cancelled(task=row, reason=row.cancel_reason, at=at)


@transaction.atomic
def change_task(
    *,
    task: UUID,
    version: int,
    due_on: date | None,
    officers: tuple[UUID, ...] | None,
    lead: UUID | None,
    by: Actor,
    at: datetime,
    reason: str = "",
) -> None:
    """Change the due day or the officers of a task; a record waiting for countersigns is sent back by new officers.

    reason: why others go; required where a draw had chosen the officers.
    Raises VersionStale with both values, WrongTaskStage, TaskInvalid, AssignmentRefused.
    """
    row = access.task_to_change(task, by=by, permission="inspection.approve")
    if row.version != version:
        raise VersionStale(
            "任务已被其他人修改，请核对后重新提交。",
            version=row.version,
            mine={"due_on": due_on, "officers": officers, "lead": lead},
            theirs=assignments.standing_values(row),
        )
    if TaskStage(row.stage) not in CHANGEABLE:
        raise moves.WrongTaskStage(f"任务当前是“{row.get_stage_display()}”，不能修改。", stage=row.stage)
    if due_on is not None:
        _set_due(row, due_on)
    if officers is not None or lead is not None:
        assignments.refuse_unseen(officers or (), by=by)
        group = officers if officers is not None else tuple(uid for uid, _ in assignments.officers_of(row))
        chosen = [(uid, uid == lead) for uid in group]
        on = max(row.starts_on, business_date(at))
        if staffing.restaff(row, chosen, on=on, reason=reason, by=by, at=at):
            todos.staffed(row, at=at)
            _after_new_officers(row, by, at)
    row.version += 1
    row.save(update_fields=["due_on", "version"])
    if row.stage in {TaskStage.DISPATCHED, TaskStage.ACCEPTED, TaskStage.IN_PROGRESS}:
        todos.renew_visit(row, [uid for uid, _ in assignments.officers_of(row)], at=at)


def _set_due(row: Task, due_on: date) -> None:
    if due_on < row.starts_on:
        raise TaskInvalid("完成期限不能早于开始日期，请重新选择。", field="due_on")
    row.due_on = due_on


def _after_new_officers(row: Task, by: Actor, at: datetime) -> None:
    if row.stage == TaskStage.COUNTERSIGNING:
        countersigns.void_for_new_officers(row, by=by, at=at)
