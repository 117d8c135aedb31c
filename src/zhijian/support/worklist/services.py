"""Putting things into people's lists and taking them out when their source is done."""

from datetime import date, datetime
from uuid import UUID

from django.db import connection, transaction

from zhijian.kernel.errors import NotFound
from zhijian.support.identity.models import Organisation, Person
from zhijian.support.worklist.models import WorkItem
from zhijian.support.worklist.rules import ItemKind, ItemState


class HolderMissing(NotFound):
    """The person or organisation an item is for does not exist."""

    code = "worklist.holder_missing"


@transaction.atomic
def put(
    *,
    source: str,
    source_uid: UUID,
    step: str,
    title: str,
    link: str,
    organisation: UUID,
    at: datetime,
    person: UUID | None = None,
    permission: str = "",
    kind: ItemKind = ItemKind.TASK,
    detail: str = "",
    due_on: date | None = None,
) -> None:
    """Put one open item for a person, or for holders of ``permission`` in an organisation; renews an open one.

    Idempotent by (source, source_uid, step, person). Raises HolderMissing.
    """
    place = Organisation.objects.filter(uid=organisation).first()
    holder = Person.objects.filter(uid=person).first() if person else None
    if place is None or (person is not None and holder is None):
        raise HolderMissing("待办的承办人或机构不存在。")
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 11))", [f"{source}/{source_uid}/{step}"])
    same = WorkItem.objects.filter(source=source, source_uid=source_uid, step=step, state=ItemState.OPEN)
    row = (same.filter(person=holder) if holder else same.filter(person__isnull=True)).first()
    if row is None:
        row = WorkItem(source=source, source_uid=source_uid, step=step, person=holder, created_at=at)
    row.kind, row.title, row.detail, row.link = kind, title[:200], detail[:200], link
    row.organisation, row.permission, row.due_on = place, permission, due_on
    row.save()


@transaction.atomic
def close(
    *, source: str, source_uid: UUID, at: datetime, step: str | None = None, state: ItemState = ItemState.DONE
) -> int:
    """Close the open items of a source (of one step, or all); gives how many there were."""
    items = WorkItem.objects.filter(source=source, source_uid=source_uid, state=ItemState.OPEN)
    if step is not None:
        items = items.filter(step=step)
    return items.update(state=state, closed_at=at)


@transaction.atomic
def date_items(*, source: str, source_uid: UUID, due_on: date) -> int:
    """Give the open items of a source that have no due day this one; gives how many there were."""
    items = WorkItem.objects.filter(source=source, source_uid=source_uid, state=ItemState.OPEN, due_on__isnull=True)
    return items.update(due_on=due_on)
