"""Questions about submissions kept aside."""

from typing import Any
from uuid import UUID

from zhijian.business.inspection.access import held as access
from zhijian.business.inspection.models import HeldSubmission, Inspection, InspectionRound
from zhijian.business.inspection.types.held import HeldDetail, HeldRecord
from zhijian.support.forms.engine import diff_answers
from zhijian.support.identity.types import Actor

REASONS = {
    "inspection.assignment_refused": "检查人员当时不能前往（没有有效执法证或者应当回避）",
    "inspection.content_differs": "与已提交的内容不同",
    "inspection.form_changed": "检查表与任务要求的不同",
    "inspection.never_asked": "要保留的任务内容从未派发过",
    "inspection.not_its_officer": "提交人已不是这项任务的检查人员",
    "inspection.task_closed": "任务已取消或者已办结",
    "inspection.task_has_record": "已收到另一份检查记录",
    "inspection.times_impossible": "检查起止时间不可能",
}


def to_held(row: HeldSubmission) -> HeldRecord:
    """The record of a row."""
    return HeldRecord(
        uid=row.uid,
        received_at=row.received_at,
        sent_by=row.sent_by_name,
        reason=row.reason,
        reason_label=REASONS.get(row.reason, "不能接收"),
        content_hash=row.submission_hash,
        settled_at=row.settled_at,
        settled_note=row.settled_note,
    )


def held(uid: UUID, *, by: Actor) -> HeldDetail:
    """One submission beside the record that stands, with every answer that differs. Raises HeldMissing."""
    row = access.held(uid, by=by)
    record = Inspection.objects.filter(task__uid=row.task).first()
    last = InspectionRound.objects.filter(inspection=record, round=record.round).first() if record else None
    standing: dict[str, Any] = last.content if last else {}
    return HeldDetail(
        held=to_held(row),
        task=row.task,
        payload=row.payload,
        standing=record.uid if record else None,
        differences=tuple(diff_answers(row.payload["answers"], standing.get("answers"))),
        may=("settle",) if row.settled_at is None and access.may_settle(row, by=by) else (),
    )


def of_task(task: UUID) -> tuple[HeldRecord, ...]:
    """What was kept aside of a task that the caller sees, the latest first."""
    return tuple(to_held(row) for row in HeldSubmission.objects.filter(task=task).order_by("-received_at", "-pk"))
