"""How urgent a deadline is, and the words for it."""

from datetime import date, datetime
from enum import StrEnum

from zhijian.kernel.work_calendar import WorkCalendar
from zhijian.support.deadlines.rules.periods import ONE_DAY, Due, day_of

SOON_DAYS = 5
"""Working days left at which a deadline turns amber."""
URGENT_DAYS = 2
"""Working days left at which it turns bold."""


class Level(StrEnum):
    """How urgent a deadline is."""

    NORMAL = "normal"
    SOON = "soon"
    URGENT = "urgent"
    LATE = "late"
    PAUSED = "paused"

    @property
    def label(self) -> str:
        """What users read."""
        return _LEVEL_LABELS[self]


_LEVEL_LABELS = {
    Level.NORMAL: "正常",
    Level.SOON: "临近到期",
    Level.URGENT: "即将到期",
    Level.LATE: "逾期",
    Level.PAUSED: "已中止",
}


def warning_level(due: Due, today: date | datetime, calendar: WorkCalendar) -> Level:
    """How urgent a deadline is; the warning counts to the raw day, lateness begins after the rolled one.

    today: a day in China; or an aware moment, which is what a period in hours needs.  NORMAL with more than five
    working days left, SOON with at most five, URGENT with at most two.  Raises CalendarMissing.
    """
    day = day_of(today)
    if due.is_paused(day):
        return Level.PAUSED
    if _is_late(due, today):
        return Level.LATE
    left = _working_days_left(day, due.raw_on, calendar)
    if left > SOON_DAYS:
        return Level.NORMAL
    return Level.SOON if left > URGENT_DAYS else Level.URGENT


def days_late(due: Due, today: date) -> int:
    """Calendar days after the last day; 0 while there is time.  A fine's surcharge counts the same days."""
    return max(0, (today - due.due_on).days)


def warning_text(due: Due, today: date | datetime, calendar: WorkCalendar) -> str:
    """What a list shows beside a deadline: 逾期 2 天, or the level's label."""
    level = warning_level(due, today, calendar)
    late = days_late(due, day_of(today))
    return f"{level.label} {late} 天" if level is Level.LATE and late else level.label


def _is_late(due: Due, today: date | datetime) -> bool:
    return today >= due.due_at if isinstance(today, datetime) else today > due.due_on


def _working_days_left(today: date, last: date, calendar: WorkCalendar) -> int:
    """Working days after today up to ``last``, counted no further than the warning needs.

    So a far deadline is judged although next year's holidays are not announced yet.
    """
    left = 0
    day = today
    while day < last and left <= SOON_DAYS:
        day += ONE_DAY
        left += calendar.is_working_day(day)
    return left
