"""Records of draws that others see, and what is given to make one."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal
from uuid import UUID

from zhijian.business.inspection.types.pools import EntityRef, PersonRef

PublicValueKind = Literal["drand", "manual", "third_person"]


@dataclass(frozen=True, kw_only=True)
class ExcludedRow:
    """Someone or something taken out by hand; the reason is published."""

    uid: UUID
    reason: str


@dataclass(frozen=True, kw_only=True)
class CreditRates:
    """Share of each credit-risk class to draw, in permille (0-1000)."""

    A: int
    B: int
    C: int
    D: int


@dataclass(frozen=True, kw_only=True)
class PublicValuePlan:
    """Which public value will be used.

    drand: the round follows from the moment of the commitment; the other fields stay empty.
    manual: ``source`` (e.g. 福利彩票双色球), ``identifier`` (期号), ``notation`` and ``available_at`` are given.
    third_person: a third person gives a nonce, on closed networks.
    """

    kind: PublicValueKind = "drand"
    source: str = ""
    identifier: str = ""
    notation: str = ""
    available_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class DrawParameters:
    """All that the organiser of a draw decides.

    period_to: last day of the inspections.  specialities: None asks for the classes of the matter.  Either
    ``objects_per_group`` or ``rates`` or both are given.  witnesses: who shall give the two nonces; empty leaves it
    to anyone who may.
    """

    name: str
    matter: UUID
    officer_pool: UUID
    object_pool: UUID
    period_from: date
    period_to: date
    groups: int
    officers_per_group: int = 2
    objects_per_group: int | None = None
    rates: CreditRates | None = None
    leader_rule: bool = False
    specialities: tuple[str, ...] | None = None
    excluded_objects: tuple[ExcludedRow, ...] = ()
    excluded_officers: tuple[ExcludedRow, ...] = ()
    public_value: PublicValuePlan = PublicValuePlan()
    witnesses: tuple[UUID, ...] = ()
    third_person: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class RefusedRow:
    """Someone or something that cannot be drawn, with labels of every reason."""

    uid: str
    name: str
    reasons: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class PlanProblem:
    """Why the draw would fail as it is; ``kind`` is stable."""

    kind: str
    message: str


@dataclass(frozen=True, kw_only=True)
class DrawPlan:
    """The dry check: who and what could be drawn, and what stands against it.

    left_out: members of the pools that do not come into the frozen libraries at all.  Long lists are cut at 200.
    """

    is_possible: bool
    problems: tuple[PlanProblem, ...]
    objects: int
    objects_eligible: int
    objects_wanted: int | None
    by_credit_class: dict[str, int]
    quotas: dict[str, int] | None
    officers: int
    officers_eligible: int
    officers_needed: int
    leaders_eligible: int
    refused_objects: tuple[RefusedRow, ...]
    refused_officers: tuple[RefusedRow, ...]
    left_out_objects: tuple[RefusedRow, ...]
    left_out_officers: tuple[RefusedRow, ...]


@dataclass(frozen=True, kw_only=True)
class NonceRecord:
    """One person's promised random number; ``role`` is witness or third_person."""

    person: PersonRef
    organisation_name: str
    position: int
    role: str
    sha256: str
    given_at: datetime
    opened_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class PromisedRecord:
    """The public value as it was promised; ``address`` is where everybody can read a drand round, empty otherwise."""

    source: str
    identifier: str
    notation: str
    promised_at: datetime
    address: str


@dataclass(frozen=True, kw_only=True)
class PublicValueRecord:
    """The public value that came; ``note`` says where it was read, when a person typed it."""

    value: str
    source: str
    fetched_at: datetime
    note: str


@dataclass(frozen=True, kw_only=True)
class DrawnOfficer:
    """One officer of a group."""

    uid: UUID
    name: str
    organisation_name: str
    certificate_number: str
    is_lead: bool


@dataclass(frozen=True, kw_only=True)
class DrawnGroup:
    """One group with its officers, the leader first, and its objects."""

    no: int
    leader: PersonRef | None
    officers: tuple[DrawnOfficer, ...]
    objects: tuple[EntityRef, ...]


@dataclass(frozen=True, kw_only=True)
class DrawRecord:
    """One draw as lists show it."""

    uid: UUID
    name: str
    matter: UUID
    matter_name: str
    organisation: UUID
    organisation_name: str
    stage: str
    stage_label: str
    commitment: str
    groups: int
    period_from: date
    period_to: date
    created_by: PersonRef
    created_at: datetime
    committed_at: datetime | None
    seeded_at: datetime | None
    drawn_at: datetime | None
    dispatched_at: datetime | None
    voided_at: datetime | None
    void_reason: str
    redraw_of: UUID | None
    redraw_reason: str
    replaced_by: UUID | None
    version: int
    may: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class DrawDetail:
    """One draw with everything its page shows; ``groups`` once it was drawn.

    left_out: drawn entities that got no task.  confirms_value: the caller, opening a random number, must give the
    public value as they looked it up.
    """

    draw: DrawRecord
    parameters: DrawParameters
    officer_pool_name: str
    object_pool_name: str
    witnesses: tuple[PersonRef, ...]
    third_person: PersonRef | None
    nonces: tuple[NonceRecord, ...]
    redraw_approver: PersonRef | None
    redraw_approved_by: PersonRef | None
    fingerprints: dict[str, str]
    library_sizes: dict[str, int]
    promised: PromisedRecord | None
    public_value: PublicValueRecord | None
    seed: str
    quotas: dict[str, int] | None
    groups: tuple[DrawnGroup, ...]
    tasks: tuple[UUID, ...]
    left_out: tuple[RefusedRow, ...]
    confirms_value: bool
    public_link: str


@dataclass(frozen=True, kw_only=True)
class DrawShow:
    """Names for the rolling show; the result in ``groups`` was fixed before, whenever "停止" is pressed."""

    name: str
    drawn_at: datetime
    officer_names: tuple[str, ...]
    object_names: tuple[str, ...]
    groups: tuple[DrawnGroup, ...]


@dataclass(frozen=True, kw_only=True)
class PublicDraw:
    """One committed draw as the public sees it in the list."""

    uid: UUID
    name: str
    organisation_name: str
    matter_name: str
    stage: str
    stage_label: str
    commitment: str
    committed_at: datetime
    public_value_source: str
    public_value_identifier: str
    promised_at: datetime
    objects: int
    officers: int
    drawn_at: datetime | None
    void_reason: str
    redraw_of: UUID | None
    redraw_reason: str
    document: str
