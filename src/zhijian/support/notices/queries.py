"""Questions about notices."""

from datetime import datetime

from django.conf import settings
from django.db.models import Q

from zhijian.kernel.errors import NotFound
from zhijian.kernel.http import cut_page, decode_cursor
from zhijian.support.identity.models import Person
from zhijian.support.identity.types import Actor
from zhijian.support.notices.access import OUTBOX, messages_visible_to, visible_to
from zhijian.support.notices.models import Notice
from zhijian.support.notices.rules import MessageState, masked_phone
from zhijian.support.notices.sealing import unseal
from zhijian.support.notices.types import MessageRecord, NoticeRecord

OUTBOX_LENGTH = 100


class OutboxClosed(NotFound):
    """Outside a demonstration nobody reads messages."""

    code = "notices.outbox_closed"


def to_record(row: Notice) -> NoticeRecord:
    """The record of a row."""
    return NoticeRecord(
        uid=row.uid, title=row.title, body=row.body, link=row.link, created_at=row.created_at, read_at=row.read_at
    )


def notices(
    *, by: Actor, only_unread: bool = False, after: str | None = None, limit: int = 50
) -> tuple[list[NoticeRecord], str | None]:
    """The caller's notices, the newest first; a page and the mark of the next."""
    rows = visible_to(by)
    if only_unread:
        rows = rows.filter(read_at__isnull=True)
    key = decode_cursor(after, datetime, int)
    if key is not None:
        rows = rows.filter(Q(created_at__lt=key[0]) | Q(created_at=key[0], pk__lt=key[1]))
    fetched = list(rows.order_by("-created_at", "-pk")[: limit + 1])
    page, following = cut_page(fetched, limit, lambda row: (row.created_at.isoformat(), row.pk))
    return [to_record(row) for row in page], following


def unread_count(*, by: Actor) -> int:
    """How many of the caller's notices are unread."""
    return visible_to(by).filter(read_at__isnull=True).count()


def outbox(*, by: Actor) -> list[MessageRecord]:
    """The latest hundred messages of a demonstration that concern the caller, with their texts.

    Raises OutboxClosed, NotAllowed.
    """
    if not settings.DEMO:
        raise OutboxClosed("只有演示环境可以查看短信。")
    by.must(OUTBOX)
    rows = list(messages_visible_to(by).order_by("-created_at", "-pk")[:OUTBOX_LENGTH])
    holders = dict(Person.objects.filter(phone__in={row.phone for row in rows}).values_list("phone", "name"))
    return [
        MessageRecord(
            uid=row.uid,
            phone=masked_phone(row.phone),
            person_name=holders.get(row.phone, ""),
            purpose=row.purpose,
            text=unseal(bytes(row.text)),
            state=row.state,
            state_label=MessageState(row.state).label,
            created_at=row.created_at,
            sent_at=row.sent_at,
            expires_at=row.expires_at,
        )
        for row in rows
    ]
