"""How far a long stage of loading is, told now and then."""

from collections.abc import Callable, Iterator, Sequence
from time import monotonic
from typing import TypeVar

T = TypeVar("T")
Tell = Callable[[str], None]
EVERY_S = 10


def silent(_text: str) -> None:
    """Tell nobody."""


def counted(things: Sequence[T], what: str, tell: Tell) -> Iterator[T]:
    """The things; every ten seconds ``tell`` hears how many of them are done: ``主体 350/617``."""
    told = monotonic()
    for place, thing in enumerate(things):
        if monotonic() - told >= EVERY_S:
            tell(f"{what} {place}/{len(things)}")
            told = monotonic()
        yield thing
