"""Random words out of a seed: SHA-256 in counter mode, one independent stream for each purpose."""

import hashlib
import struct
from collections.abc import Iterator, Sequence
from itertools import count
from typing import Final, TypeVar

_T = TypeVar("_T")
WORDS: Final = 1 << 64


class Stream:
    """An endless row of 64-bit words that anyone with the seed can repeat.

    Block i is SHA-256(seed ‖ label ‖ 0x00 ‖ i as 8 bytes, big-endian) and gives four big-endian words.  The label
    keeps purposes apart: how many words the officers used says nothing about the objects.
    """

    def __init__(self, seed: bytes, label: str) -> None:
        self._words = _words(seed, label)

    def below(self, limit: int) -> int:
        """A number from 0 to ``limit`` - 1, each equally likely: words past the last full multiple are thrown away."""
        usable = WORDS - WORDS % limit
        for word in self._words:
            if word < usable:
                return word % limit
        raise AssertionError("the stream never ends")


def _words(seed: bytes, label: str) -> Iterator[int]:
    start = hashlib.sha256(seed + label.encode("ascii") + b"\0")
    for counter in count():
        block = start.copy()
        block.update(counter.to_bytes(8, "big"))
        yield from struct.unpack(">4Q", block.digest())


def sample(stream: Stream, pool: Sequence[_T], size: int) -> list[_T]:
    """The first ``size`` of the pool after a Fisher–Yates shuffle, in the order drawn; size <= len(pool).

    Only as many steps are made as places are wanted, so 200 out of 200,000 costs 200 steps.
    """
    rest = list(pool)
    for place in range(size):
        other = place + stream.below(len(rest) - place)
        rest[place], rest[other] = rest[other], rest[place]
    return rest[:size]
