"""What the server refuses for good is kept aside whole; what can be mended on the device is not."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from zhijian.business.inspection.access.tasks import NotItsOfficer, TaskMissing
from zhijian.business.inspection.models import HeldSubmission, Inspection, Task
from zhijian.business.inspection.queries import held as held_queries
from zhijian.business.inspection.queries import tasks
from zhijian.business.inspection.services import dispatching, held, records, settling
from zhijian.business.inspection.services.assignments import AssignmentRefused
from zhijian.business.inspection.services.attachments import EvidenceMissing
from zhijian.business.inspection.tests.factories import (
    Team,
    capture_of,
    make_officer,
    make_picture,
    make_task,
    make_team,
    submit,
    today,
)
from zhijian.config import reference
from zhijian.kernel import clock
from zhijian.kernel.errors import DomainError
from zhijian.kernel.hashes import sha256_hex
from zhijian.support.evidence.services import EvidenceDiffers
from zhijian.support.identity.models import Certificate
from zhijian.support.identity.tests.factories import actor_of, make_actor
from zhijian.support.worklist.models import WorkItem

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def team() -> Team:
    return make_team()


@pytest.fixture
def task(team: Team) -> Task:
    return make_task(team)


def _others_take_over(team: Team, task: Task) -> None:
    others = (make_officer(team.organisation), make_officer(team.organisation))
    dispatching.change_task(
        task=task.uid, version=task.version, due_on=None, officers=others, lead=others[0],
        by=actor_of(team.approver), at=clock.now(),
    )  # fmt: skip


@pytest.mark.req("INS-5.3")
def test_who_approves_finds_at_the_task_what_was_kept_aside_and_settles_it(team: Team, task: Task) -> None:
    _others_take_over(team, task)
    with pytest.raises(NotItsOfficer):
        submit(task, team.lead)
    approver = actor_of(team.approver)
    viewer = make_actor("inspection.view", organisation=team.organisation)

    (kept,) = tasks.task(task.uid, by=approver, today=today()).held
    assert (kept.reason_label, kept.settled_at) == ("提交人已不是这项任务的检查人员", None)
    assert held_queries.held(kept.uid, by=approver).may == ("settle",)
    assert held_queries.held(kept.uid, by=viewer).may == ()
    held.settle(held=kept.uid, note="以新派人员的记录为准", by=approver, at=clock.now())

    (kept,) = tasks.task(task.uid, by=approver, today=today()).held
    assert kept.settled_note == "以新派人员的记录为准"
    assert held_queries.held(kept.uid, by=approver).may == ()


def test_each_reason_that_has_words_is_a_refusal_there_is() -> None:
    assert set(held_queries.REASONS) <= {one.code for one in reference.errors()}


def _base(team: Team, task: Task) -> dict[str, Any]:
    return {
        "due_on": task.due_on.isoformat(),
        "officers": [str(team.lead), str(team.second)],
        "lead": str(team.lead),
    }


@pytest.mark.req("S-MO-04")
def test_who_was_taken_off_a_task_meanwhile_loses_nothing(team: Team, task: Task) -> None:
    _others_take_over(team, task)

    with pytest.raises(NotItsOfficer) as refused:
        submit(task, team.lead, base=_base(team, task), opinion="灶台油污较多")

    assert refused.value.message.endswith(records.KEPT_ASIDE)
    kept = HeldSubmission.objects.get(task=task.uid)
    assert (kept.sent_by, kept.reason, kept.payload["opinion"]) == (team.lead, NotItsOfficer.code, "灶台油污较多")
    assert WorkItem.objects.filter(source="inspection.held", source_uid=task.uid, state="open").exists()
    assert not Inspection.objects.exists()


@pytest.mark.req("S-MO-04", "IAM-3")
def test_who_was_never_asked_hears_nothing_of_a_task(team: Team, task: Task) -> None:
    _others_take_over(team, task)
    stranger = make_officer(team.organisation)

    with pytest.raises(TaskMissing) as unseen:
        submit(task, stranger)
    task.uid = uuid4()
    with pytest.raises(TaskMissing) as nowhere:
        submit(task, stranger)

    assert unseen.value.message == nowhere.value.message
    assert not HeldSubmission.objects.exists()


def _without_certificate(team: Team, task: Task) -> dict[str, Any]:
    Certificate.objects.filter(person__uid=team.second).update(revoked_on=today() - timedelta(days=1))
    return {}


def _clock_set_right_meanwhile(team: Team, task: Task) -> dict[str, Any]:
    return {"started_at": (clock.now() - timedelta(days=2000)).isoformat()}


def _clock_set_back_meanwhile(team: Team, task: Task) -> dict[str, Any]:
    return {"ended_at": (clock.now() - timedelta(days=2000)).isoformat()}


def _capture_of_another_record(team: Team, task: Task) -> dict[str, Any]:
    capture = capture_of(make_picture(actor_of(team.lead)), 1)
    submit(make_task(team), team.lead, captures=[capture])
    return {"captures": [capture]}


@pytest.mark.req("S-MO-04")
@pytest.mark.parametrize(
    ("meanwhile", "refusal"),
    [
        (_without_certificate, AssignmentRefused),
        (_clock_set_right_meanwhile, records.TimesImpossible),
        (_clock_set_back_meanwhile, records.TimesImpossible),
        (_capture_of_another_record, EvidenceDiffers),
    ],
)
def test_what_nobody_can_mend_on_the_device_is_kept_aside(
    team: Team, task: Task, meanwhile: Any, refusal: type[DomainError]
) -> None:
    changes = meanwhile(team, task)

    with pytest.raises(refusal) as refused:
        submit(task, team.lead, **changes)

    assert refused.value.message.endswith(records.KEPT_ASIDE)
    assert list(HeldSubmission.objects.values_list("task", "reason")) == [(task.uid, refusal.code)]
    assert not Inspection.objects.filter(task=task).exists()


def test_what_a_person_can_mend_on_the_device_is_not_kept_aside(team: Team, task: Task) -> None:
    before = _base(team, task) | {"due_on": (task.due_on + timedelta(days=1)).isoformat()}
    on_the_phone = capture_of(sha256_hex(b"still on the phone"), 1)

    mendable: list[tuple[type[DomainError], dict[str, Any]]] = [
        (records.RecordInvalid, {"refusal": None}),
        (EvidenceMissing, {"captures": [on_the_phone]}),
        (settling.TaskChanged, {"base": before}),
    ]
    for refusal, changes in mendable:
        with pytest.raises(refusal) as refused:
            submit(task, team.lead, **changes)
        assert records.KEPT_ASIDE not in refused.value.message

    assert not HeldSubmission.objects.exists()


def test_the_same_submission_once_settled_is_not_asked_about_again(team: Team, task: Task) -> None:
    uid, at = uuid4(), clock.now()
    _others_take_over(team, task)
    with pytest.raises(NotItsOfficer):
        submit(task, team.lead, uid=uid, at=at)
    kept = HeldSubmission.objects.get()
    held.settle(held=kept.uid, note="以接手人员的记录为准", by=actor_of(team.approver), at=clock.now())

    with pytest.raises(NotItsOfficer):
        submit(task, team.lead, uid=uid, at=at)

    assert HeldSubmission.objects.count() == 1
    assert not WorkItem.objects.filter(source="inspection.held", state="open").exists()
