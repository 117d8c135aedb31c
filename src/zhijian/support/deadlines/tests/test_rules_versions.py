from datetime import date, timedelta
from pathlib import Path

import pytest

from zhijian.kernel.work_calendar import read_calendar
from zhijian.support.deadlines.rules import RuleInvalid, RuleMissing, Unit, due, read_rules, rule_in_force

DATA = Path(__file__).parents[1] / "data"
RULES = read_rules((DATA / "rules.csv").read_text("utf-8"))
CALENDAR = read_calendar((DATA / "holidays.csv").read_text("utf-8"))
HEADING, *_ = (DATA / "rules.csv").read_text("utf-8").splitlines()
TODAY = date(2026, 11, 23)


@pytest.mark.req("PLT-2")
@pytest.mark.parametrize(
    ("code", "start", "last"),
    [
        ("inspection.publicity", "2026-09-28", "2026-10-30"),
        ("inspection.special_equipment_review", "2026-09-24", "2026-10-15"),
        ("enforcement.clue_verification", "2026-09-18", "2026-10-15"),
        ("enforcement.case_decision", "2026-07-05", "2026-10-08"),
        ("enforcement.seizure", "2026-09-02", "2026-10-02"),
        ("enforcement.fine_payment", "2026-02-01", "2026-02-24"),
        ("complaint.acceptance", "2026-02-13", "2026-03-02"),
    ],
)
def test_the_shipped_rules_end_where_the_law_says(code: str, start: str, last: str) -> None:
    begins = date.fromisoformat(start)

    end = due(rule_in_force(RULES, code, begins).period(), begins, CALENDAR)

    assert end.due_on == date.fromisoformat(last)


def test_verification_of_a_clue_is_extended_by_fifteen_working_days() -> None:
    period = rule_in_force(RULES, "enforcement.clue_verification", TODAY).period()

    end = due(period, date(2026, 9, 18), CALENDAR, extended=True)

    assert end.due_on == CALENDAR.add_working_days(date(2026, 9, 18), 30)


@pytest.mark.parametrize(("unit", "last"), [("working_days", "2026-10-13"), ("calendar_days", "2026-10-08")])
def test_rectification_runs_as_the_order_says(unit: str, last: str) -> None:
    rule = rule_in_force(RULES, f"inspection.rectification.{unit}", TODAY)

    assert due(rule.period(8), date(2026, 9, 24), CALENDAR).due_on == date.fromisoformat(last)


def test_a_matter_keeps_the_rule_of_its_day() -> None:
    old = rule_in_force(RULES, "complaint.mediation", date(2026, 4, 14))
    new = rule_in_force(RULES, "complaint.mediation", date(2026, 4, 15))

    assert (old.length, old.unit) == (45, Unit.WORKING_DAYS)
    assert (new.length, new.unit) == (60, Unit.CALENDAR_DAYS)


@pytest.mark.parametrize(("code", "on"), [("complaint.mediation", date(2019, 12, 31)), ("no.such_rule", TODAY)])
def test_a_day_without_rule_is_refused(code: str, on: date) -> None:
    with pytest.raises(RuleMissing, match=code) as missing:
        rule_in_force(RULES, code, on)

    assert missing.value.code == "deadlines.rule_missing"


def test_either_the_rule_or_the_order_sets_the_length() -> None:
    with pytest.raises(ValueError, match="exactly one"):
        rule_in_force(RULES, "inspection.publicity", TODAY).period(5)
    with pytest.raises(ValueError, match="exactly one"):
        rule_in_force(RULES, "inspection.rectification.working_days", TODAY).period()


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: f"{rule.code} {rule.valid_from}")
def test_every_shipped_rule_has_its_source_and_makes_a_period(rule) -> None:  # type: ignore[no-untyped-def]
    assert rule.basis.startswith("《")
    assert rule.source_tag in {"V", "V2", "K"}
    assert rule.period(10 if rule.length is None else None).basis == rule.basis


def test_the_shipped_calendar_holds_two_years() -> None:
    worked = [day for n in range(730) if CALENDAR.is_working_day(day := date(2025, 1, 1) + timedelta(days=n))]

    assert CALENDAR.years == {2025, 2026}
    assert [sum(day.year == year for day in worked) for year in (2025, 2026)] == [248, 248]


@pytest.mark.parametrize(
    "row",
    [
        "a.b,名称,x,working_days,false,,,,《法》,V,2026-01-01,",
        "a.b,名称,5,weeks,false,,,,《法》,V,2026-01-01,",
        "a.b,名称,5,working_days,maybe,,,,《法》,V,2026-01-01,",
        "a.b,名称,5,working_days,false,,,,《法》,V,,",
        "a.b,名称,5",
    ],
)
def test_a_row_that_cannot_be_read_is_named(row: str) -> None:
    with pytest.raises(RuleInvalid, match="第 2 行无法识别") as refused:
        read_rules(f"{HEADING}\n{row}\n")

    assert refused.value.facts == {"line": 2}


@pytest.mark.parametrize(
    ("first", "second", "overlaps"),
    [
        ("2026-01-01,2026-04-15", "2026-04-15,", False),
        ("2026-01-01,2026-04-15", "2026-04-14,", True),
        ("2026-01-01,", "2027-01-01,", True),
        ("2026-04-15,", "2026-01-01,2026-04-15", False),
        ("2026-04-15,", "2026-01-01,2026-04-16", True),
    ],
)
def test_two_versions_of_a_rule_never_hold_on_one_day(first: str, second: str, overlaps: bool) -> None:
    table = "\n".join(
        [
            HEADING,
            f"a.b,名称,5,working_days,false,,,,《法》,V,{first}",
            f"a.b,名称,6,working_days,false,,,,《法》,V,{second}",
            "a.c,别的,6,working_days,false,,,,《法》,V,2026-01-01,",
        ]
    )

    if overlaps:
        with pytest.raises(RuleInvalid, match="第 3 行与同一规则的另一版本"):
            read_rules(table)
    else:
        assert len(read_rules(table)) == 3
