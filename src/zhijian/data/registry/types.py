"""Records of the register that others see."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID


@dataclass(frozen=True, kw_only=True)
class EntityCard:
    """What a list or a task shows of an entity."""

    uid: UUID
    name: str
    uscc: str
    address: str
    street: str
    legal_person: str
    status: str
    status_label: str
    supervision_classes: tuple[str, ...]
    tags: tuple[str, ...]
    credit_class: str
    risk_level: str
    organisation: UUID
    organisation_name: str
    lat: float | None
    lon: float | None


@dataclass(frozen=True, kw_only=True)
class EntityIn:
    """What is known of an entity when it is registered or changed; empty texts mean unknown. capital: 万元."""

    name: str
    uscc: str = ""
    registration_number: str = ""
    short_name: str = ""
    entity_type: str = ""
    status: str = "1"
    legal_person: str = ""
    phone: str = ""
    address: str = ""
    street: str = ""
    division: str = ""
    lat: float | None = None
    lon: float | None = None
    industry: str = ""
    capital: Decimal | None = None
    established_on: date | None = None
    approved_on: date | None = None
    supervision_classes: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    is_suspended: bool = False


@dataclass(frozen=True, kw_only=True)
class PersonIn:
    """A person of an entity; id_number: of an identity card or another document, kept sealed."""

    role: str
    name: str
    phone: str = ""
    id_number: str = ""
    certificate_number: str = ""
    certificate_valid_to: date | None = None
    health_valid_to: date | None = None


@dataclass(frozen=True, kw_only=True)
class EntityFilter:
    """Which entities: every condition that is given must hold; empty conditions do not count.

    text: any two characters, pinyin initials, a code or the last four digits of a phone.
    organisation: it and everything below it.  expiring_within: a licence runs out within so many days, or has.
    source: who or what brought the present state, e.g. the import that did.
    """

    text: str = ""
    supervision_class: str = ""
    street: str = ""
    status: str = ""
    risk_level: str = ""
    credit_class: str = ""
    tag: str = ""
    industry: str = ""
    organisation: UUID | None = None
    expiring_within: int | None = None
    source: str = ""


@dataclass(frozen=True, kw_only=True)
class EntityRecord:
    """Everything the register knows of an entity itself, on the day that was asked for. capital: 万元."""

    uid: UUID
    uscc: str
    registration_number: str
    name: str
    short_name: str
    entity_type: str
    entity_type_label: str
    status: str
    status_label: str
    is_suspended: bool
    legal_person: str
    phone: str
    address: str
    street: str
    division: str
    lat: float | None
    lon: float | None
    industry: str
    industry_label: str
    capital: Decimal | None
    established_on: date | None
    approved_on: date | None
    supervision_classes: tuple[str, ...]
    tags: tuple[str, ...]
    credit_class: str
    risk_level: str
    organisation: UUID
    organisation_name: str
    version: int
    source: str
    created_at: datetime
    changed_at: datetime


@dataclass(frozen=True, kw_only=True)
class LicenceRecord:
    """A licence with how near its end is on the day that was asked for; valid_to is its last valid day."""

    uid: UUID
    entity: UUID
    entity_name: str
    kind: str
    kind_label: str
    number: str
    scope: str
    issued_by: str
    valid_from: date | None
    valid_to: date | None
    revoked_on: date | None
    expiry: str
    expiry_label: str


@dataclass(frozen=True, kw_only=True)
class PersonRecord:
    """A person of an entity; the number of the document is masked."""

    uid: UUID
    role: str
    role_label: str
    name: str
    phone: str
    id_number_masked: str
    certificate_number: str
    certificate_valid_to: date | None
    certificate_expiry: str
    health_valid_to: date | None
    health_expiry: str


@dataclass(frozen=True, kw_only=True)
class TimelineRecord:
    """One thing that happened to an entity."""

    uid: UUID
    at: datetime
    kind: str
    title: str
    detail: str
    link: str
    by_name: str


@dataclass(frozen=True, kw_only=True)
class ChangeRecord:
    """One change of an entity: when, from which source, and each value before and after."""

    version: int
    at: datetime
    source: str
    changes: tuple[dict[str, Any], ...]


@dataclass(frozen=True, kw_only=True)
class Dossier:
    """一企一档: the entity with its licences and people and the newest part of its timeline, as of a day."""

    as_of: date | None
    entity: EntityRecord
    licences: tuple[LicenceRecord, ...]
    people: tuple[PersonRecord, ...]
    timeline: tuple[TimelineRecord, ...]
    timeline_next: str | None
    may: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class RegisterCounts:
    """How many entities of each kind stand in the caller's register."""

    total: int
    by_status: dict[str, int]
    by_class: dict[str, int]
    by_risk: dict[str, int]
    by_credit: dict[str, int]
    expiring: dict[str, int]
