"""Records of tasks that others see, and what is given to make them."""

from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from zhijian.business.inspection.types.held import HeldRecord


@dataclass(frozen=True, kw_only=True)
class FormRef:
    """A published form, fixed by its hash."""

    code: str
    version: int
    hash: str


@dataclass(frozen=True, kw_only=True)
class NewTask:
    """One visit to make. ``lead`` is one of ``officers``.  ``form`` None takes the matter's form in force.

    draw, group_number: where it was drawn.  rectification: the order that is re-inspected.  against: what stands
    against the officers of a drawn visit, which then waits for others.
    """

    entity: UUID
    officers: tuple[UUID, ...]
    lead: UUID
    reason: str = ""
    title: str = ""
    form: FormRef | None = None
    draw: UUID | None = None
    group_number: int | None = None
    rectification: UUID | None = None
    against: str = ""

    @property
    def group(self) -> tuple[tuple[UUID, bool], ...]:
        """(officer, whether they lead)."""
        return tuple((uid, uid == self.lead) for uid in self.officers)


@dataclass(frozen=True, kw_only=True)
class TaskOfficerRecord:
    """One officer of a task."""

    uid: UUID
    name: str
    is_lead: bool


@dataclass(frozen=True, kw_only=True)
class TaskEntityRecord:
    """What a task shows of its entity; lat, lon in degrees."""

    uid: UUID
    name: str
    uscc: str
    address: str
    risk_level: str
    credit_class: str
    supervision_classes: tuple[str, ...]
    lat: float | None
    lon: float | None


@dataclass(frozen=True, kw_only=True)
class TaskRecord:
    """One task as lists show it; ``inspection`` and ``record_state`` once its record was received."""

    uid: UUID
    number: str
    kind: str
    kind_label: str
    title: str
    stage: str
    stage_label: str
    matter: UUID
    matter_name: str
    entity: TaskEntityRecord
    organisation: UUID
    organisation_name: str
    officers: tuple[TaskOfficerRecord, ...]
    form_code: str
    form_version: int
    form_hash: str
    starts_on: date
    due_on: date
    is_overdue: bool
    inspection: UUID | None
    record_state: str
    record_state_label: str
    version: int
    may: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class RestaffingRecord:
    """A change of who goes: names before and after, the lead first, who changed it and why."""

    at: datetime
    by: str
    before: tuple[str, ...]
    after: tuple[str, ...]
    reason: str


@dataclass(frozen=True, kw_only=True)
class TaskDetail:
    """One task with everything its page shows."""

    task: TaskRecord
    basis: str
    reason: str
    draw: UUID | None
    draw_name: str
    group_number: int | None
    rectification: UUID | None
    approved_by: str
    approved_at: datetime | None
    created_by: str
    created_at: datetime
    cancel_reason: str
    restaffings: tuple[RestaffingRecord, ...]
    held: tuple[HeldRecord, ...]
    finished_at: datetime | None
    archived_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class CalendarDay:
    """How many tasks are due on a day, by kind."""

    day: date
    counts: dict[str, int] = field(default_factory=dict)
    total: int = 0


@dataclass(frozen=True, kw_only=True)
class TaskFilter:
    """Which tasks are asked for; empty means all inside the caller's scope. Days are included at both ends."""

    kind: str = ""
    stages: tuple[str, ...] = ()
    mine: bool = False
    organisation: UUID | None = None
    entity: UUID | None = None
    draw: UUID | None = None
    due_from: date | None = None
    due_to: date | None = None
    overdue: bool = False
    text: str = ""
