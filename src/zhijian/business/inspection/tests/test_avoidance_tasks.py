"""An officer must keep away from where an open task already sends them: the office is told and names another."""

from dataclasses import replace

import pytest

from zhijian.business.inspection.models import Task
from zhijian.business.inspection.services import avoidances, dispatching
from zhijian.business.inspection.tests.factories import Team, make_officer, make_task, make_team, new_task
from zhijian.data.registry.access import EntityMissing
from zhijian.data.registry.tests.factories import make_entity
from zhijian.kernel import clock
from zhijian.support.identity.rules import OrganisationKind, Scope
from zhijian.support.identity.tests.factories import actor_of, make_organisation, make_person
from zhijian.support.identity.types import Actor
from zhijian.support.worklist.models import WorkItem

pytestmark = pytest.mark.django_db
REASON = "近亲属在该店任职"


@pytest.fixture
def team() -> Team:
    return make_team()


def keeper(team: Team) -> Actor:
    """Somebody who looks after avoidances."""
    rights = {"inspection.pools": Scope.SUBTREE, "inspection.view": Scope.SUBTREE, "identity.view": Scope.SUBTREE}
    return actor_of(make_person(organisation=team.organisation, permissions=rights))


def waiting(task: Task) -> list[tuple[str, str]]:
    """Open to-dos that ask for another officer: who may settle them, and why."""
    rows = WorkItem.objects.filter(source="inspection.staff", source_uid=task.uid, state="open")
    return list(rows.values_list("permission", "detail"))


def declare(team: Team, by: Actor) -> None:
    avoidances.declare_avoidance(
        person=team.second, entity=team.entity, reason=REASON, valid_to=None, by=by, at=clock.now()
    )


@pytest.mark.req("INS-4.3")
def test_an_open_task_of_who_must_keep_away_goes_to_the_office_until_another_goes(team: Team) -> None:
    task, other = (
        make_task(team),
        make_task(team, entity=make_entity(organisation=team.organisation, supervision_classes=("YP",))),
    )
    replacement = make_officer(team.organisation)

    declare(team, keeper(team))

    ((permission, detail),) = waiting(task)
    assert permission == "inspection.approve"
    assert REASON in detail
    assert waiting(other) == []
    dispatching.change_task(
        task=task.uid,
        version=task.version,
        due_on=None,
        officers=(team.lead, replacement),
        lead=team.lead,
        by=actor_of(team.approver),
        at=clock.now(),
    )
    assert waiting(task) == []


@pytest.mark.req("INS-4.3")
def test_the_office_is_not_asked_any_more_when_the_avoidance_ends_or_the_task_is_cancelled(team: Team) -> None:
    task, planned = make_task(team), Task.objects.get(uid=new_task(team))
    by = keeper(team)
    declare(team, by)
    assert [len(waiting(one)) for one in (task, planned)] == [1, 1]

    dispatching.cancel_task(task=planned.uid, reason="检查计划已调整", by=actor_of(team.approver), at=clock.now())
    assert [len(waiting(one)) for one in (task, planned)] == [1, 0]
    (held,) = avoidances.access.avoidances_visible_to(by, on=task.starts_on)
    avoidances.end_avoidance(avoidance=held.uid, by=by, at=clock.now())

    assert waiting(task) == []


@pytest.mark.req("INS-4.3")
def test_an_officer_may_declare_where_a_task_sends_them_though_another_office_looks_after_it(team: Team) -> None:
    near, far = (make_organisation(parent=team.organisation, kind=OrganisationKind.OFFICE).uid for _ in range(2))
    rights = {"inspection.perform": Scope.OWN, "inspection.view": Scope.ORGANISATION}
    officer = make_person(organisation=near, permissions=rights)
    sent = replace(team, second=officer, entity=make_entity(organisation=far, supervision_classes=("YP",)))
    with pytest.raises(EntityMissing):
        declare(sent, actor_of(officer))

    task = make_task(sent)
    declare(sent, actor_of(officer))

    assert len(waiting(task)) == 1
