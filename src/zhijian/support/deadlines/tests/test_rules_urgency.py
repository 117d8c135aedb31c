from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhijian.kernel.clock import CHINA
from zhijian.kernel.work_calendar import CalendarMissing, read_calendar
from zhijian.support.deadlines.rules import Level, Pause, Period, Unit, days_late, due, warning_level, warning_text

CALENDAR = read_calendar((Path(__file__).parents[1] / "data" / "holidays.csv").read_text("utf-8"))
START = date(2026, 9, 18)
DUE = due(Period(15, Unit.WORKING_DAYS), START, CALENDAR)  # ends on 2026-10-15
SEVERITY = [Level.NORMAL, Level.SOON, Level.URGENT, Level.LATE]


@pytest.mark.req("PLT-2")
@pytest.mark.parametrize(
    ("today", "level", "text"),
    [
        ("2026-09-18", Level.NORMAL, "正常"),
        ("2026-10-08", Level.NORMAL, "正常"),  # six left: 9, Saturday 10 (made up), 12, 13, 14, 15
        ("2026-10-09", Level.SOON, "临近到期"),
        ("2026-10-12", Level.SOON, "临近到期"),
        ("2026-10-13", Level.URGENT, "即将到期"),
        ("2026-10-15", Level.URGENT, "即将到期"),
        ("2026-10-16", Level.LATE, "逾期 1 天"),
        ("2026-10-19", Level.LATE, "逾期 4 天"),
    ],
)
def test_the_level_follows_the_working_days_left(today: str, level: Level, text: str) -> None:
    on = date.fromisoformat(today)

    assert warning_level(DUE, on, CALENDAR) is level
    assert warning_text(DUE, on, CALENDAR) == text


@given(ahead=st.integers(0, 60))
def test_urgency_only_grows_with_time(ahead: int) -> None:
    today = START + timedelta(days=ahead)

    now = warning_level(DUE, today, CALENDAR)
    tomorrow = warning_level(DUE, today + timedelta(days=1), CALENDAR)

    assert SEVERITY.index(now) <= SEVERITY.index(tomorrow)
    assert (now is Level.LATE) is (days_late(DUE, today) > 0)


def test_the_warning_counts_to_the_raw_day_and_lateness_from_the_rolled_one() -> None:
    end = due(Period(90, Unit.CALENDAR_DAYS, rolls=True), date(2026, 7, 5), CALENDAR)  # raw 10-03, rolled 10-08

    assert warning_level(end, date(2026, 9, 28), CALENDAR) is Level.URGENT  # 29 and 30 September are left
    assert warning_level(end, date(2026, 10, 8), CALENDAR) is Level.URGENT
    assert warning_level(end, date(2026, 10, 9), CALENDAR) is Level.LATE


@pytest.mark.req("PLT-2")
def test_a_paused_deadline_is_neither_urgent_nor_late() -> None:
    period = Period(15, Unit.WORKING_DAYS, pauses=("检验",))
    end = due(period, START, CALENDAR, [Pause(date(2026, 9, 22), None, "检验")])

    assert warning_text(end, date(2026, 9, 21), CALENDAR) == "正常"
    assert warning_text(end, date(2026, 12, 1), CALENDAR) == "已中止"


def test_a_deadline_missed_before_the_pause_stays_late() -> None:
    period = Period(5, Unit.WORKING_DAYS, pauses=("检验",))
    end = due(period, date(2026, 11, 2), CALENDAR, [Pause(date(2026, 11, 10), None, "检验")])

    assert warning_text(end, date(2026, 11, 11), CALENDAR) == "逾期 2 天"


def test_hours_are_late_from_their_moment_on() -> None:
    end = due(Period(24, Unit.HOURS), datetime(2026, 11, 2, 10, tzinfo=CHINA), CALENDAR)
    before, after = (datetime(2026, 11, 3, hour, minute, tzinfo=CHINA) for hour, minute in [(9, 59), (10, 0)])

    assert warning_level(end, before, CALENDAR) is Level.URGENT
    assert warning_text(end, after, CALENDAR) == "逾期"


def test_a_moment_and_its_day_in_china_agree_for_periods_in_days() -> None:
    last_minute = datetime(2026, 10, 15, 23, 59, tzinfo=CHINA)

    assert warning_level(DUE, last_minute, CALENDAR) is Level.URGENT
    assert warning_level(DUE, last_minute + timedelta(minutes=1), CALENDAR) is Level.LATE


def test_a_far_deadline_is_judged_before_next_years_holidays_are_known() -> None:
    end = due(Period(6, Unit.MONTHS), date(2026, 11, 2), CALENDAR)

    assert warning_level(end, date(2026, 11, 23), CALENDAR) is Level.NORMAL
    with pytest.raises(CalendarMissing, match="2027"):
        warning_level(end, date(2026, 12, 28), CALENDAR)


@pytest.mark.parametrize("level", list(Level))
def test_every_level_has_a_label(level: Level) -> None:
    assert level.label
