"""Which items a visit draws, so that anybody who knows the seed can draw them again."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from zhijian.kernel.errors import Invalid
from zhijian.kernel.hashes import sha256_hex
from zhijian.support.forms.engine.definition import Definition, Item
from zhijian.support.forms.engine.rule_tree import items_asked

_SEED = re.compile(r"[0-9a-f]{32,128}")
_RANGE = 2**32


class SeedInvalid(Invalid):
    """The seed is not a hexadecimal text of 32 to 128 digits."""

    code = "forms.seed_invalid"


def sample_items(definition: Definition, seed_hex: str) -> tuple[str, ...]:
    """Ids of the items this visit checks, in the order of the form. Raises SeedInvalid.

    Without `sample` these are all.  Otherwise questions 是/否/合理缺项 without a condition are drawn: first as many
    with a key mark as wanted, then from all the rest up to the total.  Items under a condition come along when all
    items their condition asks about are there; items of other kinds are always there.
    """
    if _SEED.fullmatch(seed_hex) is None:
        raise SeedInvalid("抽取检查项目的种子应当是32至128位的小写十六进制数，请重新生成。")
    every = [item for _, item in definition.items()]
    if definition.sample is None:
        return tuple(item.id for item in every)
    least_key, least_total = definition.sample
    drawable = [item for item in every if item.kind == "tri" and item.visible is None]
    numbers = _numbers(f"{definition.code}@{definition.version}", seed_hex)
    key_items = [item.id for item in drawable if item.level != "general"]
    chosen = set(_draw(key_items, least_key, numbers))
    rest = [item.id for item in drawable if item.id not in chosen]
    chosen |= set(_draw(rest, least_total - len(chosen), numbers))
    return _with_dependents(every, chosen)


def _with_dependents(every: Sequence[Item], chosen: set[str]) -> tuple[str, ...]:
    included: dict[str, None] = {}
    for item in every:
        if item.visible is None:
            wanted = item.kind != "tri" or item.id in chosen
        else:
            wanted = items_asked(item.visible) <= included.keys()
        if wanted:
            included[item.id] = None
    return tuple(included)


def _draw(pool: Sequence[str], wanted: int, numbers: Iterator[int]) -> list[str]:
    """The first `wanted` of a Fisher-Yates shuffle; all of them when the pool is smaller."""
    shuffled = list(pool)
    wanted = min(wanted, len(shuffled))
    for place in range(wanted):
        other = place + below(len(shuffled) - place, numbers)
        shuffled[place], shuffled[other] = shuffled[other], shuffled[place]
    return shuffled[:wanted]


def below(bound: int, numbers: Iterator[int]) -> int:
    """A number from 0 to bound-1, each equally likely: draws past the last whole multiple are thrown away."""
    limit = _RANGE - _RANGE % bound
    return next(number for number in numbers if number < limit) % bound


def _numbers(form: str, seed_hex: str) -> Iterator[int]:
    """32-bit numbers: the first eight hexadecimal digits of SHA-256 over form, seed and a counter."""
    counter = 0
    while True:
        digest = sha256_hex(f"inspect-form/1 sample {form} {seed_hex} {counter}".encode())
        yield int(digest[:8], 16)
        counter += 1
