"""Permits of an entity under supervision, with numbers that check and days around the day the world is seen from."""

from dataclasses import dataclass
from datetime import date, timedelta

from zhijian.demo.world.dice import Dice, spread
from zhijian.demo.world.entity import Entity
from zhijian.demo.world.scale import Band
from zhijian.kernel.identifiers.permits import PermitKind, make_food_number

FIVE_YEARS = 1826
_JY_BUSINESS = {Band.FOOD_SALE: "1", Band.LARGE_CATERING: "2", Band.CATERING: "2", Band.CANTEEN: "3"}
_SC_CATEGORY = {"1411": "124", "1431": "101", "1353": "104", "1462": "103"}
# Days left of who has been there for more than five years, two in five: so that of all 2 % have run out, 3 % end
# within 30 days, 5 % within 90, the rest later.
_LEFT = spread([(-200, 0), (1, 30), (31, 90), (91, FIVE_YEARS - 30)], [5, 7, 12, 76])
_FOUNDED_BEFORE = 60
"""A first permit comes up to so many days after the entity was founded."""


@dataclass(frozen=True, slots=True)
class Licence:
    """A permit or filing.  expires_on: the last day of validity, None for filings, which do not run out."""

    entity: int
    kind: PermitKind
    number: str
    issued_on: date
    expires_on: date | None


def licences_of(entity: Entity, *, rank: int, dice: Dice, as_of: date) -> tuple[Licence, ...]:
    """The permits of ``entity``, one for each of its classes CY, XS, SC, YP, QX in that order.

    rank: the entity's rank in the register, which numbers its permits; food bands come first.
    """
    draws = dice.throw(entity.number)
    return tuple(
        _licence(entity, name, rank, draws[place * 4 : place * 4 + 4], as_of)
        for place, name in enumerate(entity.classes)
        if name != "TS"
    )


def _licence(entity: Entity, supervision: str, rank: int, draws: tuple[int, ...], as_of: date) -> Licence:
    low, high = _LEFT[draws[0] >> 4]
    expires = as_of + timedelta(days=low + draws[1] % (high - low + 1))
    first = min(entity.established_on + timedelta(days=draws[3] % _FOUNDED_BEFORE), as_of)
    issued = max(expires - timedelta(days=FIVE_YEARS - 1), first)
    expires = issued + timedelta(days=FIVE_YEARS - 1)
    kind = _kind(entity, supervision, draws[2])
    number = _number(entity, kind, rank, issued)
    is_filing = kind in (PermitKind.PREPACKAGED_FOOD_FILING, PermitKind.DEVICE_OPERATION_FILING)
    return Licence(entity.number, kind, number, issued, None if is_filing else expires)


def _kind(entity: Entity, supervision: str, draw: int) -> PermitKind:
    if supervision == "YP":
        return PermitKind.DRUG_OPERATION
    if supervision == "QX":
        return PermitKind.DEVICE_OPERATION_LICENCE if draw % 5 < 2 else PermitKind.DEVICE_OPERATION_FILING
    if supervision == "SC":
        return PermitKind.FOOD_PRODUCTION
    only_packaged = supervision == "XS" and entity.industry in ("5213", "5226", "5225", "5129") and draw % 5 < 2
    return PermitKind.PREPACKAGED_FOOD_FILING if only_packaged else PermitKind.FOOD_OPERATION


def _number(entity: Entity, kind: PermitKind, rank: int, issued: date) -> str:
    area = entity.county_code
    if kind is PermitKind.FOOD_OPERATION:
        return make_food_number(kind, f"{_JY_BUSINESS[entity.band]}{area}{rank + 1:06}")
    if kind is PermitKind.PREPACKAGED_FOOD_FILING:
        return make_food_number(kind, f"2{area}{rank + 1:06}")
    if kind is PermitKind.FOOD_PRODUCTION:
        return make_food_number(kind, f"{_SC_CATEGORY[entity.industry]}{area}{rank % 10_000:04}")
    if kind is PermitKind.DRUG_OPERATION:
        shop = "C" if entity.entity_type == "2130" else "D"
        legal = "A" if entity.is_enterprise and shop == "D" else "B"
        # No telephone area code begins with 0 once its own 0 is left off, so nobody has such a number.
        return f"云{shop}{legal}0{area[2:4]}{rank // 100_000 % 10}{rank % 100_000:05}"
    ending = "许可" if kind is PermitKind.DEVICE_OPERATION_LICENCE else "备"
    return f"云岭药监械经营{ending}{issued.year}{rank % 1_000_000:06}号"
