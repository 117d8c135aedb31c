"""Licences, people, equipment and the bureau of the made-up world."""

from collections import Counter
from datetime import timedelta
from importlib import resources

import orjson
import pytest

from zhijian.demo.loading.staff import roles_of
from zhijian.demo.tests.worlds import AS_OF, district, province
from zhijian.demo.world.organisation import Duty
from zhijian.demo.world.people import Position
from zhijian.demo.world.places import counties
from zhijian.demo.world.scale import SIZES, Band, Scale
from zhijian.kernel.identifiers.permits import PermitKind, check_permit
from zhijian.kernel.identifiers.persons import parse_id_card, parse_mobile


def test_every_permit_number_checks_and_is_held_once() -> None:
    for world, count in ((district(), 250), (province(), 3_000)):
        ranks = range(0, world.sizes.key, world.sizes.key // count)
        entities = [world.entity(world.index_of_rank(rank)) for rank in ranks]
        permits = [permit for entity in entities for permit in world.licences(entity)]

        assert all(check_permit(permit.kind, permit.number) == permit.number for permit in permits)
        assert len({permit.number for permit in permits}) == len(permits)


def test_every_entity_under_key_supervision_holds_a_permit_for_each_class() -> None:
    world = district()

    for entity in world.key_entities():
        assert len(world.licences(entity)) == len(entity.classes)


def test_some_permits_have_run_out_and_some_end_soon() -> None:
    world = province()
    ends = [
        permit.expires_on
        for rank in range(0, world.sizes.key, 100)
        for permit in world.licences(world.entity(world.index_of_rank(rank)))
        if permit.expires_on is not None
    ]

    assert sum(day <= AS_OF for day in ends) / len(ends) == pytest.approx(0.02, abs=0.006)
    soon = sum(AS_OF < day <= AS_OF + timedelta(days=30) for day in ends)
    assert soon / len(ends) == pytest.approx(0.03, abs=0.006)


def test_no_permit_is_older_than_its_holder() -> None:
    world = district()

    for entity in world.key_entities():
        assert all(entity.established_on <= permit.issued_on <= AS_OF for permit in world.licences(entity))


def test_a_filing_does_not_run_out() -> None:
    world = district()
    permits = [permit for entity in world.key_entities() for permit in world.licences(entity)]
    filings = (PermitKind.PREPACKAGED_FOOD_FILING, PermitKind.DEVICE_OPERATION_FILING)

    assert all((permit.expires_on is None) == (permit.kind in filings) for permit in permits)


def test_people_have_numbers_that_check_in_an_area_that_does_not_exist() -> None:
    world = district()
    people = [person for entity in world.key_entities() for person in world.people(entity)]

    assert all(parse_id_card(person.id_card) == person.id_card for person in people)
    assert all(person.id_card.startswith("57") for person in people)
    assert all(parse_mobile(person.phone) == person.phone for person in people)
    assert len({person.id_card for person in people}) == len(people)


def test_large_caterers_have_a_director_and_drug_shops_a_pharmacist() -> None:
    world = district()

    for entity in world.key_entities():
        positions = {person.position for person in world.people(entity)}
        assert (Position.SAFETY_DIRECTOR in positions) == (entity.band in (Band.LARGE_CATERING, Band.CANTEEN))
        assert (Position.PHARMACIST in positions) == (entity.band is Band.DRUG)
        assert world.people(entity)[0].name == entity.legal_person


def test_all_equipment_belongs_to_an_owner_who_lists_it() -> None:
    world = district()
    listed = {piece for entity in world.entities_of(Band.EQUIPMENT) for piece in world.equipment_of(entity)}

    assert listed == set(world.equipment())
    assert len({piece.registration_number for piece in listed}) == 350


def test_equipment_of_a_province_has_its_kinds_and_valid_numbers() -> None:
    pieces = list(province().equipment(range(0, 690_000, 23)))
    kinds = Counter(piece.kind for piece in pieces)
    overdue = sum(piece.next_due_on < AS_OF for piece in pieces)

    assert kinds["电梯"] / len(pieces) == pytest.approx(0.497, rel=0.1)
    assert 0.01 <= overdue / len(pieces) <= 0.02
    for piece in pieces:
        check_permit(PermitKind.SPECIAL_EQUIPMENT_USE, piece.registration_number)
    assert len({piece.registration_number for piece in pieces}) == len(pieces)


def test_the_bureau_has_four_offices_eight_departments_and_three_separate_administrators() -> None:
    world = district()
    kinds = Counter(organisation.kind for organisation in world.organisations())
    administrators = [
        world.officers_with(duty)
        for duty in (Duty.SYSTEM_ADMINISTRATOR, Duty.SECURITY_ADMINISTRATOR, Duty.AUDIT_ADMINISTRATOR)
    ]

    assert kinds == {"分局": 1, "科室": 8, "所": 4}
    assert all(len(holders) == 1 and len(holders[0].duties) == 1 for holders in administrators)
    assert len({holders[0].number for holders in administrators}) == 3


@pytest.mark.parametrize("duty", list(Duty))
def test_every_duty_has_somebody(duty: Duty) -> None:
    assert district().officers_with(duty)


def test_officers_work_in_an_organisation_and_organisations_stand_under_one_told_before() -> None:
    world = province()
    seen: set[str] = set()
    for organisation in world.organisations():
        assert organisation.parent is None or organisation.parent in seen
        seen.add(organisation.code)

    officers = list(world.officers())
    assert {officer.organisation for officer in officers} <= seen
    assert sum(officer.may_enforce for officer in officers) == pytest.approx(10_000, rel=0.1)


@pytest.mark.parametrize("scale", list(Scale))
def test_each_street_is_looked_after_by_one_office(scale: Scale) -> None:
    sizes = SIZES[scale]

    for county in counties(sizes.counties, sizes.streets_per_county):
        names = [street.name for street in county.streets]
        assert len(set(names)) == len(names)
    world = district()
    looked_after = [street for office in world.organisations() for street in office.streets]
    assert sorted(looked_after) == sorted(street.code for county in world.counties for street in county.streets)


def test_everybody_whom_a_draw_may_send_out_may_also_inspect_and_countersign() -> None:
    roles = orjson.loads((resources.files("zhijian.config") / "roles.json").read_bytes())
    held = {role["code"]: set(role["permissions"]) for role in roles}

    for officer in district().officers():
        if officer.may_enforce:
            rights = set[str]().union(*(held[role] for role in roles_of(officer)))
            assert {"inspection.perform", "inspection.countersign"} <= rights
