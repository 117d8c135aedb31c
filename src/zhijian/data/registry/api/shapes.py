"""What the register's HTTP interface takes and gives."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from ninja import Schema
from pydantic import ConfigDict, Field

from zhijian.data.registry.types import EntityFilter, EntityIn, PersonIn
from zhijian.kernel.http import Page


class EntityCardOut(Schema):
    """An entity in a list."""

    uid: UUID
    name: str
    uscc: str
    address: str
    street: str
    legal_person: str
    status: str
    status_label: str
    supervision_classes: list[str]
    tags: list[str]
    credit_class: str
    risk_level: str
    organisation: UUID
    organisation_name: str
    lat: float | None
    lon: float | None


class EntityPage(Page):
    """A page of entities; ``total`` on the first page only."""

    items: list[EntityCardOut]


class EntityQuery(Schema):
    """Conditions of a list; those left out do not count."""

    text: str = Field("", max_length=60)
    supervision_class: str = Field("", max_length=4)
    street: str = Field("", max_length=60)
    status: str = Field("", max_length=2)
    risk_level: str = Field("", max_length=1)
    credit_class: str = Field("", max_length=1)
    tag: str = Field("", max_length=20)
    industry: str = Field("", max_length=8)
    organisation: UUID | None = None
    expiring_within: int | None = Field(None, ge=0, le=3660)
    source: str = Field("", max_length=120)

    def where(self) -> EntityFilter:
        """The conditions as the register takes them."""
        return EntityFilter(**{name: getattr(self, name) for name in EntityFilter.__dataclass_fields__})


class EntityBody(Schema):
    """What is known of an entity; empty texts mean unknown. capital: 万元."""

    model_config = ConfigDict(extra="forbid")

    name: str = Field(max_length=160)
    uscc: str = Field("", max_length=18)
    registration_number: str = Field("", max_length=15)
    short_name: str = Field("", max_length=60)
    entity_type: str = Field("", max_length=8)
    status: str = Field("1", max_length=2)
    legal_person: str = Field("", max_length=60)
    phone: str = Field("", max_length=20)
    address: str = Field("", max_length=300)
    street: str = Field("", max_length=60)
    division: str = Field("", max_length=12)
    lat: float | None = None
    lon: float | None = None
    industry: str = Field("", max_length=8)
    capital: Decimal | None = Field(None, ge=0, max_digits=18, decimal_places=2)
    established_on: date | None = None
    approved_on: date | None = None
    supervision_classes: list[str] = Field(default_factory=list, max_length=10)
    tags: list[str] = Field(default_factory=list, max_length=30)
    is_suspended: bool = False

    def given(self) -> EntityIn:
        """The body as the register takes it."""
        known = {name: getattr(self, name) for name in EntityIn.__dataclass_fields__}
        for name in ("supervision_classes", "tags"):
            known[name] = tuple(known[name])
        return EntityIn(**known)


class NewEntityBody(EntityBody):
    """An entity to register, and the office that looks after it."""

    organisation: UUID
    source: str = Field("人工登记", max_length=120)


class ChangedEntityBody(EntityBody):
    """An entity as it should stand."""

    source: str = Field("人工维护", max_length=120)


class UidOut(Schema):
    """What was made."""

    uid: UUID


class VersionOut(Schema):
    """The version that stands now."""

    version: int


class MoveBody(Schema):
    """The office that looks after an entity from now on."""

    organisation: UUID
    source: str = Field("管辖移交", max_length=120)


class TagsBody(Schema):
    """All tags of an entity."""

    tags: list[str] = Field(max_length=30)


class EntityOut(EntityCardOut):
    """Everything the register knows of an entity itself."""

    registration_number: str
    short_name: str
    entity_type: str
    entity_type_label: str
    is_suspended: bool
    phone: str
    division: str
    industry: str
    industry_label: str
    capital: Decimal | None
    established_on: date | None
    approved_on: date | None
    version: int
    source: str
    created_at: datetime
    changed_at: datetime


class LicenceOut(Schema):
    """A licence with how near its end is."""

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


class LicencePage(Page):
    """A page of licences."""

    items: list[LicenceOut]


class LicenceBody(Schema):
    """A licence to record, or its renewal."""

    kind: str = Field(max_length=32)
    number: str = Field(max_length=64)
    valid_from: date | None = None
    valid_to: date | None = None
    scope: str = Field("", max_length=300)
    issued_by: str = Field("", max_length=120)


class RevokedBody(Schema):
    """The day of the revocation."""

    revoked_on: date


class PersonOut(Schema):
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


class PersonBody(Schema):
    """A person of an entity to record."""

    role: str = Field(max_length=24)
    name: str = Field(max_length=60)
    phone: str = Field("", max_length=20)
    id_number: str = Field("", max_length=18)
    certificate_number: str = Field("", max_length=64)
    certificate_valid_to: date | None = None
    health_valid_to: date | None = None

    def given(self) -> PersonIn:
        """The body as the register takes it."""
        return PersonIn(**{name: getattr(self, name) for name in PersonIn.__dataclass_fields__})


class PurposeBody(Schema):
    """Why the full number is needed; it is kept with the look."""

    purpose: str = Field(min_length=2, max_length=200)


class NumberOut(Schema):
    """The full number of a document; empty when none is kept."""

    id_number: str


class TimelineOut(Schema):
    """One thing that happened to an entity."""

    uid: UUID
    at: datetime
    kind: str
    title: str
    detail: str
    link: str
    by_name: str


class TimelinePage(Page):
    """A page of the timeline, the newest first."""

    items: list[TimelineOut]


class ChangeOut(Schema):
    """One change with each value before and after."""

    version: int
    at: datetime
    source: str
    changes: list[dict[str, Any]]


class DossierOut(Schema):
    """一企一档 as of a day."""

    as_of: date | None
    entity: EntityOut
    licences: list[LicenceOut]
    people: list[PersonOut]
    timeline: list[TimelineOut]
    timeline_next: str | None
    may: list[str]


class CountsOut(Schema):
    """How many entities of each kind there are, and licences by how near their end is."""

    total: int
    by_status: dict[str, int]
    by_class: dict[str, int]
    by_risk: dict[str, int]
    by_credit: dict[str, int]
    expiring: dict[str, int]
