"""The two libraries and avoidance: what comes in, what stays out and why, what a draw freezes of them."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest

from zhijian.business.inspection.access.pools import AvoidanceMissing, PoolMissing
from zhijian.business.inspection.models import Draw, Matter
from zhijian.business.inspection.queries import pools as queries
from zhijian.business.inspection.queries.libraries import PresentLibraries
from zhijian.business.inspection.queries.matters import MatterMissing, inspectable, matters
from zhijian.business.inspection.queries.planning import present
from zhijian.business.inspection.rules.libraries import LeftOut, object_left_out, officer_row
from zhijian.business.inspection.services import avoidances, pools
from zhijian.business.inspection.services import matters as matter_services
from zhijian.business.inspection.services.avoidances import AvoidanceHeld, AvoidanceOver
from zhijian.business.inspection.services.matters import MatterTaken
from zhijian.business.inspection.services.pools import (
    FilterMissing,
    MemberMissing,
    PersonNotAtWork,
    PoolOutside,
)
from zhijian.business.inspection.tests.factories_draws import AT, World, actor, make_draft, make_world, parameters
from zhijian.business.inspection.types.pools import MatterIn, ObjectFilter
from zhijian.data.registry.access import EntityMissing
from zhijian.data.registry.tests.factories import make_entity
from zhijian.kernel.clock import business_date
from zhijian.kernel.errors import NotAllowed
from zhijian.support.identity import services as identity
from zhijian.support.identity.tests.factories import SYSTEM, make_organisation, make_person

TODAY = business_date(AT)


@pytest.fixture
def world(db: None) -> World:
    return make_world()


def frozen(world: World) -> PresentLibraries:
    """Both libraries as a commitment would freeze them now."""
    row = Draw.objects.get(uid=make_draft(world))
    return present(row, parameters(world), on=TODAY)[0]


# rules


@pytest.mark.parametrize(
    ("status", "classes", "reason"),
    [
        ("1", ["CY"], None),
        ("9", ["CY", "XS"], None),
        ("1", ["XS"], LeftOut.OTHER_CLASS),
        ("1", [], LeftOut.OTHER_CLASS),
        *((status, ["CY"], LeftOut.NOT_INSPECTED) for status in "23456"),
    ],
)
def test_an_object_is_left_out_for_its_status_or_class(status: str, classes: list[str], reason: LeftOut | None) -> None:
    assert object_left_out(status=status, classes=classes, wanted=["CY"]) is reason


@pytest.mark.parametrize(
    ("valid_to", "is_valid", "published"),
    [
        (None, True, None),
        (date(2026, 12, 31), True, "2027-01-01"),
        (date(2026, 1, 31), False, "2026-02-01"),
        (date(2026, 12, 31), False, "2026-05-06"),
        (None, False, "2026-05-06"),
    ],
)
def test_a_certificate_is_published_with_the_first_day_it_no_longer_holds(
    valid_to: date | None, is_valid: bool, published: str | None
) -> None:
    row = officer_row(
        uid="a",
        name="甲",
        organisation="所",
        number="1",
        valid_from=date(2020, 1, 1),
        valid_to=valid_to,
        is_valid=is_valid,
        specialities=["XS", "CY", "CY"],
        leader=False,
        conflicts=[],
        on=date(2026, 5, 6),
    )

    assert row["certificate_valid_to"] == published
    assert row["specialities"] == ["CY", "XS"]


# matters


@pytest.mark.django_db
def test_the_shipped_matters_come_in_once_and_stay_as_an_administrator_left_them() -> None:
    assert matter_services.load_reference(by=SYSTEM, at=AT) == 5
    Matter.objects.filter(code="CY-RC").update(name="餐饮服务检查（本局）", is_published=False)

    assert matter_services.load_reference(by=SYSTEM, at=AT) == 0

    names = {matter.code: matter.name for matter in matters(by=SYSTEM, today=TODAY)}
    assert names["CY-RC"] == "餐饮服务检查（本局）"
    assert sorted(names) == ["CY-RC", "QX-RC", "TS-RC", "XS-RC", "YP-RC"]


def test_an_unpublished_matter_cannot_be_drawn_for(world: World) -> None:
    Matter.objects.filter(uid=world.matter).update(is_published=False)

    with pytest.raises(MatterMissing):
        make_draft(world)
    with pytest.raises(MatterMissing):
        inspectable(uuid4(), today=TODAY)


def test_a_matter_is_added_once(world: World) -> None:
    given = MatterIn(code="CY-ZX", name="校园食堂专项检查", classes=("CY",), form_code="CY-RC", basis="年度计划")
    matter_services.add_matter(given=given, by=world.organiser, at=AT)

    with pytest.raises(MatterTaken):
        matter_services.add_matter(given=given, by=world.organiser, at=AT)
    with pytest.raises(NotAllowed):
        matter_services.add_matter(given=replace(given, code="CY-YY"), by=world.witness, at=AT)


# officers


@pytest.mark.req("IAM-4", "INS-4.1")
def test_a_library_shows_what_keeps_each_officer_out_of_a_draw(world: World) -> None:
    expired = make_person(organisation=world.office, certificate_until=date(2026, 5, 5), at=AT)
    without = make_person(organisation=world.office, certificate_until=None, at=AT)
    pools.add_officers(pool=world.officer_pool, members={expired: False, without: False}, by=world.organiser, at=AT)
    identity.let_person_leave(person=world.officers[0], by=SYSTEM, at=AT)

    shown = queries.officer_pool(pool=world.officer_pool, by=world.organiser, today=TODAY)

    problems = {member.person.uid: member.problems for member in shown.members if member.problems}
    assert problems == {
        expired: ("执法证今天无效，请先换证或者延期。",),
        without: ("没有登记执法证。",),
        world.officers[0]: ("已离职或者没有在任岗位。",),
    }
    assert (shown.pool.members, shown.pool.problems) == (8, 3)


def test_officers_without_post_or_certificate_are_left_out_of_the_frozen_library_by_name(world: World) -> None:
    without = make_person(organisation=world.office, certificate_until=None, at=AT)
    pools.add_officers(pool=world.officer_pool, members={without: False}, by=world.organiser, at=AT)
    identity.let_person_leave(person=world.officers[0], by=SYSTEM, at=AT)

    found = frozen(world)

    assert {(row.uid, row.reasons) for row in found.left_out_officers} == {
        (str(without), ("没有登记执法证",)),
        (str(world.officers[0]), ("已离职或者没有在任岗位",)),
    }
    assert len(found.libraries["officers"]) == 5


def test_putting_somebody_in_again_changes_who_may_lead(world: World) -> None:
    pools.add_officers(pool=world.officer_pool, members={world.officers[0]: False}, by=world.organiser, at=AT)

    shown = queries.officer_pool(pool=world.officer_pool, by=world.organiser, today=TODAY)

    leads = {member.person.uid: member.is_group_leader for member in shown.members}
    assert len(leads) == 6
    assert not leads[world.officers[0]]


def test_somebody_taken_out_may_come_back(world: World) -> None:
    pools.remove_officer(pool=world.officer_pool, person=world.officers[0], by=world.organiser, at=AT)
    with pytest.raises(MemberMissing):
        pools.remove_officer(pool=world.officer_pool, person=world.officers[0], by=world.organiser, at=AT)

    record = pools.add_officers(pool=world.officer_pool, members={world.officers[0]: True}, by=world.organiser, at=AT)

    assert record.members == 6


def test_strangers_and_leavers_do_not_come_into_a_library(world: World) -> None:
    stranger = uuid4()

    with pytest.raises(PersonNotAtWork) as refusal:
        pools.add_officers(pool=world.officer_pool, members={stranger: False}, by=world.organiser, at=AT)

    assert refusal.value.facts["persons"] == [str(stranger)]


# objects


@pytest.mark.req("INS-4.2")
def test_a_library_of_objects_follows_its_filter_when_asked(world: World) -> None:
    shop = make_entity(organisation=world.office, supervision_classes=("XS",), street="城北街道", tags=("连锁",))
    chosen_by = ObjectFilter(classes=("XS",), streets=("城北街道",), tags=("连锁", "校园"))
    pool = pools.make_object_pool(
        name="食品销售", organisation=None, chosen_by=chosen_by, entities=(), by=world.organiser, at=AT
    )
    newcomer = make_entity(organisation=world.office, supervision_classes=("XS",), street="城北街道", tags=("校园",))
    make_entity(organisation=world.office, supervision_classes=("XS",), street="城南街道", tags=("校园",))

    refreshed = pools.refresh_object_pool(pool=pool.uid, by=world.organiser, at=AT)

    members, _, total = queries.object_members(pool=pool.uid, by=world.organiser)
    assert (pool.members, refreshed.members, total) == (1, 2, 2)
    assert {member.entity.uid for member in members} == {shop, newcomer}
    assert queries.object_pool(pool=pool.uid, by=world.organiser).chosen_by == chosen_by
    assert queries.object_pool(pool=world.object_pool, by=world.organiser).chosen_by is None
    with pytest.raises(FilterMissing):
        pools.refresh_object_pool(pool=world.object_pool, by=world.organiser, at=AT)


def test_a_preview_counts_what_the_library_will_hold_and_stays_in_scope(world: World) -> None:
    make_entity(organisation=make_organisation().uid)
    chosen_by = ObjectFilter(classes=("CY",))

    preview = queries.preview(chosen_by=chosen_by, by=world.organiser)
    pool = pools.make_object_pool(
        name="餐饮", organisation=None, chosen_by=chosen_by, entities=(), by=world.organiser, at=AT
    )

    assert preview.total == pool.members == 12
    assert preview.by_credit_class == {"D": 0, "C": 0, "B": 0, "A": 0, "": 12}
    assert len(preview.first) == 12


def test_what_may_not_be_inspected_is_left_out_by_name_and_class(world: World) -> None:
    closed = make_entity(organisation=world.office, status="4")
    pharmacy = make_entity(organisation=world.office, supervision_classes=("YP",))
    pools.add_objects(pool=world.object_pool, entities=[closed, pharmacy], by=world.organiser, at=AT)

    found = frozen(world)

    assert {(row.uid, row.reasons) for row in found.left_out_objects} == {
        (str(closed), ("主体已注销、吊销、撤销或者迁出",)),
        (str(pharmacy), ("不属于抽查事项的监管类别",)),
    }
    assert [row["uid"] for row in found.libraries["objects"]] == sorted(map(str, world.entities))
    assert {row["credit_class"] for row in found.libraries["objects"]} == {"B"}
    assert queries.object_pools(by=world.organiser)[0].problems == 1


def test_entities_out_of_scope_do_not_come_into_a_library(world: World) -> None:
    foreign = make_entity(organisation=make_organisation().uid)

    with pytest.raises(EntityMissing):
        pools.add_objects(pool=world.object_pool, entities=[foreign], by=world.organiser, at=AT)
    with pytest.raises(MemberMissing):
        pools.remove_object(pool=world.object_pool, entity=foreign, by=world.organiser, at=AT)


def test_members_page_by_name_and_are_found_by_code(world: World) -> None:
    first, mark, total = queries.object_members(pool=world.object_pool, by=world.organiser, limit=8)
    rest, end, _ = queries.object_members(pool=world.object_pool, by=world.organiser, limit=8, after=mark)

    names = [member.entity.name for member in (*first, *rest)]
    assert (len(first), len(rest), end, total) == (8, 4, None, 12)
    assert len(set(names)) == 12
    code = first[0].entity.uscc
    found, _, _ = queries.object_members(pool=world.object_pool, by=world.organiser, text=code.lower())
    assert [member.entity.uscc for member in found] == [code]


# scope


def test_libraries_of_others_are_missing(world: World) -> None:
    foreign = make_world().organiser

    with pytest.raises(PoolMissing):
        queries.officer_pool(pool=world.officer_pool, by=foreign, today=TODAY)
    with pytest.raises(PoolMissing):
        queries.object_pool(pool=world.object_pool, by=foreign)
    with pytest.raises(PoolMissing):
        pools.add_objects(pool=world.object_pool, entities=world.entities, by=foreign, at=AT)
    with pytest.raises(PoolMissing):
        pools.retire_officer_pool(pool=world.officer_pool, by=foreign, at=AT)
    with pytest.raises(PoolMissing):
        make_draft(world, officer_pool=make_world().officer_pool)


def test_looking_after_libraries_takes_its_right_and_ones_own_organisation(world: World) -> None:
    viewer = actor(world.bureau, "inspection.view")
    given = {"name": "名录", "members": {}, "at": AT}

    with pytest.raises(NotAllowed):
        pools.make_officer_pool(organisation=None, by=viewer, **given)  # type: ignore[arg-type]
    with pytest.raises(PoolOutside):
        pools.make_officer_pool(organisation=world.outside, by=world.organiser, **given)  # type: ignore[arg-type]
    assert pools.make_officer_pool(organisation=world.office, by=world.organiser, **given)  # type: ignore[arg-type]


def test_a_retired_library_is_no_longer_offered(world: World) -> None:
    pools.retire_officer_pool(pool=world.officer_pool, by=world.organiser, at=AT)
    pools.retire_object_pool(pool=world.object_pool, by=world.organiser, at=AT)

    assert queries.officer_pools(by=world.organiser, today=TODAY) == []
    assert queries.object_pools(by=world.organiser) == []
    with pytest.raises(PoolMissing):
        make_draft(world)


# avoidance


def declare(world: World, person: UUID, entity: UUID, **changed: object) -> UUID:
    given = {"reason": "近亲属在该店任职", "valid_to": None, "by": world.organiser, "at": AT}
    return avoidances.declare_avoidance(person=person, entity=entity, **(given | changed)).uid  # type: ignore[arg-type]


@pytest.mark.req("INS-4.3")
def test_an_avoidance_is_frozen_with_the_officer_while_it_holds(world: World) -> None:
    person, entity = world.officers[0], world.entities[0]
    avoidance = declare(world, person, entity)
    declare(world, person, make_entity(organisation=world.office))
    members = queries.officer_pool(pool=world.officer_pool, by=world.organiser, today=TODAY).members

    held = {row["uid"]: row["conflicts"] for row in frozen(world).libraries["officers"]}
    avoidances.end_avoidance(avoidance=avoidance, by=world.organiser, at=AT)
    ended = {row["uid"]: row["conflicts"] for row in frozen(world).libraries["officers"]}

    assert {one.person.uid: one.avoidances for one in members if one.avoidances} == {person: 2}
    assert held[str(person)] == [str(entity)]
    assert ended[str(person)] == []


def test_officers_declare_their_own_avoidance_and_nobody_elses(world: World) -> None:
    officer = actor(world.office, "inspection.view")
    assert officer.uid is not None

    declare(world, officer.uid, world.entities[0], by=officer)

    with pytest.raises(NotAllowed):
        declare(world, world.officers[0], world.entities[0], by=officer)
    (shown,), _ = queries.avoidances(by=officer, today=TODAY)
    assert (shown.person.uid, shown.entity.uid, shown.may) == (officer.uid, world.entities[0], ())


def test_an_avoidance_that_says_nothing_new_or_never_holds_is_refused(world: World) -> None:
    person, entity = world.officers[0], world.entities[0]
    with pytest.raises(AvoidanceOver):
        declare(world, person, entity, valid_to=TODAY)
    declare(world, person, entity, valid_to=TODAY + timedelta(days=30))

    with pytest.raises(AvoidanceHeld):
        declare(world, person, entity)
    with pytest.raises(EntityMissing):
        declare(world, person, make_entity(organisation=make_organisation().uid))


def test_avoidances_of_others_are_missing_and_listed_by_nobody_else(world: World) -> None:
    avoidance = declare(world, world.officers[0], world.entities[0])
    foreign = make_world().organiser

    assert queries.avoidances(by=foreign, today=TODAY)[0] == []
    with pytest.raises(AvoidanceMissing):
        avoidances.end_avoidance(avoidance=avoidance, by=foreign, at=AT)
    listed, _ = queries.avoidances(by=world.organiser, today=TODAY, person=world.officers[0])
    assert [item.uid for item in listed] == [avoidance]
