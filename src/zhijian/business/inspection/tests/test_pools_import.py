"""Spreadsheets of the libraries: what each row does, checked before and loaded the same."""

from uuid import UUID

import pytest

from zhijian.business.inspection.queries import pools as queries
from zhijian.business.inspection.tests.factories_draws import AT, World, actor, make_world
from zhijian.data.exchange.importers import ImportRun, RowOutcome, SourceRow, importer
from zhijian.data.registry.models import Entity
from zhijian.data.registry.tests.factories import make_entity
from zhijian.kernel.clock import business_date
from zhijian.kernel.errors import NotAllowed
from zhijian.kernel.identifiers.uscc import make_uscc
from zhijian.support.identity import queries as identity

pytestmark = pytest.mark.django_db

TODAY = business_date(AT)
CODE = make_uscc("92990102", "MA999999")


@pytest.fixture
def world() -> World:
    return make_world()


def run(world: World, kind: str) -> ImportRun:
    return importer(kind).begin(source="名录表", by=world.organiser, at=AT)


def rows(*values: dict[str, str]) -> list[SourceRow]:
    return [SourceRow(line=line, values=value) for line, value in enumerate(values, start=2)]


def outcomes(found: list[RowOutcome]) -> list[str]:
    return [item.outcome.value for item in found]


def officer(person: UUID, **changed: str) -> dict[str, str]:
    found = identity.officers_by_uid([person], on=TODAY)[person]
    assert found.certificate is not None
    known = {"pool": "执法人员名录", "name": found.name, "certificate": found.certificate.number, "leader": "是"}
    return known | changed


@pytest.mark.req("INS-4.1")
def test_officers_come_in_by_their_certificate_and_each_row_has_one_outcome(world: World) -> None:
    from zhijian.support.identity.tests.factories import make_person

    newcomer = make_person(organisation=world.office, at=AT)
    given = rows(
        officer(world.officers[0]),
        officer(world.officers[1], leader="否"),
        officer(newcomer, leader=""),
        officer(newcomer),
        officer(world.officers[2], pool="新名录"),
        officer(world.officers[3], name="别人"),
        officer(world.officers[3], certificate="ZF-0"),
        officer(world.officers[3], leader="也许"),
        officer(world.officers[3], pool="库"),
    )
    expected = ["unchanged", "changed", "new", "duplicate", "new", "bad", "bad", "bad", "bad"]

    checked = run(world, "inspection.officers").check(given)
    before = queries.officer_pool(pool=world.officer_pool, by=world.organiser, today=TODAY)
    loaded = run(world, "inspection.officers").load(given)

    assert outcomes(checked) == outcomes(loaded) == expected
    assert [item.problems[0].field for item in loaded[5:]] == ["name", "certificate", "leader", "pool"]
    assert len(before.members) == 6
    after = queries.officer_pool(pool=world.officer_pool, by=world.organiser, today=TODAY)
    leads = {member.person.uid: member.is_group_leader for member in after.members}
    assert (len(leads), leads[world.officers[1]], leads[newcomer]) == (7, False, False)
    assert {pool.name for pool in queries.officer_pools(by=world.organiser, today=TODAY)} == {"执法人员名录", "新名录"}


def test_loading_officers_twice_changes_nothing_more(world: World) -> None:
    given = rows(officer(world.officers[0], pool="新名录"))
    run(world, "inspection.officers").load(given)

    assert outcomes(run(world, "inspection.officers").load(given)) == ["unchanged"]


def shop(**changed: str) -> dict[str, str]:
    return {"pool": "餐饮名录", "code": CODE, "name": "南湖区新开餐饮店", "supervision_classes": "CY"} | changed


@pytest.mark.req("INS-4.2")
def test_objects_join_the_register_and_the_library(world: World) -> None:
    known = Entity.objects.get(uid=world.entities[0])
    outside = make_entity(organisation=world.office)
    outside_row = Entity.objects.get(uid=outside)
    given = rows(
        shop(),
        shop(),
        shop(code=known.uscc, name=known.name),
        shop(code=outside_row.uscc, name=outside_row.name),
        shop(code="91990102MA00000000", name="代码不对的店"),
        shop(pool=""),
    )
    expected = ["new", "duplicate", "unchanged", "changed", "bad", "bad"]

    checked = run(world, "inspection.objects").check(given)
    assert not Entity.objects.filter(uscc=CODE).exists()
    loaded = run(world, "inspection.objects").load(given)

    assert outcomes(checked) == outcomes(loaded) == expected
    joined = Entity.objects.get(uscc=CODE)
    members, _, total = queries.object_members(pool=world.object_pool, by=world.organiser, limit=50)
    assert total == 14
    assert {joined.uid, outside} <= {member.entity.uid for member in members}


def test_a_row_with_a_bad_library_leaves_nothing_in_the_register(world: World) -> None:
    run(world, "inspection.objects").load(rows(shop(pool="库")))

    assert not Entity.objects.filter(uscc=CODE).exists()


def test_a_name_that_several_bear_asks_for_the_code(world: World) -> None:
    for _ in range(2):
        make_entity(organisation=world.office, name="好再来小吃店")

    (found,) = run(world, "inspection.objects").load(rows(shop(code="", name="好再来小吃店")))

    assert (found.outcome.value, found.problems[0].field) == ("bad", "code")


def test_an_object_without_a_code_joins_by_its_name_into_a_new_library(world: World) -> None:
    given = rows(shop(code="", name="巷口早点摊", address="试验路巷口", pool="小摊点名录"))

    assert outcomes(run(world, "inspection.objects").load(given)) == ["new"]
    assert outcomes(run(world, "inspection.objects").load(given)) == ["unchanged"]

    pool = next(item for item in queries.object_pools(by=world.organiser) if item.name == "小摊点名录")
    assert pool.members == 1


@pytest.mark.parametrize("kind", ["inspection.officers", "inspection.objects"])
def test_importing_takes_the_right_to_look_after_libraries(world: World, kind: str) -> None:
    viewer = actor(world.bureau, "inspection.view", "registry.manage", "identity.view")

    with pytest.raises(NotAllowed):
        importer(kind).begin(source="名录表", by=viewer, at=AT)
    assert importer(kind).permission == "inspection.pools"
    assert importer(kind).fields[0].name == "pool"
