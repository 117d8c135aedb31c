"""Who sees which work items: those in one's own name, and those offered to holders of a right one has."""

from django.db.models import Q, QuerySet

from zhijian.support.identity.access import within
from zhijian.support.identity.rules import Scope
from zhijian.support.identity.types import Actor
from zhijian.support.worklist.models import WorkItem


def visible_to(by: Actor) -> QuerySet[WorkItem]:
    """The caller's items; nobody sees another person's."""
    alike: dict[Scope, list[str]] = {}
    for permission, scope in by.scopes.items():
        alike.setdefault(scope, []).append(permission)
    condition = Q(person__uid=by.uid)
    for permissions in alike.values():
        condition |= Q(person__isnull=True, permission__in=sorted(permissions)) & within(by, permissions[0])
    return WorkItem.objects.filter(condition)
