"""Making tasks and bringing them to their officers."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from zhijian.business.inspection.access import records as records_access
from zhijian.business.inspection.access.tasks import NotItsOfficer, TaskMissing
from zhijian.business.inspection.models import Avoidance, Task
from zhijian.business.inspection.queries import tasks as queries
from zhijian.business.inspection.rules.stages import TaskKind, TaskStage
from zhijian.business.inspection.services import dispatching, tasks
from zhijian.business.inspection.services.assignments import AssignmentRefused
from zhijian.business.inspection.services.moves import WrongTaskStage
from zhijian.business.inspection.tests.factories import (
    Team,
    make_matter,
    make_officer,
    make_signed,
    make_task,
    make_team,
    new_task,
    today,
)
from zhijian.business.inspection.types.tasks import TaskFilter
from zhijian.data.registry.access import EntityMissing
from zhijian.data.registry.models import Entity
from zhijian.data.registry.tests.factories import make_entity
from zhijian.kernel import clock
from zhijian.kernel.errors import NotAllowed
from zhijian.support.identity.models import Person
from zhijian.support.identity.rules import OrganisationKind, Scope
from zhijian.support.identity.tests.factories import actor_of, make_actor, make_organisation, make_person
from zhijian.support.search.models import SearchEntry
from zhijian.support.worklist.models import WorkItem

pytestmark = pytest.mark.django_db


@pytest.fixture
def team() -> Team:
    return make_team()


def _open(source: str, task: Task) -> set[str | None]:
    rows = WorkItem.objects.filter(source=source, source_uid=task.uid, state="open")
    return {str(row.person.uid) if row.person else row.permission for row in rows.select_related("person")}


@pytest.mark.req("INS-2.3")
def test_a_daily_task_waits_for_approval_and_is_not_yet_before_its_officers(team: Team) -> None:
    task = Task.objects.get(uid=new_task(team))

    assert task.stage == TaskStage.PLANNED
    assert task.number.startswith(f"JC-{today().year}-")
    assert _open("inspection.approve", task) == {"inspection.approve"}
    assert _open("inspection.task", task) == set()


@pytest.mark.req("INS-2.3")
def test_an_approved_and_dispatched_task_is_before_both_officers(team: Team) -> None:
    task = make_task(team)

    assert task.stage == TaskStage.DISPATCHED
    assert task.approved_by is not None
    assert task.approved_by.uid == team.approver
    assert _open("inspection.task", task) == {str(team.lead), str(team.second)}
    assert _open("inspection.approve", task) == set()


@pytest.mark.req("INS-2.3")
def test_nobody_approves_a_task_of_their_own_making(team: Team) -> None:
    uid = new_task(team)

    with pytest.raises(dispatching.OwnApproval):
        dispatching.approve_task(task=uid, by=actor_of(team.maker), at=clock.now())

    assert Task.objects.get(uid=uid).approved_at is None


def test_a_task_that_nobody_approved_cannot_be_dispatched(team: Team) -> None:
    uid = new_task(team)

    with pytest.raises(WrongTaskStage):
        dispatching.dispatch_task(task=uid, by=actor_of(team.approver), at=clock.now())


@pytest.mark.req("INS-5.2")
def test_a_temporary_task_starts_at_once_and_is_approved_afterwards(team: Team) -> None:
    uid = new_task(team, TaskKind.TEMPORARY, by=actor_of(team.lead))
    task = Task.objects.get(uid=uid)

    assert task.stage == TaskStage.DISPATCHED
    assert task.approved_at is None
    assert _open("inspection.approve", task) == {"inspection.approve"}
    dispatching.approve_task(task=uid, by=actor_of(team.approver), at=clock.now())

    task.refresh_from_db()
    assert task.stage == TaskStage.DISPATCHED
    assert task.approved_at is not None
    assert _open("inspection.approve", task) == set()


@pytest.mark.req("INS-5.2")
@pytest.mark.parametrize("reason", ["", "   ", "举报"])
def test_a_temporary_task_needs_a_reason(team: Team, reason: str) -> None:
    with pytest.raises(tasks.TaskInvalid) as refused:
        new_task(team, TaskKind.TEMPORARY, reason=reason, by=actor_of(team.lead))

    assert refused.value.facts["field"] == "reason"


@pytest.mark.parametrize("kind", [TaskKind.RANDOM, TaskKind.REINSPECTION])
def test_drawn_and_follow_up_tasks_are_never_typed_in(team: Team, kind: TaskKind) -> None:
    with pytest.raises(tasks.TaskInvalid):
        new_task(team, kind)


def test_drawn_tasks_need_no_other_approval(team: Team) -> None:
    from zhijian.business.inspection.types.tasks import NewTask

    rows = [NewTask(entity=team.entity, officers=(team.lead, team.second), lead=team.second, group_number=3)]

    (uid,) = tasks.create_tasks(
        kind=TaskKind.RANDOM,
        matter=team.matter,
        rows=rows,
        starts_on=today(),
        due_on=today() + timedelta(days=30),
        by=actor_of(team.maker),
        at=clock.now(),
    )

    task = Task.objects.get(uid=uid)
    assert (task.stage, task.group_number) == (TaskStage.DISPATCHED, 3)
    assert _open("inspection.task", task) == {str(team.lead), str(team.second)}
    assert task.officers.get(is_lead=True).person.uid == team.second


def _reason(refused: pytest.ExceptionInfo[AssignmentRefused]) -> object:
    return refused.value.facts["reason"]


@pytest.mark.req("IAM-4")
def test_one_officer_is_not_enough(team: Team) -> None:
    with pytest.raises(AssignmentRefused) as refused:
        new_task(team, officers=(team.lead,))

    assert _reason(refused) == "inspection.too_few_officers"


@pytest.mark.req("IAM-4")
def test_an_officer_whose_certificate_ends_before_the_visit_is_refused(team: Team) -> None:
    expired = make_officer(team.organisation, certificate_until=today() - timedelta(days=1))

    with pytest.raises(AssignmentRefused) as refused:
        new_task(team, officers=(team.lead, expired))

    assert _reason(refused) == "inspection.certificate_invalid"
    assert refused.value.facts["problems"][0]["person"] == expired  # type: ignore[index]


@pytest.mark.req("IAM-4")
def test_a_certificate_that_ends_between_approval_and_dispatch_stops_the_dispatch(team: Team) -> None:
    uid = new_task(team)
    dispatching.approve_task(task=uid, by=actor_of(team.approver), at=clock.now())
    from zhijian.support.identity.models import Certificate

    Certificate.objects.filter(person__uid=team.second).update(revoked_on=today() - timedelta(days=1))

    with pytest.raises(AssignmentRefused) as refused:
        dispatching.dispatch_task(task=uid, by=actor_of(team.approver), at=clock.now())

    assert _reason(refused) == "inspection.certificate_invalid"


def test_the_lead_is_one_of_the_officers(team: Team) -> None:
    with pytest.raises(AssignmentRefused) as refused:
        new_task(team, lead=uuid4())

    assert _reason(refused) == "inspection.lead_missing"


@pytest.mark.req("INS-4.3")
def test_an_officer_who_must_stay_away_is_refused(team: Team) -> None:
    Avoidance.objects.create(
        person=Person.objects.get(uid=team.second),
        entity=Entity.objects.get(uid=team.entity),
        reason="近亲属任职",
        decided_by=Person.objects.get(uid=team.approver),
        valid_from=date(2020, 1, 1),
    )

    with pytest.raises(AssignmentRefused) as refused:
        new_task(team)

    assert _reason(refused) == "inspection.officer_avoids"
    assert "近亲属任职" in refused.value.message


def test_an_entity_that_is_no_longer_there_gets_no_task(team: Team) -> None:
    Entity.objects.filter(uid=team.entity).update(status="4")

    with pytest.raises(AssignmentRefused) as refused:
        new_task(team)

    assert _reason(refused) == "inspection.entity_not_inspectable"


@pytest.mark.req("INS-2.3")
@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"is_published": False}, "inspection.matter_unpublished"),
        ({"valid_to": date(2024, 1, 1)}, "inspection.matter_not_in_force"),
        ({"valid_from": date(2090, 1, 1)}, "inspection.matter_not_in_force"),
    ],
)
def test_only_published_matters_in_force_are_inspected(changes: dict[str, Any], reason: str) -> None:
    team = make_team(matter=make_matter(**changes))

    with pytest.raises(AssignmentRefused) as refused:
        new_task(team)

    assert _reason(refused) == reason


def test_a_task_ends_no_earlier_than_it_begins(team: Team) -> None:
    with pytest.raises(tasks.TaskInvalid) as refused:
        new_task(team, due_on=today() - timedelta(days=1))

    assert refused.value.facts["field"] == "due_on"


def test_an_entity_outside_the_scope_is_unknown(team: Team) -> None:
    with pytest.raises(EntityMissing):
        new_task(team, entity=make_entity())


def test_who_may_not_make_tasks_makes_none(team: Team) -> None:
    viewer = make_actor("inspection.view", organisation=team.organisation)

    with pytest.raises(NotAllowed):
        new_task(team, by=viewer)

    assert not Task.objects.exists()


def test_an_officer_accepts_a_task_and_a_stranger_does_not_see_it(team: Team) -> None:
    task = make_task(team)
    stranger = make_officer(make_team().organisation)

    with pytest.raises(TaskMissing):
        dispatching.accept_task(task=task.uid, by=actor_of(stranger), at=clock.now())
    dispatching.accept_task(task=task.uid, by=actor_of(team.second), at=clock.now())

    task.refresh_from_db()
    assert task.stage == TaskStage.ACCEPTED


def test_a_colleague_who_sees_the_task_but_is_not_its_officer_cannot_accept_it(team: Team) -> None:
    task = make_task(team)
    colleague = make_actor("inspection.view", "inspection.perform", organisation=team.organisation)

    with pytest.raises(NotItsOfficer):
        dispatching.accept_task(task=task.uid, by=colleague, at=clock.now())


def test_a_cancelled_task_leaves_nothing_to_do(team: Team) -> None:
    task = make_task(team)

    dispatching.cancel_task(task=task.uid, reason="主体已停业", by=actor_of(team.approver), at=clock.now())

    task.refresh_from_db()
    assert (task.stage, task.cancel_reason) == (TaskStage.CANCELLED, "主体已停业")
    assert not WorkItem.objects.filter(source_uid=task.uid, state="open").exists()
    with pytest.raises(WrongTaskStage):
        dispatching.cancel_task(task=task.uid, reason="再次取消", by=actor_of(team.approver), at=clock.now())


def test_a_change_moves_the_due_day_in_the_officers_lists(team: Team) -> None:
    task = make_task(team)
    later = task.due_on + timedelta(days=5)

    dispatching.change_task(
        task=task.uid, version=task.version, due_on=later, officers=None, lead=None,
        by=actor_of(team.approver), at=clock.now(),
    )  # fmt: skip

    rows = WorkItem.objects.filter(source="inspection.task", source_uid=task.uid, state="open")
    assert {row.due_on for row in rows} == {later}
    assert rows.count() == 2


def test_a_change_on_a_stale_version_shows_both_values(team: Team) -> None:
    task = make_task(team)
    third = make_officer(team.organisation)

    with pytest.raises(dispatching.VersionStale) as refused:
        dispatching.change_task(
            task=task.uid, version=task.version - 1, due_on=None, officers=(team.lead, third), lead=team.lead,
            by=actor_of(team.approver), at=clock.now(),
        )  # fmt: skip

    assert refused.value.facts["mine"]["officers"] == (team.lead, third)  # type: ignore[index]
    assert refused.value.facts["theirs"]["officers"] == sorted([str(team.lead), str(team.second)])  # type: ignore[index]


def test_new_officers_get_the_task_and_old_ones_lose_it(team: Team) -> None:
    task = make_task(team)
    third = make_officer(team.organisation)

    dispatching.change_task(
        task=task.uid, version=task.version, due_on=None, officers=(team.lead, third), lead=third,
        by=actor_of(team.approver), at=clock.now(),
    )  # fmt: skip

    assert _open("inspection.task", task) == {str(team.lead), str(third)}
    assert queries.task(task.uid, by=actor_of(third), today=today()).task.officers[0].uid == third


def test_an_officer_sees_own_tasks_only_and_the_office_sees_all_of_its_own(team: Team) -> None:
    own, others = (
        make_task(team),
        make_task(replace(team, lead=make_officer(team.organisation), second=make_officer(team.organisation))),
    )
    elsewhere = make_task()

    def seen(person: UUID) -> set[object]:
        found, _ = queries.tasks(by=actor_of(person), asked=TaskFilter(), today=today())
        return {one.uid for one in found}

    assert seen(team.lead) == {own.uid}
    assert seen(team.approver) == {own.uid, others.uid}
    assert elsewhere.uid not in seen(team.approver)


def test_who_sees_all_sees_more_than_own_tasks(team: Team) -> None:
    own, elsewhere = make_task(team), make_task()
    overseer = replace(actor_of(team.lead), scopes={"inspection.view": Scope.ALL})

    found, _ = queries.tasks(by=overseer, asked=TaskFilter(), today=today())

    assert {one.uid for one in found} == {own.uid, elsewhere.uid}


def test_the_acts_open_to_somebody_fit_the_stage(team: Team) -> None:
    task = make_task(team)

    def may(person: UUID) -> tuple[str, ...]:
        return queries.task(task.uid, by=actor_of(person), today=today()).task.may

    assert may(team.lead) == ("accept", "submit", "avoid")
    assert may(team.approver) == ("change", "cancel")


def test_a_task_is_findable_inside_its_office(team: Team) -> None:
    task = make_task(team)

    entry = SearchEntry.objects.get(kind="task", subject=task.uid)

    assert entry.link == f"/inspection/tasks/{task.uid}"
    assert entry.organisation.uid == team.organisation
    assert task.number in entry.detail


def test_without_the_right_to_view_there_are_no_tasks(team: Team) -> None:
    make_task(team)
    nobody = actor_of(make_person(organisation=team.organisation))

    found, following = queries.tasks(by=nobody, asked=TaskFilter(), today=today())

    assert (found, following) == ([], None)


@pytest.mark.usefixtures("reference")
@pytest.mark.req("INS-5.10", "IAM-3")
def test_who_is_on_the_way_to_an_entity_sees_earlier_pictures_of_another_office_until_the_visit_is_over() -> None:
    team = make_team()
    office = make_organisation(parent=team.organisation, kind=OrganisationKind.OFFICE).uid
    earlier = make_signed(team)
    visitors = (make_officer(office), make_officer(office))
    visitor = actor_of(visitors[0])
    assert records_access.visible_uids(visitor, [earlier.uid]) == set()

    visit = make_task(team, officers=visitors, lead=visitors[0])

    assert records_access.visible_uids(visitor, [earlier.uid]) == {earlier.uid}
    assert not records_access.visible_to(visitor).filter(uid=earlier.uid).exists()
    Task.objects.filter(pk=visit.pk).update(stage=TaskStage.CANCELLED)
    assert records_access.visible_uids(visitor, [earlier.uid]) == set()


@pytest.mark.req("INS-5.2")
def test_a_temporary_task_of_a_phone_that_had_no_network_yesterday_is_taken() -> None:
    team, yesterday = make_team(), today() - timedelta(days=1)
    given = {"starts_on": yesterday, "due_on": yesterday}

    uid = new_task(team, TaskKind.TEMPORARY, by=actor_of(team.lead), **given)

    assert Task.objects.get(uid=uid).due_on == yesterday
    long_ago = today() - tasks.OFFLINE_FOR - timedelta(days=1)
    for kind, day in ((TaskKind.DAILY, yesterday), (TaskKind.TEMPORARY, long_ago)):
        with pytest.raises(tasks.TaskInvalid):
            new_task(team, kind, starts_on=day, due_on=day)
