"""How old entities are, and how old they were when they left: 18 % of the stock enter and 8 % leave a year (2020)."""

from functools import lru_cache
from itertools import pairwise
from math import exp, log

_GROWTH = log(1.10)
_ENTRY_RATE = 0.18
_YEARS = 40
_PARTS = 12
# Relative hazard of leaving in each year of life; an individual's is highest in years 2 to 4.
_INDIVIDUAL = (0.05, 0.12, 0.14, 0.13, 0.09, 0.07, 0.06, 0.05)
_OTHERS = (0.03, 0.07, 0.09, 0.09, 0.08, 0.07, 0.06, 0.05)
_SIZE = 4096


def _survival(hazard: tuple[float, ...], factor: float) -> list[float]:
    """Share that lives at the end of each twelfth of a year."""
    alive, shares = 1.0, []
    for part in range(_YEARS * _PARTS):
        yearly = hazard[min(part // _PARTS, len(hazard) - 1)] * factor
        alive *= exp(-yearly / _PARTS)
        shares.append(alive)
    return shares


def _stock(hazard: tuple[float, ...], factor: float) -> list[float]:
    """Entities of each age today, if one entered a twelfth of a year and entries grew by ten per cent a year."""
    return [alive * exp(-_GROWTH * part / _PARTS) for part, alive in enumerate(_survival(hazard, factor))]


def _calibrated(hazard: tuple[float, ...]) -> float:
    """The factor on the hazard at which entries are 18 % of the stock a year."""
    low, high = 0.0, 10.0
    for _ in range(40):
        middle = (low + high) / 2
        if _PARTS / sum(_stock(hazard, middle)) < _ENTRY_RATE:
            low = middle
        else:
            high = middle
    return low


def _quantiles(weights: list[float]) -> tuple[int, ...]:
    """Ages in days such that a pick among them follows the weights of the twelfths of a year."""
    total, reached, part, days = sum(weights), weights[0], 0, []
    for step in range(_SIZE):
        wanted = (step + 0.5) / _SIZE * total
        while reached < wanted:
            part += 1
            reached += weights[part]
        within = 1 - (reached - wanted) / weights[part]
        days.append(1 + int((part + within) * 365.25 / _PARTS))
    return tuple(days)


@lru_cache
def ages(individual: bool) -> tuple[int, ...]:
    """Days since registration of entities that exist: (4096,) equally likely, rising."""
    hazard = _INDIVIDUAL if individual else _OTHERS
    return _quantiles(_stock(hazard, _calibrated(hazard)))


@lru_cache
def lives(individual: bool) -> tuple[int, ...]:
    """Days between registration and leaving, of entities that left: (4096,) equally likely, rising."""
    hazard = _INDIVIDUAL if individual else _OTHERS
    alive = [1.0, *_survival(hazard, _calibrated(hazard))]
    return _quantiles([before - after for before, after in pairwise(alive)])
