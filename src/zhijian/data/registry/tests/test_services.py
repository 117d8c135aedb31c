"""Registering, changing and handing over entities; levels, licences, people, the timeline."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import uuid4

import pytest

from zhijian.data.registry import access, queries, services
from zhijian.data.registry.models import Entity, EntityPerson, EntityVersion, Licence, TimelineEntry
from zhijian.data.registry.rules import FoundedLater
from zhijian.data.registry.sealed import digest, unseal
from zhijian.data.registry.tests.factories import make_entity
from zhijian.data.registry.types import EntityFilter, EntityIn, PersonIn
from zhijian.events.registry import LicenceExpiring
from zhijian.kernel import clock
from zhijian.kernel.errors import NotAllowed
from zhijian.kernel.identifiers.permits import PermitInvalid
from zhijian.kernel.identifiers.uscc import UsccInvalid
from zhijian.support.audit.models import AuditLeaf
from zhijian.support.bus.models import OutboxEvent
from zhijian.support.identity.rules import Scope
from zhijian.support.identity.tests.factories import SYSTEM, make_actor, make_organisation
from zhijian.support.worklist.models import WorkItem

pytestmark = pytest.mark.django_db
LICENCE = "JY23206120000021"


def given_of(row: Entity) -> EntityIn:
    """What is known of an entity, to be changed."""
    names = EntityIn.__dataclass_fields__
    return EntityIn(**{name: getattr(row, name) for name in names})


def found(text: str) -> list[str]:
    listed, _, _ = queries.entities(EntityFilter(text=text), by=SYSTEM, on=date(2026, 11, 24))
    return [item.name for item in listed]


@pytest.mark.req("REG-1")
def test_a_change_keeps_the_former_state_with_its_source_and_counts_the_version() -> None:
    row = Entity.objects.get(uid=make_entity(legal_person="林甲"))
    given = replace(given_of(row), legal_person="林乙")

    version = services.change_entity(
        entity=row.uid, given=given, version=1, source="登记机关", by=SYSTEM, at=clock.now()
    )

    former = EntityVersion.objects.get(entity=row)
    changed = Entity.objects.get(pk=row.pk)
    assert (version, changed.legal_person, changed.source) == (2, "林乙", "登记机关")
    assert (former.version, former.content["legal_person"], former.source) == (1, "林甲", "测试")
    assert (former.valid_from, former.valid_to) == (row.created_at, changed.updated_at)


@pytest.mark.req("REG-1")
def test_a_change_of_a_stale_version_is_refused_with_both_values() -> None:
    row = Entity.objects.get(uid=make_entity(legal_person="林甲"))
    mine, other = replace(given_of(row), legal_person="林丙"), replace(given_of(row), legal_person="林乙")
    services.change_entity(entity=row.uid, given=other, version=1, source="甲", by=SYSTEM, at=clock.now())

    with pytest.raises(services.VersionStale) as refused:
        services.change_entity(entity=row.uid, given=mine, version=1, source="乙", by=SYSTEM, at=clock.now())

    assert refused.value.facts["fields"] == [
        {"field": "legal_person", "label": "法定代表人", "mine": "林丙", "theirs": "林乙"}
    ]
    assert Entity.objects.get(pk=row.pk).legal_person == "林乙"


def test_saying_the_same_again_changes_nothing() -> None:
    row = Entity.objects.get(uid=make_entity())

    version = services.change_entity(
        entity=row.uid, given=given_of(row), version=1, source="再次", by=SYSTEM, at=clock.now()
    )

    assert version == 1
    assert not EntityVersion.objects.filter(entity=row).exists()


@pytest.mark.req("REG-1")
@pytest.mark.parametrize(
    ("known", "error"),
    [
        ({"uscc": "92990102MA0000001O"}, UsccInvalid),
        ({"name": "店"}, services.EntityInvalid),
        ({"status": "8"}, services.EntityInvalid),
        ({"established_on": date(2099, 1, 1)}, FoundedLater),
        ({"supervision_classes": ("ZZ",)}, services.EntityInvalid),
        ({"lat": 32.0}, services.EntityInvalid),
        ({"lat": 120.9, "lon": 32.0}, services.EntityInvalid),
        ({"street": "长" * 61}, services.EntityInvalid),
    ],
)
def test_what_cannot_be_right_is_refused(known: dict[str, object], error: type[Exception]) -> None:
    with pytest.raises(error):
        make_entity(**known)

    assert not Entity.objects.exists()


@pytest.mark.req("REG-1")
def test_a_code_stands_for_one_entity_only() -> None:
    row = Entity.objects.get(uid=make_entity())

    with pytest.raises(services.CodeTaken):
        make_entity(uscc=row.uscc)


@pytest.mark.req("IAM-2", "REG-1")
def test_nobody_changes_an_entity_outside_their_organisation() -> None:
    here, there = make_organisation(), make_organisation()
    row = Entity.objects.get(uid=make_entity(organisation=there.uid))
    by = make_actor("registry.manage", "registry.view", organisation=here.uid)

    with pytest.raises(access.EntityMissing):
        services.change_entity(entity=row.uid, given=given_of(row), version=1, source="", by=by, at=clock.now())
    with pytest.raises(services.EntityInvalid):
        services.register_entity(
            given=EntityIn(name="青河小店"), organisation=there.uid, source="", by=by, at=clock.now()
        )


@pytest.mark.req("IAM-3")
def test_a_reader_may_not_change() -> None:
    here = make_organisation()
    uid = make_entity(organisation=here.uid)
    by = make_actor("registry.view", organisation=here.uid, scope=Scope.ALL)

    with pytest.raises(NotAllowed):
        services.set_tags(entity=uid, tags=["网红店"], source="", by=by, at=clock.now())


@pytest.mark.req("REG-8")
def test_levels_and_tags_are_kept_with_their_history() -> None:
    uid, at = make_entity(), clock.now()

    services.set_risk_level(entity=uid, level="C", source="2026 年度评级", by=SYSTEM, at=at)
    services.set_credit_class(entity=uid, credit_class="B", source="信用分类", by=SYSTEM, at=at)
    services.set_tags(entity=uid, tags=["网红店", "大型餐饮", "网红店"], source="手工", by=SYSTEM, at=at)
    services.set_tags(entity=uid, tags=["大型餐饮", "网红店"], source="手工", by=SYSTEM, at=at)

    row = Entity.objects.get(uid=uid)
    assert (row.risk_level, row.credit_class, row.tags, row.version) == ("C", "B", ["大型餐饮", "网红店"], 4)
    titles = TimelineEntry.objects.filter(entity=row, kind="registry.changed").order_by("pk")
    assert [entry.title for entry in titles] == ["更新资料：风险等级", "更新资料：信用分类", "更新资料：标签"]
    with pytest.raises(services.EntityInvalid):
        services.set_risk_level(entity=uid, level="E", source="", by=SYSTEM, at=at)


@pytest.mark.req("REG-2")
def test_a_licence_number_is_checked_and_a_renewal_keeps_the_former_row() -> None:
    uid, at = make_entity(), clock.now()
    wanted = {"entity": uid, "kind": "food_operation", "valid_from": date(2024, 1, 1), "by": SYSTEM, "at": at}

    services.add_licence(number=LICENCE, valid_to=date(2028, 12, 31), **wanted)
    services.add_licence(number=LICENCE, valid_to=date(2033, 12, 31), **wanted)

    rows = list(Licence.objects.filter(entity__uid=uid).order_by("pk"))
    assert [row.ended_at for row in rows] == [at, None]
    assert found("JY2320612")[0] == Entity.objects.get(uid=uid).name
    with pytest.raises(PermitInvalid):
        services.add_licence(number="JY23206120000020", valid_to=None, **wanted)
    with pytest.raises(services.CodeTaken):
        services.add_licence(number=LICENCE, valid_to=None, **(wanted | {"entity": make_entity()}))


@pytest.mark.req("REG-2")
def test_each_expiry_warning_is_given_once_and_renewal_ends_it() -> None:
    uid, at = make_entity(), clock.now()
    today = clock.business_date(at)
    wanted = {"entity": uid, "kind": "food_operation", "number": LICENCE, "valid_from": None, "by": SYSTEM}
    services.add_licence(valid_to=today + timedelta(days=80), at=at, **wanted)

    given = [services.warn_of_expiring(by=SYSTEM, at=at + timedelta(days=days)) for days in (0, 1, 20, 49, 50, 81, 82)]

    events = OutboxEvent.objects.filter(name=LicenceExpiring.name).order_by("pk")
    assert given == [1, 0, 1, 0, 1, 1, 0]
    assert [event.body["days"] for event in events] == [90, 60, 30, 0]
    assert WorkItem.objects.get(source="registry.licence").state == "open"
    services.add_licence(valid_to=today + timedelta(days=2000), at=at + timedelta(days=83), **wanted)
    assert WorkItem.objects.get(source="registry.licence").state == "done"
    assert services.warn_of_expiring(by=SYSTEM, at=at + timedelta(days=84)) == 0


@pytest.mark.req("REG-3")
def test_the_number_of_a_persons_document_is_sealed_and_never_in_the_trail() -> None:
    uid, number = make_entity(), "11010519491231002X"

    services.add_person(
        entity=uid,
        given=PersonIn(role="food_safety_officer", name="林甲", phone="13000001234", id_number=number.lower()),
        by=SYSTEM,
        at=clock.now(),
    )

    row = EntityPerson.objects.get()
    assert unseal(bytes(row.id_number_sealed), owner=row.uid.bytes) == number
    assert (row.id_number_digest, row.id_number_masked) == (digest(number), "110105********002X")
    assert number.encode() not in bytes(row.id_number_sealed)
    trail = str(list(AuditLeaf.objects.filter(table="registry_entityperson").values_list("after", flat=True)))
    assert "110105" not in trail
    assert "13000001234" not in trail


@pytest.mark.req("REG-3")
def test_a_sealed_number_moved_to_another_person_does_not_open() -> None:
    from cryptography.exceptions import InvalidTag

    from zhijian.data.registry.sealed import seal

    sealed = seal("11010519491231002X", owner=uuid4().bytes)

    with pytest.raises(InvalidTag):
        unseal(sealed, owner=uuid4().bytes)


@pytest.mark.req("REG-3")
def test_a_person_with_a_wrong_number_is_refused_and_a_leaver_stays_in_the_history() -> None:
    from zhijian.kernel.identifiers.persons import IdCardInvalid

    uid, at = make_entity(), clock.now()
    with pytest.raises(IdCardInvalid):
        services.add_person(
            entity=uid, given=PersonIn(role="employee", name="林甲", id_number="110105194912310021"), by=SYSTEM, at=at
        )

    person = services.add_person(entity=uid, given=PersonIn(role="employee", name="林甲"), by=SYSTEM, at=at)
    services.end_person(person=person, by=SYSTEM, at=at)

    assert EntityPerson.objects.get(uid=person).valid_to == clock.business_date(at)
    with pytest.raises(access.PersonMissing):
        services.end_person(person=person, by=SYSTEM, at=at)


@pytest.mark.req("REG-5")
def test_a_fact_told_twice_stands_in_the_timeline_once() -> None:
    uid, source = make_entity(), uuid4()

    for title in ("检查完成", "检查完成（重复投递）"):
        services.record_event(
            entity=uid, source=source, kind="inspection.finished", title=title, at=clock.now(), by=SYSTEM
        )

    assert [entry.title for entry in TimelineEntry.objects.filter(source=source)] == ["检查完成"]


@pytest.mark.req("PLT-14")
def test_an_entity_is_found_by_its_new_name_and_no_longer_by_the_old() -> None:
    row = Entity.objects.get(uid=make_entity(name="青河好味来餐饮店", phone="13000008765"))
    given = replace(given_of(row), name="青河金沙茶馆")

    services.change_entity(entity=row.uid, given=given, version=1, source="", by=SYSTEM, at=clock.now())

    assert found("金沙") == found("jscg") == found("8765") == found(row.uscc) == ["青河金沙茶馆"]
    assert found("好味") == []
