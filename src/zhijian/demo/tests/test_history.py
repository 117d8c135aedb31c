"""Six months of supervision: what is found, what follows, in which order."""

from collections import Counter
from datetime import date
from functools import lru_cache
from typing import TypeVar

import pytest

from zhijian.demo.tests.worlds import AS_OF, FORMS, district, form
from zhijian.demo.world.acts import (
    Act,
    Answer,
    PlannedClue,
    PlannedComplaint,
    PlannedDraw,
    PlannedInspection,
    PlannedRectification,
    PlannedReinspection,
    PlannedTask,
    TaskKind,
)
from zhijian.demo.world.history import conclusion, history
from zhijian.demo.world.hygiene import Hygiene
from zhijian.demo.world.organisation import STRICTNESS_SD, strictness
from zhijian.demo.world.scale import Band, Scale
from zhijian.demo.world.world import make_world

A = TypeVar("A", bound=Act)


@lru_cache
def acts() -> tuple[Act, ...]:
    return tuple(history(district(), FORMS))


@lru_cache
def county_acts() -> tuple[Act, ...]:
    return tuple(history(make_world(Scale.COUNTY, 7, as_of=AS_OF), FORMS, months=3))


def of(kind: type[A], among: tuple[Act, ...]) -> list[A]:
    return [act for act in among if isinstance(act, kind)]


def test_acts_come_in_the_order_of_time_and_before_the_day_of_the_world() -> None:
    moments = [act.at for act in acts()]

    assert moments == sorted(moments)
    assert all(moment.date() < AS_OF and moment.tzinfo is not None for moment in moments)
    assert len({act.key for act in acts()}) == len(acts())


def test_a_district_is_inspected_two_hundred_times_in_half_a_year() -> None:
    assert len(of(PlannedTask, acts())) == 200


def test_no_act_refers_to_one_that_did_not_come_before() -> None:
    seen: set[str] = set()
    for act in acts():
        if isinstance(act, PlannedTask) and act.draw:
            assert act.draw in seen
        elif isinstance(act, PlannedInspection):
            assert act.task in seen
        elif isinstance(act, PlannedRectification):
            assert act.inspection in seen
        elif isinstance(act, PlannedReinspection):
            assert act.rectification in seen
        elif isinstance(act, PlannedClue):
            assert act.source in seen
        elif isinstance(act, PlannedComplaint) and act.repeats:
            assert act.repeats in seen
        seen.add(act.key)


def test_tasks_are_of_key_entities_and_of_two_certified_officers() -> None:
    world = district()
    certified = {officer.number for officer in world.officers() if officer.may_enforce}
    by_form = {outline.code: outline.supervision_class for outline in FORMS}

    for task in of(PlannedTask, acts()):
        assert by_form[task.form] in world.entity(task.entity).classes
        assert len(set(task.officers)) == 2
        assert set(task.officers) <= certified


def test_nobody_is_inspected_before_being_founded() -> None:
    world = district()

    for task in of(PlannedTask, acts()):
        assert world.entity(task.entity).established_on < task.at.date()


def test_a_draw_takes_as_many_as_its_round_says_and_only_of_its_class() -> None:
    tasks = of(PlannedTask, acts())
    for drawn in of(PlannedDraw, acts()):
        taken = [task for task in tasks if task.draw == drawn.key]
        assert len({task.entity for task in taken}) == len(taken) == drawn.objects
        assert {task.form for task in taken} <= {f"{drawn.supervision_class}-RC"}
        assert all(task.kind is TaskKind.RANDOM for task in taken)


def test_answers_follow_the_form_and_problems_are_ordered_to_be_put_right() -> None:
    outlines = {outline.code: outline for outline in FORMS}
    ordered = {order.inspection: order.items for order in of(PlannedRectification, acts())}

    for inspection in of(PlannedInspection, acts()):
        items = outlines[inspection.form].items
        assert [item for item, _ in inspection.answers] == [item.id for item in items]
        absent = {item for item, answer in inspection.answers if answer is Answer.NOT_APPLICABLE}
        assert absent <= {item.id for item in items if item.may_be_absent}
        wrong = tuple(item for item, answer in inspection.answers if answer is Answer.NO)
        assert ordered.get(inspection.key, ()) == wrong
        assert inspection.conclusion == conclusion(outlines[inspection.form], inspection.answers)
        assert inspection.started_at < inspection.at


def test_the_conclusion_follows_the_key_items_and_the_share_of_the_general_ones() -> None:
    outline = form("CY", 8)  # items 0 and 4 are key items
    right = {item.id: Answer.YES for item in outline.items}

    def concluded(**changed: Answer) -> str:
        return conclusion(outline, tuple({**right, **changed}.items()))

    assert concluded() == "符合"
    assert concluded(CY1=Answer.NO) == "基本符合"
    assert concluded(CY1=Answer.NO, CY2=Answer.NO) == "不符合"  # 4 of 6 general items right
    assert concluded(CY4=Answer.NO) == "不符合"
    assert concluded(CY2=Answer.NOT_APPLICABLE) == "符合"


def test_most_premises_pass_the_second_visit_and_the_others_become_clues() -> None:
    again = of(PlannedReinspection, county_acts())
    sources = {clue.source for clue in of(PlannedClue, county_acts())}

    assert 0.84 <= sum(visit.passed for visit in again) / len(again) <= 0.91
    assert all((visit.key in sources) != visit.passed for visit in again)


def test_a_second_visit_comes_after_the_last_day_to_put_right() -> None:
    due = {order.key: order.due_on for order in of(PlannedRectification, county_acts())}

    assert all(visit.at.date() > due[visit.rectification] for visit in of(PlannedReinspection, county_acts()))


def test_problems_are_as_frequent_as_in_chicago() -> None:
    keys = {item.id for outline in FORMS for item in outline.items if item.key}
    inspections = of(PlannedInspection, county_acts())
    wrong = [{item for item, answer in act.answers if answer is Answer.NO} for act in inspections]

    assert sum(bool(items & keys) for items in wrong) / len(wrong) == pytest.approx(0.136, abs=0.05)
    assert sum(bool(items) for items in wrong) / len(wrong) == pytest.approx(0.33, abs=0.07)


def test_over_a_year_and_many_officers_problems_have_exactly_the_rates_of_chicago() -> None:
    hygiene = Hygiene(11)
    critical = any_problem = 0
    for visit in range(8_000):
        odds = hygiene.odds(visit, Band.OTHER, date(2026, 1 + visit % 12, 1), strictness(visit, seed=11))
        found = hygiene.findings(visit, odds)
        critical += found.key_problems > 0
        any_problem += found.key_problems + found.general_problems > 0

    assert critical / 8_000 == pytest.approx(0.136, rel=0.1)
    assert any_problem / 8_000 == pytest.approx(0.33, rel=0.1)


def _auc(scores: list[tuple[float, bool]]) -> float:
    """Share of (bad, good) pairs that the score puts in order."""
    ranked = sorted(scores)
    bad = sum(is_bad for _, is_bad in ranked)
    ranks = sum(place for place, (_, is_bad) in enumerate(ranked, start=1) if is_bad)
    return (ranks - bad * (bad + 1) / 2) / (bad * (len(ranked) - bad))


def test_an_oracle_ranks_well_and_history_alone_does_not() -> None:
    hygiene = Hygiene(3)
    oracle, record = [], []
    for premises in range(2_500):
        past = 0
        for place, day in enumerate((date(2024, 5, 2), date(2025, 1, 6), date(2025, 9, 1), date(2026, 5, 4))):
            visit = premises * 4 + place
            officer = premises % 30 * 2 + (visit * 7_919 >> 3) % 2  # an office has two
            odds = hygiene.odds(premises, Band.CATERING, day, strictness(officer, seed=3))
            found = hygiene.findings(visit, odds)
            bad = found.key_problems + found.general_problems > 0
            if place == 3:
                oracle.append((odds, bad))
                record.append((past + 1e-6 * (visit * 7_919 % 997), bad))
            past += bad

    assert 0.74 <= _auc(oracle) <= 0.81
    assert 0.58 <= _auc(record) <= 0.68


def test_the_state_of_premises_halves_its_memory_in_a_year() -> None:
    hygiene = Hygiene(3)
    now = [hygiene.state(premises, date(2026, 5, 1)) for premises in range(1_500)]
    before = [hygiene.state(premises, date(2025, 5, 1)) for premises in range(1_500)]

    variance = sum(state**2 for state in now) / len(now)
    together = sum(a * b for a, b in zip(now, before, strict=True)) / len(now)

    assert variance == pytest.approx(0.8**2, rel=0.12)
    assert together / variance == pytest.approx(0.5, abs=0.1)


def test_officers_differ_in_strictness_as_in_chicago() -> None:
    values = [strictness(number, seed=5) for number in range(2_000)]

    assert (sum(value**2 for value in values) / len(values)) ** 0.5 == pytest.approx(STRICTNESS_SD, rel=0.08)


def test_complaints_are_split_and_repeated_at_the_published_rates() -> None:
    told = of(PlannedComplaint, county_acts())

    assert len(told) == pytest.approx(900, rel=0.1)
    assert sum(act.is_report for act in told) / len(told) == pytest.approx(0.22, abs=0.04)
    assert 0.08 <= sum(act.repeats is not None for act in told) / len(told) <= 0.15
    assert 0.04 <= sum(act.professional is not None for act in told) / len(told) <= 0.09


def test_a_few_premises_collect_most_complaints() -> None:
    counts = sorted(Counter(act.entity for act in of(PlannedComplaint, county_acts())).values(), reverse=True)

    assert sum(counts[: len(counts) // 4]) > 0.4 * sum(counts)


def test_a_repetition_is_about_the_same_premises() -> None:
    told = {act.key: act for act in of(PlannedComplaint, county_acts())}

    for act in told.values():
        if act.repeats:
            assert told[act.repeats].entity == act.entity
            assert told[act.repeats].subject == act.subject


def test_nobody_is_visited_on_a_day_off() -> None:
    off = {date(2026, 10, day) for day in range(1, 8)}

    for act in history(district(), FORMS, is_working_day=lambda day: day.weekday() < 5 and day not in off):
        if isinstance(act, PlannedTask | PlannedInspection | PlannedReinspection):
            assert act.at.date() not in off


def test_entities_without_a_form_are_left_out() -> None:
    only = [form("CY")]

    tasks = of(PlannedTask, tuple(history(district(), only, months=2)))

    assert tasks
    assert {task.form for task in tasks} == {"CY-RC"}
