"""The people of an entity: legal person, food safety director and officer, pharmacist, staff with health certificates.

Their identity numbers check, but the area in them exists nowhere; their telephones are of a block no operator has.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from zhijian.demo.world import names
from zhijian.demo.world.dice import Dice, Shuffle, spread
from zhijian.demo.world.entity import Entity
from zhijian.demo.world.scale import FOOD_BANDS, Band
from zhijian.kernel.identifiers.persons import make_id_card

_FIRST_BIRTHDAY = date(1962, 1, 1)
_BIRTHDAYS = 15_000
_SLOTS = _BIRTHDAYS * 1_000
_APART = 4_111_337  # so that people of one entity were not born on one day
_STAFF = {Band.LARGE_CATERING: 12, Band.CANTEEN: 6, Band.CATERING: 2, Band.FOOD_SALE: 1, Band.FOOD_MAKING: 5}
# Days left of a health certificate, which lasts a year: 4 % have run out.
_LEFT = spread([(-60, -1), (0, 30), (31, 364)], [4, 8, 88])


class Position(StrEnum):
    """What a person is in an entity."""

    LEGAL_PERSON = "法定代表人"
    OPERATOR = "经营者"
    SAFETY_DIRECTOR = "食品安全总监"
    SAFETY_OFFICER = "食品安全员"
    PHARMACIST = "执业药师"
    STAFF = "从业人员"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who works in an entity.  certified_until: last day of the health certificate, None without one."""

    entity: int
    place: int
    name: str
    position: Position
    id_card: str
    phone: str
    certified_until: date | None


class PeopleMaker:
    """People of one world, each from its entity and place in it."""

    def __init__(self, seed: int, as_of: date) -> None:
        self._dice = Dice(seed, "person")
        self._slots = Shuffle.of(_SLOTS, seed, "birthday")
        self._as_of = as_of

    def of(self, entity: Entity) -> tuple[Person, ...]:
        """The legal person (or operator) first, then the others that the entity must have."""
        first = Position.LEGAL_PERSON if entity.is_enterprise or entity.entity_type == "9100" else Position.OPERATOR
        return tuple(self._person(entity, place, what) for place, what in enumerate((first, *_others(entity))))

    def _person(self, entity: Entity, place: int, position: Position) -> Person:
        draws = self._dice.throw(entity.number * 64 + place)
        day, serial = divmod((self._slots.place(entity.number % _SLOTS) + place * _APART) % _SLOTS, 1_000)
        male = serial % 2 == 1
        name = entity.legal_person if place == 0 else names.person_name(draws[0], draws[1], draws[2], male=male)
        # The legal person's number carries the county, everybody else's one more impossible area.
        area = entity.county_code if place == 0 else f"{entity.county_code[:4]}{60 + place:02}"
        return Person(
            entity=entity.number,
            place=place,
            name=name,
            position=position,
            id_card=make_id_card(area, _FIRST_BIRTHDAY + timedelta(days=day), f"{serial:03}"),
            phone=entity.phone if place == 0 else f"154{(entity.number * 16 + place) % 100_000_000:08}",
            certified_until=self._certified_until(draws) if place > 0 and entity.band in FOOD_BANDS else None,
        )

    def _certified_until(self, draws: tuple[int, ...]) -> date:
        low, high = _LEFT[draws[3] >> 4]
        return self._as_of + timedelta(days=low + draws[4] % (high - low + 1))


def _others(entity: Entity) -> tuple[Position, ...]:
    if entity.band is Band.DRUG:
        return (Position.PHARMACIST,)
    if entity.band not in FOOD_BANDS:
        return ()
    director = (Position.SAFETY_DIRECTOR,) if entity.band in (Band.LARGE_CATERING, Band.CANTEEN) else ()
    return (*director, Position.SAFETY_OFFICER, *(Position.STAFF,) * _STAFF[entity.band])
