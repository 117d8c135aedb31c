"""The second officer's word, in the app and by SMS, and what the last one sets going."""

import re
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, connection, transaction

from zhijian.business.inspection.models import (
    Countersign,
    Inspection,
    InspectionRound,
    Publication,
    Rectification,
    Task,
    TaskOfficer,
)
from zhijian.business.inspection.queries import records as queries
from zhijian.business.inspection.rules.stages import CountersignDecision, RecordState, TaskKind, TaskStage
from zhijian.business.inspection.services import avoidances, countersigns, dispatching, reinspections
from zhijian.business.inspection.services.moves import WrongTaskStage
from zhijian.business.inspection.tests.factories import (
    Team,
    approve,
    capture_of,
    make_officer,
    make_picture,
    make_record,
    make_signed,
    make_task,
    make_team,
    new_task,
    submit,
    today,
    with_finding,
)
from zhijian.data.registry.models import TimelineEntry
from zhijian.kernel import clock
from zhijian.support.bus.models import OutboxEvent
from zhijian.support.documents.models import IssuedDocument
from zhijian.support.identity.models import Certificate
from zhijian.support.identity.rules import Scope
from zhijian.support.identity.tests.factories import actor_of, make_person
from zhijian.support.notices.models import Message
from zhijian.support.notices.sealing import unseal
from zhijian.support.notices.services import CodeRefused
from zhijian.support.worklist.models import WorkItem

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]


@pytest.fixture
def team() -> Team:
    return make_team()


@pytest.fixture
def record(team: Team) -> Inspection:
    return make_record(team)


def _say(
    record: Inspection,
    person: UUID,
    decision: CountersignDecision,
    *,
    content_hash: str | None = None,
    reason: str = "照片与描述不符",
) -> None:
    countersigns.countersign(
        inspection=record.uid,
        decision=decision,
        content_hash=content_hash or Inspection.objects.get(pk=record.pk).content_hash,
        reason=reason,
        signature=None,
        signature_sha256=None,
        by=actor_of(person),
        at=clock.now(),
    )


def _todo(source: str) -> list[UUID | None]:
    rows = WorkItem.objects.filter(source=source, state="open").select_related("person").order_by("pk")
    return [row.person.uid if row.person else None for row in rows]


@pytest.mark.req("INS-5.4")
def test_who_must_keep_away_does_not_countersign(team: Team, record: Inspection) -> None:
    rights = {"inspection.pools": Scope.SUBTREE, "inspection.view": Scope.SUBTREE, "identity.view": Scope.SUBTREE}
    avoidances.declare_avoidance(
        person=team.second,
        entity=team.entity,
        reason="近亲属在该店任职",
        valid_to=None,
        by=actor_of(make_person(organisation=team.organisation, permissions=rights)),
        at=clock.now(),
    )

    with pytest.raises(countersigns.MustKeepAway):
        _say(record, team.second, CountersignDecision.APPROVE)

    assert not Countersign.objects.exists()


@pytest.mark.req("INS-5.4", "INS-5.8")
def test_the_last_approval_finishes_issues_and_archives(team: Team, record: Inspection) -> None:
    approve(record, team.second)

    record.refresh_from_db()
    task = Task.objects.get(pk=record.task_id)
    assert (record.state, task.stage) == (RecordState.SIGNED, TaskStage.ARCHIVED)
    assert record.signed_at is not None
    paper = IssuedDocument.objects.get(subject=record.uid)
    assert (paper.title, paper.subject_kind) == ("现场检查记录", "inspection.record")
    assert Publication.objects.filter(inspection=record).count() == 1
    assert OutboxEvent.objects.filter(name="inspection.finished").count() == 1
    assert TimelineEntry.objects.filter(kind="inspection.finished", source=record.uid).count() == 1
    assert _todo("inspection.countersign") == []


@pytest.mark.req("INS-5.4")
def test_a_rejection_sends_the_record_back_to_the_lead(team: Team, record: Inspection) -> None:
    _say(record, team.second, CountersignDecision.REJECT)

    record.refresh_from_db()
    assert record.state == RecordState.EDITING
    assert Task.objects.get(pk=record.task_id).stage == TaskStage.IN_PROGRESS
    assert _todo("inspection.returned") == [team.lead]
    shown = queries.inspection(record.uid, by=actor_of(team.lead), today=today())
    assert shown.returned_reason == "照片与描述不符"
    assert (shown.rounds[0].is_void, shown.countersigns[0].is_void) == (True, True)
    assert shown.may == ("submit",)


def test_sending_back_wants_a_reason(team: Team, record: Inspection) -> None:
    with pytest.raises(countersigns.ReasonMissing):
        _say(record, team.second, CountersignDecision.REJECT, reason=" ")

    assert not Countersign.objects.exists()


@pytest.mark.req("INS-5.4")
def test_a_mended_record_is_a_new_round_and_a_late_copy_of_the_old_one_is_not(team: Team, record: Inspection) -> None:
    task = Task.objects.get(pk=record.task_id)
    first = InspectionRound.objects.get(inspection=record)
    _say(record, team.second, CountersignDecision.REJECT)
    task.refresh_from_db()

    mended = submit(task, team.lead, uid=record.uid, opinion="已重新核对")

    assert (mended.round, mended.repeated) == (2, False)
    assert mended.content_hash != first.content_hash
    assert _todo("inspection.returned") == []
    with pytest.raises(countersigns.ContentChanged):
        _say(record, team.second, CountersignDecision.APPROVE, content_hash=first.content_hash)
    approve(record, team.second)
    record.refresh_from_db()
    assert record.state == RecordState.SIGNED


@pytest.mark.req("S-MO-03")
def test_a_replay_of_the_rejected_submission_changes_nothing(team: Team) -> None:
    task, uid, at = make_task(team), uuid4(), clock.now()
    submit(task, team.lead, uid=uid, at=at)
    record = Inspection.objects.get(uid=uid)
    _say(record, team.second, CountersignDecision.REJECT)

    replayed = submit(task, team.lead, uid=uid, at=at)

    assert (replayed.repeated, replayed.round, replayed.state) == (True, 1, RecordState.EDITING)


@pytest.mark.req("S-EV-09")
def test_one_changed_character_of_the_hash_is_refused(team: Team, record: Inspection) -> None:
    other = record.content_hash[:-1] + ("0" if record.content_hash[-1] != "0" else "1")

    with pytest.raises(countersigns.ContentChanged):
        _say(record, team.second, CountersignDecision.APPROVE, content_hash=other)


def test_who_submitted_does_not_countersign(team: Team, record: Inspection) -> None:
    with pytest.raises(countersigns.OwnCountersign):
        _say(record, team.lead, CountersignDecision.APPROVE)


@pytest.mark.req("IAM-4")
def test_a_cosigner_whose_certificate_expired_meanwhile_is_refused(team: Team, record: Inspection) -> None:
    Certificate.objects.filter(person__uid=team.second).update(valid_to=today() - timedelta(days=1))

    with pytest.raises(countersigns.CertificateInvalid):
        _say(record, team.second, CountersignDecision.APPROVE)


@pytest.mark.req("INS-5.4")
def test_three_officers_need_two_approvals(team: Team) -> None:
    third = make_officer(team.organisation)
    taken = submit(make_task(team, officers=(team.lead, team.second, third)), team.lead)
    record = Inspection.objects.get(uid=taken.inspection)

    approve(record, team.second)
    waiting = _todo("inspection.countersign")
    (asked,) = WorkItem.objects.filter(source="inspection.countersign", state="open")
    assert asked.link == f"/inspection/records/{record.uid}"
    with pytest.raises(countersigns.AlreadyCountersigned):
        approve(record, team.second)
    approve(record, third)

    record.refresh_from_db()
    assert waiting == [third]
    assert record.state == RecordState.SIGNED


@pytest.mark.req("S-EV-09")
def test_officers_changed_meanwhile_void_the_round(team: Team) -> None:
    third, fourth = make_officer(team.organisation), make_officer(team.organisation)
    taken = submit(make_task(team, officers=(team.lead, team.second, third)), team.lead)
    record = Inspection.objects.get(uid=taken.inspection)
    approve(record, team.second)
    task = Task.objects.get(pk=record.task_id)

    dispatching.change_task(
        task=task.uid, version=task.version, due_on=None, officers=(team.lead, team.second, fourth), lead=team.lead,
        by=actor_of(team.approver), at=clock.now(),
    )  # fmt: skip

    record.refresh_from_db()
    assert record.state == RecordState.EDITING
    assert Countersign.objects.get().voided_at is not None
    task.refresh_from_db()
    again = submit(task, team.lead, uid=record.uid)
    assert again.round == 2
    assert set(_todo("inspection.countersign")) == {team.second, fourth}


def test_words_are_asked_of_officers_only(team: Team, record: Inspection) -> None:
    with pytest.raises(countersigns.SignerNotAsked):
        countersigns.ask(inspection=record.uid, persons=(team.approver,), by=actor_of(team.lead), at=clock.now())

    countersigns.ask(inspection=record.uid, persons=(team.second,), by=actor_of(team.lead), at=clock.now())
    assert _todo("inspection.countersign") == [team.second]


def _code() -> str:
    text = unseal(bytes(Message.objects.latest("pk").text))
    return str(re.findall(r"\d{6}", text)[0])


@pytest.mark.req("INS-5.4", "S-EV-09")
def test_a_code_from_the_cosigners_phone_signs_this_content(team: Team, record: Inspection) -> None:
    by = actor_of(team.lead)
    challenge = countersigns.send_code(inspection=record.uid, person=team.second, by=by, at=clock.now())

    countersigns.countersign_by_sms(
        inspection=record.uid, person=team.second, challenge=challenge.challenge, code=_code(),
        content_hash=record.content_hash, by=by, at=clock.now(),
    )  # fmt: skip

    word = Countersign.objects.select_related("person").get()
    record.refresh_from_db()
    assert (word.method, word.challenge, word.person.uid) == ("sms", challenge.challenge, team.second)
    assert record.state == RecordState.SIGNED
    assert challenge.phone.count("*") == 4


@pytest.mark.req("S-EV-09")
def test_a_code_for_another_record_or_another_signer_is_worth_nothing(team: Team, record: Inspection) -> None:
    third = make_officer(team.organisation)
    other = submit(make_task(team, officers=(team.lead, team.second, third)), team.lead)
    by = actor_of(team.lead)
    challenge = countersigns.send_code(inspection=record.uid, person=team.second, by=by, at=clock.now()).challenge
    code = _code()

    for signer in (team.second, third):
        with pytest.raises(CodeRefused):
            countersigns.countersign_by_sms(
                inspection=other.inspection, person=signer, challenge=challenge, code=code,
                content_hash=other.content_hash, by=by, at=clock.now(),
            )  # fmt: skip

    assert not Countersign.objects.exists()


@pytest.mark.req("INS-5.7")
def test_the_handwriting_of_both_sides_is_on_the_paper(team: Team) -> None:
    lead = actor_of(team.lead)
    signature = capture_of(make_picture(lead), 1, kind="signature")
    record = make_record(
        team, captures=[signature], refusal=None, signer={"name": "陈店长", "signature": signature["uid"]}
    )
    own = make_picture(actor_of(team.second))

    countersigns.countersign(
        inspection=record.uid,
        decision=CountersignDecision.APPROVE,
        content_hash=record.content_hash,
        reason="",
        signature=uuid4(),
        signature_sha256=own,
        by=actor_of(team.second),
        at=clock.now(),
    )

    signers = IssuedDocument.objects.get(subject=record.uid).content["signatures"]["signatures"]
    assert [one["image"] for one in signers] == [signature["sha256"], None, own]


@pytest.mark.req("INS-5.5")
def test_a_reinspection_asks_for_the_open_items_and_closes_the_order(team: Team) -> None:
    first = make_signed(team, **with_finding(team.lead))
    order = Rectification.objects.get(inspection=first)
    uid = reinspections.reinspect(rectification=order.uid, by=actor_of(team.maker), at=clock.now())
    task = Task.objects.get(uid=uid)
    (item,) = order.items.values_list("item", flat=True)

    taken = submit(task, team.lead, answers={item: {"value": "yes"}})
    approve(Inspection.objects.get(uid=taken.inspection), team.second)

    order.refresh_from_db()
    assert (task.kind, task.form_code[:3]) == (TaskKind.REINSPECTION, "RI-")
    assert order.stage == "closed"


@pytest.mark.req("INS-5.8")
def test_what_is_archived_cannot_be_changed_by_the_services(team: Team) -> None:
    record = make_signed(team)
    task = Task.objects.get(pk=record.task_id)

    with pytest.raises(WrongTaskStage):
        dispatching.cancel_task(task=task.uid, reason="弄错了", by=actor_of(team.approver), at=clock.now())
    with pytest.raises(WrongTaskStage):
        dispatching.change_task(
            task=task.uid, version=task.version, due_on=today(), officers=None, lead=None,
            by=actor_of(team.approver), at=clock.now(),
        )  # fmt: skip


@pytest.mark.req("INS-5.8")
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE inspection_inspectionround SET content = '{}'",
        "UPDATE inspection_inspectionround SET voided_at = now(), content_hash = ''",
        "DELETE FROM inspection_inspectionround",
        "UPDATE inspection_countersign SET decision = 'reject'",
        "DELETE FROM inspection_countersign",
        "UPDATE inspection_inspection SET verdict = '不符合'",
        "UPDATE inspection_inspection SET state = 'editing'",
        "UPDATE inspection_task SET entity_id = entity_id + 1",
        "UPDATE inspection_task SET stage = 'finished'",
        "UPDATE inspection_task SET due_on = due_on + 1",
        "DELETE FROM inspection_taskofficer",
        "UPDATE inspection_taskofficer SET is_lead = false",
    ],
)
def test_what_is_archived_cannot_be_changed_below_the_services(team: Team, statement: str) -> None:
    make_signed(team)

    with pytest.raises(DatabaseError, match="never"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)

    assert TaskOfficer.objects.count() == 2


def test_a_signed_record_still_learns_of_its_clue(team: Team) -> None:
    record = make_signed(team)

    changed = Inspection.objects.filter(pk=record.pk).update(clue=uuid4(), clue_number="XS-1")

    assert changed == 1


def test_an_urgent_visit_may_be_approved_after_it_was_archived_but_only_once(team: Team) -> None:
    uid = new_task(team, TaskKind.TEMPORARY, by=actor_of(team.lead))
    task = Task.objects.get(uid=uid)
    taken = submit(task, team.lead)
    approve(Inspection.objects.get(uid=taken.inspection), team.second)

    dispatching.approve_task(task=uid, by=actor_of(team.approver), at=clock.now())

    task.refresh_from_db()
    assert (task.stage, task.approved_at is not None) == (TaskStage.ARCHIVED, True)
    with pytest.raises(WrongTaskStage):
        dispatching.approve_task(task=uid, by=actor_of(team.approver), at=clock.now())
