"""Whom, by whom and why: the inspections of a span of working days, each from its number."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import TYPE_CHECKING

from zhijian.demo.world.acts import FormOutline, PlannedDraw, TaskKind
from zhijian.demo.world.dice import Dice, Shuffle, pick
from zhijian.demo.world.entity import Entity
from zhijian.demo.world.organisation import Officer
from zhijian.demo.world.scale import Band

if TYPE_CHECKING:
    from zhijian.demo.world.world import World

CHINA = timezone(timedelta(hours=8))
CLASS_BANDS = {
    "CY": (Band.LARGE_CATERING, Band.CANTEEN, Band.CATERING),
    "XS": (Band.FOOD_SALE,),
    "SC": (Band.FOOD_MAKING,),
    "YP": (Band.DRUG,),
    "QX": (Band.DEVICE,),
    "TS": (Band.EQUIPMENT,),
}
CLASS_NAMES = {
    "CY": "餐饮服务",
    "XS": "食品销售",
    "SC": "食品生产",
    "YP": "药品零售",
    "QX": "医疗器械经营",
    "TS": "特种设备使用",
}
_DEPARTMENT = {"YP": "K02", "QX": "K02", "TS": "K03"}
_AGAIN_EVERY = 4  # every fourth visit goes to a large caterer or a canteen, so that some are seen twice and more
_DRAWN_EVERY = 3  # every third visit comes from a draw
_SPECIAL_EVERY = 7
_PLACES = 8  # where a visit looks; one entity in seven was founded too late


@dataclass(frozen=True, slots=True)
class Visit:
    """One inspection to be made.  draws: (32,) what luck decides about it."""

    number: int
    entity: Entity
    officers: tuple[Officer, Officer]
    form: FormOutline
    kind: TaskKind
    draw: str | None
    draws: tuple[int, ...]


def moment(day: date, minutes: int) -> datetime:
    """``minutes`` after nine in the morning in China, aware, in UTC."""
    local = datetime.combine(day, time(9), tzinfo=CHINA) + timedelta(minutes=minutes)
    return local.astimezone(UTC)


class VisitPlan:
    """The visits of some working days, spread evenly, and one draw a month."""

    def __init__(self, world: "World", forms: Sequence[FormOutline], *, visits: int, days: Sequence[date]) -> None:
        self._world = world
        self._forms = {form.supervision_class: form for form in forms}
        self._visits = visits
        self._days = days
        self._dice = Dice(world.seed, "visit")
        size = world.sizes.key + world.sizes.bands[Band.EQUIPMENT]
        self._turns = Shuffle.of(size, world.seed, "turn")
        self._taken: dict[str, dict[int, Entity]] = {}

    def on(self, place: int) -> Iterator[Visit]:
        """The visits given out on the working day at ``place``; entities without a form for them are left out."""
        for number in range(self._first(place), self._first(place + 1)):
            visit = self._visit(number, self._days[place])
            if visit is not None:
                yield visit

    def draw_on(self, place: int) -> PlannedDraw | None:
        """The month's draw, on its first working day, None on other days."""
        day = self._days[place]
        if place > 0 and _month(self._days[place - 1]) == _month(day):
            return None
        supervision = self._drawn_class(day)
        return PlannedDraw(
            key=_draw_key(day),
            at=moment(day, 0),
            title=f"{day.year}年{day.month}月{CLASS_NAMES[supervision]}双随机抽查",
            supervision_class=supervision,
            objects=len(self._drawn(day)),
        )

    def _first(self, place: int) -> int:
        """Number of the first visit of the day at ``place``."""
        return place * self._visits // len(self._days)

    def _drawn_class(self, day: date) -> str:
        return list(self._forms)[_month(day) % len(self._forms)]

    def _drawn(self, day: date) -> dict[int, Entity]:
        """Whom the draw of the day's month takes, by the number of the visit; each was there when the month began.

        A class may have fewer than a draw would take: the visits left over are given out without one.
        """
        key = _draw_key(day)
        if key not in self._taken:
            ranges = [self._world.ranks_of(band) for band in CLASS_BANDS[self._drawn_class(day)]]  # side by side
            size = sum(map(len, ranges))
            order = Shuffle.of(size, self._world.seed, key)
            found = (self._at_rank(ranges[0].start + order.place(place)) for place in range(size))
            there = (entity for entity in found if _was_there(entity, day))
            numbers = (number for number in self._numbers_of_month(day) if number % _DRAWN_EVERY == 0)
            self._taken[key] = dict(zip(numbers, there, strict=False))
        return self._taken[key]

    def _numbers_of_month(self, day: date) -> range:
        places = [place for place, other in enumerate(self._days) if _month(other) == _month(day)]
        return range(self._first(places[0]), self._first(places[-1] + 1))

    def _visit(self, number: int, day: date) -> Visit | None:
        drawn = self._drawn(day).get(number)
        entity = drawn or self._sought(number, day)
        form = entity and next((self._forms[name] for name in entity.classes if name in self._forms), None)
        if entity is None or form is None:
            return None
        draws = self._dice.throw(number)
        daily = TaskKind.SPECIAL if number % _SPECIAL_EVERY == 0 else TaskKind.DAILY
        return Visit(
            number=number,
            entity=entity,
            officers=self._pair(entity, form.supervision_class, draws),
            form=form,
            kind=TaskKind.RANDOM if drawn else daily,
            draw=_draw_key(day) if drawn else None,
            draws=draws,
        )

    def _sought(self, number: int, day: date) -> Entity | None:
        """Whom a visit that no draw gave out goes to; of some places the first whose entity was there."""
        found = (self._at_rank(self._rank(number + attempt * self._visits)) for attempt in range(_PLACES))
        return next((entity for entity in found if _was_there(entity, day)), None)

    def _rank(self, turn: int) -> int:
        if turn % _AGAIN_EVERY == 1:
            bands = self._world.sizes.bands
            return turn // _AGAIN_EVERY % (bands[Band.LARGE_CATERING] + bands[Band.CANTEEN])
        return self._turns.place(turn % self._turns.size)

    def _at_rank(self, rank: int) -> Entity:
        return self._world.entity(self._world.index_of_rank(rank))

    def _pair(self, entity: Entity, supervision: str, draws: tuple[int, ...]) -> tuple[Officer, Officer]:
        """Two certified officers of the street's office.

        In a district, whose offices have two, the departments for drugs, devices and equipment lead their own visits.
        """
        office = self._world.office_officers(entity.street_code)
        lead = draws[0] % len(office)
        if supervision in _DEPARTMENT and len(office) == 2:
            return self._world.department_head(entity.county_code, _DEPARTMENT[supervision]), office[lead]
        return office[lead], pick(office[:lead] + office[lead + 1 :], draws[1])


def _was_there(entity: Entity, day: date) -> bool:
    """Whether the entity was founded before the month of ``day`` began."""
    return entity.established_on < day.replace(day=1)


def _month(day: date) -> int:
    return day.year * 12 + day.month


def _draw_key(day: date) -> str:
    return f"draw-{day.year}-{day.month:02}"
