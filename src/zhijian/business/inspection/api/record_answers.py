"""How records are shown."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from ninja import Schema

from zhijian.business.inspection.api.tasks import TaskOut
from zhijian.business.inspection.types.held import HeldRecord
from zhijian.kernel.http import Page


class SubmittedOut(Schema):
    """What became of a submission."""

    inspection: UUID
    number: str
    state: str
    state_label: str
    round: int
    content_hash: str
    evidence_missing: list[str]
    missing_captures: list[int]
    flags: list[str]
    repeated: bool


class InspectionRowOut(Schema):
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
    officers: list[str]
    started_at: datetime
    ended_at: datetime | None
    state: str
    state_label: str
    verdict: str
    disposition: str
    disposition_label: str
    signed_at: datetime | None
    organisation_name: str


class InspectionPage(Page):
    """A page of records."""

    items: list[InspectionRowOut]


class InspectionRoundOut(Schema):
    """One submitted version."""

    round: int
    content_hash: str
    device: str
    submitted_by: UUID
    submitted_by_name: str
    submitted_at: datetime
    is_void: bool


class CountersignOut(Schema):
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


class CountersignerOut(Schema):
    """An officer whose word is asked for."""

    uid: UUID
    name: str
    phone_masked: str
    has_approved: bool


class InspectionPaperOut(Schema):
    """An issued paper; ``void_reason`` when it was taken back."""

    uid: UUID
    number: str
    title: str
    code: str
    issued_at: datetime
    void_reason: str
    may: list[str]


class InspectionRectificationOut(Schema):
    """The order that came out of the record."""

    uid: UUID
    stage: str
    stage_label: str
    due_on: date | None
    number: str
    items: int


class InspectionPublicationOut(Schema):
    """Whether the result is public."""

    uid: UUID
    state: str
    state_label: str
    due_on: date | None
    published_at: datetime | None


class InspectionOut(Schema):
    """One record with everything its page shows."""

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
    task: TaskOut
    content: dict[str, Any]
    rounds: list[InspectionRoundOut]
    countersigns: list[CountersignOut]
    signers: list[CountersignerOut]
    returned_reason: str
    papers: list[InspectionPaperOut]
    rectification: InspectionRectificationOut | None
    publication: InspectionPublicationOut | None
    serious_reported_at: datetime | None
    clue: UUID | None
    clue_number: str
    held: list[HeldRecord]
    version: int
    may: list[str]


class SigningContentOut(Schema):
    """What is signed, and its hash: the SHA-256 of the canonical JSON of ``content``."""

    inspection: UUID
    round: int
    content: dict[str, Any]
    content_hash: str
    state: str
