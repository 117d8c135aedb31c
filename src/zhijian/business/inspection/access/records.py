"""The one door to inspection records: who sees the task sees its record."""

from collections.abc import Collection
from uuid import UUID

from django.db.models import Q, QuerySet

from zhijian.business.inspection.access import tasks
from zhijian.business.inspection.models import Inspection, Task
from zhijian.business.inspection.rules.stages import TaskStage
from zhijian.kernel.errors import NotFound
from zhijian.support.identity.types import Actor

OVER = (TaskStage.FINISHED, TaskStage.ARCHIVED, TaskStage.CANCELLED)


class InspectionMissing(NotFound):
    """No such record inside the caller's scope."""

    code = "inspection.inspection_missing"


def visible_to(by: Actor) -> QuerySet[Inspection]:
    """Records of the tasks that the caller sees."""
    return Inspection.objects.filter(task__in=tasks.visible_to(by))


def visible_uids(by: Actor, uids: Collection[UUID], permission: str | None = None) -> set[UUID]:
    """Those of the records whose pictures and papers ``by`` may see; for parts that keep something of a record.

    Who is on the way to an entity also sees what was found there before, by whichever office (INS-5.10); that ends
    with the visit.  permission: what ``by`` is about to do with them, which takes the task in its scope or an own one.
    """
    if permission is not None:
        rows = visible_to(by).filter(task__in=tasks.visible_to(by, permission), uid__in=list(uids))
        return set(rows.values_list("uid", flat=True))
    visits = tasks.own_of(by).exclude(stage__in=OVER).values("entity")
    seen = Q(task__in=tasks.visible_to(by)) | Q(task__entity__in=visits)
    return set(Inspection.objects.filter(seen, uid__in=list(uids)).values_list("uid", flat=True))


def inspection(uid: UUID, *, by: Actor) -> Inspection:
    """One record. Raises InspectionMissing."""
    return _found(visible_to(by).select_related("task__organisation").filter(uid=uid).first())


def inspection_to_report(uid: UUID, *, by: Actor) -> Inspection:
    """One record of the scope in which ``by`` reports serious problems, or of an own visit, locked.

    Its task is at hand. Raises InspectionMissing, NotAllowed.
    """
    by.must("inspection.report_serious")
    rows = visible_to(by).filter(task__in=tasks.visible_to(by, "inspection.report_serious"))
    locked = Inspection.objects.select_for_update(of=("self",)).select_related("task__entity", "task__organisation")
    return _found(locked.filter(pk__in=rows.values("pk"), uid=uid).first())


def inspection_to_change(uid: UUID, *, by: Actor, permission: str) -> tuple[Task, Inspection]:
    """A record and its task, both locked, the task first. Raises InspectionMissing, NotItsOfficer, NotAllowed."""
    by.must(permission)
    row = inspection(uid, by=by)
    task = tasks.own_task_to_change(row.task.uid, by=by, permission=permission)
    return task, Inspection.objects.select_for_update().get(pk=row.pk)


def _found(row: Inspection | None) -> Inspection:
    if row is None:
        raise InspectionMissing("没有找到这份检查记录，可能不在您的管辖范围内。")
    return row
