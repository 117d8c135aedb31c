"""Months of supervision before the day the world is seen from, in the order of time."""

from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from heapq import heappop, heappush
from typing import TYPE_CHECKING

from zhijian.demo.world.acts import (
    Act,
    Answer,
    FormItem,
    FormOutline,
    PlannedClue,
    PlannedInspection,
    PlannedRectification,
    PlannedReinspection,
    PlannedTask,
)
from zhijian.demo.world.complaints import complaints_on
from zhijian.demo.world.dice import Dice, chance
from zhijian.demo.world.hygiene import Findings
from zhijian.demo.world.visits import Visit, VisitPlan, moment

if TYPE_CHECKING:
    from zhijian.demo.world.world import World

_PASSED_AGAIN = chance(0.875)  # 85-90 % pass the re-inspection
_TO_CLUE = chance(0.4)  # of visits with a key problem
_ABSENT = chance(0.12)
_DAYS_TO_RECTIFY = (7, 10, 15, 15, 30)
_DAYS_FOR_TASK = 15
_GENERAL_PASS_RATE = 0.7  # below it the conclusion is 不符合


def monday_to_friday(day: date) -> bool:
    """Whether ``day`` is neither Saturday nor Sunday; holidays are known to the caller's calendar only."""
    return day.weekday() < 5


def history(
    world: "World",
    forms: Sequence[FormOutline],
    *,
    months: int = 6,
    is_working_day: Callable[[date], bool] = monday_to_friday,
) -> Iterator[Act]:
    """The acts of the ``months`` before ``world.as_of`` (excluded), earliest first; what was not done yet is missing.

    forms: one for each supervision class that is to be inspected; entities of other classes are not visited.
    """
    first = world.as_of - timedelta(days=round(months * 30.44))
    days = [first + timedelta(days=step) for step in range((world.as_of - first).days)]
    working = [day for day in days if is_working_day(day)]
    visits = round(world.sizes.inspections_a_year * months / 12)
    planner = _Planner(world, VisitPlan(world, forms, visits=visits, days=working), working)
    pending: list[tuple[float, str, Act]] = []
    for day in days:
        acts = [*planner.acts_given_on(day), *complaints_on(world, day, since=first)]
        for act in acts:
            heappush(pending, (act.at.timestamp(), act.key, act))
        until = moment(day + timedelta(days=1), -9 * 60).timestamp()
        while pending and pending[0][0] < until:
            yield heappop(pending)[2]


def answers(world: "World", visit: Visit, findings: Findings) -> tuple[tuple[str, Answer], ...]:
    """``findings`` laid on the items of the visit's form, in the form's order."""
    absent = _absent_items(world, visit)
    present = [item for item in visit.form.items if item.id not in absent]
    wrong = {
        *_chosen([item.id for item in present if item.key], findings.key_problems, visit.draws[8]),
        *_chosen([item.id for item in present if not item.key], findings.general_problems, visit.draws[9]),
    }
    return tuple((item.id, _answer(item, absent, wrong)) for item in visit.form.items)


def conclusion(form: FormOutline, given: Sequence[tuple[str, Answer]]) -> str:
    """符合, 基本符合 or 不符合: a key item wrong, or fewer than 70 % of the general items right, is 不符合."""
    keys = {item.id for item in form.items if item.key}
    general = [answer for item, answer in given if item not in keys and answer is not Answer.NOT_APPLICABLE]
    wrong = sum(answer is Answer.NO for answer in general)
    if any(answer is Answer.NO for item, answer in given if item in keys):
        return "不符合"
    if not wrong:
        return "符合"
    return "基本符合" if (len(general) - wrong) / len(general) >= _GENERAL_PASS_RATE else "不符合"


class _Planner:
    """Turns visits into tasks, inspections and what follows from them."""

    def __init__(self, world: "World", plan: VisitPlan, working: Sequence[date]) -> None:
        self._world = world
        self._plan = plan
        self._working = working

    def acts_given_on(self, day: date) -> Iterator[Act]:
        """All acts that spring from tasks given on ``day``, later ones among them; none after the last day."""
        place = bisect_left(self._working, day)
        if place == len(self._working) or self._working[place] != day:
            return
        drawn = self._plan.draw_on(place)
        if drawn is not None:
            yield drawn
        for visit in self._plan.on(place):
            yield self._task(visit, day)
            if (done := place + visit.draws[2] % 4) < len(self._working):
                yield from self._inspected(visit, self._working[done])

    def _task(self, visit: Visit, day: date) -> PlannedTask:
        return PlannedTask(
            key=f"task-{visit.number}",
            at=moment(day, 1),
            kind=visit.kind,
            entity=visit.entity.number,
            officers=(visit.officers[0].number, visit.officers[1].number),
            form=visit.form.code,
            due_on=day + timedelta(days=_DAYS_FOR_TASK),
            draw=visit.draw,
        )

    def _inspected(self, visit: Visit, day: date) -> Iterator[Act]:
        entity = visit.entity
        strictness = self._world.strictness(visit.officers[0].number)
        odds = self._world.hygiene.odds(entity.number, entity.band, day, strictness)
        given = answers(self._world, visit, self._world.hygiene.findings(visit.number, odds))
        start = 10 + visit.draws[3] % 360
        inspection = PlannedInspection(
            key=f"inspection-{visit.number}",
            at=moment(day, start + 20 + visit.draws[4] % 60),
            task=f"task-{visit.number}",
            entity=entity.number,
            started_at=moment(day, start),
            form=visit.form.code,
            answers=given,
            conclusion=conclusion(visit.form, given),
        )
        yield inspection
        wrong = tuple(item for item, answer in given if answer is Answer.NO)
        if wrong:
            yield from self._followed(visit, inspection, wrong, day)

    def _followed(
        self, visit: Visit, inspection: PlannedInspection, wrong: tuple[str, ...], day: date
    ) -> Iterator[Act]:
        due = day + timedelta(days=_DAYS_TO_RECTIFY[visit.draws[5] % len(_DAYS_TO_RECTIFY)])
        yield PlannedRectification(
            key=f"rectification-{visit.number}",
            at=inspection.at + timedelta(minutes=1),
            inspection=inspection.key,
            entity=visit.entity.number,
            items=wrong,
            due_on=due,
        )
        keys = {item.id for item in visit.form.items if item.key}
        if keys.intersection(wrong) and visit.draws[6] < _TO_CLUE:
            yield self._clue(visit, inspection, "检查发现重点项目不符合要求，建议核查是否立案。")
        place = bisect_left(self._working, due + timedelta(days=1)) + visit.draws[7] % 3
        if place < len(self._working):
            yield from self._visited_again(visit, wrong, self._working[place])

    def _visited_again(self, visit: Visit, wrong: tuple[str, ...], day: date) -> Iterator[Act]:
        failed = visit.draws[10] >= _PASSED_AGAIN
        again = PlannedReinspection(
            key=f"reinspection-{visit.number}",
            at=moment(day, 30 + visit.draws[11] % 360),
            rectification=f"rectification-{visit.number}",
            entity=visit.entity.number,
            officers=(visit.officers[0].number, visit.officers[1].number),
            still_wrong=wrong[: 1 + visit.draws[12] % len(wrong)] if failed else (),
        )
        yield again
        if failed:
            yield self._clue(visit, again, "逾期未改正，复查仍不符合要求，建议核查是否立案。")

    @staticmethod
    def _clue(visit: Visit, source: Act, summary: str) -> PlannedClue:
        return PlannedClue(
            key=f"clue-{source.key}",
            at=source.at + timedelta(minutes=2),
            source=source.key,
            entity=visit.entity.number,
            summary=f"{visit.entity.name}{summary}",
        )


def _absent_items(world: "World", visit: Visit) -> frozenset[str]:
    """What the premises do not have; the same at every visit."""
    draws = Dice(world.seed, f"absent:{visit.form.code}").throw(visit.entity.number)
    places = enumerate(item for item in visit.form.items if item.may_be_absent)
    return frozenset(item.id for place, item in places if draws[place % len(draws)] < _ABSENT)


def _chosen(items: Sequence[str], count: int, draw: int) -> set[str]:
    return {items[(draw + step * 7) % len(items)] for step in range(min(count, len(items)))}


def _answer(item: FormItem, absent: frozenset[str], wrong: set[str]) -> Answer:
    if item.id in absent:
        return Answer.NOT_APPLICABLE
    return Answer.NO if item.id in wrong else Answer.YES
