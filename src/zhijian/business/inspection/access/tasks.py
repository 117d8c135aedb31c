"""The one door to tasks: inside one's scope, or one's own."""

from collections.abc import Collection
from uuid import UUID

from django.db.models import Q, QuerySet

from zhijian.business.inspection.models import Task, TaskOfficer
from zhijian.kernel.errors import NotAllowed, NotFound
from zhijian.support.identity.access import NOTHING, within
from zhijian.support.identity.types import Actor

EVERYTHING = Q()
"""A condition without limit; `|` would take it for no condition at all and leave only the other side."""


class TaskMissing(NotFound):
    """No such task inside the caller's scope."""

    code = "inspection.task_missing"


class NotItsOfficer(NotAllowed):
    """Only an officer of the task may do this."""

    code = "inspection.not_its_officer"


def own(by: Actor) -> Q:
    """Tasks that ``by`` is an officer of."""
    if by.uid is None:
        return NOTHING
    return Q(pk__in=TaskOfficer.objects.filter(person__uid=by.uid).values("task"))


def visible_to(by: Actor, permission: str = "inspection.view") -> QuerySet[Task]:
    """Tasks inside the caller's scope, and the caller's own."""
    inside = within(by, permission)
    if inside == EVERYTHING or not by.may(permission):
        return Task.objects.filter(inside)
    return Task.objects.filter(inside | own(by))


def own_of(by: Actor, permission: str = "inspection.view") -> QuerySet[Task]:
    """Tasks that ``by`` is an officer of; all of them are visible to whoever holds the permission at all."""
    return Task.objects.filter(own(by)) if by.may(permission) else Task.objects.none()


def visible_uids(by: Actor, uids: Collection[UUID]) -> set[UUID]:
    """Those of the tasks that ``by`` may see; for parts that keep something of a task."""
    return set(visible_to(by).filter(uid__in=list(uids)).values_list("uid", flat=True))


def task(uid: UUID, *, by: Actor) -> Task:
    """One task. Raises TaskMissing."""
    return _found(visible_to(by).filter(uid=uid).first())


def task_to_change(uid: UUID, *, by: Actor, permission: str) -> Task:
    """One task in the scope of ``permission``, locked. Raises TaskMissing, NotAllowed."""
    by.must(permission)
    rows = Task.objects.select_for_update(of=("self",)).select_related("entity", "organisation", "matter")
    return _found(rows.filter(within(by, permission), uid=uid).first())


def own_task_to_change(uid: UUID, *, by: Actor, permission: str = "inspection.perform") -> Task:
    """One task that ``by`` is an officer of, locked. Raises TaskMissing, NotItsOfficer, NotAllowed."""
    by.must(permission)
    rows = Task.objects.select_for_update(of=("self",)).select_related("entity", "organisation", "matter")
    row = _found(rows.filter(uid=uid, pk__in=visible_to(by).values("pk")).first())
    if not Task.objects.filter(own(by), pk=row.pk).exists():
        raise NotItsOfficer("您不是这项任务的检查人员，不能办理。如人员有误，请联系任务派发人调整。")
    return row


def _found(row: Task | None) -> Task:
    if row is None:
        raise TaskMissing("没有找到这项检查任务，可能不在您的管辖范围内。")
    return row
