"""What a device submits, as the contract has it."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from ninja import Schema
from pydantic import AwareDatetime, Field

from zhijian.business.inspection.types.records import Submission
from zhijian.kernel.http import BodyPart

Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Item = Annotated[str, Field(pattern=r"^[A-Za-z0-9_.:-]{1,40}$")]
Text = Annotated[str, Field(max_length=1000)]


class RepresentativeIn(BodyPart):
    """Who stood for the entity."""

    name: str = Field(max_length=60)
    role: str = Field("", max_length=60)
    phone: str = Field("", max_length=20)


class NoticeIn(BodyPart):
    """What was shown and said before the check began (行政处罚法 第五十五条)."""

    shown_at: AwareDatetime
    certificates_shown: bool
    purpose: str = Field(max_length=500)
    avoidance_asked: bool
    avoidance_reason: str = Field("", max_length=300)
    representative: RepresentativeIn
    signature: UUID | None = None


class AnswerIn(BodyPart):
    """The answer to one item; evidence by uid."""

    value: str | None = Field(None, max_length=1000)
    note: Text = ""
    evidence: list[UUID] = Field([], max_length=60)
    fixed_on_site: bool = False


class DiscardedIn(BodyPart):
    """Why a capture was thrown away on the device, and when."""

    reason: str = Field(min_length=2, max_length=200)
    at: AwareDatetime


class CaptureIn(BodyPart):
    """One capture the device numbered; ``number`` counts from 1 without gaps within the record.

    seal: the device's ECDSA signature (P-256, SHA-256, base64 of r and s) over the capture, see ``rules/seals.py``.
    """

    uid: UUID
    number: int = Field(ge=1, le=10_000)
    sha256: Sha256
    kind: Literal["photo", "video", "sound", "file", "signature"]
    item: str = Field("", max_length=40)
    caption: str = Field("", max_length=200)
    taken_at: AwareDatetime | None = None
    uptime_ms: int | None = Field(None, ge=0)
    session: str = Field("", max_length=80)
    latitude: str | None = Field(None, pattern=r"^-?\d{1,2}(\.\d{1,6})?$")
    longitude: str | None = Field(None, pattern=r"^-?\d{1,3}(\.\d{1,6})?$")
    accuracy_m: str | None = Field(None, pattern=r"^\d{1,6}(\.\d)?$")
    officers: list[UUID] = Field([], max_length=20)
    seal: str = Field("", max_length=100)
    discarded: DiscardedIn | None = None


class SignerIn(BodyPart):
    """The entity's representative who signed on the screen."""

    name: str = Field(min_length=1, max_length=60)
    role: str = Field("", max_length=60)
    signature: UUID


class RefusalIn(BodyPart):
    """The representative would not sign (食品生产经营监督检查管理办法 第三十四条)."""

    reason: str = Field(min_length=2, max_length=300)
    witness: str = Field("", max_length=60)
    video: UUID | None = None


class RectificationItemIn(BodyPart):
    """One thing to correct."""

    item: Item
    order: str = Field(min_length=2, max_length=500)


class RectificationIn(BodyPart):
    """The order to rectify: its period and items; length 0 means at once."""

    length: int = Field(ge=0, le=366)
    unit: Literal["working_days", "calendar_days"]
    items: list[RectificationItemIn] = Field(min_length=1, max_length=300)


class TaskBaseIn(BodyPart):
    """What the device knew of the task when it was downloaded."""

    due_on: date | None = None
    officers: list[UUID] = Field([], max_length=20)
    lead: UUID | None = None


class InspectionIn(Schema):
    """A filled record, made without a network; sent again it must be the same, but for ``sent_at``."""

    task: UUID
    task_version: int = Field(ge=1)
    form_hash: str = Field(max_length=80)
    started_at: AwareDatetime
    ended_at: AwareDatetime
    device: str = Field(max_length=80)
    device_key: str = Field("", max_length=200)
    sent_at: AwareDatetime | None = None
    notice: NoticeIn
    answers: dict[Item, AnswerIn] = Field(max_length=1000)
    captures: list[CaptureIn] = Field([], max_length=2000)
    last_number: int | None = Field(None, ge=0, le=10_000)
    signer: SignerIn | None = None
    refusal: RefusalIn | None = None
    rectification: RectificationIn | None = None
    opinion: str = Field("", max_length=2000)
    entity_opinion: str = Field("", max_length=2000)
    serious: bool = False
    could_not_inspect: str = Field("", max_length=300)
    resolved: dict[Literal["due_on", "officers"], Literal["mine", "theirs"]] = Field({})
    base: TaskBaseIn | None = None


def to_submission(uid: UUID, body: InspectionIn) -> Submission:
    """The submission of a body; everything but the moment of sending and the resolution is its payload."""
    payload = body.model_dump(mode="json", exclude={"sent_at", "resolved", "base"})
    return Submission(
        uid=uid,
        task=body.task,
        task_version=body.task_version,
        form_hash=body.form_hash,
        started_at=body.started_at,
        ended_at=body.ended_at,
        device=body.device,
        sent_at=body.sent_at,
        payload=payload,
        resolved=body.model_dump()["resolved"],
        base=body.base.model_dump(mode="json") if body.base else None,
    )
