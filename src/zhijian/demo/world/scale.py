"""How large a world is: a district bureau, an average county, a province (shares of 1.84 亿 entities of 2023)."""

from dataclasses import dataclass
from enum import StrEnum


class Scale(StrEnum):
    """The three sizes that a world is made in."""

    DISTRICT = "district"
    COUNTY = "county"
    PROVINCE = "province"


class Band(StrEnum):
    """What an entity does, as far as supervision is concerned."""

    LARGE_CATERING = "large_catering"
    CANTEEN = "canteen"
    CATERING = "catering"
    FOOD_SALE = "food_sale"
    FOOD_MAKING = "food_making"
    DRUG = "drug"
    DEVICE = "device"
    EQUIPMENT = "equipment"
    OTHER = "other"


KEY_BANDS = (
    Band.LARGE_CATERING,
    Band.CANTEEN,
    Band.CATERING,
    Band.FOOD_SALE,
    Band.FOOD_MAKING,
    Band.DRUG,
    Band.DEVICE,
)
"""Food, drugs and devices: the entities under key supervision (重点监管)."""

FOOD_BANDS = KEY_BANDS[:5]


@dataclass(frozen=True, kw_only=True)
class Sizes:
    """Counts of one scale.

    register: entities that exist today.  bands: how many of them are of each band; the rest is OTHER.
    equipment: pieces of special equipment.  officers: holders of an enforcement certificate in one county.
    """

    register: int
    bands: dict[Band, int]
    equipment: int
    counties: int
    streets_per_county: int
    offices_per_county: int
    officers_per_office: int
    inspections_a_year: int
    complaints_a_year: int

    @property
    def key(self) -> int:
        """How many entities are under key supervision."""
        return sum(self.bands[band] for band in KEY_BANDS)


def _bands(food: tuple[int, int, int, int, int], *, drug: int, device: int, equipment: int) -> dict[Band, int]:
    counts = dict(zip(FOOD_BANDS, food, strict=True))
    return {**counts, Band.DRUG: drug, Band.DEVICE: device, Band.EQUIPMENT: equipment}


SIZES = {
    # 200 food operators, 15 of them large caterers, and 50 drug and device retailers: the founding document's numbers.
    Scale.DISTRICT: Sizes(
        register=12_000,
        bands=_bands((15, 4, 71, 104, 6), drug=38, device=12, equipment=88),
        equipment=350,
        counties=1,
        streets_per_county=8,
        offices_per_county=4,
        officers_per_office=2,
        inspections_a_year=400,
        complaints_a_year=600,
    ),
    Scale.COUNTY: Sizes(
        register=65_000,
        bands=_bands((110, 100, 2_265, 2_860, 165), drug=190, device=210, equipment=1_875),
        equipment=7_500,
        counties=1,
        streets_per_county=16,
        offices_per_county=14,
        officers_per_office=7,
        inspections_a_year=12_000,
        complaints_a_year=3_600,
    ),
    Scale.PROVINCE: Sizes(
        register=6_000_000,
        bands=_bands((10_000, 9_000, 206_000, 260_000, 15_000), drug=17_500, device=19_000, equipment=172_500),
        equipment=690_000,
        counties=96,
        streets_per_county=14,
        offices_per_county=14,
        officers_per_office=7,
        inspections_a_year=1_100_000,
        complaints_a_year=330_000,
    ),
}

EXITS_PER_ENTITY = 0.49
"""Entities that left in the last ten years, per one that exists: 8 % of a stock that grew by 10 % a year."""
