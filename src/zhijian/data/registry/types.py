"""Records of the register that others see."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
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
