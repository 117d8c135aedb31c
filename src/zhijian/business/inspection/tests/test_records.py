"""Records that devices made without a network: taken in once, checked again, never silently settled."""

from datetime import timedelta
from typing import Any, cast
from uuid import UUID, uuid4

import pytest

from zhijian.business.inspection.access.tasks import NotItsOfficer
from zhijian.business.inspection.models import HeldSubmission, Inspection, InspectionRound, Task
from zhijian.business.inspection.queries import records as queries
from zhijian.business.inspection.rules.content import value_hash
from zhijian.business.inspection.rules.stages import Disposition, RecordState, TaskStage
from zhijian.business.inspection.services import dispatching, records, settling
from zhijian.business.inspection.services.assignments import AssignmentRefused
from zhijian.business.inspection.services.attachments import EvidenceMissing
from zhijian.business.inspection.tests.factories import (
    Team,
    answers_of,
    capture_of,
    make_officer,
    make_picture,
    make_task,
    make_team,
    new_task,
    ordinary_item,
    preset,
    submit,
    today,
    with_finding,
)
from zhijian.kernel import clock
from zhijian.kernel.errors import DomainError
from zhijian.kernel.hashes import sha256_hex
from zhijian.support.evidence.models import EvidenceItem
from zhijian.support.identity.models import Certificate
from zhijian.support.identity.rules import Scope
from zhijian.support.identity.tests.factories import actor_of, make_person
from zhijian.support.worklist.models import WorkItem

pytestmark = pytest.mark.django_db


@pytest.fixture
def team() -> Team:
    return make_team()


@pytest.fixture
def task(team: Team) -> Task:
    return make_task(team)


def _codes(refused: pytest.ExceptionInfo[records.RecordInvalid]) -> list[tuple[str, str]]:
    return [(one["item"], one["code"]) for one in cast(Any, refused.value.facts["problems"])]


def _item(number: int = 0) -> str:
    return str(preset()["sections"][0]["items"][number]["id"])


@pytest.mark.req("INS-5.3")
def test_a_record_is_judged_on_the_server_and_waits_for_the_other_officer(team: Team, task: Task) -> None:
    taken = submit(task, team.lead)

    record = Inspection.objects.get(uid=taken.inspection)
    task.refresh_from_db()
    assert (record.state, record.round, record.verdict) == (RecordState.COUNTERSIGNING, 1, "符合")
    assert record.disposition == Disposition.PASSED
    assert (task.stage, taken.number, taken.evidence_missing) == (TaskStage.COUNTERSIGNING, task.number, ())
    waiting = WorkItem.objects.filter(state="open", source="inspection.countersign").select_related("person")
    assert [(row.person.uid, row.source_uid) for row in waiting if row.person] == [(team.second, record.uid)]
    assert not WorkItem.objects.filter(state="open", source="inspection.task").exists()


@pytest.mark.req("S-EV-09")
def test_the_signed_content_has_the_hash_that_anybody_can_compute(team: Team, task: Task) -> None:
    taken = submit(task, team.lead)

    shown = queries.signing_content(taken.inspection, by=actor_of(team.second))

    assert shown.content_hash == taken.content_hash == value_hash(shown.content)
    assert [one["uid"] for one in shown.content["officers"]] == [str(team.lead), str(team.second)]
    assert shown.content["form"]["hash"] == task.form_hash


@pytest.mark.req("S-MO-03")
def test_the_same_record_twice_is_one_record(team: Team, task: Task) -> None:
    uid, at = uuid4(), clock.now()

    first = submit(task, team.lead, uid=uid, at=at)
    again = submit(task, team.lead, uid=uid, at=at, sent_at=(at + timedelta(minutes=2)).isoformat())

    assert (first.repeated, again.repeated) == (False, True)
    assert again.content_hash == first.content_hash
    assert InspectionRound.objects.count() == 1


@pytest.mark.req("INS-5.3")
def test_a_device_cannot_talk_the_server_out_of_its_rules(team: Team, task: Task) -> None:
    answers = answers_of(preset(), **{_item(): {"value": None}})

    with pytest.raises(records.RecordInvalid) as refused:
        submit(task, team.lead, answers=answers, refusal=None)

    assert _codes(refused) == [(_item(), "unanswered"), ("", "signature_missing")]
    assert not Inspection.objects.exists()


def test_a_no_needs_its_picture_and_its_order(team: Team, task: Task) -> None:
    item = ordinary_item()
    answers = answers_of(preset(), **{item: {"value": "no", "note": "未公示"}})

    with pytest.raises(records.RecordInvalid) as refused:
        submit(task, team.lead, answers=answers)

    assert _codes(refused) == [(item, "missing_evidence"), (item, "order_missing")]


@pytest.mark.req("INS-5.5")
def test_a_finding_with_its_picture_and_order_is_taken(team: Team, task: Task) -> None:
    given = with_finding(team.lead)

    taken = submit(task, team.lead, **given)

    record = Inspection.objects.get(uid=taken.inspection)
    piece = EvidenceItem.objects.get(subject=record.uid)
    assert record.disposition == Disposition.RECTIFY
    assert str(piece.uid) == given["captures"][0]["uid"]
    assert (piece.number, piece.submitted_at is not None) == (1, True)


@pytest.mark.req("S-EV-02")
def test_a_record_waits_for_its_files(team: Team, task: Task) -> None:
    lost = sha256_hex(b"still on the phone")

    with pytest.raises(EvidenceMissing) as refused:
        submit(task, team.lead, captures=[capture_of(lost, 1), capture_of(make_picture(actor_of(team.lead)), 2)])

    assert refused.value.facts["hashes"] == [lost]


@pytest.mark.req("S-EV-04")
def test_a_missing_capture_number_is_shown_and_an_explained_one_is_not(team: Team, task: Task) -> None:
    by = actor_of(team.lead)
    discarded = {"reason": "拍虚了", "at": clock.now().isoformat()}
    captures = [
        capture_of(make_picture(by), 1),
        capture_of(sha256_hex(b"thrown away"), 2, discarded=discarded),
        capture_of(make_picture(by), 4),
    ]

    taken = submit(task, team.lead, captures=captures, last_number=6)

    shown = queries.signing_content(taken.inspection, by=by)
    assert taken.missing_captures == (3, 5, 6)
    assert shown.content["flags"]["missing_captures"] == [3, 5, 6]


@pytest.mark.req("S-EV-06")
def test_a_device_whose_clock_is_off_is_flagged(team: Team, task: Task) -> None:
    at = clock.now()

    taken = submit(task, team.lead, at=at, sent_at=(at + timedelta(minutes=6)).isoformat())

    assert taken.flags == ("device_clock_wrong",)


@pytest.mark.req("S-MO-04")
def test_a_change_of_the_office_is_shown_with_both_values_until_a_person_chooses(team: Team, task: Task) -> None:
    base = {"due_on": task.due_on.isoformat(), "officers": [str(team.lead), str(team.second)], "lead": str(team.lead)}
    later = task.due_on + timedelta(days=7)
    dispatching.change_task(
        task=task.uid, version=task.version, due_on=later, officers=None, lead=None,
        by=actor_of(team.approver), at=clock.now(),
    )  # fmt: skip

    with pytest.raises(settling.TaskChanged) as refused:
        submit(task, team.lead, base=base)
    taken = submit(task, team.lead, base=base, resolved={"due_on": "theirs"})

    difference = {"field": "due_on", "label": "完成期限", "mine": base["due_on"], "theirs": later.isoformat()}
    assert refused.value.facts["fields"] == [difference]
    content = queries.signing_content(taken.inspection, by=actor_of(team.lead)).content
    assert content["resolutions"] == [{**difference, "choice": "theirs"}]
    task.refresh_from_db()
    assert task.due_on == later


@pytest.mark.req("S-MO-04")
def test_a_person_may_keep_the_officers_who_really_went(team: Team, task: Task) -> None:
    base = {"due_on": task.due_on.isoformat(), "officers": [str(team.lead), str(team.second)], "lead": str(team.lead)}
    third = make_officer(team.organisation)
    dispatching.change_task(
        task=task.uid, version=task.version, due_on=None, officers=(team.lead, third), lead=team.lead,
        by=actor_of(team.approver), at=clock.now(),
    )  # fmt: skip

    taken = submit(task, team.lead, base=base, resolved={"officers": "mine"})

    assert {one.person.uid for one in task.officers.all()} == {team.lead, team.second}
    content = queries.signing_content(taken.inspection, by=actor_of(team.lead)).content
    assert content["resolutions"][0]["theirs"]["officers"] == sorted([str(team.lead), str(third)])


@pytest.mark.django_db(transaction=True)
@pytest.mark.req("S-MO-04")
@pytest.mark.parametrize("left_out", ["officers", "base"])
def test_a_device_that_does_not_say_what_it_knew_settles_nothing_silently(
    team: Team, task: Task, left_out: str
) -> None:
    third = make_officer(team.organisation)
    dispatching.change_task(
        task=task.uid, version=task.version, due_on=None, officers=(team.lead, third), lead=team.lead,
        by=actor_of(team.approver), at=clock.now(),
    )  # fmt: skip
    base = {"due_on": task.due_on.isoformat()} if left_out == "officers" else None
    theirs = {"officers": sorted([str(team.lead), str(third)]), "lead": str(team.lead)}

    with pytest.raises(settling.TaskChanged) as refused:
        submit(task, team.lead, base=base)
    with pytest.raises(settling.NeverAsked):
        submit(task, team.lead, base=base, resolved={"officers": "mine", "due_on": "theirs"})
    taken = submit(task, team.lead, base=base, resolved={"officers": "theirs", "due_on": "theirs"})

    asked = cast(Any, refused.value.facts["fields"])[-1]
    assert asked == {"field": "officers", "label": "检查人员", "mine": None, "theirs": theirs}
    content = queries.signing_content(taken.inspection, by=actor_of(team.lead)).content
    assert content["resolutions"][-1] == {**asked, "choice": "theirs"}


def test_a_device_that_has_the_standing_task_need_not_say_what_it_knew(team: Team, task: Task) -> None:
    taken = submit(task, team.lead, base=None)

    assert queries.signing_content(taken.inspection, by=actor_of(team.lead)).content["resolutions"] == []


@pytest.mark.django_db(transaction=True)
@pytest.mark.req("S-MO-04", "IAM-3")
def test_a_device_keeps_nothing_that_the_office_never_asked(team: Team, task: Task) -> None:
    known = {"due_on": task.due_on.isoformat(), "officers": [str(team.lead), str(team.second)], "lead": str(team.lead)}
    foreign = make_officer(make_team().organisation)
    for field, changed in (
        ("due_on", {"due_on": "2099-12-31"}),
        ("officers", {"officers": [str(team.lead), str(foreign)]}),
        ("officers", {"officers": [str(team.lead)], "lead": str(foreign)}),
    ):
        with pytest.raises(settling.NeverAsked):
            submit(task, team.lead, base=known | changed, resolved={field: "mine"})

    before = task.due_on
    task.refresh_from_db()
    assert task.due_on == before
    assert {one.person.uid for one in task.officers.all()} == {team.lead, team.second}


@pytest.mark.django_db(transaction=True)
def test_a_record_of_officers_without_certificates_is_refused(team: Team, task: Task) -> None:
    Certificate.objects.filter(person__uid=team.second).update(revoked_on=today() - timedelta(days=1))

    with pytest.raises(AssignmentRefused) as refused:
        submit(task, team.lead)

    assert refused.value.facts["reason"] == "inspection.certificate_invalid"


@pytest.mark.req("INS-5.4")
def test_nobody_there_is_recorded_without_answers(team: Team, task: Task) -> None:
    taken = submit(task, team.lead, answers={}, refusal=None, could_not_inspect="大门紧闭，电话无人接听")

    record = Inspection.objects.get(uid=taken.inspection)
    assert (record.verdict, record.disposition) == ("无法检查", Disposition.COULD_NOT_INSPECT)


@pytest.mark.django_db(transaction=True)
@pytest.mark.req("S-MO-03")
def test_other_content_under_the_same_uid_is_refused_and_kept_aside() -> None:
    team = make_team()
    task, uid = make_task(team), uuid4()
    first = submit(task, team.lead, uid=uid)

    with pytest.raises(records.ContentDiffers):
        submit(task, team.lead, uid=uid, opinion="另一份意见")

    held = HeldSubmission.objects.get(inspection=uid)
    assert held.payload["opinion"] == "另一份意见"
    assert Inspection.objects.get(uid=uid).content_hash == first.content_hash
    shown = queries.inspection(uid, by=actor_of(team.lead), today=today())
    assert [(one.reason, one.uid) for one in shown.held] == [("inspection.content_differs", held.uid)]


@pytest.mark.django_db(transaction=True)
@pytest.mark.req("S-MO-04")
def test_what_was_done_in_the_field_is_kept_whatever_the_office_did() -> None:
    team = make_team()
    taken, cancelled, planned = make_task(team), make_task(team), Task.objects.get(uid=new_task(team))
    submit(taken, team.lead)
    dispatching.cancel_task(task=cancelled.uid, reason="主体已停业", by=actor_of(team.approver), at=clock.now())
    colleague = make_person(
        organisation=team.organisation,
        permissions={"inspection.view": Scope.SUBTREE, "inspection.perform": Scope.OWN},
    )

    refusals: list[tuple[Task, UUID, type[DomainError], dict[str, Any]]] = [
        (taken, team.second, records.TaskHasRecord, {}),
        (cancelled, team.lead, records.TaskClosed, {}),
        (planned, team.lead, records.TaskClosed, {}),
        (make_task(team), team.lead, records.FormChanged, {"form_hash": "sha256:other"}),
        (make_task(team), colleague, NotItsOfficer, {}),
    ]
    for task, by, refusal, changes in refusals:
        with pytest.raises(refusal):
            submit(task, by, **changes)

    assert list(HeldSubmission.objects.order_by("pk").values_list("task", "reason")) == [
        (task.uid, refusal.code) for task, _, refusal, _ in refusals
    ]
