"""What deadlines tell the others."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from zhijian.events import Event


@dataclass(frozen=True, kw_only=True)
class DueDayKnown(Event):
    """A year's calendar came in, and a period that waited for it has its last day.

    subject: the thing the period runs for, of ``subject_kind``, which is also the source of its to-dos.
    """

    name: ClassVar[str] = "deadlines.due_day_known"

    subject_kind: str
    rule: str
    due_on: date
