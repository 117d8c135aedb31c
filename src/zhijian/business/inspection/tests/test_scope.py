"""The right of an act reaches as far as it was given, however much its holder may look at."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID, uuid4

import pytest

from zhijian.business.inspection.models import Rectification, Task
from zhijian.business.inspection.queries import pools, records, results, tasks
from zhijian.business.inspection.services import pools as libraries
from zhijian.business.inspection.services import rectifications, reinspections, serious, withdrawals
from zhijian.business.inspection.tests.factories import OFFICE, Team, make_officer, make_team, new_task, today
from zhijian.business.inspection.tests.factories_results import first_items, reinspect, signed_with_order
from zhijian.data.registry.tests.factories import make_entity
from zhijian.kernel import clock
from zhijian.kernel.errors import NotFound
from zhijian.support.documents import services as documents
from zhijian.support.evidence import queries as evidence
from zhijian.support.evidence import services as packages
from zhijian.support.evidence.rules import Form
from zhijian.support.identity.rules import OrganisationKind, Scope
from zhijian.support.identity.tests.factories import SYSTEM, actor_of, make_actor, make_organisation, make_person
from zhijian.support.identity.types import Actor

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]

VIEWS = ("inspection.view", "identity.view", "registry.view")
ACTS = (
    *("inspection.approve", "inspection.rectify", "inspection.report_serious", "inspection.pools"),
    *("documents.void", "evidence.capture", "evidence.export"),
)


@dataclass(frozen=True)
class Office:
    """One office with one of each thing; attributes are uids."""

    team: Team
    task: UUID
    record: UUID
    order: UUID
    failed: UUID
    paper: UUID
    picture: UUID
    pool: UUID


def make_office(organisation: UUID) -> Office:
    office = dict.fromkeys(OFFICE, Scope.SUBTREE)
    team = make_team(
        organisation=organisation,
        entity=make_entity(organisation=organisation, supervision_classes=("YP",)),
        lead=make_officer(organisation),
        second=make_officer(organisation),
        maker=make_person(organisation=organisation, permissions=office),
        approver=make_person(organisation=organisation, permissions=office),
    )
    record = signed_with_order(team)
    failed = Rectification.objects.get(inspection=signed_with_order(team, wrong=1))
    reinspect(team, failed, dict.fromkeys(first_items(1), "no"))
    keeper = make_actor("inspection.pools", "registry.view", organisation=organisation)
    return Office(
        team=team,
        task=new_task(team),
        record=record.uid,
        order=Rectification.objects.get(inspection=record).uid,
        failed=failed.uid,
        paper=records.inspection(record.uid, by=SYSTEM, today=today()).papers[0].uid,
        picture=evidence.of_subject(subject=record.uid, by=SYSTEM)[0].uid,
        pool=libraries.make_object_pool(
            name="名录", organisation=None, chosen_by=None, entities=(team.entity,), by=keeper, at=clock.now()
        ).uid,
    )


@dataclass(frozen=True)
class Bureau:
    """A bureau with an office, and somebody who sees both and may act only for what is the bureau's own."""

    own: Office
    other: Office
    somebody: Actor


@pytest.fixture
def bureau() -> Bureau:
    place = make_organisation().uid
    below = make_organisation(parent=place, kind=OrganisationKind.OFFICE).uid
    rights = dict.fromkeys(VIEWS, Scope.SUBTREE) | dict.fromkeys(ACTS, Scope.ORGANISATION)
    somebody = actor_of(make_person(organisation=place, permissions=rights))
    return Bureau(own=make_office(place), other=make_office(below), somebody=somebody)


Act = tuple[Callable[[Office], UUID], Callable[[UUID, Actor], object]]

OPEN: dict[str, Act] = {
    "report_done": (
        lambda office: office.order,
        lambda uid, by: reinspections.report_done(rectification=uid, by=by, at=clock.now()),
    ),
    "reinspect": (
        lambda office: office.order,
        lambda uid, by: reinspections.reinspect(rectification=uid, by=by, at=clock.now()),
    ),
    "reissue": (
        lambda office: office.failed,
        lambda uid, by: rectifications.reissue(rectification=uid, length=5, unit="working_days", by=by, at=clock.now()),
    ),
    "withdraw": (
        lambda office: office.order,
        lambda uid, by: withdrawals.withdraw(rectification=uid, reason="责令对象有误", by=by, at=clock.now()),
    ),
    "report_serious": (
        lambda office: office.record,
        lambda uid, by: serious.report_serious(inspection=uid, facts="涉嫌销售假药", by=by, at=clock.now()),
    ),
    "void": (
        lambda office: office.paper,
        lambda uid, by: documents.void(document=uid, reason="当事人信息有误", by=by, at=clock.now()),
    ),
    "download": (
        lambda office: office.picture,
        lambda uid, by: evidence.download(evidence=uid, by=by, at=clock.now()),
    ),
    "export": (
        lambda office: office.record,
        lambda uid, by: packages.make_package(subject=uid, by=by, at=clock.now()).file.close(),
    ),
}


@pytest.mark.req("IAM-3", "S-AZ-02")
@pytest.mark.parametrize("name", OPEN)
def test_an_act_beyond_the_scope_of_its_right_is_refused_like_one_about_nothing(bureau: Bureau, name: str) -> None:
    thing, act = OPEN[name]
    refused = []
    for uid in (thing(bureau.other), uuid4()):
        with pytest.raises(NotFound) as refusal:
            act(uid, bureau.somebody)
        refused.append((refusal.value.code, refusal.value.message))

    assert refused[0] == refused[1]
    act(thing(bureau.own), bureau.somebody)


@pytest.mark.req("IAM-3", "S-AZ-02")
def test_a_copy_is_kept_only_beside_a_piece_that_the_right_to_capture_reaches(bureau: Bureau) -> None:
    def derive(uid: UUID) -> None:
        packages.derive(original=uid, form=Form.CROP, blob_sha256="ab" * 32, by=bureau.somebody, at=clock.now())

    with pytest.raises(NotFound) as refusal:
        derive(bureau.other.picture)
    assert refusal.value.code == "evidence.missing"
    with pytest.raises(Exception, match="还没有收到这个文件"):
        derive(bureau.own.picture)


@pytest.mark.req("IAM-3")
def test_only_what_the_right_reaches_is_offered(bureau: Bureau) -> None:
    by = bureau.somebody

    def offered(office: Office) -> dict[str, tuple[str, ...]]:
        record = records.inspection(office.record, by=by, today=today())
        (listed,) = (row for row in results.rectifications(by=by, today=today())[0] if row.uid == office.order)
        (pool,) = (row for row in pools.object_pools(by=by) if row.uid == office.pool)
        return {
            "task": tasks.task(office.task, by=by, today=today()).task.may,
            "record": record.may,
            "paper": record.papers[0].may,
            "order": results.rectification(office.order, by=by, today=today()).may,
            "listed": listed.may,
            "failed": results.rectification(office.failed, by=by, today=today()).may,
            "pool": pool.may,
        }

    assert offered(bureau.own) == {
        "task": ("approve", "change", "cancel"),
        "record": ("report_serious",),
        "paper": ("void",),
        "order": ("reinspect", "report_done", "withdraw"),
        "listed": ("reinspect", "report_done", "withdraw"),
        "failed": ("reissue",),
        "pool": ("add", "remove", "retire"),
    }
    assert set(offered(bureau.other).values()) == {()}


@pytest.mark.req("IAM-3", "INS-5.5")
@pytest.mark.parametrize("act", [reinspections.report_done, reinspections.reinspect])
def test_an_officer_sent_to_another_office_s_entity_follows_up_what_they_ordered(
    act: Callable[..., object],
) -> None:
    place = make_organisation().uid
    at_home, there = (make_organisation(parent=place, kind=OrganisationKind.OFFICE).uid for _ in range(2))
    rights = {
        **dict.fromkeys(("inspection.view", "inspection.rectify", "registry.view"), Scope.ORGANISATION),
        **dict.fromkeys(("inspection.perform", "inspection.countersign", "inspection.report_serious"), Scope.OWN),
        "identity.view": Scope.SUBTREE,
    }
    office = dict.fromkeys(OFFICE, Scope.SUBTREE)
    team = make_team(
        organisation=place,
        entity=make_entity(organisation=there, supervision_classes=("YP",)),
        lead=make_person(organisation=at_home, permissions=rights),
        second=make_person(organisation=at_home, permissions=rights),
        maker=make_person(organisation=place, permissions=office),
        approver=make_person(organisation=place, permissions=office),
    )
    order = Rectification.objects.get(inspection=signed_with_order(team))
    lead = actor_of(team.lead)

    assert results.rectification(order.uid, by=lead, today=today()).may == ("reinspect", "report_done")
    act(rectification=order.uid, by=lead, at=clock.now())

    assert Task.objects.filter(rectification=order, organisation__uid=there).count() == 1
