"""Names of entities and people.

行政区划 + 字号 + 行业 + 组织形式 (企业名称登记管理规定 第六条), around invented 字号: letters put together by their
frequency in company names, without those found among 217,397 real ones.
"""

import json
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib.resources import files
from typing import Any, NamedTuple

from zhijian.demo.world.dice import SPAN, chance, pick, spread

_THIRD_LETTER = chance(0.45)


class Trade(NamedTuple):
    """What an entity does: four digits of GB/T 4754-2017, and the words that enterprises and individuals call it."""

    industry: str
    enterprise_words: tuple[str, ...]
    individual_words: tuple[str, ...]


class _TradeNames(NamedTuple):
    two: tuple[str, ...]
    third: tuple[str, ...]


class _PersonNames(NamedTuple):
    surnames: tuple[str, ...]
    male: str
    female: str


@dataclass(frozen=True, slots=True)
class NameParts:
    """The parts of an entity's name.  bracketed: the division stands in brackets after the 字号."""

    division: str
    trade_name: str
    word: str
    form: str
    bracketed: bool = False

    @property
    def full(self) -> str:
        """The name as registered."""
        if self.bracketed:
            return f"{self.trade_name}（{self.division}）{self.word}{self.form}"
        return f"{self.division}{self.trade_name}{self.word}{self.form}"

    @property
    def short(self) -> str:
        """The name people use."""
        return self.trade_name + self.word


def _read(name: str) -> Any:
    return json.loads(files(__package__).joinpath(f"data/{name}.json").read_text(encoding="utf-8"))


@lru_cache
def trades(sector: str) -> tuple[Trade, ...]:
    """4096 trades of a sector, each as often as its weight."""
    rows = _read("sectors")[sector]
    return spread(
        [Trade(code, tuple(companies), tuple(shops)) for code, _, companies, shops in rows],
        [weight for _, weight, _, _ in rows],
    )


@lru_cache
def _trade_names() -> _TradeNames:
    raw = _read("trade_names")
    return _TradeNames(tuple(raw["two"]), tuple(raw["third"]))


@lru_cache
def _person_names() -> _PersonNames:
    raw = _read("person_names")
    return _PersonNames(spread(raw["surnames"], raw["surname_weights"]), raw["male"], raw["female"])


@lru_cache
def _confusables() -> dict[str, dict[str, str]]:
    raw: dict[str, dict[str, str]] = _read("confusable_letters")
    return raw


def trade_name(letters: int, third: int) -> str:
    """A 字号 of two or three letters."""
    names = _trade_names()
    two = pick(names.two, letters)
    return two + pick(names.third, third * 37 % SPAN) if third < _THIRD_LETTER else two


def person_name(surname: int, given: int, second: int, *, male: bool) -> str:
    """A person's name of two or three letters (one in six has two)."""
    names = _person_names()
    letters = names.male if male else names.female
    first = pick(names.surnames, surname) + pick(letters, given)
    return first if second % 6 == 0 else first + pick(letters, second)


def nearly_the_same(parts: NameParts, draw: int) -> tuple[NameParts, str] | None:
    """Another entity's name that differs from ``parts`` by little, and how: 同音, 形近 or a missing 市/区.

    None when no letter of the 字号 has a double and the division cannot be cut.
    """
    kinds = ("same_sound", "same_look", "division_cut")
    for step in range(len(kinds)):
        kind = kinds[(draw + step) % len(kinds)]
        changed = _cut_division(parts) if kind == "division_cut" else _with_double(parts, kind)
        if changed is not None:
            return changed, kind
    return None


def _with_double(parts: NameParts, kind: str) -> NameParts | None:
    doubles = _confusables()[kind]
    for letter in parts.trade_name:
        if letter in doubles:
            return replace(parts, trade_name=parts.trade_name.replace(letter, doubles[letter], 1))
    return None


def _cut_division(parts: NameParts) -> NameParts | None:
    cut = parts.division.replace("市", "", 1) if "市" in parts.division else parts.division[:-1]
    return replace(parts, division=cut) if len(cut) >= 2 and cut != parts.division else None
