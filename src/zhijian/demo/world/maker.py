"""Makes one entity from its index: the same for every process, slice and order."""

from bisect import bisect_right
from datetime import date
from decimal import Decimal
from itertools import accumulate
from typing import NamedTuple

from zhijian.demo.world import codes, legal_forms, lifetimes, names
from zhijian.demo.world.dice import SPAN, Dice, Shuffle, chance, pick, spread
from zhijian.demo.world.entity import Entity, Planted
from zhijian.demo.world.legal_forms import COOPERATIVE, INDIVIDUAL, Form
from zhijian.demo.world.names import NameParts, Trade
from zhijian.demo.world.places import County, Street, counties
from zhijian.demo.world.scale import EXITS_PER_ENTITY, FOOD_BANDS, KEY_BANDS, Band, Sizes
from zhijian.demo.world.typing_errors import mistyped
from zhijian.kernel.identifiers.registration_number import make_registration_number

OLD_NUMBER, MISTYPED, NEAR_NAME, WRONG_COUNTY, NO_POINT = map(chance, (0.01, 0.003, 0.016, 0.01, 0.04))
REVOKED = chance(0.03)  # 吊销未注销, of enterprises
SUSPENDED = chance(0.002)
NEW_CODES_SINCE_DAYS = 4_050  # about eleven years; older entities have an organisation code of eight digits
_IN_CLUMP = chance(0.45)
# 7 % of enterprises cannot be reached, 5 % filed no report, 2 % both.
_NO_REPORT, _UNREACHABLE_TOO, _UNREACHABLE_ONLY = chance(0.05), chance(0.02 / 0.05), chance(0.05 / 0.95)
_PHONE_BLOCKS = ("160", "163", "164", "168", "169")  # not assigned to any operator
_DEGREES_OFF = 0.35  # a point in the wrong county lies this far to the east

_CLASSES = {
    Band.LARGE_CATERING: ("CY",),
    Band.CANTEEN: ("CY",),
    Band.CATERING: ("CY",),
    Band.FOOD_SALE: ("XS",),
    Band.FOOD_MAKING: ("SC",),
    Band.DRUG: ("YP",),
    Band.DEVICE: ("QX",),
    Band.EQUIPMENT: ("TS",),
    Band.OTHER: (),
}
_DRUG_WITH_DEVICES = ("YP", "QX")
_CANTEENS = ("学校食堂", "学校食堂", "幼儿园食堂", "养老机构食堂", "机关食堂")
_CREDIT = spread("ABCD", [38, 47, 12, 3])
_RISK = spread("ABCD", [40, 38, 16, 6])
_SECTIONS = spread(("other_primary", "other_secondary", "other_tertiary"), [6.6, 22.9, 70.5])
# Exits of the last ten years follow the stock, which grew by ten per cent a year.
_DAYS_SINCE_LEFT = spread(range(3650), [1.1 ** (-day / 365) for day in range(3650)])
_EXIT_STATUS = spread("4356", [93, 3, 1, 3])
_ENTERPRISE_CAPITAL = tuple(Decimal(wan) * 10_000 for wan in (10, 20, 50, 50, 100, 100, 100, 200, 300, 500, 500, 1000))
_LARGE_CAPITAL = tuple(Decimal(wan) * 10_000 for wan in (500, 800, 1000, 1000, 2000, 5000))
_SMALL_CAPITAL = tuple(Decimal(wan) * 10_000 for wan in (1, 2, 3, 5, 5, 8, 10, 10, 20, 30))


class _Identity(NamedTuple):
    """What an entity is, before it has a place, an age and its errors."""

    draws: tuple[int, ...]
    band: Band
    rank: int
    form: Form
    trade: Trade
    county: County


class EntityMaker:
    """Entities of one world.  Indices below ``register`` exist today, those from there to ``total`` have left."""

    def __init__(self, sizes: Sizes, *, seed: int, register: int, as_of: date) -> None:
        fixed = sum(sizes.bands.values())
        if register <= fixed:
            raise ValueError(f"a register of this scale has more than {fixed} entities, not {register}")
        self.register = register
        self.total = register + round(register * EXITS_PER_ENTITY)
        self.counties = counties(sizes.counties, sizes.streets_per_county)
        self._as_of = as_of.toordinal()
        self._dice = Dice(seed, "entity")
        self._ranks = Shuffle.of(register, seed, "rank")
        self._new_bodies = Shuffle.of(codes.NEW_BODIES, seed, "new code")
        self._old_bodies = Shuffle.of(codes.OLD_BODIES, seed, "old code")
        self._serials = Shuffle.of(10_000_000, seed, "registration number")
        self._phones = Shuffle.of(100_000_000, seed, "phone")
        self._bands = (*sizes.bands, Band.OTHER)
        self._starts = [0, *accumulate(sizes.bands.values())]
        self._bounds = legal_forms.bounds(sizes, register)

    def index_of_rank(self, rank: int) -> int:
        """The entity at ``rank``; ranks run through the bands in their order, so a band's entities are at hand."""
        return self._ranks.index(rank)

    def rank_of(self, index: int) -> int:
        """Where an entity stands among all of the register; those that left stand beside one that exists."""
        return self._ranks.place(index % self.register)

    def ranks_of(self, band: Band) -> range:
        """All ranks of a band."""
        place = self._bands.index(band)
        end = self._starts[place + 1] if place + 1 < len(self._starts) else self.register
        return range(self._starts[place], end)

    def make(self, index: int) -> Entity:
        """The entity at ``index``, 0 <= index < total."""
        who, parts, near = self._named(self._identity(index), index)
        draws, band, form = who.draws, who.band, who.form
        age, left = self._age(who, gone=index >= self.register)
        established = max(1, (left or self._as_of) - age)
        uscc = self._uscc(who, index, is_new=age < NEW_CODES_SINCE_DAYS)
        code, code_error = self._code(who, index, uscc)
        street = pick(who.county.streets, draws[6])
        address, longitude, latitude = _place(who.county, street, draws)
        planted = (*code_error, *near)
        if longitude is not None and draws[30] < WRONG_COUNTY:
            planted = (*planted, Planted("wrong_county", "longitude", f"{longitude:.6f}"))
            longitude = round(longitude + _DEGREES_OFF, 6)
        is_key = band in KEY_BANDS
        return Entity(
            number=index,
            band=band,
            uscc=uscc,
            code=code,
            name=parts.full,
            short_name=parts.short,
            entity_type=form.entity_type,
            status=_status(who, gone=left is not None),
            suspended=left is None and not is_key and draws[31] < SUSPENDED,
            legal_person=names.person_name(draws[16], draws[17], draws[18], male=draws[19] % 100 < 62),
            phone=_PHONE_BLOCKS[draws[19] % 5] + f"{self._phones.place(index):08}",
            county_code=who.county.code,
            street_code=street.code,
            street=street.name,
            address=address,
            longitude=longitude,
            latitude=latitude,
            industry=who.trade.industry,
            capital=pick(_capital(band, form), draws[20]),
            established_on=date.fromordinal(established),
            approved_on=date.fromordinal(established + (age * draws[21] // SPAN if draws[22] & 1 else 0)),
            left_on=date.fromordinal(left) if left else None,
            classes=_DRUG_WITH_DEVICES if band is Band.DRUG and draws[23] % 10 < 6 else _CLASSES[band],
            tags=_tags(band, draws[24]),
            credit_class=_CREDIT[draws[25] >> 4],
            risk_level=_RISK[draws[26] >> 4] if _CLASSES[band] else "",
            abnormal=_abnormal(form, draws),
            planted=planted,
        )

    def _identity(self, index: int) -> _Identity:
        draws = self._dice.throw(index)
        rank = self.rank_of(index)
        band = self._bands[bisect_right(self._starts, rank) - 1]
        form = legal_forms.form_of(band, self._bounds[band], draws[0], draws[1])
        sector: str = band
        if band is Band.OTHER:
            sector = "other_primary" if form.entity_type == COOPERATIVE else _SECTIONS[draws[2] >> 4]
        return _Identity(draws, band, rank, form, names.trades(sector)[draws[3] >> 4], pick(self.counties, draws[5]))

    def _named(self, who: _Identity, index: int) -> tuple[_Identity, NameParts, tuple[Planted, ...]]:
        """The entity's name.  One in sixty resembles its neighbour in rank and has its trade, form and county."""
        if who.draws[27] < NEAR_NAME and index < self.register and who.rank not in self._starts:
            other = self.index_of_rank(who.rank - 1)
            model = self._identity(other)
            near = names.nearly_the_same(_parts(model), who.draws[28])
            if near is not None and model.draws[27] >= NEAR_NAME:
                who = who._replace(form=model.form, trade=model.trade, county=model.county)
                return who, near[0], (Planted("near_name", "name", str(other)),)
        return who, _parts(who), ()

    def _age(self, who: _Identity, *, gone: bool) -> tuple[int, int | None]:
        """Days of life, and the day (ordinal) of leaving for those that left in the last ten years."""
        individual = who.form.entity_type == INDIVIDUAL
        draw = who.draws[13] >> 4
        if not gone:
            return lifetimes.ages(individual)[draw], None
        back = _DAYS_SINCE_LEFT[(who.draws[14] ^ who.draws[3]) >> 4]
        return lifetimes.lives(individual)[draw], self._as_of - 1 - back

    def _uscc(self, who: _Identity, index: int, *, is_new: bool) -> str:
        prefix = who.form.prefix + who.county.code
        if is_new:
            return codes.new_code(prefix, self._new_bodies.place(index))
        return codes.old_code(prefix, self._old_bodies.place(index))

    def _code(self, who: _Identity, index: int, uscc: str) -> tuple[str, tuple[Planted, ...]]:
        """What the file shows as the code, and the error in it."""
        draw = who.draws[29]
        if draw < OLD_NUMBER:
            kind = "6" if who.form.entity_type == INDIVIDUAL else "0"
            serial = f"{kind}{self._serials.place(index):07}"
            return make_registration_number(who.county.code, serial), (Planted("old_number", "code", uscc),)
        if draw < OLD_NUMBER + MISTYPED:
            return mistyped(uscc, draw * 7 + index), (Planted("mistyped_code", "code", uscc),)
        return uscc, ()


def _parts(who: _Identity) -> NameParts:
    draws, county, form = who.draws, who.county, who.form
    chain = who.band is Band.DRUG and form.entity_type == "2130"
    letters = names.trade_name(draws[4] % 9 * 7_000, SPAN - 1) if chain else names.trade_name(draws[4], draws[7])
    if form.entity_type == INDIVIDUAL:
        division = county.full_name if draws[8] & 1 else county.name
        return NameParts(division, letters, pick(who.trade.individual_words, draws[9]), "")
    division = (county.city, county.city[:-1], county.full_name)[draws[8] % 3]
    ending = form.ending
    if form.entity_type == "2130":
        ending += _branch(who)
    bracketed = draws[10] % 25 == 0
    return NameParts(
        county.city[:-1] if bracketed else division,
        letters,
        pick(who.trade.enterprise_words, draws[9]),
        ending,
        bracketed,
    )


def _branch(who: _Identity) -> str:
    street = pick(who.county.streets, who.draws[6])
    road = pick(street.roads, who.draws[11])
    if who.band is Band.CANTEEN:
        return f"{road}{_canteen(who.draws[24])}"
    return f"{road}店" if who.band in KEY_BANDS else f"{who.county.name[:-1]}分公司"


def _canteen(draw: int) -> str:
    return _CANTEENS[draw % len(_CANTEENS)]


def _tags(band: Band, draw: int) -> tuple[str, ...]:
    if band is Band.LARGE_CATERING:
        return ("大型餐饮",)
    if band is Band.CANTEEN:
        return (_canteen(draw),)
    if band in FOOD_BANDS and draw % 20 == 0:
        return ("网络经营",)
    return ()


def _capital(band: Band, form: Form) -> tuple[Decimal, ...]:
    if band is Band.LARGE_CATERING:
        return _LARGE_CAPITAL
    return _SMALL_CAPITAL if form.entity_type == INDIVIDUAL else _ENTERPRISE_CAPITAL


def _status(who: _Identity, *, gone: bool) -> str:
    """1 存续, 2 吊销未注销, 3 吊销已注销, 4 注销, 5 撤销, 6 迁出; what is under key supervision is in business."""
    if gone:
        return _EXIT_STATUS[who.draws[31] >> 4]
    is_company = who.form.entity_type not in (INDIVIDUAL, COOPERATIVE)
    return "2" if is_company and who.band not in KEY_BANDS and who.draws[31] >= SPAN - REVOKED else "1"


def _abnormal(form: Form, draws: tuple[int, ...]) -> tuple[str, ...]:
    """Reasons for which an enterprise could be listed: 7 % cannot be reached, 5 % filed no report, 2 % both."""
    if form.entity_type in (INDIVIDUAL, COOPERATIVE):
        return ()
    no_report = (draws[2] ^ draws[23]) < _NO_REPORT
    unreachable = (draws[3] ^ draws[24]) < (_UNREACHABLE_TOO if no_report else _UNREACHABLE_ONLY)
    return ("无法联系",) * unreachable + ("未公示年报",) * no_report


def _place(county: County, street: Street, draws: tuple[int, ...]) -> tuple[str, float | None, float | None]:
    """Address and point: in a market or mall, or spread around the street's centre; 4 % have no point."""
    start = f"{county.full_name}{street.name}"
    unit = draws[12] % 300 + 1
    if (draws[9] ^ draws[25]) < _IN_CLUMP:
        clump = pick(street.clumps, draws[10] ^ draws[26])
        address = f"{start}{clump.road}{clump.house}号{clump.name}{unit}号"
        longitude, latitude, reach = clump.longitude, clump.latitude, 0.0012
    else:
        address = f"{start}{pick(street.roads, draws[11])}{draws[12] % 600 + 1}号"
        longitude, latitude, reach = street.longitude, street.latitude, 0.012
    if (draws[13] ^ draws[20]) < NO_POINT:
        return address, None, None
    east = (draws[14] + draws[15] - SPAN) / SPAN * reach
    north = ((draws[17] ^ draws[22]) + (draws[18] ^ draws[23]) - SPAN) / SPAN * reach
    return address, round(longitude + east, 6), round(latitude + north, 6)
