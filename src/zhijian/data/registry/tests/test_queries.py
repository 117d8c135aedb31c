"""Lists, the dossier as of a past day, changes with their sources, scanning, expiring licences."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from importlib import import_module
from uuid import uuid4

import pytest

from zhijian.data.registry import access, queries, services
from zhijian.data.registry.models import Entity
from zhijian.data.registry.tests.factories import make_entity
from zhijian.data.registry.tests.test_services import LICENCE, given_of
from zhijian.data.registry.types import EntityFilter, PersonIn
from zhijian.kernel import clock
from zhijian.kernel.errors import NotAllowed
from zhijian.support.audit.models import AuditLeaf
from zhijian.support.identity.rules import Scope
from zhijian.support.identity.tests.factories import SYSTEM, make_actor, make_organisation

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 24)
MORNING = datetime(2026, 11, 24, 1, tzinfo=UTC)


def names(where: EntityFilter, by=SYSTEM) -> list[str]:
    found, _, total = queries.entities(where, by=by, on=TODAY)
    assert total == len(found)
    return [item.name for item in found]


@pytest.mark.req("REG-1", "PLT-14")
@pytest.mark.parametrize(
    "where",
    [
        EntityFilter(text="金沙"),
        EntityFilter(text="jscg"),
        EntityFilter(text="8765"),
        EntityFilter(supervision_class="XS"),
        EntityFilter(street="金沙街道"),
        EntityFilter(status="2"),
        EntityFilter(risk_level="C"),
        EntityFilter(credit_class="B"),
        EntityFilter(tag="网红店"),
        EntityFilter(industry="623"),
        EntityFilter(expiring_within=30),
        EntityFilter(text="茶馆", street="金沙街道", risk_level="C"),
    ],
)
def test_each_condition_finds_exactly_the_entities_it_names(where: EntityFilter) -> None:
    wanted = make_entity(
        name="青河金沙茶馆", phone="13000008765", supervision_classes=("XS",), street="金沙街道", status="2",
        tags=("网红店",), industry="6231",
    )  # fmt: skip
    services.set_risk_level(entity=wanted, level="C", source="", by=SYSTEM, at=MORNING)
    services.set_credit_class(entity=wanted, credit_class="B", source="", by=SYSTEM, at=MORNING)
    services.add_licence(
        entity=wanted, kind="food_operation", number=LICENCE, valid_from=None, valid_to=TODAY + timedelta(days=30),
        by=SYSTEM, at=MORNING,
    )  # fmt: skip
    make_entity(name="青河银河饭店", street="银河街道", industry="6210")

    assert names(where) == ["青河金沙茶馆"]


@pytest.mark.req("IAM-2")
def test_a_list_stays_inside_the_callers_scope_and_an_office_can_be_chosen() -> None:
    bureau = make_organisation()
    office, other = make_organisation(parent=bureau.uid), make_organisation(parent=bureau.uid)
    for place, name in ((office, "甲所饭店"), (other, "乙所饭店"), (make_organisation(), "外区饭店")):
        make_entity(organisation=place.uid, name=name)
    chief = make_actor("registry.view", organisation=bureau.uid)

    assert names(EntityFilter(), chief) == ["乙所饭店", "甲所饭店"]
    assert names(EntityFilter(organisation=office.uid), chief) == ["甲所饭店"]
    assert names(EntityFilter(), make_actor("registry.view", organisation=office.uid)) == ["甲所饭店"]
    assert names(EntityFilter(), make_actor("identity.view", organisation=bureau.uid)) == []


def test_pages_by_key_show_every_entity_once_with_few_statements(django_assert_max_num_queries) -> None:
    place = make_organisation()
    wanted = sorted(Entity.objects.get(uid=make_entity(organisation=place.uid, name="同名饭店")).uid for _ in range(5))
    seen, mark = [], None

    for _ in range(3):
        with django_assert_max_num_queries(2):
            found, mark, _ = queries.entities(EntityFilter(), by=SYSTEM, on=TODAY, after=mark, limit=2)
        seen += [item.uid for item in found]

    assert (sorted(seen), mark) == (wanted, None)


@pytest.mark.req("REG-5")
def test_the_dossier_of_a_past_day_shows_what_was_known_then() -> None:
    days = [MORNING + timedelta(days=10 * step) for step in range(4)]
    uid = make_entity(legal_person="林甲")
    Entity.objects.filter(uid=uid).update(created_at=days[0], updated_at=days[0])
    row = Entity.objects.get(uid=uid)
    services.add_licence(
        entity=uid, kind="food_operation", number=LICENCE, valid_from=None, valid_to=date(2027, 1, 31), by=SYSTEM,
        at=days[1],
    )  # fmt: skip
    services.add_person(entity=uid, given=PersonIn(role="employee", name="林店员"), by=SYSTEM, at=days[1])
    services.change_entity(
        entity=uid,
        given=replace(given_of(row), legal_person="林乙"),
        version=1,
        source="登记机关",
        by=SYSTEM,
        at=days[2],
    )
    services.add_licence(
        entity=uid, kind="food_operation", number=LICENCE, valid_from=None, valid_to=date(2032, 1, 31), by=SYSTEM,
        at=days[3],
    )  # fmt: skip

    def as_of(at: datetime):
        day = clock.business_date(at)
        found = queries.dossier(uid, by=SYSTEM, today=date(2027, 12, 31), as_of=day)
        ends = [licence.valid_to for licence in found.licences]
        return found.entity.legal_person, found.entity.version, ends, len(found.people)

    assert as_of(days[0]) == ("林甲", 1, [], 0)
    assert as_of(days[1]) == ("林甲", 1, [date(2027, 1, 31)], 1)
    assert as_of(days[2] - timedelta(days=1)) == ("林甲", 1, [date(2027, 1, 31)], 1)
    assert as_of(days[2]) == ("林乙", 2, [date(2027, 1, 31)], 1)
    assert as_of(days[3]) == ("林乙", 2, [date(2032, 1, 31)], 1)
    with pytest.raises(access.EntityMissing):
        as_of(days[0] - timedelta(days=1))


@pytest.mark.req("REG-5")
def test_a_past_day_shows_every_value_with_its_own_type() -> None:
    from decimal import Decimal

    known = {"capital": Decimal("12.50"), "established_on": date(2020, 1, 31), "lat": 32.0, "lon": 120.9}
    uid = make_entity(**known, tags=("网红店",))
    Entity.objects.filter(uid=uid).update(created_at=MORNING, updated_at=MORNING)
    before = queries.dossier(uid, by=SYSTEM, today=TODAY).entity
    services.set_risk_level(entity=uid, level="C", source="", by=SYSTEM, at=MORNING + timedelta(days=1))

    after = queries.dossier(uid, by=SYSTEM, today=TODAY + timedelta(days=2), as_of=TODAY).entity

    assert after == before


@pytest.mark.req("REG-5")
def test_the_timeline_ends_with_the_day_and_pages_by_key() -> None:
    uid = make_entity()
    for step in range(5):
        services.record_event(
            entity=uid, source=uuid4(), kind="inspection.finished", title=f"检查{step}", by=SYSTEM,
            at=MORNING + timedelta(days=step),
        )  # fmt: skip

    first, mark = queries.timeline(uid, by=SYSTEM, as_of=TODAY + timedelta(days=3), capability="inspection", limit=3)
    rest, end = queries.timeline(
        uid, by=SYSTEM, as_of=TODAY + timedelta(days=3), capability="inspection", after=mark, limit=3
    )

    assert [item.title for item in first + rest] == ["检查3", "检查2", "检查1", "检查0"]
    assert end is None


@pytest.mark.req("REG-5")
def test_the_timeline_tells_how_an_entity_came_into_the_register_at_its_place_among_the_rest() -> None:
    uid = make_entity()
    Entity.objects.filter(uid=uid).update(created_at=MORNING, updated_at=MORNING)
    services.set_risk_level(entity=uid, level="C", source="评定", by=SYSTEM, at=MORNING + timedelta(days=1))
    services.record_event(
        entity=uid, source=uuid4(), kind="registry.moved", title="迁入", by=SYSTEM, at=MORNING - timedelta(days=9)
    )

    pages, mark = [], None
    for _ in range(4):
        page, mark = queries.timeline(uid, by=SYSTEM, after=mark, limit=1)
        pages += page
        if mark is None:
            break

    assert [(item.title, item.detail) for item in pages][1:] == [("建立档案", "测试"), ("迁入", "")]
    assert pages[1].by_name == SYSTEM.name
    assert queries.timeline(uid, by=SYSTEM, capability="inspection") == ([], None)
    assert [item.title for item in queries.timeline(uid, by=SYSTEM, as_of=TODAY - timedelta(days=2))[0]] == ["迁入"]


@pytest.mark.req("REG-9", "REG-1")
def test_every_value_shows_its_source_and_what_stood_before() -> None:
    uid = make_entity(legal_person="林甲")
    row = Entity.objects.get(uid=uid)
    services.change_entity(
        entity=uid, given=replace(given_of(row), legal_person="林乙"), version=1, source="登记机关", by=SYSTEM,
        at=clock.now(),
    )  # fmt: skip

    last, first = queries.changes(uid, by=SYSTEM)

    assert (last.source, last.changes) == (
        "登记机关",
        ({"field": "legal_person", "label": "法定代表人", "before": "林甲", "after": "林乙"},),
    )
    brought = {item["field"]: item["after"] for item in first.changes}
    assert first.source == "测试"
    assert (brought["legal_person"], brought["name"]) == ("林甲", row.name)


@pytest.mark.req("REG-9")
def test_a_change_of_a_code_names_both_codes() -> None:
    services.load_reference(by=SYSTEM, at=clock.now())
    uid = make_entity(entity_type="9500", industry="")
    row = Entity.objects.get(uid=uid)
    services.change_entity(
        entity=uid, given=replace(given_of(row), entity_type="1130", industry="6210"), version=1, source="登记机关",
        by=SYSTEM, at=clock.now(),
    )  # fmt: skip

    told = {item["field"]: (item["before"], item["after"]) for item in queries.changes(uid, by=SYSTEM)[0].changes}

    assert told == {
        "entity_type": ("9500 个体工商户", "1130 有限责任公司（自然人投资或控股）"),
        "industry": ("", "6210 正餐服务"),
    }


@pytest.mark.req("REG-5")
def test_looking_into_a_dossier_is_noted_with_who_looked() -> None:
    place = make_organisation()
    uid = make_entity(organisation=place.uid)
    by = make_actor("registry.view", organisation=place.uid)

    queries.dossier(uid, by=by, today=TODAY)

    leaf = AuditLeaf.objects.get(act="registry.dossier_viewed")
    assert (leaf.row, (leaf.actor or {})["person"]) == (str(uid), str(by.uid))


@pytest.mark.req("REG-3")
def test_a_document_number_is_read_only_with_the_right_and_leaves_its_purpose() -> None:
    place = make_organisation()
    uid = make_entity(organisation=place.uid)
    given = PersonIn(role="employee", name="林甲", id_number="11010519491231002X")
    person = services.add_person(entity=uid, given=given, by=SYSTEM, at=clock.now())
    reader = make_actor("registry.view", organisation=place.uid)
    trusted = make_actor("registry.view", "registry.view_number", organisation=place.uid)
    stranger = make_actor("registry.view_number", organisation=make_organisation().uid)

    with pytest.raises(NotAllowed):
        queries.person_number(person, by=reader, purpose="核对")
    with pytest.raises(access.PersonMissing):
        queries.person_number(person, by=stranger, purpose="核对")
    number = queries.person_number(person, by=trusted, purpose="核对健康证")

    assert number == "11010519491231002X"
    assert AuditLeaf.objects.get(act="registry.number_viewed").after == {"purpose": "核对健康证"}


@pytest.mark.req("REG-1", "REG-2")
def test_whatever_code_is_on_the_wall_leads_to_the_entity() -> None:
    row = Entity.objects.get(uid=make_entity(registration_number="320612000000016"))
    services.add_licence(
        entity=row.uid, kind="food_operation", number=LICENCE, valid_from=None, valid_to=None, by=SYSTEM, at=MORNING
    )
    wide = row.uscc.translate({code: code + 0xFEE0 for code in range(0x30, 0x5B)})

    scanned = [
        row.uscc,
        f" {row.uscc.lower()} ",
        wide,
        f"http://example.test/business.html?uniscid={row.uscc}&t=1",
        "320612000000016",
        LICENCE.lower(),
        f"http://127.0.0.1:8000/registry/entities/{row.uid}",
    ]

    assert {queries.entity_by_code(text, by=SYSTEM).uid for text in scanned} == {row.uid}


def test_an_unknown_code_and_one_out_of_scope_answer_alike() -> None:
    from zhijian.data.registry.queries.entities import CodeUnknown

    row = Entity.objects.get(uid=make_entity())
    by = make_actor("registry.view", scope=Scope.SUBTREE)

    for text in (row.uscc, "92990102MA0000000X", "什么也不是"):
        with pytest.raises(CodeUnknown):
            queries.entity_by_code(text, by=by)


@pytest.mark.req("REG-2")
def test_expiring_and_expired_licences_are_told_apart_and_counted_alike() -> None:
    for place, days in enumerate((-1, 0, 30, 31, 60, 90, 91)):
        services.add_licence(
            entity=make_entity(), kind="other", number=f"苏小餐饮{place}", valid_from=None,
            valid_to=TODAY + timedelta(days=days), by=SYSTEM, at=MORNING,
        )  # fmt: skip

    soon, _ = queries.expiring_licences(by=SYSTEM, today=TODAY)
    gone, _ = queries.expiring_licences(by=SYSTEM, today=TODAY, expired=True)
    counted = queries.counts(by=SYSTEM, today=TODAY)

    assert [item.expiry for item in soon] == ["within_30", "within_30", "within_60", "within_60", "within_90"]
    assert [item.expiry for item in gone] == ["expired"]
    assert counted.expiring == {"within_30": 2, "within_60": 2, "within_90": 1, "expired": 1}
    assert (counted.total, counted.by_class["CY"], counted.by_status["1"]) == (7, 7, 7)


@pytest.mark.req("REG-1")
def test_names_of_codes_come_from_the_shipped_lists() -> None:
    services.load_reference(by=SYSTEM, at=MORNING)
    services.load_reference(by=SYSTEM, at=MORNING)
    uid = make_entity(industry="6210", entity_type="9500")

    found = queries.dossier(uid, by=SYSTEM, today=TODAY).entity

    assert (found.industry_label, found.entity_type_label) == ("正餐服务", "个体工商户")


def test_more_entities_than_are_worth_counting_are_not_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(import_module("zhijian.data.registry.queries.entities"), "COUNTED_MOST", 2)
    for _ in range(2):
        make_entity(name="青河金沙茶馆")
    assert queries.entities(EntityFilter(), by=SYSTEM, on=TODAY)[2] == 2
    make_entity(name="青河金沙茶馆")
    assert queries.entities(EntityFilter(), by=SYSTEM, on=TODAY)[2] is None


@pytest.mark.parametrize("many", [1, 12])
def test_a_list_of_entities_needs_the_same_statements_for_any_length(django_assert_num_queries, many: int) -> None:
    place = make_organisation().uid
    for _ in range(many):
        make_entity(name="青河金沙茶馆", organisation=place)
    by = make_actor("registry.view", organisation=place)
    for where, statements in ((EntityFilter(), 3), (EntityFilter(text="金沙"), 3)):
        with django_assert_num_queries(statements):
            assert len(queries.entities(where, by=by, on=TODAY)[0]) == many
