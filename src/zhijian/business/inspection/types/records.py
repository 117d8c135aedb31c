"""Records of inspections that others see, and what a device submits."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from zhijian.business.inspection.types.held import HeldRecord
from zhijian.business.inspection.types.tasks import TaskRecord


@dataclass(frozen=True, kw_only=True)
class SubmittedRecord:
    """The answer to a submission; ``repeated`` when the same content had come before."""

    inspection: UUID
    number: str
    state: str
    state_label: str
    round: int
    content_hash: str
    evidence_missing: tuple[str, ...] = ()
    missing_captures: tuple[int, ...] = ()
    flags: tuple[str, ...] = ()
    repeated: bool = False


@dataclass(frozen=True, kw_only=True)
class InspectionRow:
    """One record as lists show it."""

    uid: UUID
    task: UUID
    number: str
    kind: str
    kind_label: str
    entity: UUID
    entity_name: str
    entity_uscc: str
    entity_address: str
    officers: tuple[str, ...]
    started_at: datetime
    ended_at: datetime | None
    state: str
    state_label: str
    verdict: str
    disposition: str
    disposition_label: str
    signed_at: datetime | None
    organisation_name: str


@dataclass(frozen=True, kw_only=True)
class CountersignRecord:
    """One officer's word on one round."""

    uid: UUID
    round: int
    person: UUID
    person_name: str
    decision: str
    decision_label: str
    method: str
    method_label: str
    reason: str
    content_hash: str
    signature: UUID | None
    at: datetime
    is_void: bool


@dataclass(frozen=True, kw_only=True)
class RoundRecord:
    """One submitted version of a record."""

    round: int
    content_hash: str
    device: str
    submitted_by: UUID
    submitted_by_name: str
    submitted_at: datetime
    is_void: bool


@dataclass(frozen=True, kw_only=True)
class SignerRecord:
    """An officer whose word on the standing round is asked for."""

    uid: UUID
    name: str
    phone_masked: str
    has_approved: bool


@dataclass(frozen=True, kw_only=True)
class PaperRecord:
    """An issued paper of a record; ``void_reason`` when it was taken back.  may: of ``void``."""

    uid: UUID
    number: str
    title: str
    code: str
    issued_at: datetime
    void_reason: str
    may: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class RectificationOfRecord:
    """The order that came out of a record."""

    uid: UUID
    stage: str
    stage_label: str
    due_on: date | None
    number: str
    items: int


@dataclass(frozen=True, kw_only=True)
class PublicationOfRecord:
    """Whether the result of a record is public."""

    uid: UUID
    state: str
    state_label: str
    due_on: date | None
    published_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class InspectionDetail:
    """One record with everything its page shows; ``content`` is the standing round's canonical content."""

    uid: UUID
    state: str
    state_label: str
    round: int
    started_at: datetime
    ended_at: datetime | None
    received_at: datetime
    signed_at: datetime | None
    verdict: str
    disposition: str
    disposition_label: str
    content_hash: str
    task: TaskRecord
    content: dict[str, Any]
    rounds: tuple[RoundRecord, ...]
    countersigns: tuple[CountersignRecord, ...]
    signers: tuple[SignerRecord, ...]
    returned_reason: str
    papers: tuple[PaperRecord, ...]
    rectification: RectificationOfRecord | None
    publication: PublicationOfRecord | None
    serious_reported_at: datetime | None
    clue: UUID | None
    clue_number: str
    held: tuple[HeldRecord, ...]
    version: int
    may: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class SigningContent:
    """What is signed: the canonical content and its hash."""

    inspection: UUID
    round: int
    content: dict[str, Any]
    content_hash: str
    state: str = ""


@dataclass(frozen=True, kw_only=True)
class SmsChallenge:
    """A code that was sent to a co-signer's phone."""

    challenge: UUID
    phone: str
    valid_until: datetime


@dataclass(frozen=True, kw_only=True)
class Submission:
    """What a device submits, as JSON of known shape; ``payload`` is all of it but the moment of sending.

    Both hashes of the payload are taken from it, so that the same content sent twice is recognised.
    """

    uid: UUID
    task: UUID
    task_version: int
    form_hash: str
    started_at: datetime
    ended_at: datetime
    device: str
    sent_at: datetime | None
    payload: dict[str, Any]
    resolved: dict[str, str] = field(default_factory=dict)
    base: dict[str, Any] | None = None
