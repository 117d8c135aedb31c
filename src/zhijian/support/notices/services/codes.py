"""One-time codes: sent to a phone, bound to exactly what is agreed to and by whom, good for one use."""

import hmac
import secrets
from datetime import datetime, timedelta
from threading import BoundedSemaphore
from uuid import UUID, uuid4

from django.db import connection, transaction

from zhijian.kernel.errors import Invalid, TooMany
from zhijian.support.notices.models import OneTimeCode
from zhijian.support.notices.rules import (
    CODE_DIGITS,
    CODE_LIFE,
    MOST_CODES_A_DAY,
    MOST_GUESSES,
    PAUSE_BETWEEN_CODES,
)
from zhijian.support.notices.sealing import code_hash
from zhijian.support.notices.services.messages import send_sms
from zhijian.support.notices.types import SpentCode

_COUNTERS = BoundedSemaphore(4)
"""Connections for counting guesses that one process has open at most."""


class CodeRefused(Invalid):
    """The code is wrong, too old, spent, guessed too often, or belongs to something else: all answer alike."""

    code = "notices.code_refused"


class TooManyCodes(TooMany):
    """Codes were asked for too often for one phone."""

    code = "notices.too_many_codes"


@transaction.atomic
def issue_code(
    *,
    purpose: str,
    bound_to_hash: str,
    phone: str,
    person: UUID | None,
    at: datetime,
    title: str = "操作确认",
    asked_by: UUID | None = None,
) -> UUID:
    """Send a fresh code and give the uid of the challenge; an earlier code for the same thing is withdrawn.

    purpose: ``capability.verb``.  bound_to_hash: of exactly what is agreed to, e.g. the record's SHA-256; its first
    eight digits stand in the text beside ``title``, so that the signer can compare.  person: the signer.
    asked_by: who has it sent.
    Raises TooManyCodes, PhoneInvalid.
    """
    with connection.cursor() as cursor:  # two requests for one phone at once count each other
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 12))", [phone])
    _refuse_flood(phone, at)
    OneTimeCode.objects.filter(
        purpose=purpose, bound_to=bound_to_hash, person=person, spent_at__isnull=True, withdrawn_at__isnull=True
    ).update(withdrawn_at=at)
    uid, code = uuid4(), f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}d}"
    OneTimeCode.objects.create(
        uid=uid,
        purpose=purpose,
        bound_to=bound_to_hash,
        person=person,
        phone=phone,
        code_hash=_hash(uid, bound_to_hash, person, code),
        issued_at=at,
        expires_at=at + CODE_LIFE,
    )
    shown = bound_to_hash.removeprefix("sha256:")[:8]
    text = f"验证码 {code}，用于{title}（内容校验值 {shown}），5分钟内有效。请核对内容后再提供，勿转发他人。"
    send_sms(
        phone=phone,
        purpose=purpose,
        text=text,
        key=f"code:{uid}",
        at=at,
        expires_at=at + CODE_LIFE,
        asked_by=asked_by,
    )
    return uid


def _refuse_flood(phone: str, at: datetime) -> None:
    recent = OneTimeCode.objects.filter(phone=phone, issued_at__gt=at - timedelta(days=1)).order_by("-issued_at")
    moments = list(recent.values_list("issued_at", flat=True)[:MOST_CODES_A_DAY])
    if moments and at - moments[0] < PAUSE_BETWEEN_CODES:
        wait_s = max(1, round((PAUSE_BETWEEN_CODES - (at - moments[0])).total_seconds()))
        raise TooManyCodes(f"验证码已发送，请 {wait_s} 秒后再获取。", retry_after_s=wait_s)
    if len(moments) >= MOST_CODES_A_DAY:
        wait_s = round((moments[-1] + timedelta(days=1) - at).total_seconds())
        raise TooManyCodes("这个手机号今天获取验证码的次数已用完，请改用应用内会签。", retry_after_s=wait_s)


def spend_code(
    *, challenge: UUID, code: str, bound_to_hash: str, at: datetime, person: UUID | None = None
) -> SpentCode:
    """Spend a code on exactly what it was sent for; the answer says who agreed. Must be part of the act's transaction.

    person: when the caller knows who is to sign, another's code is refused.  One of a hundred that come at once
    succeeds.  Raises CodeRefused.

    Each guess is counted first, in a transaction of its own: the act that a wrong code refuses is rolled back with
    all it wrote, and the count must not go with it.
    """
    if not _count_guess(challenge):
        raise _refusal()
    with transaction.atomic():
        row = OneTimeCode.objects.select_for_update().get(uid=challenge)
        fits = hmac.compare_digest(bytes(row.code_hash), _hash(challenge, bound_to_hash, row.person, code))
        is_open = row.spent_at is None and row.withdrawn_at is None and row.issued_at <= at < row.expires_at
        if not (fits and is_open and person in {None, row.person}):
            raise _refusal()
        row.spent_at = at
        row.save(update_fields=["spent_at"])
    return SpentCode(
        challenge=row.uid, purpose=row.purpose, bound_to=row.bound_to, person=row.person, phone=row.phone, spent_at=at
    )


def _refusal() -> CodeRefused:
    return CodeRefused("验证码不对或已失效，请核对后重试；连续输错5次后须重新获取。")


def _hash(challenge: UUID, bound_to: str, person: UUID | None, code: str) -> bytes:
    return code_hash(str(challenge), bound_to, str(person or ""), code)


_COUNT = "UPDATE notices_onetimecode SET guesses = guesses + 1 WHERE uid = %s AND guesses < %s"


def _count_guess(challenge: UUID) -> bool:
    """Count one guess on a connection of its own; False when there are none left or no such challenge.

    A challenge that only this transaction can see was made by it, and what undoes the guess undoes the challenge too:
    there the guess is counted here.
    """
    with _COUNTERS:
        own = connection.copy()
        try:
            with own.cursor() as cursor:
                cursor.execute("SELECT 1 FROM notices_onetimecode WHERE uid = %s", [challenge])
                if cursor.fetchone() is not None:
                    cursor.execute(_COUNT, [challenge, MOST_GUESSES])
                    return bool(cursor.rowcount)
        finally:
            own.close()
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [challenge, MOST_GUESSES])
        return bool(cursor.rowcount)
