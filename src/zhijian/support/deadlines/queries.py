"""The work calendar, the rules in force, and what a running clock says."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q

from zhijian.kernel.work_calendar import CalendarMissing, WorkCalendar
from zhijian.support.deadlines.models import CalendarDay, CalendarYear, Clock, DeadlineRule
from zhijian.support.deadlines.rules import DatedRule, Due, Level, Pause, Unit, due, rule_in_force, warning_level
from zhijian.support.deadlines.rules import warning_text as text_of


@dataclass(frozen=True, kw_only=True)
class ClockRecord:
    """A clock as people see it: its period, since when, until when, and how urgent.

    due_on is None while the calendar of its year is not loaded; ``text`` then says so.
    """

    uid: UUID
    rule: str
    rule_name: str
    basis: str
    started_at: datetime
    raw_on: date | None
    due_on: date | None
    stopped_at: datetime | None
    level: str
    text: str


@dataclass(frozen=True, kw_only=True)
class RuleRecord:
    """One version of a statutory period; in force from valid_from until before valid_to."""

    code: str
    name: str
    length: int | None
    unit: str
    unit_label: str
    rolls: bool
    extension_length: int
    extension_unit_label: str
    pauses: tuple[str, ...]
    basis: str
    source_tag: str
    valid_from: date
    valid_to: date | None
    is_in_force: bool


@dataclass(frozen=True, kw_only=True)
class CalendarDayRecord:
    """One day that differs from its weekday."""

    day: date
    name: str
    is_off_day: bool


@dataclass(frozen=True, kw_only=True)
class CalendarRecord:
    """What is loaded for a year; waiting_clocks: running periods that no loaded year reaches."""

    year: int
    is_loaded: bool
    source: str
    days: tuple[CalendarDayRecord, ...]
    loaded_years: tuple[int, ...]
    waiting_clocks: int


def rules(*, on: date) -> list[RuleRecord]:
    """All versions of all rules, by code, the newest first, with whether they are in force on a day."""
    return [
        RuleRecord(
            code=row.code,
            name=row.name,
            length=row.length,
            unit=row.unit,
            unit_label=Unit(row.unit).label,
            rolls=row.rolls,
            extension_length=row.extension_length,
            extension_unit_label=Unit(row.extension_unit).label if row.extension_unit else "",
            pauses=tuple(row.pauses),
            basis=row.basis,
            source_tag=row.source_tag,
            valid_from=row.valid_from,
            valid_to=row.valid_to,
            is_in_force=to_rule(row).holds_on(on),
        )
        for row in DeadlineRule.objects.order_by("code", "-valid_from", "pk")
    ]


def calendar_year(year: int) -> CalendarRecord:
    """The days of a year that differ from their weekday, and which years are loaded."""
    loaded = CalendarYear.objects.filter(year=year).first()
    days = CalendarDay.objects.filter(day__year=year).order_by("day")
    return CalendarRecord(
        year=year,
        is_loaded=loaded is not None,
        source=loaded.source if loaded else "",
        days=tuple(CalendarDayRecord(day=row.day, name=row.name, is_off_day=row.is_off_day) for row in days),
        loaded_years=tuple(CalendarYear.objects.order_by("year").values_list("year", flat=True)),
        waiting_clocks=Clock.objects.filter(stopped_at__isnull=True, due_on__isnull=True).count(),
    )


def work_calendar() -> WorkCalendar:
    """The calendar of all loaded years."""
    days = list(CalendarDay.objects.values_list("day", "is_off_day"))
    return WorkCalendar(
        off_days=frozenset(day for day, off in days if off),
        make_up_days=frozenset(day for day, off in days if not off),
        years=frozenset(CalendarYear.objects.values_list("year", flat=True)),
    )


def to_rule(row: DeadlineRule) -> DatedRule:
    """The rule of a row."""
    return DatedRule(
        code=row.code,
        name=row.name,
        length=row.length,
        unit=Unit(row.unit),
        rolls=row.rolls,
        extension_length=row.extension_length,
        extension_unit=Unit(row.extension_unit) if row.extension_unit else None,
        pauses=tuple(row.pauses),
        basis=row.basis,
        source_tag=row.source_tag,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
    )


def rule_on(code: str, on: date) -> DatedRule:
    """The version of a rule in force on the day of the act. Raises RuleMissing."""
    rows = DeadlineRule.objects.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=on), code=code, valid_from__lte=on)
    return rule_in_force([to_rule(row) for row in rows], code, on)


def due_of(
    *, rule: str, started: date | datetime, on: date, ordered_length: int | None = None, unit: Unit | None = None
) -> Due:
    """When a period of this rule that starts then ends; for showing a deadline before it is ordered.

    unit: picks the rule's variant ``<rule>.<unit>`` where an order chooses working or calendar days.
    Raises RuleMissing, CalendarMissing.
    """
    found = rule_on(f"{rule}.{unit}" if unit else rule, on)
    return due(found.period(ordered_length), started, work_calendar())


def pauses_of(row: Clock) -> list[Pause]:
    """The clock's pauses as values."""
    return [
        Pause(
            date.fromisoformat(item["from_on"]),
            date.fromisoformat(item["until_on"]) if item["until_on"] else None,
            item["reason"],
        )
        for item in row.pauses
    ]


def to_clock(row: Clock, *, today: date, calendar: WorkCalendar) -> ClockRecord:
    """The record of a clock on a day."""
    level, text = _level(row, today, calendar)
    return ClockRecord(
        uid=row.uid,
        rule=row.rule.code,
        rule_name=row.rule.name,
        basis=row.rule.basis,
        started_at=row.started_at,
        raw_on=row.raw_on,
        due_on=row.due_on,
        stopped_at=row.stopped_at,
        level=level,
        text=text,
    )


def _level(row: Clock, today: date, calendar: WorkCalendar) -> tuple[str, str]:
    if row.stopped_at is not None:
        return Level.NORMAL, "已办结"
    if row.due_on is None:
        return Level.NORMAL, "待导入节假日安排后计算"
    period = to_rule(row.rule).period(row.ordered_length)
    try:
        end = due(period, row.started_at, calendar, pauses_of(row), row.extended)
        return warning_level(end, today, calendar), text_of(end, today, calendar)
    except CalendarMissing:
        return Level.NORMAL, "待导入节假日安排后计算"


def clocks_of(*, subjects: list[UUID], today: date) -> dict[UUID, list[ClockRecord]]:
    """All clocks of several things, the running ones first."""
    calendar = work_calendar()
    found: dict[UUID, list[ClockRecord]] = {}
    rows = Clock.objects.select_related("rule").filter(subject__in=subjects).order_by("stopped_at", "due_on", "pk")
    for row in rows:
        found.setdefault(row.subject, []).append(to_clock(row, today=today, calendar=calendar))
    return found
