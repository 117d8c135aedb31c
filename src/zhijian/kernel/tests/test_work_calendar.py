from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from zhijian.kernel.work_calendar import CalendarInvalid, CalendarMissing, WorkCalendar, read_calendar

HEADING = "date,name,is_off_day,notice_year\n"


def _days(year: int, *spans: tuple[int, int, int]) -> list[date]:
    """Days of spans given as month, first day, number of days."""
    return [date(year, month, first) + timedelta(days=n) for month, first, length in spans for n in range(length)]


CALENDAR = WorkCalendar(
    off_days=frozenset(
        _days(2025, (1, 1, 1), (1, 28, 8), (4, 4, 3), (5, 1, 5), (5, 31, 3), (10, 1, 8))
        + _days(2026, (1, 1, 3), (2, 15, 9), (4, 4, 3), (5, 1, 5), (6, 19, 3), (9, 25, 3), (10, 1, 7))
    ),
    make_up_days=frozenset(
        _days(2025, (1, 26, 1), (2, 8, 1), (4, 27, 1), (9, 28, 1), (10, 11, 1))
        + _days(2026, (1, 4, 1), (2, 14, 1), (2, 28, 1), (5, 9, 1), (9, 20, 1), (10, 10, 1))
    ),
    years=frozenset({2025, 2026}),
)
days = st.dates(date(2025, 1, 1), date(2026, 12, 31))


@pytest.mark.req("PLT-2")
@pytest.mark.parametrize(
    ("start", "n", "last"),
    [
        ("2026-09-18", 15, "2026-10-15"),
        ("2026-02-13", 7, "2026-03-02"),
        ("2026-04-30", 5, "2026-05-11"),
        ("2026-09-24", 7, "2026-10-12"),
        ("2026-09-28", 20, "2026-10-30"),
        ("2025-01-24", 7, "2025-02-10"),
        ("2025-09-26", 15, "2025-10-23"),
        ("2025-12-31", 1, "2026-01-04"),
        ("2026-12-28", 3, "2026-12-31"),
    ],
)
def test_working_days_are_counted_from_the_day_after_the_start(start: str, n: int, last: str) -> None:
    begins, ends = date.fromisoformat(start), date.fromisoformat(last)

    assert CALENDAR.add_working_days(begins, n) == ends
    assert CALENDAR.working_days_between(begins, ends) == n


@pytest.mark.req("PLT-2")
def test_a_year_that_is_not_loaded_is_never_guessed() -> None:
    with pytest.raises(CalendarMissing, match="2027") as missing:
        CALENDAR.add_working_days(date(2026, 12, 28), 5)

    assert missing.value.facts == {"year": 2027}
    assert missing.value.code == "kernel.calendar_missing"
    assert missing.value.status == 503


@pytest.mark.parametrize("ask", ["is_working_day", "next_working_day"])
def test_every_question_about_a_missing_year_is_refused(ask: str) -> None:
    with pytest.raises(CalendarMissing):
        getattr(CALENDAR, ask)(date(2024, 12, 31))


def test_the_years_have_the_announced_number_of_working_days() -> None:
    worked = Counter(
        (day.year, day.month)
        for n in range(730)
        if CALENDAR.is_working_day(day := date(2025, 1, 1) + timedelta(days=n))
    )

    assert sum(count for (year, _), count in worked.items() if year == 2025) == 248
    assert [worked[2026, month] for month in range(1, 13)] == [21, 16, 22, 21, 19, 21, 23, 21, 22, 18, 21, 23]


@pytest.mark.parametrize(
    ("day", "works"),
    [
        ("2026-09-20", True),  # Sunday, made up
        ("2026-09-19", False),  # Saturday
        ("2026-10-01", False),  # Thursday, holiday
        ("2026-03-08", False),  # Sunday; a half-day holiday for some changes nothing
        ("2026-05-04", False),  # in the holiday
        ("2026-06-01", True),  # Monday, half a day off for children only
    ],
)
def test_holidays_and_make_up_days_go_before_the_week(day: str, works: bool) -> None:
    assert CALENDAR.is_working_day(date.fromisoformat(day)) is works


@pytest.mark.parametrize(
    ("day", "working"), [("2026-10-03", "2026-10-08"), ("2026-02-16", "2026-02-24"), ("2026-10-10", "2026-10-10")]
)
def test_a_day_off_moves_to_the_next_working_day(day: str, working: str) -> None:
    assert CALENDAR.next_working_day(date.fromisoformat(day)) == date.fromisoformat(working)


@given(day=days, n=st.integers(0, 60))
def test_adding_and_counting_agree(day: date, n: int) -> None:
    assume(day < date(2026, 9, 1))

    last = CALENDAR.add_working_days(day, n)

    assert CALENDAR.working_days_between(day, last) == n
    assert n == 0 or CALENDAR.is_working_day(last)


@given(a=days, b=days, c=days)
def test_counts_add_up(a: date, b: date, c: date) -> None:
    between = CALENDAR.working_days_between

    assert between(a, b) + between(b, c) == between(a, c)


def test_a_moment_is_not_a_day() -> None:
    with pytest.raises(TypeError, match="not for moments"):
        CALENDAR.is_working_day(datetime(2026, 10, 1, tzinfo=UTC))


def test_working_days_are_not_taken_back() -> None:
    with pytest.raises(ValueError, match="negative"):
        CALENDAR.add_working_days(date(2026, 1, 5), -1)


def test_a_day_cannot_be_off_and_made_up() -> None:
    day = frozenset({date(2026, 1, 4)})

    with pytest.raises(CalendarInvalid, match="2026-01-04"):
        WorkCalendar(day, day, frozenset({2026}))


def test_a_table_of_holidays_is_read() -> None:
    calendar = read_calendar(HEADING + "2026-01-01,元旦,True,2026\n2026-01-04,元旦,False,2026\n")

    assert calendar == WorkCalendar(frozenset({date(2026, 1, 1)}), frozenset({date(2026, 1, 4)}), frozenset({2026}))


@pytest.mark.parametrize(
    "row",
    [
        "2026-02-30,春节,True,2026",
        "2026-02-16,春节,yes,2026",
        "2026-02-16,春节,True,",
        "2026-02-16",
        ",,,",
        "2036-02-16,春节,True,2026",
    ],
)
def test_a_row_that_cannot_be_read_is_named(row: str) -> None:
    with pytest.raises(CalendarInvalid, match="第 3 行") as refused:
        read_calendar(HEADING + "2026-01-01,元旦,True,2026\n" + row + "\n")

    assert refused.value.facts == {"line": 3}


def test_a_table_with_other_columns_is_refused() -> None:
    with pytest.raises(CalendarInvalid, match="第 2 行"):
        read_calendar("日期,名称\n2026-01-01,元旦\n")


def test_an_empty_table_loads_no_year() -> None:
    assert read_calendar("").years == frozenset()


def test_both_sundays_around_the_spring_festival_of_2024_were_worked() -> None:
    holiday = "".join(f"2024-02-{day},春节,True,2024\n" for day in range(10, 18))

    calendar = read_calendar(HEADING + holiday + "2024-02-04,春节,False,2024\n2024-02-18,春节,False,2024\n")

    assert calendar.add_working_days(date(2024, 2, 2), 6) == date(2024, 2, 9)
    assert calendar.add_working_days(date(2024, 2, 9), 1) == date(2024, 2, 18)


def test_a_table_saved_by_a_spreadsheet_program_is_read() -> None:
    calendar = read_calendar(HEADING + "2026/1/1,元旦,TRUE,2026\n2026/1/4,元旦,否,2026\n")

    assert not calendar.is_working_day(date(2026, 1, 1))
    assert calendar.is_working_day(date(2026, 1, 4))
