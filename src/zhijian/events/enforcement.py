"""What enforcement tells the others."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from zhijian.events import Event


@dataclass(frozen=True, kw_only=True)
class ClueRegistered(Event):
    """A clue was registered; ``subject`` is the clue, ``source_uid`` the record it came from."""

    name: ClassVar[str] = "enforcement.clue_registered"

    number: str
    source: str
    source_uid: UUID | None = None
    entity: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class ClueReviewed(Event):
    """What becomes of a clue was settled; ``outcome`` is adopted or dropped."""

    name: ClassVar[str] = "enforcement.clue_reviewed"

    number: str
    outcome: str
