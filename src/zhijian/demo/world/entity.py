"""One entity of the made-up register."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from zhijian.demo.world.scale import KEY_BANDS, Band


@dataclass(frozen=True, slots=True)
class Planted:
    """An error put into the world on purpose, as the truth file tells it.

    kind: old_number (15 digits, no 统一社会信用代码 known), mistyped_code, near_name, wrong_county.
    true: what is right; for near_name the index of the entity whose name it resembles.
    """

    kind: str
    field: str
    true: str


class Entity(NamedTuple):
    """A market entity (经营主体) as the registering organ's file shows it.

    number: its index in the world; every other thing refers to it by this.
    uscc: its true 统一社会信用代码, always valid and unique.  code: what the file shows instead of it: the same, an old
    15-digit registration number, or a mistyped one.  entity_type and status: codes of the national publicity system.
    capital: yuan.  longitude, latitude: WGS-84 degrees, None for 4 %.  classes: of CY 餐饮, XS 食品销售, SC 食品生产,
    YP 药品, QX 医疗器械, TS 特种设备.  risk_level: A-D, empty without supervision.  abnormal: why it would be
    listed as abnormal if someone looked.  A named tuple: six million frozen dataclasses take a third more time.
    """

    number: int
    band: Band
    uscc: str
    code: str
    name: str
    short_name: str
    entity_type: str
    status: str
    suspended: bool
    legal_person: str
    phone: str
    county_code: str
    street_code: str
    street: str
    address: str
    longitude: float | None
    latitude: float | None
    industry: str
    capital: Decimal
    established_on: date
    approved_on: date
    left_on: date | None
    classes: tuple[str, ...]
    tags: tuple[str, ...]
    credit_class: str
    risk_level: str
    abnormal: tuple[str, ...]
    planted: tuple[Planted, ...]

    @property
    def is_key(self) -> bool:
        """Whether it is under key supervision (food, drugs, devices)."""
        return self.band in KEY_BANDS

    @property
    def is_enterprise(self) -> bool:
        """Whether it is neither an individual nor a co-operative."""
        return self.entity_type not in ("9500", "9100")
