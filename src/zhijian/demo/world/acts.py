"""What happened in the made-up world, as plain values to be replayed through the platform's services.

``key`` names an act for ever within one world, so that a replay can be repeated; moments are aware and in UTC.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class Answer(StrEnum):
    """The three answers of an inspection item."""

    YES = "yes"
    NO = "no"
    NOT_APPLICABLE = "na"


class TaskKind(StrEnum):
    """Why an inspection is made."""

    DAILY = "日常检查"
    SPECIAL = "专项检查"
    RANDOM = "双随机抽查"


@dataclass(frozen=True, slots=True)
class FormItem:
    """An item of the caller's inspection form.  may_be_absent: 合理缺项 is an answer."""

    id: str
    key: bool
    may_be_absent: bool = False


@dataclass(frozen=True, slots=True)
class FormOutline:
    """What the history must know of a form: its code, the class of entities it is for, its items in order."""

    code: str
    supervision_class: str
    items: tuple[FormItem, ...]


@dataclass(frozen=True, slots=True)
class Act:
    """Something that happened at a moment."""

    key: str
    at: datetime


@dataclass(frozen=True, slots=True)
class PlannedDraw(Act):
    """A round of 双随机: title, the class drawn from and how many entities.

    The platform's own draw decides who is drawn; ``PlannedTask`` of the same round shows whom this history took.
    """

    title: str
    supervision_class: str
    objects: int


@dataclass(frozen=True, slots=True)
class PlannedTask(Act):
    """An inspection task given to two officers.  draw: key of its round, None when not drawn."""

    kind: TaskKind
    entity: int
    officers: tuple[int, int]
    form: str
    due_on: date
    draw: str | None


@dataclass(frozen=True, slots=True)
class PlannedInspection(Act):
    """The visit of a task; ``at`` is its end.  answers: one for each item of the form, in the form's order."""

    task: str
    entity: int
    started_at: datetime
    form: str
    answers: tuple[tuple[str, Answer], ...]
    conclusion: str


@dataclass(frozen=True, slots=True)
class PlannedRectification(Act):
    """An order to put right the items answered NO, by the end of ``due_on`` (calendar days)."""

    inspection: str
    entity: int
    items: tuple[str, ...]
    due_on: date


@dataclass(frozen=True, slots=True)
class PlannedReinspection(Act):
    """The visit after a rectification.  still_wrong: items not put right; empty when passed."""

    rectification: str
    entity: int
    officers: tuple[int, int]
    still_wrong: tuple[str, ...]

    @property
    def passed(self) -> bool:
        """Whether everything was put right."""
        return not self.still_wrong


@dataclass(frozen=True, slots=True)
class PlannedClue(Act):
    """A clue (线索) handed to the case officers; a clue is no case: it is verified first.  source: key of the act."""

    source: str
    entity: int
    summary: str


@dataclass(frozen=True, slots=True)
class PlannedComplaint(Act):
    """A complaint (投诉) or report (举报) about an entity.

    repeats: key of an earlier one, told in other words.  professional: number of the habitual claimant (0-11) who made
    it, None for an ordinary consumer.
    """

    entity: int
    is_report: bool
    channel: str
    subject: str
    complainant: str
    phone: str
    text: str
    repeats: str | None
    professional: int | None
