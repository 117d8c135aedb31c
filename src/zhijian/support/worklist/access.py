"""Who sees which work items: those in one's own name, and those offered to holders of a right one has."""

from django.db.models import Q, QuerySet

from zhijian.support.identity.access import within
from zhijian.support.identity.types import Actor
from zhijian.support.worklist.models import WorkItem


def visible_to(by: Actor) -> QuerySet[WorkItem]:
    """The caller's items; nobody sees another person's."""
    condition = Q(person__uid=by.uid)
    for permission in by.scopes:
        condition |= Q(person__isnull=True, permission=permission) & within(by, permission)
    return WorkItem.objects.filter(condition)
