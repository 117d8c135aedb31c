"""Receiving records that devices made without a network."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from zhijian.business.inspection.access import tasks as access
from zhijian.business.inspection.models import Inspection, InspectionRound, Task
from zhijian.business.inspection.queries import forms
from zhijian.business.inspection.rules import submission as rules
from zhijian.business.inspection.rules.content import content_of, value_hash
from zhijian.business.inspection.rules.seals import seals
from zhijian.business.inspection.rules.stages import Disposition, RecordState, TaskKind, TaskStage
from zhijian.business.inspection.rules.submission import Problem
from zhijian.business.inspection.services import assignments, attachments, held, moves, rounds, settling, todos
from zhijian.business.inspection.services.attachments import Attached, EvidenceMissing
from zhijian.business.inspection.types.records import Submission, SubmittedRecord
from zhijian.data.registry.models import Licence
from zhijian.kernel.clock import business_date, start_of_day
from zhijian.kernel.errors import Conflict, DomainError, Invalid, Unavailable
from zhijian.support.forms.engine import Evaluation, evaluate, parse_definition, snapshot
from zhijian.support.identity import queries as identity
from zhijian.support.identity.models import Person
from zhijian.support.identity.types import Actor, OfficerRecord


class RecordInvalid(Invalid):
    """The record breaks rules; ``problems`` says where and what to do."""

    code = "inspection.record_invalid"


class TaskClosed(Conflict):
    """The task is cancelled or finished, or was not sent out yet; the submission is kept aside."""

    code = "inspection.task_closed"


class TaskHasRecord(Conflict):
    """Another record of this task was received from another device; the submission is kept aside."""

    code = "inspection.task_has_record"


class FormChanged(Conflict):
    """The record was filled on another form than the task carries; the submission is kept aside."""

    code = "inspection.form_changed"


class ContentDiffers(Invalid):
    """The same uid came with other content while the first one stands; the submission is kept aside."""

    code = "inspection.content_differs"


class TimesImpossible(Invalid):
    """The device's times cannot be those of one visit, and nobody can mend them there; the submission is kept aside."""

    code = "inspection.times_impossible"


NOT_FOR_GOOD = (RecordInvalid, EvidenceMissing, settling.TaskChanged, access.TaskMissing, Unavailable)
"""What a person can mend on the device, what comes right by itself, and what is nothing to the sender."""

KEPT_ASIDE = "您的记录已另存，请联系任务派发人核对处理。"


@transaction.atomic
def submit(*, submission: Submission, by: Actor, at: datetime) -> SubmittedRecord:
    """Take a record in, as a new round that waits for countersigning; the same content again changes nothing.

    Raises NotAllowed, TaskMissing, NotItsOfficer, TaskChanged, TaskClosed, TaskHasRecord, FormChanged, ContentDiffers,
    TimesImpossible, RecordInvalid, NeverAsked, AssignmentRefused, EvidenceMissing, and what the evidence part raises.
    Whatever is refused for good is kept aside for a person, and the refusal says so.
    """
    by.must("inspection.perform")
    digest = value_hash(submission.payload)
    try:
        return _take(submission, digest, by, at)
    except NOT_FOR_GOOD:
        raise
    except DomainError as refusal:
        held.keep_aside(submission, submission_hash=digest, reason=refusal.code, by=by, at=at)
        refusal.message += KEPT_ASIDE
        raise


def _take(submission: Submission, digest: str, by: Actor, at: datetime) -> SubmittedRecord:
    task = _own_task(submission.task, by)
    record = _claimed(submission, task, at)
    before = _round_with(record, digest)
    if before is not None:
        return _answer(task, record, before, repeated=True)
    _refuse_closed(task, record, submission)
    _refuse_times(submission)
    visit = _visit(task, submission, by, at)
    resolutions = settling.settle(task, submission, visited_on=visit.on, by=by, at=at)
    assignments.check_task(task, on=visit.on)
    content = _judged(task, record, submission, digest, resolutions, visit, by, at)
    return _answer(task, record, _add_round(task, record, submission, content, by, at), repeated=False)


def _own_task(uid: UUID, by: Actor) -> Task:
    """The task of ``by``, locked. Raises TaskMissing; NotItsOfficer for who was taken off it and sees it no longer."""
    try:
        return access.own_task_to_change(uid, by=by)
    except access.TaskMissing:
        if todos.asked_at(uid, by.uid) is None:
            raise
        raise access.NotItsOfficer("您已不是这项任务的检查人员，或者已没有查看它的权限。") from None


@dataclass(frozen=True, kw_only=True)
class Visit:
    """When a visit was, as far as a device's clock can be believed.

    on: the day as of which its officers must have been fit to go; earliest: the moment before which nobody could begin.
    """

    on: date
    earliest: datetime


def _visit(task: Task, submission: Submission, by: Actor, at: datetime) -> Visit:
    """A clock that was set back does not bring an expired certificate to life: before the officer was sent is no visit.

    A temporary task may reach the server after its visit began, so that for it only the day it names is too early.
    """
    asked_at = todos.asked_at(task.uid, by.uid) or task.created_at
    begun_at = max(submission.started_at, asked_at)
    is_temporary = task.kind == TaskKind.TEMPORARY
    return Visit(
        on=business_date(min(begun_at, at)),
        earliest=min(asked_at, start_of_day(task.starts_on)) if is_temporary else asked_at,
    )


def _claimed(submission: Submission, task: Task, at: datetime) -> Inspection:
    """The row of this uid, locked. The unique constraints decide which of several copies makes it."""
    try:
        with transaction.atomic():
            return Inspection.objects.create(
                uid=submission.uid, task=task, started_at=submission.started_at, received_at=at
            )
    except IntegrityError:
        row = Inspection.objects.select_for_update().filter(uid=submission.uid, task=task).first()
    if row is None:
        raise TaskHasRecord("这项任务已经收到另一份检查记录。请与同事核对。")
    return row


def _round_with(record: Inspection, digest: str) -> InspectionRound | None:
    rows = InspectionRound.objects.filter(inspection=record, content__submission=digest)
    return rows.order_by("-round").first()


def _refuse_closed(task: Task, record: Inspection, submission: Submission) -> None:
    stage = TaskStage(task.stage)
    if record.state != RecordState.EDITING:
        raise ContentDiffers(
            f"这份记录已经提交，当前“{RecordState(record.state).label}”。需要修改的，请会签人先退回。",
            state=record.state,
        )
    if not moves.may_receive(stage):
        raise TaskClosed(f"任务当前是“{stage.label}”，不能提交检查记录。", stage=stage)
    if submission.form_hash != task.form_hash:
        raise FormChanged("检查表与任务要求的不一致，请重新下载任务后填写。", form_hash=task.form_hash)


def _refuse_times(submission: Submission) -> None:
    problems = rules.time_problems(submission.started_at, submission.ended_at)
    if problems:
        raise TimesImpossible(problems[0].message, problems=[one.as_json() for one in problems])


def _judged(
    task: Task,
    record: Inspection,
    submission: Submission,
    digest: str,
    resolutions: list[dict[str, Any]],
    visit: Visit,
    by: Actor,
    at: datetime,
) -> dict[str, Any]:
    """The content of the new round, every rule checked again here. Raises RecordInvalid, EvidenceMissing."""
    source = forms.definitions([task])[task.pk]
    definition, payload = parse_definition(source), submission.payload
    answers = rules.engine_answers(payload["answers"])
    judged = evaluate(definition, answers)
    disposition = rules.disposition_of(judged.disposition, payload)
    known = attachments.known(record.uid, by=by) if record.round else set()
    problems = _problems(task, submission, judged, disposition, known)
    if problems:
        raise RecordInvalid(
            f"检查记录有 {len(problems)} 处需要补正，请按提示修改后再提交。",
            problems=[one.as_json() for one in problems],
        )
    return content_of(
        payload=payload,
        submission=digest,
        round_number=record.round + 1,
        task={"uid": str(task.uid), "number": task.number, "kind": task.kind, "matter": task.matter.name},
        form={
            "code": definition.code,
            "version": definition.version,
            "hash": task.form_hash,
            "title": definition.title,
        },
        entity=_entity(task),
        officers=_officers(task, visit.on),
        snapshot=snapshot(definition, answers),
        evaluation=judged.as_json(),
        disposition=disposition.value,
        flags=_flags(submission, _attach(task, submission, by, at), visit, at),
        resolutions=resolutions,
    )


def _problems(
    task: Task, submission: Submission, judged: Evaluation, disposition: Disposition, known: set[str]
) -> list[Problem]:
    payload, nobody_there = submission.payload, bool(submission.payload["could_not_inspect"])
    found = [
        Problem(item=one.item, code=one.code, message=one.message_zh) for one in judged.findings if not nobody_there
    ]
    found += rules.notice_problems(payload["notice"]) if not nobody_there else []
    found += rules.signature_problems(payload["signer"], payload["refusal"], could_not_inspect=nobody_there)
    found += rules.order_problems(
        payload["rectification"],
        payload["answers"],
        disposition=disposition,
        is_reinspection=task.rectification_id is not None,
    )
    return found + rules.evidence_problems(payload, known)


def _attach(task: Task, submission: Submission, by: Actor, at: datetime) -> Attached:
    return attachments.attach(
        record=submission.uid,
        captures=submission.payload["captures"],
        last_number=submission.payload["last_number"],
        device=submission.device,
        ended_at=submission.ended_at,
        sent_at=submission.sent_at,
        officers=tuple(uid for uid, _ in assignments.officers_of(task)),
        by=by,
        at=at,
    )


def _flags(submission: Submission, attached: Attached, visit: Visit, at: datetime) -> dict[str, Any]:
    odd, ahead = rules.clock_flags(
        started_at=submission.started_at,
        ended_at=submission.ended_at,
        sent_at=submission.sent_at,
        received_at=at,
        earliest=visit.earliest,
    )
    return {
        "clock": odd,
        "clock_difference_s": ahead,
        "missing_captures": list(attached.missing_numbers),
        "seals": seals(submission.payload, inspection=str(submission.uid)),
        "evidence_hash": attached.hash,
    }


def _entity(task: Task) -> dict[str, str]:
    entity = task.entity
    licence = Licence.objects.filter(entity=entity, revoked_on__isnull=True).order_by("-valid_to", "pk").first()
    return {
        "uid": str(entity.uid),
        "name": entity.name,
        "uscc": entity.uscc,
        "address": entity.address,
        "legal_person": entity.legal_person,
        "licence": licence.number if licence else "",
    }


def _officers(task: Task, on: date) -> list[dict[str, Any]]:
    named = assignments.officers_of(task)
    known = identity.officers_by_uid([uid for uid, _ in named], on=on)
    return [
        {
            "uid": str(uid),
            "name": known[uid].name,
            "certificate": _certificate(known[uid]),
            "is_lead": is_lead,
        }
        for uid, is_lead in named
    ]


def _certificate(officer: OfficerRecord) -> str:
    return officer.certificate.number if officer.certificate else ""


def _uid(by: Actor) -> UUID:
    assert by.uid is not None, "an officer of the task is a person"
    return by.uid


def _add_round(
    task: Task, record: Inspection, submission: Submission, content: dict[str, Any], by: Actor, at: datetime
) -> InspectionRound:
    added = InspectionRound.objects.create(
        inspection=record,
        round=record.round + 1,
        content=content,
        content_hash=value_hash(content),
        device=submission.device,
        submitted_by=Person.objects.get(uid=_uid(by)),
        submitted_at=at,
    )
    record.state, record.round, record.version = RecordState.COUNTERSIGNING, added.round, record.version + 1
    record.started_at, record.ended_at, record.received_at = submission.started_at, submission.ended_at, at
    record.verdict, record.disposition = content["verdict"], content["disposition"]
    record.content_hash = added.content_hash
    record.save()
    moves.move(task, TaskStage.COUNTERSIGNING)
    task.version += 1
    task.save(update_fields=["stage", "due_on", "version"])
    todos.visited(task, at=at)
    rounds.ask_again(task, record, rounds.standing_of(task, record).wanted, at=at)
    return added


def _answer(task: Task, record: Inspection, taken: InspectionRound, *, repeated: bool) -> SubmittedRecord:
    flags = taken.content["flags"]
    return SubmittedRecord(
        inspection=record.uid,
        number=task.number,
        state=record.state,
        state_label=RecordState(record.state).label,
        round=taken.round,
        content_hash=taken.content_hash,
        missing_captures=tuple(flags["missing_captures"]),
        flags=tuple(flags["clock"]),
        repeated=repeated,
    )
