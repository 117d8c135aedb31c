"""Codes that a co-signer reads from their phone: bound to the content and to the signer (S-EV-09)."""

from datetime import datetime
from uuid import UUID

from zhijian.business.inspection.queries.records import masked
from zhijian.business.inspection.types.records import SmsChallenge
from zhijian.kernel.errors import Invalid
from zhijian.support.identity.types import Actor, OfficerRecord
from zhijian.support.notices import services as notices
from zhijian.support.notices.rules import CODE_LIFE

PURPOSE = "inspection.countersign"


class PhoneMissing(Invalid):
    """The co-signer has no phone number on record."""

    code = "inspection.phone_missing"


def send(signer: OfficerRecord, *, entity: str, content_hash: str, by: Actor, at: datetime) -> SmsChallenge:
    """Send a code for one content to one signer. Raises PhoneMissing, and what the notices part raises."""
    if not signer.phone:
        raise PhoneMissing(f"{signer.name}没有登记手机号，请改用应用内会签，或者请管理员补登。")
    challenge = notices.issue_code(
        purpose=PURPOSE,
        bound_to_hash=content_hash,
        phone=signer.phone,
        person=signer.uid,
        at=at,
        title=f"会签“{entity[:20]}”的检查记录",
        asked_by=by.uid,
    )
    return SmsChallenge(challenge=challenge, phone=masked(signer.phone), valid_until=at + CODE_LIFE)


def spend(*, challenge: UUID, code: str, person: UUID, content_hash: str, at: datetime) -> None:
    """Spend a code; another content's or another signer's is refused. Raises what the notices part raises."""
    notices.spend_code(challenge=challenge, code=code, bound_to_hash=content_hash, at=at, person=person)
