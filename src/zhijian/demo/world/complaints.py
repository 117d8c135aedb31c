"""Complaints and reports: few premises collect most of them, dirty ones more; 15 March brings four times as many."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

from zhijian.demo.world import names
from zhijian.demo.world.acts import PlannedComplaint
from zhijian.demo.world.dice import SPAN, Dice, Shuffle, chance, normal, pick, spread

if TYPE_CHECKING:
    from zhijian.demo.world.world import World

REPORT, REPEATED, PROFESSIONAL = chance(0.22), chance(0.14), chance(0.065)
_PROFESSIONALS = 12
_REPEATED_AFTER = timedelta(days=2)
_PER_DAY = 10_000  # numbers of one day begin at a multiple of this
_CHANNELS = spread(("全国12315平台", "12315热线", "12345", "来访", "上级转办"), [55, 22, 17, 3, 3])
_SUBJECTS = {
    "CY": ("菜品中吃出异物", "就餐后身体不适", "餐具不洁净", "收费与菜单标价不符", "预订取消后不退订金"),
    "XS": ("购买的食品已过保质期", "食品标签信息不全", "散装食品变质", "缺斤少两", "标价与结算价格不一致"),
    "SC": ("产品标签与实际不符", "产品中有异物"),
    "YP": ("未凭处方销售处方药", "药品临近有效期未提示", "宣传夸大疗效"),
    "QX": ("产品与说明不符", "购买后不提供票据"),
}
_TELLING = (
    "{subject}，要求商家退款并依法处理。",
    "反映该店{subject}，希望核实。",
    "本人消费时遇到{subject}，与商家协商未果。",
)


def complaints_on(world: "World", day: date, *, since: date) -> Iterator[PlannedComplaint]:
    """The complaints of ``day``, in order.  A repetition is of the second day before, not earlier than ``since``."""
    for place in range(_count(world, day)):
        yield _complaint(world, day, place, since)


def _count(world: "World", day: date) -> int:
    mean = world.sizes.complaints_a_year / 365 * (4 if (day.month, day.day) == (3, 15) else 1)
    draws = _dice(world.seed).throw(day.toordinal() * _PER_DAY + _PER_DAY - 1)
    whole = int(mean + mean**0.5 * normal(draws[0]) + draws[1] / SPAN)
    return max(0, min(whole, _PER_DAY - 2))


def _complaint(world: "World", day: date, place: int, since: date) -> PlannedComplaint:
    number = day.toordinal() * _PER_DAY + place
    draws = _dice(world.seed).throw(number)
    original = _original(world, day, place, since) if draws[0] < REPEATED else None
    source = _dice(world.seed).throw(original) if original is not None else draws
    told_on = day if original is None else day - _REPEATED_AFTER
    entity = world.entity(_target(world, source, told_on))
    subject = pick(_SUBJECTS[entity.classes[0]], source[6])
    professional = source[7] % _PROFESSIONALS if source[8] < PROFESSIONAL else None
    return PlannedComplaint(
        key=f"complaint-{number}",
        at=datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(seconds=draws[9] * 50_000 // SPAN),
        entity=entity.number,
        is_report=source[10] < REPORT,
        channel=_CHANNELS[draws[11] >> 4],
        subject=subject,
        complainant=names.person_name(*_who(source, professional), male=(professional or source[12]) % 2 == 0),
        phone=f"169{_claimant(number if original is None else original, professional):08}",
        text=pick(_TELLING, draws[13]).format(subject=subject),
        repeats=None if original is None else f"complaint-{original}",
        professional=professional,
    )


def _original(world: "World", day: date, place: int, since: date) -> int | None:
    before = day - _REPEATED_AFTER
    if before < since or place >= _count(world, before):
        return None
    number = before.toordinal() * _PER_DAY + place
    return None if _dice(world.seed).throw(number)[0] < REPEATED else number


def _target(world: "World", draws: tuple[int, ...], day: date) -> int:
    """Of two premises, both of the kind that draws complaints, the one in the worse state."""
    key = world.sizes.key
    ranks = _popularity(key, world.seed)
    candidates = [world.index_of_rank(ranks.place(int(key * (draw / SPAN) ** 2.5))) for draw in draws[1:3]]
    return max(candidates, key=lambda entity: (world.hygiene.state(entity, day.replace(day=1)), entity))


def _who(draws: tuple[int, ...], professional: int | None) -> tuple[int, int, int]:
    if professional is None:
        return draws[14], draws[15], draws[16]
    return professional * 5_003, professional * 4_001, professional * 3_001 + 1


def _claimant(number: int, professional: int | None) -> int:
    return professional if professional is not None else 1_000 + number % 99_000_000


@lru_cache
def _dice(seed: int) -> Dice:
    return Dice(seed, "complaint")


@lru_cache
def _popularity(size: int, seed: int) -> Shuffle:
    return Shuffle.of(size, seed, "popularity")
