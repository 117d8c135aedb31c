from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhijian.kernel.clock import CHINA, start_of_day
from zhijian.kernel.work_calendar import CalendarMissing, WorkCalendar, read_calendar
from zhijian.support.deadlines.rules import ExtensionNotAllowed, Pause, PauseNotAllowed, Period, Unit, due

DATA = Path(__file__).parents[1] / "data"
CALENDAR = read_calendar((DATA / "holidays.csv").read_text("utf-8"))
NO_CALENDAR = WorkCalendar(frozenset(), frozenset(), frozenset())
WD, CD, HOURS, MONTHS, YEARS = Unit

days = st.dates(date(2025, 1, 1), date(2026, 6, 30))
periods = st.builds(
    Period, length=st.integers(1, 40), unit=st.sampled_from([WD, CD]), rolls=st.booleans(), pauses=st.just(("检验",))
)


def day(text: str) -> date:
    return date.fromisoformat(text)


def pause(first: str, until: str | None, reason: str = "检验") -> Pause:
    return Pause(day(first), day(until) if until else None, reason)


@pytest.mark.req("PLT-2")
@pytest.mark.parametrize(
    ("start", "length", "last"),
    [
        ("2026-09-18", 15, "2026-10-15"),
        ("2026-02-13", 7, "2026-03-02"),
        ("2026-04-30", 5, "2026-05-11"),
        ("2026-09-24", 7, "2026-10-12"),
        ("2026-09-28", 20, "2026-10-30"),
        ("2025-01-24", 7, "2025-02-10"),
        ("2025-09-26", 15, "2025-10-23"),
    ],
)
def test_working_days_skip_holidays_and_count_make_up_days(start: str, length: int, last: str) -> None:
    end = due(Period(length, WD), day(start), CALENDAR)

    assert end.raw_on == end.due_on == day(last)
    assert end.due_at == start_of_day(day(last) + timedelta(days=1))


@pytest.mark.req("PLT-2")
@pytest.mark.parametrize(
    ("start", "length", "raw", "rolled"),
    [
        ("2026-07-05", 90, "2026-10-03", "2026-10-08"),
        ("2026-09-02", 30, "2026-10-02", "2026-10-08"),
        ("2026-02-01", 15, "2026-02-16", "2026-02-24"),
        ("2026-09-05", 15, "2026-09-20", "2026-09-20"),  # a Sunday that is worked
        ("2026-11-23", 1, "2026-11-24", "2026-11-24"),
    ],
)
def test_calendar_days_roll_for_the_citizen_and_end_raw_for_the_powers_of_the_organ(
    start: str, length: int, raw: str, rolled: str
) -> None:
    right = due(Period(length, CD, rolls=True), day(start), CALENDAR)
    power = due(Period(length, CD, rolls=False), day(start), NO_CALENDAR)

    assert (right.raw_on, right.due_on) == (day(raw), day(rolled))
    assert (power.raw_on, power.due_on) == (day(raw), day(raw))


@pytest.mark.req("PLT-2")
@pytest.mark.parametrize("period", [Period(5, WD), Period(10, CD, rolls=True)])
def test_a_year_without_calendar_is_refused_not_guessed(period: Period) -> None:
    with pytest.raises(CalendarMissing, match="2027"):
        due(period, day("2026-12-28"), CALENDAR)


@pytest.mark.parametrize(
    ("start", "length", "unit", "last"),
    [
        ("2026-03-15", 6, MONTHS, "2026-09-15"),
        ("2026-08-31", 6, MONTHS, "2027-02-28"),
        ("2026-10-31", 1, MONTHS, "2026-11-30"),
        ("2026-12-01", 3, MONTHS, "2027-03-01"),
        ("2024-02-29", 2, YEARS, "2026-02-28"),
        ("2024-02-29", 4, YEARS, "2028-02-29"),
        ("2026-11-23", 5, YEARS, "2031-11-23"),
    ],
)
def test_months_and_years_end_on_the_same_day_or_the_last_of_the_month(
    start: str, length: int, unit: Unit, last: str
) -> None:
    assert due(Period(length, unit), day(start), NO_CALENDAR).raw_on == day(last)


def test_hours_are_counted_by_the_moment() -> None:
    at = datetime(2026, 9, 30, 17, 45, tzinfo=CHINA)

    end = due(Period(24, HOURS), at, NO_CALENDAR)

    assert end.due_at == datetime(2026, 10, 1, 9, 45, tzinfo=UTC)
    assert end.raw_on == end.due_on == day("2026-10-01")


def test_a_moment_starts_a_period_in_days_on_its_day_in_china() -> None:
    late_evening_in_utc = datetime(2026, 9, 17, 16, 30, tzinfo=UTC)  # 00:30 on the 18th in China

    assert due(Period(15, WD), late_evening_in_utc, CALENDAR) == due(Period(15, WD), day("2026-09-18"), CALENDAR)


def test_hours_need_a_moment_and_moments_need_a_zone() -> None:
    with pytest.raises(TypeError, match="aware moment"):
        due(Period(24, HOURS), day("2026-09-18"), CALENDAR)
    with pytest.raises(TypeError, match="aware"):
        due(Period(1, WD), datetime(2026, 9, 18), CALENDAR)  # noqa: DTZ001


@pytest.mark.req("PLT-2")
@pytest.mark.parametrize(
    ("period", "start", "last"),
    [
        (Period(15, WD, extension_length=15, extension_unit=WD), "2026-08-03", "2026-09-14"),
        (Period(90, CD, True, 30, CD), "2026-07-05", "2026-11-02"),
        (Period(30, CD, False, 30, CD), "2026-09-02", "2026-11-01"),
        (Period(1, MONTHS, extension_length=1, extension_unit=MONTHS), "2026-01-31", "2026-03-31"),
        (Period(10, CD, extension_length=2, extension_unit=WD), "2026-09-21", "2026-10-09"),
    ],
)
def test_an_extension_runs_on_from_the_raw_end(period: Period, start: str, last: str) -> None:
    assert due(period, day(start), CALENDAR, extended=True).due_on == day(last)


def test_an_extension_without_law_is_refused() -> None:
    with pytest.raises(ExtensionNotAllowed, match="不能延长") as refused:
        due(Period(7, WD, basis="《行政处罚法》第五十六条"), day("2026-09-18"), CALENDAR, extended=True)

    assert refused.value.code == "deadlines.extension_not_allowed"
    assert refused.value.facts == {"basis": "《行政处罚法》第五十六条"}


@pytest.mark.req("PLT-2")
@pytest.mark.parametrize(
    ("unit", "pauses", "last"),
    [
        # Five days from Monday 2026-11-02.
        (WD, [], "2026-11-09"),
        (WD, [pause("2026-11-04", "2026-11-06")], "2026-11-11"),
        (WD, [pause("2026-11-07", "2026-11-09")], "2026-11-09"),  # a weekend has no working day to give back
        (WD, [pause("2026-11-04", "2026-11-06"), pause("2026-11-05", "2026-11-07")], "2026-11-12"),
        (WD, [pause("2026-11-10", "2026-11-12")], "2026-11-09"),  # too late to matter
        (WD, [pause("2026-11-01", "2026-11-03")], "2026-11-09"),  # the day of the start never counts anyway
        (WD, [pause("2026-11-04", "2026-11-04")], "2026-11-09"),  # resumed on the same day
        (CD, [], "2026-11-07"),
        (CD, [pause("2026-11-04", "2026-11-06")], "2026-11-09"),
        (CD, [pause("2026-11-07", "2026-11-09")], "2026-11-09"),
        (CD, [pause("2026-11-08", "2026-11-09")], "2026-11-07"),
    ],
)
def test_days_of_a_pause_do_not_count(unit: Unit, pauses: list[Pause], last: str) -> None:
    period = Period(5, unit, pauses=("检验",))

    assert due(period, day("2026-11-02"), CALENDAR, pauses).raw_on == day(last)


def test_a_pause_lengthens_months_by_its_calendar_days() -> None:
    period = Period(3, MONTHS, pauses=("检验",))

    assert due(period, day("2026-01-15"), CALENDAR, [pause("2026-02-01", "2026-02-11")]).raw_on == day("2026-04-25")


@pytest.mark.parametrize(
    ("pauses", "end"),
    [
        ([], "2026-11-03T10:00"),
        ([pause("2026-11-03", "2026-11-05")], "2026-11-05T10:00"),
        ([pause("2026-11-02", "2026-11-04")], "2026-11-05T00:00"),
        ([pause("2026-11-03", "2026-11-05"), pause("2026-11-04", "2026-11-06")], "2026-11-06T10:00"),
        ([pause("2026-11-06", "2026-11-07"), pause("2026-11-03", "2026-11-06")], "2026-11-07T10:00"),  # in any order
        ([pause("2026-11-04", "2026-11-06")], "2026-11-03T10:00"),
        ([pause("2026-10-01", "2026-11-01")], "2026-11-03T10:00"),
    ],
)
def test_a_pause_holds_the_hours_of_its_days(pauses: list[Pause], end: str) -> None:
    period = Period(24, HOURS, pauses=("检验",))
    start = datetime(2026, 11, 2, 10, tzinfo=CHINA)

    assert due(period, start, NO_CALENDAR, pauses).due_at == datetime.fromisoformat(end).replace(tzinfo=CHINA)


def test_a_pause_that_begins_when_the_hours_are_over_adds_none() -> None:
    period = Period(24, HOURS, pauses=("检验",))

    end = due(period, start_of_day(day("2026-11-02")), NO_CALENDAR, [pause("2026-11-03", "2026-11-05")])

    assert end.due_at == start_of_day(day("2026-11-03"))


def test_a_reason_that_the_law_does_not_name_pauses_nothing() -> None:
    with pytest.raises(PauseNotAllowed, match="人手不足") as refused:
        due(Period(15, WD, pauses=("检验",)), day("2026-11-02"), CALENDAR, [pause("2026-11-03", None, "人手不足")])

    assert refused.value.code == "deadlines.pause_not_allowed"


def test_a_pause_without_end_gives_the_earliest_end_and_says_that_it_stands_still() -> None:
    period = Period(5, WD, pauses=("检验",))

    end = due(period, day("2026-11-02"), CALENDAR, [pause("2026-11-04", None)])

    assert end.due_on == day("2026-11-09")
    assert not end.is_paused(day("2026-11-03"))
    assert end.is_paused(day("2026-11-04"))
    assert end.is_paused(day("2026-12-24"))


def test_a_pause_after_the_end_stops_nothing() -> None:
    period = Period(5, WD, pauses=("检验",))

    end = due(period, day("2026-11-02"), CALENDAR, [pause("2026-11-10", None)])

    assert end.pauses == ()
    assert not end.is_paused(day("2026-11-11"))


@given(period=periods, start=days)
def test_the_rolled_day_is_never_before_the_raw_one_and_working_if_it_rolls(period: Period, start: date) -> None:
    end = due(period, start, CALENDAR)

    assert start < end.raw_on <= end.due_on
    assert end.due_on == end.raw_on or not CALENDAR.is_working_day(end.raw_on)
    assert not period.rolls or CALENDAR.is_working_day(end.due_on)


@given(period=periods, start=days, first=days, length=st.integers(0, 30))
def test_a_pause_never_shortens_and_gives_back_exactly_its_days(
    period: Period, start: date, first: date, length: int
) -> None:
    stop = Pause(first, first + timedelta(days=length), "检验")

    end = due(period, start, CALENDAR, [stop])

    counted = [
        that_day
        for n in range(1, (end.raw_on - start).days + 1)
        if not stop.covers(that_day := start + timedelta(days=n))
        and (period.unit is CD or CALENDAR.is_working_day(that_day))
    ]
    assert len(counted) == period.length
    assert counted[-1] == end.raw_on
    assert end.raw_on >= due(period, start, CALENDAR).raw_on


@given(start=days, a=st.integers(1, 40), b=st.integers(1, 40), unit=st.sampled_from([WD, CD]))
def test_a_longer_period_never_ends_sooner(start: date, a: int, b: int, unit: Unit) -> None:
    shorter, longer = sorted((a, b))

    assert due(Period(shorter, unit), start, CALENDAR).due_on <= due(Period(longer, unit), start, CALENDAR).due_on


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"length": 0, "unit": WD}, "has a length"),
        ({"length": 1, "unit": WD, "extension_length": 1}, "length and a unit"),
        ({"length": 1, "unit": WD, "extension_unit": WD}, "length and a unit"),
        ({"length": 24, "unit": HOURS, "rolls": True}, "hours do not roll"),
        ({"length": 24, "unit": HOURS, "extension_length": 1, "extension_unit": WD}, "never mixed"),
        ({"length": 1, "unit": CD, "extension_length": 1, "extension_unit": HOURS}, "never mixed"),
    ],
)
def test_a_period_that_makes_no_sense_cannot_be_declared(values: dict[str, object], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        Period(**values)  # type: ignore[arg-type]


@pytest.mark.parametrize("unit", list(Unit))
def test_every_unit_has_a_label(unit: Unit) -> None:
    assert unit.label


def test_a_pause_cannot_end_before_it_starts() -> None:
    with pytest.raises(ValueError, match="before it starts"):
        pause("2026-11-04", "2026-11-03")
