"""Periods: how long, counted in what, paused and extended by what, and when they end.

The day of the start never counts (《民事诉讼法》第八十五条).  Working days, calendar days and hours are never mixed.
Where a period ``rolls``, a last day that is a day off moves to the next working day; the powers of the organ, such as
a seizure, do not roll and end on the raw day.
"""

from calendar import monthrange
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from zhijian.kernel.clock import business_date, start_of_day
from zhijian.kernel.errors import Invalid
from zhijian.kernel.work_calendar import WorkCalendar

ONE_DAY = timedelta(days=1)


class Unit(StrEnum):
    """What a period is counted in."""

    WORKING_DAYS = "working_days"
    CALENDAR_DAYS = "calendar_days"
    HOURS = "hours"
    MONTHS = "months"
    YEARS = "years"

    @property
    def label(self) -> str:
        """What users read after the number."""
        return _UNIT_LABELS[self]


_UNIT_LABELS = {
    Unit.WORKING_DAYS: "个工作日",
    Unit.CALENDAR_DAYS: "日",
    Unit.HOURS: "小时",
    Unit.MONTHS: "个月",
    Unit.YEARS: "年",
}


class PauseNotAllowed(Invalid):
    """The law does not let this reason pause this period."""

    code = "deadlines.pause_not_allowed"


class ExtensionNotAllowed(Invalid):
    """The law does not let this period be extended."""

    code = "deadlines.extension_not_allowed"


@dataclass(frozen=True)
class Period:
    """One statutory period.

    rolls: a last day that is a day off moves on.  pauses: the reasons that stop it.  basis: law and article.
    """

    length: int
    unit: Unit
    rolls: bool = False
    extension_length: int = 0
    extension_unit: Unit | None = None
    pauses: tuple[str, ...] = ()
    basis: str = ""

    def __post_init__(self) -> None:
        if self.length < 1:
            raise ValueError("a period has a length")
        if (self.extension_length > 0) is not (self.extension_unit is not None):
            raise ValueError("an extension has a length and a unit, or neither")
        units = {self.unit, self.extension_unit or self.unit}
        if Unit.HOURS in units and (len(units) > 1 or self.rolls):
            raise ValueError("hours do not roll, and are never mixed with days")


@dataclass(frozen=True)
class Pause:
    """A stretch of days that do not count: ``from_on`` included, ``until_on`` excluded, None while it lasts."""

    from_on: date
    until_on: date | None
    reason: str

    def __post_init__(self) -> None:
        if self.until_on is not None and self.until_on < self.from_on:
            raise ValueError("a pause does not end before it starts")

    def covers(self, day: date) -> bool:
        """Whether that day lies in the pause."""
        return self.from_on <= day and (self.until_on is None or day < self.until_on)


@dataclass(frozen=True)
class Due:
    """When a period ends.

    raw_on: last day as counted.  due_on: last day as rolled.  due_at: the first moment that is too late, in UTC.
    pauses: those that began in time.  While one of them has no end, the dates are the earliest possible ones.
    """

    raw_on: date
    due_on: date
    due_at: datetime
    pauses: tuple[Pause, ...] = ()

    def is_paused(self, day: date) -> bool:
        """Whether the period stands still on that day."""
        return any(pause.covers(day) for pause in self.pauses)


def due(
    period: Period,
    start: date | datetime,
    calendar: WorkCalendar,
    paused: Sequence[Pause] = (),
    extended: bool = False,
) -> Due:
    """When a period that starts at ``start`` ends.

    start: for hours an aware moment; else a day, or an aware moment whose day in China is taken.  Days of a pause
    do not count: they lengthen the period in its own unit, months and years by calendar days, hours by 24 a day.
    Raises ExtensionNotAllowed, PauseNotAllowed, CalendarMissing.
    """
    if extended and not period.extension_length:
        raise ExtensionNotAllowed("该期限依法不能延长。", basis=period.basis)
    _refuse_other_reasons(period, paused)
    ended = [pause for pause in paused if pause.until_on is not None]
    if period.unit is Unit.HOURS:
        result = _due_in_hours(period, start, ended, extended)
    else:
        result = _due_in_days(period, day_of(start), calendar, ended, extended)
    return replace(result, pauses=tuple(pause for pause in paused if pause.from_on <= result.raw_on))


def _due_in_days(period: Period, start: date, calendar: WorkCalendar, paused: Sequence[Pause], extended: bool) -> Due:
    raw = start
    for length, unit in _legs(period, extended):
        raw = _last_day(length, unit, raw, calendar, paused)
    last = calendar.next_working_day(raw) if period.rolls else raw
    return Due(raw_on=raw, due_on=last, due_at=start_of_day(last + ONE_DAY))


def _legs(period: Period, extended: bool) -> list[tuple[int, Unit]]:
    """Length and unit of the period and its extension; one leg where the units agree."""
    if not extended or period.extension_unit is None:
        return [(period.length, period.unit)]
    if period.extension_unit is period.unit:
        return [(period.length + period.extension_length, period.unit)]
    return [(period.length, period.unit), (period.extension_length, period.extension_unit)]


def _last_day(length: int, unit: Unit, start: date, calendar: WorkCalendar, paused: Sequence[Pause]) -> date:
    """Last day of a leg."""
    match unit:
        case Unit.WORKING_DAYS:
            return _count(length, start, paused, calendar.is_working_day)
        case Unit.MONTHS:
            return _count((_months_after(start, length) - start).days, start, paused)
        case Unit.YEARS:
            return _count((_months_after(start, 12 * length) - start).days, start, paused)
        case _:
            return _count(length, start, paused)


def _count(length: int, start: date, paused: Sequence[Pause], counts: Callable[[date], bool] | None = None) -> date:
    """The day on which ``length`` days have counted: those after ``start`` that no pause covers."""
    day, left = start, length
    while left:
        day += ONE_DAY
        if not any(pause.covers(day) for pause in paused) and (counts is None or counts(day)):
            left -= 1
    return day


def _months_after(start: date, length: int) -> date:
    """The same day of the month ``length`` months on, or that month's last day where there is none."""
    year, month = divmod(start.year * 12 + start.month - 1 + length, 12)
    return date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))


def _due_in_hours(period: Period, start: date | datetime, paused: Sequence[Pause], extended: bool) -> Due:
    if not isinstance(start, datetime) or start.tzinfo is None:
        raise TypeError("a period in hours starts at an aware moment")
    left = timedelta(hours=period.length + (period.extension_length if extended else 0))
    end = start
    for begins, ends in _merged(paused):
        if ends <= end:
            continue
        if begins - end >= left:
            break
        left -= max(begins - end, timedelta())
        end = ends
    end += left
    return Due(raw_on=business_date(end), due_on=business_date(end), due_at=end)


def _merged(paused: Sequence[Pause]) -> list[tuple[datetime, datetime]]:
    """Ended pauses as moments, sorted by their beginning."""
    return sorted((start_of_day(pause.from_on), start_of_day(pause.until_on)) for pause in paused if pause.until_on)


def _refuse_other_reasons(period: Period, paused: Sequence[Pause]) -> None:
    for pause in paused:
        if pause.reason not in period.pauses:
            raise PauseNotAllowed(f"“{pause.reason}”依法不能中止该期限的计算。", reason=pause.reason)


def day_of(start: date | datetime) -> date:
    """The day itself, or the day in China of an aware moment."""
    if not isinstance(start, datetime):
        return start
    if start.tzinfo is None:
        raise TypeError("a moment is aware")
    return business_date(start)
