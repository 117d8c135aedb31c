"""Who sees which notices: one's own; messages are seen by nobody but the demonstration's outbox."""

from django.db.models import QuerySet

from zhijian.support.identity.types import Actor
from zhijian.support.notices.models import Notice


def visible_to(by: Actor) -> QuerySet[Notice]:
    """The caller's own notices."""
    return Notice.objects.filter(person__uid=by.uid) if by.uid else Notice.objects.none()
