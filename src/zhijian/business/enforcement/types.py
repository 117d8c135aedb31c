"""Records of enforcement that others see."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from zhijian.support.deadlines.queries import ClockRecord


@dataclass(frozen=True, kw_only=True)
class ClueRow:
    """A clue in a list."""

    uid: UUID
    number: str
    source: str
    source_label: str
    title: str
    party_name: str
    entity: UUID | None
    organisation_name: str
    stage: str
    stage_label: str
    received_at: datetime


@dataclass(frozen=True, kw_only=True)
class ClueRecord(ClueRow):
    """A clue with everything attached; the verification clock is T01 (15 working days).

    may: acts open to the caller now, of ``review``.
    """

    facts: str
    party_address: str
    source_number: str
    source_link: str
    source_record: UUID | None
    evidence: tuple[UUID, ...]
    documents: tuple[UUID, ...]
    registered_by_name: str
    clock: ClockRecord | None
    reviewed_by_name: str
    reviewed_at: datetime | None
    review_reason: str
    may: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class NewClue:
    """What a clue is registered with."""

    source: str
    title: str
    facts: str
    entity: UUID | None = None
    party_name: str = ""
    party_address: str = ""
    source_event: UUID | None = None
    source_record: UUID | None = None
    source_number: str = ""
    source_link: str = ""
    evidence: tuple[UUID, ...] = ()
    documents: tuple[UUID, ...] = ()
