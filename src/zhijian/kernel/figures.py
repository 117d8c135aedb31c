"""Figures of speed: what was measured, its goal, and the reference that was measured beside it in the same run."""

import math
import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, kw_only=True, slots=True)
class Figure:
    """One row of the table.

    what, goal, reference: in Chinese, as people read them.  median, p95, reference_median: in ``unit``.
    met: whether the goal was reached; None for a figure that is told beside, without a goal.
    """

    what: str
    median: float
    unit: str = "ms"
    goal: str = ""
    met: bool | None = None
    p95: float | None = None
    reference: str = ""
    reference_median: float | None = None

    @property
    def ratio(self) -> float | None:
        """How many times the reference the figure is."""
        return self.median / self.reference_median if self.reference_median else None

    def to_json(self) -> dict[str, Any]:
        """The figure with its ratio, for a file."""
        return {**asdict(self), "ratio": self.ratio}


@dataclass(frozen=True, slots=True)
class Times:
    """Milliseconds of many runs of the same act."""

    ms: tuple[float, ...]

    @property
    def median(self) -> float:
        """Half of the runs were as fast."""
        return statistics.median(self.ms)

    @property
    def p95(self) -> float:
        """95 of 100 runs were as fast."""
        return sorted(self.ms)[math.ceil(len(self.ms) * 0.95) - 1]


def timed(act: Callable[[], object]) -> float:
    """Milliseconds of one run."""
    began = time.perf_counter()
    act()
    return (time.perf_counter() - began) * 1000


def alternately(acts: Mapping[str, Callable[[], object]], *, rounds: int, warm_up: int = 3) -> dict[str, Times]:
    """Run all acts in turn, A B A B …, so that whatever slows the machine down meets each of them alike."""
    for act in acts.values():
        for _ in range(warm_up):
            act()
    taken: dict[str, list[float]] = {name: [] for name in acts}
    for _ in range(rounds):
        for name, act in acts.items():
            taken[name].append(timed(act))
    return {name: Times(tuple(each)) for name, each in taken.items()}


def best_of(values: Sequence[float]) -> float:
    """The quickest of a few long runs: the one that other work on the machine disturbed least."""
    return min(values)
