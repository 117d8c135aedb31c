"""Sending other officers to a visit: who went before, who changed it and why stays on record."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from zhijian.business.inspection.models import Task, TaskRestaffing
from zhijian.business.inspection.rules.stages import TaskKind
from zhijian.business.inspection.services import assignments
from zhijian.business.inspection.services.assignments import Officers
from zhijian.business.inspection.services.tasks import TaskInvalid
from zhijian.support.identity.access import person_of
from zhijian.support.identity.types import Actor


def restaff(task: Task, officers: Officers, *, on: date, reason: str, by: Actor, at: datetime) -> bool:
    """Send these officers to a task the caller holds locked; gives whether they are others, or led by another.

    on: the day as of which they must be fit to go. Whom a draw has chosen is replaced for a written reason only: what
    was drawn in public is not changed in silence. Raises TaskInvalid, AssignmentRefused.
    """
    before = assignments.officers_of(task)
    if sorted(before) == sorted(officers):
        return False
    why = reason.strip()
    if task.kind == TaskKind.RANDOM and len(why) < 4:
        raise TaskInvalid("检查人员由双随机抽取产生，更换的请写明理由，至少4个字。", field="reason")
    assignments.set_officers(task, officers, on=on)
    TaskRestaffing.objects.create(
        task=task,
        before=_lead_first(before),
        after=_lead_first(officers),
        reason=why[:300],
        changed_by=person_of(by),
        changed_at=at,
    )
    return True


def _lead_first(officers: Sequence[tuple[UUID, bool]]) -> list[UUID]:
    return [uid for uid, _ in sorted(officers, key=lambda one: not one[1])]
