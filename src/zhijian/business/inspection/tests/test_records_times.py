"""A device's clock moves no visit before its task, and what was done before the office changed a task still counts."""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from zhijian.business.inspection.models import Task
from zhijian.business.inspection.queries import records as queries
from zhijian.business.inspection.rules.stages import TaskKind
from zhijian.business.inspection.services import dispatching
from zhijian.business.inspection.services.assignments import AssignmentRefused
from zhijian.business.inspection.tests.factories import (
    Team,
    make_officer,
    make_task,
    make_team,
    new_task,
    submit,
    today,
)
from zhijian.kernel import clock
from zhijian.support.identity.models import Certificate
from zhijian.support.identity.tests.factories import actor_of
from zhijian.support.worklist.models import WorkItem

pytestmark = pytest.mark.django_db


@pytest.fixture
def team() -> Team:
    team, long_ago = make_team(), clock.now() - timedelta(days=90)
    lead, second = (make_officer(team.organisation, at=long_ago) for _ in range(2))
    return replace(team, lead=lead, second=second)


@pytest.fixture
def task(team: Team) -> Task:
    return make_task(team)


def _times(**ago: float) -> dict[str, str]:
    started_at = clock.now() - timedelta(**ago)
    return {"started_at": started_at.isoformat(), "ended_at": (started_at + timedelta(hours=1)).isoformat()}


def _base(team: Team, task: Task) -> dict[str, Any]:
    return {"due_on": task.due_on.isoformat(), "officers": [str(team.lead), str(team.second)], "lead": str(team.lead)}


def _sent_out(task: Task, *, days_ago: int) -> None:
    """The task has been with its officers for some days."""
    sent_at = clock.now() - timedelta(days=days_ago)
    WorkItem.objects.filter(source="inspection.task", source_uid=task.uid).update(created_at=sent_at)


def _replace_second(team: Team, task: Task) -> UUID:
    third = make_officer(team.organisation)
    dispatching.change_task(
        task=task.uid, version=task.version, due_on=None, officers=(team.lead, third), lead=team.lead,
        by=actor_of(team.approver), at=clock.now(),
    )  # fmt: skip
    return third


@pytest.mark.django_db(transaction=True)
@pytest.mark.req("S-EV-06")
def test_a_clock_that_was_set_back_does_not_bring_a_certificate_back(team: Team, task: Task) -> None:
    Certificate.objects.filter(person__uid=team.lead).update(valid_to=today() - timedelta(days=30))

    with pytest.raises(AssignmentRefused) as refused:
        submit(task, team.lead, **_times(days=60))

    assert refused.value.facts["reason"] == "inspection.certificate_invalid"


@pytest.mark.req("S-EV-06")
def test_a_visit_before_its_task_was_sent_out_is_kept_and_flagged(team: Team, task: Task) -> None:
    taken = submit(task, team.lead, **_times(days=2000))

    shown = queries.signing_content(taken.inspection, by=actor_of(team.second))
    assert taken.flags == ("before_task",)
    assert shown.content["flags"]["clock"] == ["before_task"]


def test_a_temporary_task_may_reach_the_server_after_its_visit_began(team: Team) -> None:
    on_the_way = Task.objects.get(uid=new_task(team, TaskKind.TEMPORARY, by=actor_of(team.lead)))
    days_late = Task.objects.get(uid=new_task(team, TaskKind.TEMPORARY, by=actor_of(team.lead)))
    Task.objects.filter(pk=on_the_way.pk).update(starts_on=today() - timedelta(days=1))

    at_once = submit(on_the_way, team.lead, **_times(hours=2))
    too_early = submit(days_late, team.lead, **_times(days=2))

    assert (at_once.flags, too_early.flags) == ((), ("before_task",))


@pytest.mark.req("S-MO-04")
def test_a_visit_before_the_office_changed_the_officers_counts_with_those_who_went(team: Team, task: Task) -> None:
    _sent_out(task, days_ago=3)
    _replace_second(team, task)
    Certificate.objects.filter(person__uid=team.second).update(revoked_on=today())

    taken = submit(task, team.lead, base=_base(team, task), resolved={"officers": "mine"}, **_times(days=2))

    content = queries.signing_content(taken.inspection, by=actor_of(team.lead)).content
    assert taken.flags == ()
    assert [one["uid"] for one in content["officers"]] == [str(team.lead), str(team.second)]


def test_an_officer_who_came_later_cannot_have_begun_before(team: Team, task: Task) -> None:
    _sent_out(task, days_ago=3)
    third = _replace_second(team, task)
    task.refresh_from_db()

    taken = submit(task, third, **_times(days=2))

    assert taken.flags == ("before_task",)
