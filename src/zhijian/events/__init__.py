"""What capabilities tell each other: frozen dataclasses, standard library only."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar
from uuid import UUID, uuid4


@dataclass(frozen=True, kw_only=True)
class Event:
    """A fact in the past tense; fields are only ever added, with a default.

    subject: uid of the row the fact is about.  by: uid of the person (None for the system).  at: when, UTC.
    """

    name: ClassVar[str]

    subject: UUID
    by: UUID | None
    at: datetime
    uid: UUID = field(default_factory=uuid4)
