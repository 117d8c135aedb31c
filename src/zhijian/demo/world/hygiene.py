"""What an inspector finds: the latent state of the premises, the season, the inspector's strictness, and luck.

The state is a stationary AR(1) by months with a half-life of one year.  An oracle that knows everything but luck ranks
visits at an AUC of 0.78-0.80; the record of earlier visits alone ranks at 0.63, or lower where officers change often.
"""

from dataclasses import dataclass
from datetime import date
from math import exp, log, pi, sqrt

from zhijian.demo.world.dice import SPAN, Dice, normal
from zhijian.demo.world.organisation import STRICTNESS_SD
from zhijian.demo.world.scale import Band

STATE_SD = 0.8
HALF_LIFE_MONTHS = 12
_KEEPS = 0.5 ** (1 / HALF_LIFE_MONTHS)
_SUMMER = {6: 0.25, 7: 0.35, 8: 0.35, 9: 0.15}
_REST_OF_YEAR = -0.1375  # so that the year's mean is 0
_BAND_EFFECT = {
    Band.LARGE_CATERING: 0.05,
    Band.CATERING: 0.15,
    Band.CANTEEN: -0.4,
    Band.FOOD_SALE: -0.05,
    Band.DRUG: -0.2,
    Band.DEVICE: -0.3,
}
_SD = sqrt(STATE_SD**2 + STRICTNESS_SD**2 + 0.2**2)
# Chicago: a critical violation in 13.6 % of visits; failed or passed with conditions in 33 %.
CRITICAL_SHARE, ANY_SHARE = 0.136, 0.33
_MONTH_ZERO = 2000 * 12
_WARM_UP = 36


@dataclass(frozen=True, slots=True)
class Findings:
    """How much an inspection finds: item counts, before they are laid on the items of a form."""

    key_problems: int
    general_problems: int


def _intercept(share: float) -> float:
    """The intercept at which a logistic of a normal with mean 0 and this module's spread has the mean ``share``."""
    return log(share / (1 - share)) * sqrt(1 + _SD**2 * pi / 8)


_CRITICAL, _GENERAL = _intercept(CRITICAL_SHARE), _intercept(0.265)  # together 33 % with any problem


class Hygiene:
    """The latent states of one world."""

    def __init__(self, seed: int) -> None:
        self._dice = Dice(seed, "hygiene")
        self._luck = Dice(seed, "luck")

    def state(self, entity: int, on: date) -> float:
        """Log-odds by which the premises are worse than the average, in the month of ``on``; sd STATE_SD."""
        month = on.year * 12 + on.month - 1 - _MONTH_ZERO
        weight: float = sqrt(1 - _KEEPS**2)
        total = 0.0
        for back in range(_WARM_UP):
            total += weight * normal(self._shock(entity, month - back))
            weight *= _KEEPS
        remaining: float = _KEEPS**_WARM_UP
        return STATE_SD * (total + remaining * normal(self._dice.throw(entity * 4_096)[31]))

    def odds(self, entity: int, band: Band, on: date, strictness: float) -> float:
        """All that is not luck, as log-odds around 0."""
        return self.state(entity, on) + strictness + _SUMMER.get(on.month, _REST_OF_YEAR) + _BAND_EFFECT.get(band, 0.0)

    def findings(self, visit: int, odds: float) -> Findings:
        """What visit number ``visit`` finds at these odds."""
        draws = self._luck.throw(visit)
        critical = draws[0] / SPAN < _logistic(_CRITICAL + odds)
        general = draws[1] / SPAN < _logistic(_GENERAL + odds)
        return Findings(
            key_problems=(1 + (draws[2] % 10 < 2)) if critical else 0,
            general_problems=(1 + _geometric(draws[3])) if general else 0,
        )

    def _shock(self, entity: int, month: int) -> int:
        block, place = divmod(month, 30)
        return self._dice.throw(entity * 4_096 + 1 + block)[place]


def _logistic(odds: float) -> float:
    return 1 / (1 + exp(-odds))


def _geometric(draw: int) -> int:
    """0, 1, 2 ... with halving chances, at most 6."""
    count = 0
    while count < 6 and draw >> count & 1:
        count += 1
    return count
