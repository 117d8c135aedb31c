"""Other officers for a visit: whom a draw has chosen is replaced for a written reason, and every change stays told."""

from typing import Any
from uuid import UUID

import pytest

from zhijian.business.inspection.models import Inspection, Task
from zhijian.business.inspection.queries import tasks as queries
from zhijian.business.inspection.rules.stages import RecordState
from zhijian.business.inspection.services import dispatching
from zhijian.business.inspection.services.tasks import TaskInvalid
from zhijian.business.inspection.tests.factories import (
    Team,
    make_drawn_task,
    make_officer,
    make_record,
    make_task,
    make_team,
    submit,
    today,
)
from zhijian.business.inspection.types.tasks import RestaffingRecord
from zhijian.kernel import clock
from zhijian.support.identity.models import Person
from zhijian.support.identity.tests.factories import actor_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def team() -> Team:
    return make_team()


def _change(team: Team, task: Task, **changes: Any) -> None:
    task.refresh_from_db()
    given = {"due_on": None, "officers": None, "lead": None, **changes}
    dispatching.change_task(task=task.uid, version=task.version, by=actor_of(team.approver), at=clock.now(), **given)


def _told(team: Team, task: Task) -> tuple[RestaffingRecord, ...]:
    return queries.task(task.uid, by=actor_of(team.approver), today=today()).restaffings


def _names(*people: UUID) -> tuple[str, ...]:
    known = dict(Person.objects.values_list("uid", "name"))
    return tuple(known[uid] for uid in people)


def _officers(task: Task) -> set[UUID]:
    return {one.person.uid for one in task.officers.select_related("person")}


@pytest.mark.req("INS-4.4")
@pytest.mark.parametrize("reason", ["", "  换 人  "])
def test_whom_a_draw_has_chosen_is_not_replaced_without_a_reason(team: Team, reason: str) -> None:
    task, third = make_drawn_task(team), make_officer(team.organisation)

    for others in ({"officers": (team.lead, third), "lead": team.lead}, {"lead": team.second}):
        with pytest.raises(TaskInvalid) as refused:
            _change(team, task, reason=reason, **others)
        assert refused.value.facts["field"] == "reason"

    assert _officers(task) == {team.lead, team.second}
    assert _told(team, task) == ()


@pytest.mark.req("INS-4.4")
def test_every_change_of_drawn_officers_is_told_with_its_reason(team: Team) -> None:
    task, third = make_drawn_task(team), make_officer(team.organisation)

    _change(team, task, officers=(team.lead, third), lead=third, reason="李四住院治疗，无法参加检查")
    _change(team, task, officers=(team.lead, team.second), lead=team.lead, reason="李四已返岗，恢复抽取结果")

    first, second = _told(team, task)
    assert (first.before, first.after) == (_names(team.lead, team.second), _names(third, team.lead))
    assert (first.reason, (first.by,)) == ("李四住院治疗，无法参加检查", _names(team.approver))
    assert (second.before, second.after) == (_names(third, team.lead), _names(team.lead, team.second))


def test_the_day_of_a_drawn_task_is_moved_without_touching_its_officers(team: Team) -> None:
    task = make_drawn_task(team)

    _change(team, task, due_on=today(), officers=(team.second, team.lead), lead=team.lead)

    task.refresh_from_db()
    assert (task.due_on, _told(team, task)) == (today(), ())


def test_the_same_officers_named_again_do_not_send_a_record_back(team: Team) -> None:
    record = make_record(team)

    _change(team, record.task, due_on=today(), officers=(team.lead, team.second), lead=team.lead)

    assert Inspection.objects.get(pk=record.pk).state == RecordState.COUNTERSIGNING


def test_other_tasks_are_restaffed_with_or_without_a_reason(team: Team) -> None:
    task, third = make_task(team), make_officer(team.organisation)

    _change(team, task, officers=(team.lead, third), lead=team.lead)

    (told,) = _told(team, task)
    assert (told.after, told.reason) == (_names(team.lead, third), "")


@pytest.mark.req("S-MO-04")
def test_officers_that_a_device_keeps_are_told_too(team: Team) -> None:
    task, third = make_drawn_task(team), make_officer(team.organisation)
    base = {"due_on": task.due_on.isoformat(), "officers": [str(team.lead), str(team.second)], "lead": str(team.lead)}
    _change(team, task, officers=(team.lead, third), lead=team.lead, reason="李四临时外出培训")

    submit(task, team.lead, base=base, resolved={"officers": "mine"})

    assert [one.after for one in _told(team, task)] == [_names(team.lead, third), _names(team.lead, team.second)]
    assert _told(team, task)[-1].reason != ""


@pytest.mark.req("INS-4.4")
def test_a_drawn_task_is_not_cancelled_without_a_reason(team: Team) -> None:
    task = make_drawn_task(team)

    with pytest.raises(TaskInvalid):
        dispatching.cancel_task(task=task.uid, reason="  ", by=actor_of(team.approver), at=clock.now())
    dispatching.cancel_task(task=task.uid, reason="主体已注销", by=actor_of(team.approver), at=clock.now())

    assert queries.task(task.uid, by=actor_of(team.approver), today=today()).cancel_reason == "主体已注销"
