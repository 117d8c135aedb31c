"""Special equipment (特种设备): each piece from its number, about four to an owner."""

from dataclasses import dataclass
from datetime import date, timedelta

from zhijian.demo.world.dice import Dice, chance, spread

_OVERDUE = chance(0.015)
_KINDS = (
    ("电梯", "梯", ("11", "12", "31"), 365),
    ("压力容器", "容", ("15", "17"), 1_095),
    ("起重机械", "起", ("17", "11"), 730),
    ("场（厂）内专用机动车辆", "车", ("11",), 365),
    ("锅炉", "锅", ("10", "20"), 365),
    ("大型游乐设施", "游", ("11", "41"), 365),
)
_SHARES = spread(range(6), [50, 25, 14, 10, 1.5, 0.1])
_PLACES = ("1号楼", "2号楼", "3号楼", "地下车库", "主厂房", "仓库", "锅炉房", "东区", "西区", "北门")


@dataclass(frozen=True, slots=True)
class Equipment:
    """A piece of special equipment.  owner: index of the entity that uses it.  next_due_on: of its inspection."""

    number: int
    owner: int
    kind: str
    registration_number: str
    location: str
    in_use_since: date
    last_inspected_on: date
    next_due_on: date
    in_use: bool


def equipment(number: int, *, owner: int, dice: Dice, as_of: date) -> Equipment:
    """Piece ``number`` (0 <= number < 9,000,000) of ``owner``; due days are spread evenly, 1.5 % are overdue."""
    draws = dice.throw(number)
    kind, letter, codes, cycle = _KINDS[_SHARES[draws[0] >> 4]]
    left = -1 - draws[2] % 60 if draws[1] < _OVERDUE else draws[2] % cycle
    due = as_of + timedelta(days=left)
    since = as_of - timedelta(days=cycle + draws[3] % 6_000)
    serial = _serial(number)
    return Equipment(
        number=number,
        owner=owner,
        kind=kind,
        registration_number=f"{letter}{codes[draws[4] % len(codes)]}云{serial}({since.year % 100:02})",
        location=_PLACES[draws[5] % len(_PLACES)],
        in_use_since=since,
        last_inspected_on=due - timedelta(days=cycle),
        next_due_on=due,
        in_use=draws[6] % 100 >= 14,
    )


def _serial(number: int) -> str:
    """A letter for the city and five places; after 99,999 the first place is a letter too."""
    city, rest = divmod(number, 360_000)
    head = str(rest // 10_000) if rest < 100_000 else chr(ord("A") + (rest - 100_000) // 10_000)
    return f"{chr(ord('A') + city)}{head}{rest % 10_000:04}"
