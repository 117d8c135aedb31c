"""Who sees which notices: one's own; messages are seen by nobody but the demonstration's outbox."""

from django.db.models import Q, QuerySet

from zhijian.support.identity.access import within
from zhijian.support.identity.models import Person, Post
from zhijian.support.identity.rules import Scope
from zhijian.support.identity.types import Actor
from zhijian.support.notices.models import Message, Notice

OUTBOX = "notices.outbox"


def visible_to(by: Actor) -> QuerySet[Notice]:
    """The caller's own notices."""
    return Notice.objects.filter(person__uid=by.uid) if by.uid else Notice.objects.none()


def messages_visible_to(by: Actor) -> QuerySet[Message]:
    """Messages to the caller's own phone and those that the caller's acts sent; with a wider scope also those to
    phones of people who work in it."""
    scope = by.scope(OUTBOX)
    if scope is Scope.ALL:
        return Message.objects.all()
    if scope is None or by.uid is None:
        return Message.objects.none()
    there = Post.objects.filter(within(by, OUTBOX, owners=("person__uid",)), valid_to__isnull=True)
    phones = Person.objects.filter(pk__in=there.values("person")).exclude(phone="").values("phone")
    return Message.objects.filter(Q(phone__in=phones) | Q(asked_by=by.uid))
