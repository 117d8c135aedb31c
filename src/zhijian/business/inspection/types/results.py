"""Records of orders and publicity that others see."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID


@dataclass(frozen=True, kw_only=True)
class RectificationRow:
    """An order in the board; ``level`` and ``text`` colour its deadline, ``followed_by`` is what was ordered anew."""

    uid: UUID
    number: str
    entity: UUID
    entity_name: str
    organisation_name: str
    stage: str
    stage_label: str
    items: int
    ordered_at: datetime
    due_on: date | None
    level: str
    text: str
    reinspection_task: UUID | None
    followed_by: UUID | None
    may: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class RectificationItemRecord:
    """One thing to correct."""

    item: str
    no: str
    text: str
    order: str
    note: str
    evidence: tuple[UUID, ...]
    is_fixed: bool | None
    fixed_note: str
    fixed_evidence: tuple[UUID, ...]


@dataclass(frozen=True, kw_only=True)
class RectificationRecord(RectificationRow):
    """An order with its items and what it came from; ``follows`` is the order that was not obeyed."""

    inspection: UUID
    task_number: str
    document: UUID | None
    length: int
    unit: str
    basis: str
    reported_at: datetime | None
    closed_at: datetime | None
    withdraw_reason: str
    withdrawn_by: str
    follows: UUID | None
    things: tuple[RectificationItemRecord, ...]


@dataclass(frozen=True, kw_only=True)
class PublicationRow:
    """A result and whether the public sees it."""

    uid: UUID
    inspection: UUID
    task_number: str
    entity: UUID
    entity_name: str
    verdict: str
    disposition_label: str
    state: str
    state_label: str
    result_codes: tuple[str, ...]
    result_labels: tuple[str, ...]
    detail: str
    reason: str
    formed_at: datetime
    due_on: date | None
    level: str
    text: str
    published_at: datetime | None
    may: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class PublicResult:
    """A published result as everybody may see it."""

    uid: UUID
    entity_name: str
    uscc: str
    address: str
    kind_label: str
    matter_name: str
    inspected_on: date
    organ_name: str
    result_labels: tuple[str, ...]
    detail: str
    published_at: datetime
