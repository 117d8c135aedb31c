"""The one door to submissions kept aside: who sees the task sees them, whoever approves tasks settles them."""

from uuid import UUID

from django.db.models import QuerySet

from zhijian.business.inspection.access import tasks
from zhijian.business.inspection.models import HeldSubmission, Task
from zhijian.kernel.errors import NotFound
from zhijian.support.identity.access import within
from zhijian.support.identity.types import Actor


class HeldMissing(NotFound):
    """No such submission inside the caller's scope."""

    code = "inspection.held_missing"


def visible_to(by: Actor) -> QuerySet[HeldSubmission]:
    """Submissions of the tasks that the caller sees."""
    return HeldSubmission.objects.filter(task__in=tasks.visible_to(by).values("uid"))


def held(uid: UUID, *, by: Actor) -> HeldSubmission:
    """One submission. Raises HeldMissing."""
    return _found(visible_to(by).filter(uid=uid).first())


def held_to_settle(uid: UUID, *, by: Actor) -> HeldSubmission:
    """One submission of a task in whose scope ``by`` approves, locked. Raises HeldMissing, NotAllowed."""
    by.must("inspection.approve")
    inside = Task.objects.filter(within(by, "inspection.approve")).values("uid")
    return _found(HeldSubmission.objects.select_for_update().filter(uid=uid, task__in=inside).first())


def may_settle(row: HeldSubmission, *, by: Actor) -> bool:
    """Whether the caller approves in the scope of the submission's task."""
    inside = Task.objects.filter(within(by, "inspection.approve"), uid=row.task)
    return by.may("inspection.approve") and inside.exists()


def _found(row: HeldSubmission | None) -> HeldSubmission:
    if row is None:
        raise HeldMissing("没有找到这份另存的记录，可能不在您的管辖范围内。")
    return row
