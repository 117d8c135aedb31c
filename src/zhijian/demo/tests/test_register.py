"""Counts, shares and codes of the made-up register."""

from collections import Counter
from datetime import timedelta
from functools import lru_cache
from time import process_time

import pytest

from zhijian.demo.tests.worlds import AS_OF, district, province
from zhijian.demo.world import codes
from zhijian.demo.world.entity import Entity
from zhijian.demo.world.scale import FOOD_BANDS, SIZES, Band, Scale
from zhijian.kernel.errors import Invalid
from zhijian.kernel.identifiers.persons import parse_mobile
from zhijian.kernel.identifiers.registration_number import parse_registration_number
from zhijian.kernel.identifiers.uscc import make_uscc, parse_uscc

SAMPLE = 60_000


@lru_cache
def register() -> tuple[Entity, ...]:
    return tuple(district().entities())


@lru_cache
def sample() -> tuple[Entity, ...]:
    """The first entities of a province: ranks are shuffled, so any slice is a fair sample."""
    return tuple(province().entities(0, SAMPLE))


@lru_cache
def left() -> tuple[Entity, ...]:
    world = province()
    return tuple(map(world.entity, range(world.register, world.register + 20_000)))


def share(count: int, of: int) -> float:
    return count / of


def near(target: float, tolerance: float = 0.1) -> object:
    return pytest.approx(target, rel=tolerance)


@pytest.mark.req("OPS-6")
def test_the_district_has_the_founding_documents_numbers() -> None:
    bands = Counter(entity.band for entity in register())

    assert len(register()) == 12_000
    assert sum(bands[band] for band in FOOD_BANDS) == 200
    assert bands[Band.LARGE_CATERING] == 15
    assert bands[Band.DRUG] + bands[Band.DEVICE] == 50
    assert sum(entity.is_key for entity in register()) == 250
    assert len(list(district().equipment())) == 350
    assert sum(officer.may_enforce for officer in district().officers()) == 14


def test_key_entities_are_listed_without_a_search_and_are_the_same() -> None:
    listed = {entity.number for entity in district().key_entities()}

    assert listed == {entity.number for entity in register() if entity.is_key}


@pytest.mark.parametrize("scale", list(Scale))
def test_food_operators_are_as_many_as_the_scale_says(scale: Scale) -> None:
    food = sum(SIZES[scale].bands[band] for band in FOOD_BANDS)

    assert food == {Scale.DISTRICT: 200, Scale.COUNTY: 5_500, Scale.PROVINCE: 500_000}[scale]


def test_every_code_checks_but_the_planted_ones() -> None:
    for entity in (*register(), *sample(), *left()):
        kinds = {error.kind for error in entity.planted}
        assert parse_uscc(entity.uscc) == entity.uscc
        if "mistyped_code" in kinds:
            with pytest.raises(Invalid):
                parse_uscc(entity.code)
        elif "old_number" in kinds:
            assert parse_registration_number(entity.code) == entity.code
        else:
            assert entity.code == entity.uscc


def test_codes_and_telephones_belong_to_one_entity_only() -> None:
    entities = (*sample(), *left())

    assert len({entity.uscc for entity in entities}) == len(entities)
    assert len({entity.phone for entity in entities}) == len(entities)
    assert all(parse_mobile(entity.phone) == entity.phone for entity in sample()[:500])


@pytest.mark.parametrize("body", [0, 1, 31, 12_345_678, codes.NEW_BODIES - 1])
def test_quick_codes_are_those_of_the_kernel(body: int) -> None:
    new, old = codes.new_code("92570102", body), codes.old_code("91570102", body % codes.OLD_BODIES)

    assert new == make_uscc("92570102", new[8:16])
    assert old == make_uscc("91570102", old[8:16])


def test_legal_forms_have_the_national_shares() -> None:
    types = Counter(entity.entity_type for entity in sample())

    assert share(types["9500"], SAMPLE) == near(0.671)
    assert share(types["9100"], SAMPLE) == near(0.014)
    assert share(SAMPLE - types["9500"] - types["9100"], SAMPLE) == near(0.315)


@pytest.mark.parametrize(
    ("kind", "rate"), [("old_number", 0.01), ("mistyped_code", 0.003), ("near_name", 0.015), ("wrong_county", 0.0096)]
)
def test_errors_are_planted_at_their_rates(kind: str, rate: float) -> None:
    planted = sum(error.kind == kind for entity in sample() for error in entity.planted)

    assert share(planted, SAMPLE) == near(rate, 0.2 if kind == "mistyped_code" else 0.1)


def test_four_per_cent_have_no_point() -> None:
    without = sum(entity.longitude is None for entity in sample())

    assert share(without, SAMPLE) == near(0.04)
    assert all((entity.longitude is None) == (entity.latitude is None) for entity in sample())


def test_three_per_cent_of_enterprises_are_revoked_and_all_on_the_register_exist() -> None:
    enterprises = [entity for entity in sample() if entity.is_enterprise]
    statuses = Counter(entity.status for entity in sample())

    assert set(statuses) == {"1", "2"}
    assert 0.02 <= share(statuses["2"], len(enterprises)) <= 0.04
    assert {entity.status for entity in left()} == {"3", "4", "5", "6"}


def test_eighteen_per_cent_came_within_the_last_year() -> None:
    """Of 18 % that enter in a year, those that left again within it are missing."""
    young = sum(entity.established_on > AS_OF - timedelta(days=365) for entity in sample())

    assert share(young, SAMPLE) == near(0.17)


def test_exits_of_the_last_year_are_eight_per_cent_of_the_stock() -> None:
    world = province()
    recent = sum(entity.left_on is not None and entity.left_on > AS_OF - timedelta(days=365) for entity in left())

    assert share(recent, len(left())) * (world.total - world.register) / world.register == near(0.076)


def test_those_that_left_were_registered_before_and_hold_nothing_now() -> None:
    world = district()

    for entity in list(world.exits())[:2_000]:
        assert entity.left_on is not None
        assert entity.established_on < entity.left_on < AS_OF
        assert world.licences(entity) == ()
        assert world.equipment_of(entity) == ()


def test_enterprises_cannot_be_reached_or_filed_no_report_at_the_published_rates() -> None:
    enterprises = [entity for entity in sample() if entity.is_enterprise]

    assert share(sum("无法联系" in entity.abnormal for entity in enterprises), len(enterprises)) == near(0.07)
    assert share(sum("未公示年报" in entity.abnormal for entity in enterprises), len(enterprises)) == near(0.05)


def test_a_near_name_differs_from_the_name_it_resembles_by_little() -> None:
    by_number = {entity.number: entity for entity in register()}
    pairs = [
        (entity, by_number[int(error.true)])
        for entity in register()
        for error in entity.planted
        if error.kind == "near_name"
    ]

    assert pairs
    for entity, model in pairs:
        assert entity.name != model.name
        assert abs(len(entity.name) - len(model.name)) <= 1
        assert entity.industry == model.industry


def test_a_wrong_point_is_outside_its_county_and_the_truth_is_inside() -> None:
    west = {county.code: county.longitude for county in district().counties}
    wrong = [(entity, error) for entity in register() for error in entity.planted if error.kind == "wrong_county"]

    for entity, error in wrong:
        corner = west[entity.county_code]
        assert entity.longitude is not None
        assert not corner - 0.03 <= entity.longitude <= corner + 0.2
        assert corner - 0.03 <= float(error.true) <= corner + 0.2


def test_streets_of_entities_are_streets_of_their_county() -> None:
    streets = {street.code: county.code for county in province().counties for street in county.streets}

    assert all(streets[entity.street_code] == entity.county_code for entity in sample())


def test_names_are_seldom_the_same() -> None:
    names = Counter(entity.name for entity in register())

    assert sum(count - 1 for count in names.values()) < 0.02 * len(register())


def test_a_province_is_made_in_ten_minutes_on_two_cores() -> None:
    world = province()
    world.entity(0)

    start = process_time()
    count = sum(1 for _ in world.entities(0, 20_000))
    per_core = count / (process_time() - start)

    assert per_core * 2 * 600 > SIZES[Scale.PROVINCE].register
