"""Legal forms: how many of each in every band, their type codes and how their names end."""

from typing import NamedTuple

from zhijian.demo.world.dice import chance, spread
from zhijian.demo.world.scale import Band, Sizes

ENTERPRISE_SHARE = 0.315
COOPERATIVE_SHARE = 0.014
INDIVIDUAL = "9500"
COOPERATIVE = "9100"

_BAND_ENTERPRISES = {
    Band.LARGE_CATERING: 1.0,
    Band.CANTEEN: 1.0,
    Band.CATERING: 0.14,
    Band.FOOD_SALE: 0.20,
    Band.FOOD_MAKING: 0.80,
    Band.DRUG: 0.75,
    Band.DEVICE: 0.70,
    Band.EQUIPMENT: 0.95,
}


class Form(NamedTuple):
    """A legal form.  prefix: the first two characters of the 统一社会信用代码."""

    entity_type: str
    prefix: str
    ending: str


_INDIVIDUAL_FORM = Form(INDIVIDUAL, "92", "")
_COOPERATIVE_FORM = Form(COOPERATIVE, "93", "专业合作社")
_BRANCH = Form("2130", "91", "有限公司")
_COMPANIES = spread(
    [
        Form("1130", "91", "有限公司"),
        Form("1130", "91", "有限责任公司"),
        Form("1151", "91", "有限公司"),
        Form("1153", "91", "有限公司"),
        Form("1190", "91", "有限公司"),
        Form("1140", "91", "有限责任公司"),
        Form("2130", "91", "有限公司"),
        Form("1229", "91", "股份有限公司"),
        Form("4530", "91", "中心（有限合伙）"),
        Form("4540", "91", "服务中心"),
    ],
    [46, 4, 30, 5, 3, 1, 5, 1, 2, 3],
)
# What is supervised or runs equipment is a plain company: its name then says what it is.
_PLAIN_COMPANIES = (
    Form("1130", "91", "有限公司"),
    Form("1130", "91", "有限责任公司"),
    Form("1151", "91", "有限公司"),
    Form("1130", "91", "有限公司"),
)


class Bounds(NamedTuple):
    """Draws below ``enterprise`` give an enterprise, below ``cooperative`` a co-operative, others an individual."""

    enterprise: int
    cooperative: int


def bounds(sizes: Sizes, register: int) -> dict[Band, Bounds]:
    """The bounds of each band, such that the whole register has the national shares."""
    others = register - sum(sizes.bands.values())
    elsewhere = sum(count * _BAND_ENTERPRISES[band] for band, count in sizes.bands.items())
    enterprise = min(1.0, max(0.0, (ENTERPRISE_SHARE * register - elsewhere) / max(1, others)))
    cooperative = min(1 - enterprise, COOPERATIVE_SHARE * register / max(1, others))
    table = {band: Bounds(chance(share), chance(share)) for band, share in _BAND_ENTERPRISES.items()}
    table[Band.OTHER] = Bounds(chance(enterprise), chance(enterprise + cooperative))
    return table


def form_of(band: Band, limits: Bounds, draw: int, detail: int) -> Form:
    """The legal form of an entity of ``band``."""
    if draw >= limits.cooperative:
        return _INDIVIDUAL_FORM
    if draw >= limits.enterprise:
        return _COOPERATIVE_FORM
    is_branch = band is Band.CANTEEN or (band is Band.DRUG and detail % 100 < 55)
    if is_branch:
        return _BRANCH
    return _COMPANIES[detail >> 4] if band is Band.OTHER else _PLAIN_COMPANIES[detail % 4]
