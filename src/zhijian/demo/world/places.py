"""The invented province 云岭省: its divisions, streets, roads, markets and points.

Its code 57 is not in GB/T 2260, so no number of a person or an entity here can be anybody's.  Its points lie in the
uninhabited Badain Jaran desert, so no real shop stands where an invented violation is shown.
"""

import json
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from zhijian.demo.world.dice import SPAN, Dice, pick

_WEST, _NORTH = 100.6, 41.2  # degrees, the first county's corner
_COUNTY_STEP = 0.2
_STREETS_SHARE = 0.15  # street centres keep this far (degrees) inside a county
_CLUMPS, _ROADS = 5, 12
_COUNTIES_PER_CITY = 8


@dataclass(frozen=True, slots=True)
class Clump:
    """A market or a mall where many entities have their address."""

    name: str
    road: str
    house: int
    longitude: float
    latitude: float


@dataclass(frozen=True, slots=True)
class Street:
    """A street office or town (乡镇街道); code of nine digits."""

    code: str
    name: str
    longitude: float
    latitude: float
    roads: tuple[str, ...]
    clumps: tuple[Clump, ...]


@dataclass(frozen=True, slots=True)
class County:
    """A county or district (县区); code of six digits.  Degrees are WGS-84."""

    code: str
    name: str
    city: str
    city_number: int
    province: str
    longitude: float
    latitude: float
    streets: tuple[Street, ...]

    @property
    def full_name(self) -> str:
        """City and county, as addresses begin."""
        return self.city + self.name


@dataclass(frozen=True, slots=True)
class _Words:
    province: str
    province_code: str
    cities: tuple[str, ...]
    counties: tuple[str, ...]
    streets: tuple[str, ...]
    roads: tuple[str, ...]
    markets: tuple[str, ...]


@lru_cache
def _words() -> _Words:
    raw = json.loads(files(__package__).joinpath("data/places.json").read_text(encoding="utf-8"))
    lists = {key: tuple(raw[key]) for key in ("cities", "counties", "streets", "roads", "markets")}
    return _Words(province=raw["province"], province_code=raw["province_code"], **lists)


@lru_cache
def counties(count: int, streets_per_county: int) -> tuple[County, ...]:
    """The first ``count`` counties (1..96).  The map of the province is the same for every seed."""
    return tuple(_county(number, streets_per_county) for number in range(count))


def _county(number: int, streets: int) -> County:
    words = _words()
    city, within = divmod(number, _COUNTIES_PER_CITY)
    code = f"{words.province_code}{city + 1:02}{within + 2:02}"
    longitude = _WEST + city * _COUNTY_STEP
    latitude = _NORTH - within * _COUNTY_STEP
    return County(
        code=code,
        name=words.counties[number],
        city=words.cities[city],
        city_number=city + 1,
        province=words.province,
        longitude=longitude,
        latitude=latitude,
        streets=tuple(_street(code, number, place, (longitude, latitude)) for place in range(streets)),
    )


def _street(county: str, number: int, place: int, corner: tuple[float, float]) -> Street:
    words = _words()
    draws = Dice(0, f"street:{county}").throw(place)
    name = words.streets[(number * 17 + place * 7) % len(words.streets)] + ("街道" if place % 3 < 2 else "镇")
    longitude = corner[0] + _STREETS_SHARE * draws[0] / SPAN
    latitude = corner[1] - _STREETS_SHARE * draws[1] / SPAN
    start = draws[2] % len(words.roads)
    roads = tuple(
        words.roads[(start + step * 11) % len(words.roads)] + pick(("路", "街", "大道", "巷"), draws[4 + step])
        for step in range(_ROADS)
    )
    clumps = tuple(_clump(draws[17 + step * 3 : 20 + step * 3], roads, longitude, latitude) for step in range(_CLUMPS))
    return Street(f"{county}{place + 1:03}", name, longitude, latitude, roads, clumps)


def _clump(draws: tuple[int, ...], roads: tuple[str, ...], longitude: float, latitude: float) -> Clump:
    return Clump(
        name=pick(_words().markets, draws[0]),
        road=pick(roads, draws[1]),
        house=1 + draws[2] % 400,
        longitude=longitude + (draws[1] / SPAN - 0.5) * 0.02,
        latitude=latitude + (draws[2] / SPAN - 0.5) * 0.016,
    )
