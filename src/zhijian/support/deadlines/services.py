"""Loading the calendar and the rules; starting, pausing, extending and stopping clocks."""

from datetime import date, datetime
from importlib import resources
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from zhijian.events.deadlines import DueDayKnown
from zhijian.kernel.clock import business_date
from zhijian.kernel.errors import Conflict, NotFound
from zhijian.kernel.work_calendar import CalendarInvalid, CalendarMissing, WorkCalendar, calendar_day, read_calendar
from zhijian.support.bus import services as bus
from zhijian.support.deadlines.models import CalendarDay, CalendarYear, Clock, DeadlineRule
from zhijian.support.deadlines.queries import ClockRecord, pauses_of, to_clock, to_rule, work_calendar
from zhijian.support.deadlines.rules import due, read_rules, rule_in_force
from zhijian.support.identity.types import Actor


class ClockMissing(NotFound):
    """No such running clock."""

    code = "deadlines.clock_missing"


class ClockRunning(Conflict):
    """The same period already runs for this thing."""

    code = "deadlines.clock_running"


@transaction.atomic
def import_calendar(*, csv_text: str, source: str, by: Actor, at: datetime) -> list[int]:
    """Load or replace the years of a holiday table; waiting clocks get their due day. Gives the years.

    Publishes DueDayKnown for each of them. Raises CalendarInvalid with the line, NotAllowed.
    """
    by.must("deadlines.manage")
    calendar = read_calendar(csv_text)
    if not calendar.years:
        raise CalendarInvalid("节假日表里没有任何一天，请核对文件的列名和内容。", line=2)
    names = _names(csv_text)
    years = sorted(calendar.years)
    CalendarDay.objects.filter(Q(notice_year__in=years) | Q(day__in=names)).delete()
    CalendarDay.objects.bulk_create(
        CalendarDay(day=day, name=names[day][0], is_off_day=day in calendar.off_days, notice_year=names[day][1])
        for day in sorted(calendar.off_days | calendar.make_up_days)
    )
    for year in years:
        CalendarYear.objects.update_or_create(year=year, defaults={"source": source})
    _date_waiting(by, at)
    return years


def _names(csv_text: str) -> dict[date, tuple[str, int]]:
    import csv
    import io

    return {
        calendar_day(row["date"]): ((row.get("name") or "")[:60], int(row["notice_year"]))
        for row in csv.DictReader(io.StringIO(csv_text))
    }


@transaction.atomic
def load_shipped(*, by: Actor, at: datetime) -> None:
    """Load the holidays and rules shipped with the platform; what an administrator changed later stays."""
    folder = resources.files("zhijian.support.deadlines") / "data"
    if not CalendarYear.objects.exists():
        table = (folder / "holidays.csv").read_text("utf-8")
        import_calendar(csv_text=table, source="国务院办公厅通知", by=by, at=at)
    for rule in read_rules((folder / "rules.csv").read_text("utf-8")):
        DeadlineRule.objects.get_or_create(
            code=rule.code,
            valid_from=rule.valid_from,
            defaults={
                "name": rule.name,
                "length": rule.length,
                "unit": rule.unit,
                "rolls": rule.rolls,
                "extension_length": rule.extension_length,
                "extension_unit": rule.extension_unit or "",
                "pauses": list(rule.pauses),
                "basis": rule.basis,
                "source_tag": rule.source_tag,
                "valid_to": rule.valid_to,
            },
        )


@transaction.atomic
def start_clock(
    *, rule: str, subject_kind: str, subject: UUID, at: datetime, ordered_length: int | None = None
) -> ClockRecord:
    """Start the period of a rule for a thing, by the version in force today.

    Without the calendar it needs the clock runs with an empty due day, which is filled when the year is imported.
    Raises RuleMissing, ClockRunning.
    """
    today = business_date(at)
    rows = {row.valid_from: row for row in DeadlineRule.objects.filter(code=rule)}
    chosen = rule_in_force([to_rule(row) for row in rows.values()], rule, today)
    row = rows[chosen.valid_from]
    if Clock.objects.filter(rule=row, subject=subject, stopped_at__isnull=True).exists():
        raise ClockRunning("这个期限已经在计时。", rule=rule)
    clock = Clock(rule=row, subject_kind=subject_kind, subject=subject, ordered_length=ordered_length, started_at=at)
    calendar = work_calendar()
    _compute(clock, calendar)
    clock.save()
    return to_clock(clock, today=today, calendar=calendar)


def _compute(clock: Clock, calendar: WorkCalendar) -> None:
    period = to_rule(clock.rule).period(clock.ordered_length)
    try:
        end = due(period, clock.started_at, calendar, pauses_of(clock), clock.extended)
    except CalendarMissing:
        clock.raw_on = clock.due_on = None
    else:
        clock.raw_on, clock.due_on = end.raw_on, end.due_on


def _date_waiting(by: Actor, at: datetime) -> None:
    """Only periods without a day: what a paper has once said to somebody stands."""
    waiting = list(Clock.objects.select_related("rule").filter(stopped_at__isnull=True, due_on__isnull=True))
    calendar = work_calendar()
    for clock in waiting:
        _compute(clock, calendar)
    Clock.objects.bulk_update([one for one in waiting if one.due_on], ["raw_on", "due_on"], batch_size=500)
    bus.publish_all(
        [
            DueDayKnown(
                subject=one.subject,
                by=by.uid,
                at=at,
                subject_kind=one.subject_kind,
                rule=one.rule.code,
                due_on=one.due_on,
            )
            for one in waiting
            if one.due_on
        ]
    )


def _running(rule: str, subject: UUID) -> Clock:
    row = (
        Clock.objects.select_for_update(of=("self",))
        .select_related("rule")
        .filter(rule__code=rule, subject=subject, stopped_at__isnull=True)
        .first()
    )
    if row is None:
        raise ClockMissing("没有正在计时的这个期限。", rule=rule)
    return row


@transaction.atomic
def stop_clock(*, rule: str, subject: UUID, at: datetime) -> None:
    """The thing was done: the clock stands. Raises ClockMissing."""
    row = _running(rule, subject)
    row.stopped_at = at
    row.save(update_fields=["stopped_at"])


@transaction.atomic
def stop_clocks(*, subject: UUID, at: datetime) -> int:
    """All that ran for a thing stands, for the thing is settled; gives how many clocks there were."""
    return Clock.objects.filter(subject=subject, stopped_at__isnull=True).update(stopped_at=at)


@transaction.atomic
def extend_clock(*, rule: str, subject: UUID) -> None:
    """Lengthen the period by its lawful extension. Raises ClockMissing, ExtensionNotAllowed."""
    row = _running(rule, subject)
    calendar = work_calendar()
    due(to_rule(row.rule).period(row.ordered_length), row.started_at, calendar, pauses_of(row), True)
    row.extended = True
    _compute(row, calendar)
    row.save(update_fields=["extended", "raw_on", "due_on"])
