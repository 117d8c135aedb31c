"""How many objects are drawn from each credit class."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Final

from zhijian.business.inspection.rules.draw.document import CREDIT_CLASSES, CreditClass, Parameters
from zhijian.business.inspection.rules.draw.impossible import DrawImpossible

PERMILLE: Final = 1_000


def total_wanted(parameters: Parameters, sizes: Mapping[CreditClass, int]) -> int:
    """Objects to draw in all: groups times objects per group, else the rates applied to the pool, rounded up.

    sizes: eligible objects by class.  Raises DrawImpossible when nothing or more than there is would be drawn.
    """
    per_group, rates = parameters["objects_per_group"], parameters["rates"]
    drawable = sum(size for name, size in sizes.items() if rates is None or rates[name] > 0)
    if per_group is not None:
        wanted = parameters["groups"] * per_group
    else:
        assert rates is not None  # the reader demands one of the two
        wanted = -(-sum(size * rates[name] for name, size in sizes.items()) // PERMILLE)
    if wanted == 0:
        raise DrawImpossible("按现有比例抽不到任何检查对象，请调整名录或者抽取比例。", kind="no_objects")
    if wanted > drawable:
        raise DrawImpossible(
            f"需要抽取 {wanted} 个检查对象，可抽取的只有 {drawable} 个，请减少组数或者扩大名录。", kind="few_objects"
        )
    return wanted


def class_sizes(classes: Iterable[CreditClass]) -> dict[CreditClass, int]:
    """Number of eligible objects in each credit class, riskiest first."""
    counted = Counter(classes)
    return {name: counted[name] for name in CREDIT_CLASSES}


def quotas(sizes: Mapping[CreditClass, int], rates: Mapping[CreditClass, int], total: int) -> dict[CreditClass, int]:
    """Shares of ``total`` by class, in proportion to size times rate, largest remainder, never more than the class has.

    sizes: eligible objects by class.  rates: permille.  total: at most the objects in classes with a rate above 0.
    A class whose exact share exceeds it is taken whole and the rest shared anew.  Equal remainders go to the riskier
    class.  Whole numbers only, so that every language gets the same.
    """
    shares: dict[CreditClass, int] = dict.fromkeys(CREDIT_CLASSES, 0)
    weights: dict[CreditClass, int] = {
        name: sizes[name] * rates[name] for name in CREDIT_CLASSES if sizes[name] * rates[name] > 0
    }
    while full := [name for name in weights if total * weights[name] > sizes[name] * sum(weights.values())]:
        for name in full:
            shares[name] = sizes[name]
            total -= sizes[name]
            del weights[name]
    whole = sum(weights.values())
    for name, weight in weights.items():
        shares[name] = total * weight // whole
    missing = total - sum(shares[name] for name in weights)
    by_remainder = sorted(weights, key=lambda name: -(total * weights[name] % whole))  # stable: ties keep class order
    for name in by_remainder[:missing]:
        shares[name] += 1
    return shares
