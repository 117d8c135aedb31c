"""SMS: written in the transaction of the act, sent by a job after it, tried again later and later."""

import re
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from procrastinate.contrib.django import app

from zhijian.kernel.errors import Invalid
from zhijian.support.notices import adapters
from zhijian.support.notices.models import Message
from zhijian.support.notices.rules import MessageState, pause_after
from zhijian.support.notices.sealing import seal, unseal

_PHONE = re.compile(r"1[3-9]\d{9}", re.ASCII)
LONGEST_SENDING = timedelta(minutes=2)
"""A sender that has not come back after this has died; the gateway drops doubles by the message's uid."""
BATCH = 200


class PhoneInvalid(Invalid):
    """Not a mobile number of the mainland."""

    code = "notices.phone_invalid"


@transaction.atomic
def send_sms(
    *,
    phone: str,
    purpose: str,
    text: str,
    key: str,
    at: datetime,
    expires_at: datetime | None = None,
    asked_by: UUID | None = None,
) -> UUID:
    """Have a text sent once for its key; gives the message's uid, of the first one when the key was used before.

    purpose: ``capability.verb``.  expires_at: after this it is not sent any more.  asked_by: person whose act it is.
    Raises PhoneInvalid.
    """
    if not _PHONE.fullmatch(phone):
        raise PhoneInvalid("手机号码不对，应为11位数字，请核对后重试。")
    row, is_new = Message.objects.get_or_create(
        key=key,
        defaults={
            "phone": phone,
            "purpose": purpose,
            "asked_by": asked_by,
            "text": seal(text),
            "created_at": at,
            "due_at": at,
            "expires_at": expires_at,
        },
    )
    if is_new:
        # named, not imported: jobs stand above services; the row of the job commits with this transaction
        app.configure_task("notices.deliver", queue="default", priority=10).defer(message=str(row.uid))
    return row.uid


def deliver(*, message: UUID, at: datetime) -> str:
    """Send one message if it is due; gives its state. The gateway is called while no row is locked."""
    claimed = _claim(message, at)
    if claimed is None:
        return Message.objects.values_list("state", flat=True).get(uid=message)
    try:
        outgoing = adapters.Outgoing(uid=claimed.uid, phone=claimed.phone, text=unseal(bytes(claimed.text)), at=at)
        claimed.provider_id = adapters.chosen().send(outgoing)
    except adapters.SendingFailed as fault:
        _postpone(claimed, fault, at)
    else:
        claimed.state, claimed.sent_at, claimed.last_error = MessageState.SENT, at, ""
    claimed.save(update_fields=["state", "sent_at", "due_at", "provider_id", "last_error"])
    return claimed.state


@transaction.atomic
def _claim(message: UUID, at: datetime) -> Message | None:
    """Take a due message for this sender alone; None when it is not due, done, or another's."""
    row = (
        Message.objects.select_for_update(skip_locked=True)
        .filter(uid=message, state__in=[MessageState.WAITING, MessageState.SENDING], due_at__lte=at)
        .first()
    )
    if row is None:
        return None
    if row.expires_at is not None and row.expires_at <= at:
        row.state = MessageState.EXPIRED
        row.save(update_fields=["state"])
        return None
    row.state, row.tries, row.due_at = MessageState.SENDING, row.tries + 1, at + LONGEST_SENDING
    row.save(update_fields=["state", "tries", "due_at"])
    return row


def _postpone(row: Message, fault: adapters.SendingFailed, at: datetime) -> None:
    pause = None if fault.is_final else pause_after(row.tries)
    row.last_error = str(fault)[:200]
    row.state = MessageState.FAILED if pause is None else MessageState.WAITING
    row.due_at = at if pause is None else at + pause


def deliver_due(*, at: datetime) -> int:
    """Send what is due and was not sent by its own job; gives how many were tried. A job, every minute."""
    due = Message.objects.filter(state__in=[MessageState.WAITING, MessageState.SENDING], due_at__lte=at)
    uids = list(due.order_by("due_at", "pk").values_list("uid", flat=True)[:BATCH])
    for uid in uids:
        deliver(message=uid, at=at)
    return len(uids)
