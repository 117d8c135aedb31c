"""Draws that depend on a seed and an index only, so that any slice of the world is made alone and always alike.

``random`` is not used: a generator has to be wound up for every entity, and its methods may change between versions of
Python.  One BLAKE2b of (seed, label, index) gives thirty-two numbers at once.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from itertools import accumulate
from math import gcd
from statistics import NormalDist
from struct import Struct
from typing import TypeVar

T = TypeVar("T")

DRAWS = 32
SPAN = 65_536
"""A draw is a whole number, 0 <= draw < SPAN."""

_UNPACK = Struct(f"<{DRAWS}H").unpack
_PACK = Struct("<Q").pack
_STANDARD_NORMAL = NormalDist()


class Dice:
    """Thirty-two draws for every index, under one seed and one label."""

    def __init__(self, seed: int, label: str) -> None:
        self._hasher = blake2b(digest_size=DRAWS * 2, key=f"{seed}:{label}".encode())

    def throw(self, index: int) -> tuple[int, ...]:
        """The draws of ``index`` (>= 0): (32,) whole numbers below SPAN."""
        hasher = self._hasher.copy()
        hasher.update(_PACK(index))
        return _UNPACK(hasher.digest())


@dataclass(frozen=True, slots=True)
class Shuffle:
    """A one-to-one map of 0..size-1 onto itself: ``place = (index * factor + shift) mod size``."""

    size: int
    factor: int
    shift: int

    @classmethod
    def of(cls, size: int, seed: int, label: str) -> "Shuffle":
        """The map of a seed and a label; size >= 1."""
        draws = Dice(seed, f"shuffle:{label}").throw(size)
        factor = max(1, int(size * 0.618) + draws[0] % max(1, size // 7))
        while gcd(factor, size) != 1:
            factor += 1
        return cls(size=size, factor=factor, shift=(draws[1] * SPAN + draws[2]) % size)

    def place(self, index: int) -> int:
        """Where ``index`` lands."""
        return (index * self.factor + self.shift) % self.size

    def index(self, place: int) -> int:
        """Which index lands at ``place``."""
        return (place - self.shift) * _inverse(self.factor, self.size) % self.size


@lru_cache
def _inverse(factor: int, size: int) -> int:
    return pow(factor, -1, size)


def spread(values: Sequence[T], weights: Sequence[float], size: int = 4096) -> tuple[T, ...]:
    """``values`` repeated in proportion to ``weights``, ``size`` in all: a weighted pick is then one look-up."""
    total = sum(weights)
    bounds = [round(size * share / total) for share in accumulate(weights)]
    starts = [0, *bounds[:-1]]
    return tuple(value for value, start, end in zip(values, starts, bounds, strict=True) for _ in range(start, end))


def pick(values: Sequence[T], draw: int) -> T:
    """The value that a draw points at; all places are equally likely."""
    return values[draw * len(values) // SPAN]


def chance(share: float) -> int:
    """The bound below which a draw falls with probability ``share``."""
    return round(share * SPAN)


def normal(draw: int) -> float:
    """A draw as a standard normal number."""
    return _STANDARD_NORMAL.inv_cdf((draw + 0.5) / SPAN)
