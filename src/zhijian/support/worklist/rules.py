"""States, kinds and urgency of work items: pure."""

from datetime import date
from enum import StrEnum

from zhijian.support.deadlines.types import Level

FAR = date(9999, 12, 31)
"""Where items without a day stand in the order of days."""


class ItemKind(StrEnum):
    """What sort of thing waits."""

    TASK = "task"
    RISK = "risk"
    WARNING = "warning"

    @property
    def label(self) -> str:
        """What users read."""
        return {"task": "待办", "risk": "风险", "warning": "预警"}[self.value]


class ItemState(StrEnum):
    """Where an item stands; it is done when its source says so."""

    OPEN = "open"
    DONE = "done"
    CANCELLED = "cancelled"

    @property
    def label(self) -> str:
        """What users read."""
        return {"open": "待处理", "done": "已完成", "cancelled": "已取消"}[self.value]


class Urgency(StrEnum):
    """Colour of an item by its due day: UX 3.1."""

    NONE = "none"
    CALM = "calm"
    SOON = "soon"
    URGENT = "urgent"
    OVERDUE = "overdue"


def urgency_by_days(due_on: date | None, today: date, soon_until: date, urgent_until: date) -> Urgency:
    """Urgency of a due day; the limits (5 and 2 working days ahead) come from the work calendar."""
    if due_on is None:
        return Urgency.NONE
    if due_on < today:
        return Urgency.OVERDUE
    if due_on <= urgent_until:
        return Urgency.URGENT
    return Urgency.SOON if due_on <= soon_until else Urgency.CALM


def due_text(due_on: date | None, today: date, urgency: Urgency) -> str:
    """The words beside a due day, as they stand beside every deadline: 逾期 2 天; none while there is time."""
    level = _LEVELS.get(urgency)
    if level is Level.LATE and due_on is not None:
        return f"{level.label} {(today - due_on).days} 天"
    return level.label if level else ""


_LEVELS = {Urgency.OVERDUE: Level.LATE, Urgency.URGENT: Level.URGENT, Urgency.SOON: Level.SOON}
