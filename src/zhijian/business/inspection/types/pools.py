"""Records of matters, pools and avoidances that others see."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID


@dataclass(frozen=True, kw_only=True)
class PersonRef:
    """A person as lists show them."""

    uid: UUID
    name: str


@dataclass(frozen=True, kw_only=True)
class EntityRef:
    """An entity as lists show it."""

    uid: UUID
    name: str
    uscc: str
    address: str


@dataclass(frozen=True, kw_only=True)
class MatterRecord:
    """A published matter of inspection; ``valid_to`` is the first day it no longer holds."""

    uid: UUID
    code: str
    name: str
    is_key: bool
    classes: tuple[str, ...]
    form_code: str
    basis: str
    is_published: bool
    valid_from: date
    valid_to: date | None


@dataclass(frozen=True, kw_only=True)
class MatterIn:
    """What is known of a matter when it is added."""

    code: str
    name: str
    classes: tuple[str, ...]
    form_code: str
    basis: str
    is_key: bool = False
    is_published: bool = True


@dataclass(frozen=True, kw_only=True)
class PoolRecord:
    """One library; ``problems`` counts the members that could not be drawn today."""

    uid: UUID
    name: str
    organisation: UUID
    organisation_name: str
    members: int
    problems: int
    created_at: datetime
    version: int
    may: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class OfficerMember:
    """One officer of a library; ``certificate_valid_to`` is the last valid day; ``problems`` are sentences."""

    person: PersonRef
    title: str
    organisation: UUID | None
    organisation_name: str
    certificate_number: str
    certificate_valid_from: date | None
    certificate_valid_to: date | None
    is_certificate_valid: bool
    specialities: tuple[str, ...]
    is_group_leader: bool
    added_at: datetime
    avoidances: int
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class OfficerPoolDetail:
    """One library of officers with its members, by organisation and name."""

    pool: PoolRecord
    members: tuple[OfficerMember, ...]


@dataclass(frozen=True, kw_only=True)
class ObjectFilter:
    """Which entities of the register are meant; empty means all inside the caller's scope.

    Several values of one field mean any of them.  text: part of the name.
    """

    classes: tuple[str, ...] = ()
    streets: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    risk_levels: tuple[str, ...] = ()
    credit_classes: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ("1",)
    organisation: UUID | None = None
    text: str = ""


@dataclass(frozen=True, kw_only=True)
class ObjectPreview:
    """What a filter finds: how many in all and by credit class (not rated ones under "")."""

    total: int
    by_credit_class: dict[str, int]
    first: tuple[EntityRef, ...]


@dataclass(frozen=True, kw_only=True)
class ObjectPoolDetail:
    """One library of objects with the filter it was made with; None when its members were named one by one."""

    pool: PoolRecord
    chosen_by: ObjectFilter | None
    by_credit_class: dict[str, int]


@dataclass(frozen=True, kw_only=True)
class ObjectMember:
    """One entity of a library; ``problems`` are sentences."""

    entity: EntityRef
    status: str
    status_label: str
    classes: tuple[str, ...]
    credit_class: str
    risk_level: str
    street: str
    added_at: datetime
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class AvoidanceRecord:
    """An officer who must keep away from an entity; ``valid_to`` is the first day without the bar."""

    uid: UUID
    person: PersonRef
    entity: EntityRef
    reason: str
    decided_by: PersonRef
    valid_from: date
    valid_to: date | None
    may: tuple[str, ...] = ()
