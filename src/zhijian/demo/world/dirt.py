"""What happens to a clean register on its way: full-width digits, rows told twice, rows that contradict each other."""

from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from zhijian.demo.world import names
from zhijian.demo.world.dice import Dice, chance
from zhijian.demo.world.entity import Entity, Planted
from zhijian.demo.world.register_rows import HEADINGS, clean_row
from zhijian.demo.world.typing_errors import full_width
from zhijian.demo.world.world import World

DUPLICATES, CONTRADICTIONS, FULL_WIDTH = chance(0.02), chance(0.01), chance(0.03)
_COLUMN = {heading: place for place, heading in enumerate(HEADINGS)}
_LATER = 200
"""A second row about an entity comes at least this many entities after the first."""

_CODE, _NAME, _PERSON, _PHONE = (_COLUMN[name] for name in ("统一社会信用代码", "名称", "法定代表人", "联系电话"))
_ADDRESS, _CAPITAL, _DAY = (_COLUMN[name] for name in ("住所", "注册资本(万元)", "成立日期"))


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the file.  planted: errors of this row; those of the entity itself are in the entity."""

    entity: Entity
    values: tuple[str, ...]
    planted: tuple[Planted, ...]


def dirty_rows(world: World, stop: int) -> Iterator[Row]:
    """Rows of the first ``stop`` entities, 2 % told twice in other writing and 1 % told twice and differently."""
    dice = Dice(world.seed, "dirt")
    waiting: deque[tuple[int, Row]] = deque()
    for index in range(stop):
        draws = dice.throw(index)
        entity = world.entity(index)
        values = clean_row(world, entity)
        yield _with_full_width(Row(entity, values, ()), draws[1], draws[2])
        if draws[0] < DUPLICATES + CONTRADICTIONS:
            again = _duplicate if draws[0] < DUPLICATES else _contradiction
            waiting.append((index + _LATER, again(entity, values, draws)))
        while waiting and waiting[0][0] <= index:
            yield waiting.popleft()[1]
    for _, row in waiting:
        yield row


def _with_full_width(row: Row, whether: int, which: int) -> Row:
    if whether >= FULL_WIDTH:
        return row
    place = (_CODE, _PHONE, _ADDRESS)[which % 3]
    return _changed(row, place, full_width, "full_width")


def _duplicate(entity: Entity, values: tuple[str, ...], draws: tuple[int, ...]) -> Row:
    """The same facts in other writing."""
    row = Row(entity, values, (Planted("duplicate", "row", str(entity.number)),))
    rewritten: tuple[tuple[int, Callable[[str], str]], ...] = (
        (_DAY, lambda day: day.replace("-", "/")),
        (_NAME, lambda name: name.replace("（", "(").replace("）", ")")),
        (_NAME, lambda name: f" {name} "),
        (_PHONE, lambda phone: f"{phone[:3]}-{phone[3:7]}-{phone[7:]}"),
        (_CODE, str.lower),
    )
    place, change = rewritten[draws[3] % len(rewritten)]
    return _changed(row, place, change, "other_writing")


def _contradiction(entity: Entity, values: tuple[str, ...], draws: tuple[int, ...]) -> Row:
    """The same entity with another legal person, capital, address or day."""
    row = Row(entity, values, (Planted("duplicate", "row", str(entity.number)),))
    other_person = names.person_name(draws[4], draws[5], draws[6], male=draws[7] % 2 == 0)
    different: tuple[tuple[int, Callable[[str], str]], ...] = (
        (_PERSON, lambda person: other_person if other_person != person else person + "某"),
        (_CAPITAL, lambda capital: str(int(capital) * 10)),
        (_ADDRESS, lambda address: address.removesuffix("号") + "号附1号"),
        (_DAY, lambda day: f"{int(day[:4]) - 1}-{day[5:8]}01"),
    )
    place, change = different[draws[3] % len(different)]
    return _changed(row, place, change, "contradiction")


def _changed(row: Row, place: int, change: Callable[[str], str], kind: str) -> Row:
    """``row`` with one value changed and the change told; unchanged when the change does nothing."""
    before = row.values[place]
    after = change(before)
    if after == before:
        return row
    values = (*row.values[:place], after, *row.values[place + 1 :])
    return Row(row.entity, values, (*row.planted, Planted(kind, HEADINGS[place], before)))
