"""What inspection tells the others."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar
from uuid import UUID

from zhijian.events import Event


@dataclass(frozen=True, kw_only=True)
class InspectionFinished(Event):
    """A record was countersigned by all officers; ``subject`` is the inspection."""

    name: ClassVar[str] = "inspection.finished"

    entity: UUID
    task: UUID
    verdict: str
    disposition: str


@dataclass(frozen=True, kw_only=True)
class RectificationOrdered(Event):
    """An order to rectify was issued; ``subject`` is the rectification."""

    name: ClassVar[str] = "inspection.rectification_ordered"

    entity: UUID
    inspection: UUID
    due_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class Rectified(Event):
    """A re-inspection closed an order; ``subject`` is the rectification, ``passed`` whether all was corrected."""

    name: ClassVar[str] = "inspection.rectified"

    entity: UUID
    passed: bool


@dataclass(frozen=True, kw_only=True)
class RectificationWithdrawn(Event):
    """An order to rectify was taken back by the office that gave it; ``subject`` is the rectification."""

    name: ClassVar[str] = "inspection.rectification_withdrawn"

    entity: UUID


@dataclass(frozen=True, kw_only=True)
class ResultPublished(Event):
    """The result of an inspection became public; ``subject`` is the inspection."""

    name: ClassVar[str] = "inspection.result_published"

    entity: UUID


@dataclass(frozen=True, kw_only=True)
class SeriousProblemReported(Event):
    """An officer reported a serious problem for enforcement; ``subject`` is the inspection.

    evidence, documents: uids of everything attached.  organisation: whose office found it.
    """

    name: ClassVar[str] = "inspection.serious_problem_reported"

    entity: UUID
    organisation: UUID
    title: str
    facts: str
    task_number: str
    evidence: tuple[UUID, ...] = ()
    documents: tuple[UUID, ...] = ()
