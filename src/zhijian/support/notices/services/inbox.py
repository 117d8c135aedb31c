"""Notices in people's lists."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from zhijian.kernel.errors import NotFound
from zhijian.support.identity.models import Person
from zhijian.support.identity.types import Actor
from zhijian.support.notices.access import visible_to
from zhijian.support.notices.models import Notice


class PersonMissing(NotFound):
    """The person a notice is for does not exist."""

    code = "notices.person_missing"


class NoticeMissing(NotFound):
    """No such notice of the caller's."""

    code = "notices.missing"


@transaction.atomic
def notify(*, person: UUID, title: str, body: str, link: str, at: datetime, key: str = "") -> UUID:
    """Put a notice into a person's list; with a key the same notice comes once. Gives its uid.

    Raises PersonMissing.
    """
    holder = Person.objects.filter(uid=person).first()
    if holder is None:
        raise PersonMissing("没有找到要通知的人。")
    content = {"title": title[:100], "body": body[:500], "link": link, "created_at": at}
    if key:
        row, _ = Notice.objects.get_or_create(person=holder, key=key, defaults=content)
    else:
        row = Notice.objects.create(person=holder, **content)
    return row.uid


def mark_read(*, notice: UUID, by: Actor, at: datetime) -> None:
    """Mark one of the caller's notices as read; the first time counts. Raises NoticeMissing."""
    rows = visible_to(by).filter(uid=notice)
    if not rows.filter(read_at__isnull=True).update(read_at=at) and not rows.exists():
        raise NoticeMissing("没有找到这条通知。")


def mark_all_read(*, by: Actor, at: datetime) -> int:
    """Mark all of the caller's notices up to this moment as read; gives how many."""
    return visible_to(by).filter(read_at__isnull=True, created_at__lte=at).update(read_at=at)
