"""Which days are worked in China, year by year as the State Council announces them."""

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from zhijian.kernel.errors import Invalid, Unavailable

_ONE_DAY = timedelta(days=1)
_FRIDAY = 4


class CalendarMissing(Unavailable):
    """A year was asked about whose holidays are not loaded; a guess would be a wrong deadline."""

    code = "kernel.calendar_missing"

    def __init__(self, year: int) -> None:
        super().__init__(f"尚未导入 {year} 年的节假日安排，无法计算工作日，请联系系统管理员导入。", year=year)


class CalendarInvalid(Invalid):
    """A list of holidays cannot be read; the facts name the row."""

    code = "kernel.calendar_invalid"


@dataclass(frozen=True)
class WorkCalendar:
    """Days off and make-up working days of the loaded years; other days follow the week (HOL, 2024 revision).

    off_days: days off, on whatever weekday.  make_up_days: Saturdays and Sundays that are worked.
    """

    off_days: frozenset[date]
    make_up_days: frozenset[date]
    years: frozenset[int]

    def __post_init__(self) -> None:
        both = self.off_days & self.make_up_days
        if both:
            raise CalendarInvalid(f"{min(both)} 既是休息日又是调休上班日，请核对。", day=min(both).isoformat())

    def is_working_day(self, day: date) -> bool:
        """Whether offices work on that day; raises CalendarMissing."""
        if isinstance(day, datetime):
            raise TypeError("a calendar answers for days, not for moments")
        if day.year not in self.years:
            raise CalendarMissing(day.year)
        if day in self.off_days:
            return False
        return day.weekday() <= _FRIDAY or day in self.make_up_days

    def add_working_days(self, day: date, n: int) -> date:
        """The n-th working day after ``day``, which itself is never counted; ``day`` itself when n is 0."""
        if n < 0:
            raise ValueError("n must not be negative")
        for _ in range(n):
            day = self.next_working_day(day + _ONE_DAY)
        return day

    def working_days_between(self, a: date, b: date) -> int:
        """Working days after ``a`` up to and with ``b``, so that b = add_working_days(a, n); negative when b < a."""
        if b < a:
            return -self.working_days_between(b, a)
        return sum(self.is_working_day(a + timedelta(days=ahead)) for ahead in range(1, (b - a).days + 1))

    def next_working_day(self, day: date) -> date:
        """The first working day on or after ``day``."""
        while not self.is_working_day(day):
            day += _ONE_DAY
        return day


_OFF = {"true": True, "false": False, "是": True, "否": False}
"""Spreadsheet programs write TRUE; people write 是."""


def calendar_day(text: str) -> date:
    """A day as tables hold it: 2026-01-01, or 2026/1/1 after a spreadsheet program saved it. Raises ValueError."""
    year, month, day = (int(part) for part in text.strip().replace("/", "-").split("-"))
    return date(year, month, day)


def read_calendar(csv_text: str) -> WorkCalendar:
    """A calendar from rows of ``date,name,is_off_day,notice_year``, with the years of the notices as loaded years.

    Raises CalendarInvalid with the line (the heading is line 1).
    """
    off: set[date] = set()
    make_up: set[date] = set()
    years: set[int] = set()
    for line, row in _rows(csv_text):
        try:
            day, year = calendar_day(row["date"]), int(row["notice_year"])
            chosen = {True: off, False: make_up}[_OFF[row["is_off_day"].strip().lower()]]
            if abs(day.year - year) > 1:
                raise ValueError("a notice speaks of its own year and the turns to its neighbours")
        except (AttributeError, KeyError, TypeError, ValueError):
            raise CalendarInvalid(
                f"节假日表第 {line} 行无法识别，请核对日期、是否休息（True 或 False）和年份。", line=line
            ) from None
        chosen.add(day)
        years.add(year)
    return WorkCalendar(frozenset(off), frozenset(make_up), frozenset(years))


def _rows(csv_text: str) -> Iterable[tuple[int, dict[str, str]]]:
    return enumerate(csv.DictReader(io.StringIO(csv_text)), start=2)
