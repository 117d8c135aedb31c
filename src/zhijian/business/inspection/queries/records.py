"""Questions about inspection records."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import F, Q

from zhijian.business.inspection.access import records as access
from zhijian.business.inspection.access.tasks import own
from zhijian.business.inspection.models import (
    Countersign,
    HeldSubmission,
    Inspection,
    InspectionRound,
    Publication,
    Rectification,
    Task,
    TaskOfficer,
)
from zhijian.business.inspection.queries import tasks as task_queries
from zhijian.business.inspection.queries.held import to_held
from zhijian.business.inspection.rules.acts import record_acts
from zhijian.business.inspection.rules.stages import (
    CountersignDecision,
    CountersignMethod,
    Disposition,
    PublicationState,
    RecordState,
    RectificationStage,
    TaskKind,
)
from zhijian.business.inspection.types.held import HeldRecord
from zhijian.business.inspection.types.records import (
    CountersignRecord,
    InspectionDetail,
    InspectionRow,
    PaperRecord,
    PublicationOfRecord,
    RectificationOfRecord,
    RoundRecord,
    SignerRecord,
    SigningContent,
)
from zhijian.business.inspection.types.tasks import TaskFilter, TaskRecord
from zhijian.kernel.clock import start_of_day
from zhijian.kernel.http import cut_page, decode_cursor
from zhijian.support.documents import queries as documents
from zhijian.support.identity import queries as identity
from zhijian.support.identity.types import Actor

PAPERS = "inspection.record"


def inspections(
    *,
    by: Actor,
    asked: TaskFilter,
    state: RecordState | None = None,
    disposition: Disposition | None = None,
    started_from: date | None = None,
    started_to: date | None = None,
    after: str | None = None,
    limit: int = 50,
) -> tuple[list[InspectionRow], str | None]:
    """Records of tasks the caller sees, the latest first; a page and the mark of the next."""
    exact = {
        "state": state,
        "disposition": disposition,
        "task__kind": asked.kind,
        "task__organisation__uid": asked.organisation,
        "task__entity__uid": asked.entity,
        "started_at__gte": start_of_day(started_from) if started_from else None,
        "started_at__lt": start_of_day(started_to + timedelta(days=1)) if started_to else None,
    }
    rows = access.visible_to(by).filter(**{name: value for name, value in exact.items() if value})
    if asked.mine:
        rows = rows.filter(task__in=Task.objects.filter(own(by)))
    if asked.text:
        rows = rows.filter(
            Q(task__number__icontains=asked.text)
            | Q(task__entity__name__icontains=asked.text)
            | Q(task__entity__uscc=asked.text.upper())
        )
    key = decode_cursor(after, datetime, int)
    if key is not None:
        rows = rows.filter(Q(started_at__lt=key[0]) | Q(started_at=key[0], pk__lt=key[1]))
    fetched = rows.select_related("task__entity", "task__organisation").order_by("-started_at", "-pk")[: limit + 1]
    page, following = cut_page(list(fetched), limit, lambda row: (row.started_at.isoformat(), row.pk))
    names: dict[int, list[str]] = {}
    officers = TaskOfficer.objects.filter(task__in=[row.task_id for row in page])
    for task, name in officers.order_by("-is_lead", "position", "pk").values_list("task_id", "person__name"):
        names.setdefault(task, []).append(name)
    return [_to_row(row, tuple(names.get(row.task_id, ()))) for row in page], following


def _to_row(row: Inspection, officers: tuple[str, ...]) -> InspectionRow:
    entity = row.task.entity
    return InspectionRow(
        uid=row.uid,
        task=row.task.uid,
        number=row.task.number,
        kind=row.task.kind,
        kind_label=TaskKind(row.task.kind).label,
        entity=entity.uid,
        entity_name=entity.name,
        entity_uscc=entity.uscc,
        entity_address=entity.address,
        officers=officers,
        started_at=row.started_at,
        ended_at=row.ended_at,
        state=row.state,
        state_label=RecordState(row.state).label,
        verdict=row.verdict,
        disposition=row.disposition,
        disposition_label=_disposition_label(row),
        signed_at=row.signed_at,
        organisation_name=row.task.organisation.short_name,
    )


def _disposition_label(row: Inspection) -> str:
    return Disposition(row.disposition).label if row.disposition else ""


def signing_content(uid: UUID, *, by: Actor) -> SigningContent:
    """The content of the last round, and the hash that a signature binds. Raises InspectionMissing."""
    row = access.inspection(uid, by=by)
    last = InspectionRound.objects.filter(inspection=row, round=row.round).first()
    return SigningContent(
        inspection=row.uid,
        round=row.round,
        content=last.content if last else {},
        content_hash=last.content_hash if last else "",
        state=row.state,
    )


def inspection(uid: UUID, *, by: Actor, today: date) -> InspectionDetail:
    """One record with its rounds, signatures and what followed. Raises InspectionMissing."""
    row = access.inspection(uid, by=by)
    rounds = list(InspectionRound.objects.select_related("submitted_by").filter(inspection=row).order_by("round"))
    words = list(Countersign.objects.select_related("person").filter(inspection=row).order_by("at", "pk"))
    task = _task(row, by, today)
    standing = rounds[-1] if rounds and rounds[-1].voided_at is None else None
    signers = _signers(row, task, standing, words, today)
    return InspectionDetail(
        uid=row.uid,
        state=row.state,
        state_label=RecordState(row.state).label,
        round=row.round,
        started_at=row.started_at,
        ended_at=row.ended_at,
        received_at=row.received_at,
        signed_at=row.signed_at,
        verdict=row.verdict,
        disposition=row.disposition,
        disposition_label=_disposition_label(row),
        content_hash=row.content_hash,
        task=task,
        content=rounds[-1].content if rounds else {},
        rounds=tuple(_to_round(one) for one in rounds),
        countersigns=tuple(_to_countersign(one) for one in words),
        signers=signers,
        returned_reason=_returned_reason(row, words),
        papers=_papers(row, by),
        rectification=_rectification(row),
        publication=_publication(row),
        serious_reported_at=row.serious_reported_at,
        clue=row.clue,
        clue_number=row.clue_number,
        held=_held(row),
        version=row.version,
        may=_acts(row, task, standing, signers, by),
    )


def _task(row: Inspection, by: Actor, today: date) -> TaskRecord:
    found = Task.objects.select_related("entity", "organisation", "matter").annotate(creator=F("created_by__uid"))
    return task_queries.to_records([found.get(pk=row.task_id)], by=by, today=today)[0]


def _signers(
    row: Inspection, task: TaskRecord, standing: InspectionRound | None, words: list[Countersign], today: date
) -> tuple[SignerRecord, ...]:
    """Officers other than the submitter, whether they approved the standing round."""
    if standing is None:
        return ()
    others = [one for one in task.officers if one.uid != standing.submitted_by.uid]
    approved = {
        word.person.uid
        for word in words
        if word.round == row.round and word.voided_at is None and word.decision == CountersignDecision.APPROVE
    }
    known = identity.officers_by_uid([one.uid for one in others], on=today)
    phones = {uid: masked(officer.phone) for uid, officer in known.items()}
    return tuple(
        SignerRecord(uid=one.uid, name=one.name, phone_masked=phones.get(one.uid, ""), has_approved=one.uid in approved)
        for one in others
    )


def masked(phone: str) -> str:
    """The first three and last four digits; nothing of a number too short to hide."""
    return f"{phone[:3]}****{phone[-4:]}" if len(phone) >= 11 else ""


def _returned_reason(row: Inspection, words: list[Countersign]) -> str:
    if row.state != RecordState.EDITING:
        return ""
    return next((word.reason for word in reversed(words) if word.decision == CountersignDecision.REJECT), "")


def _acts(
    row: Inspection,
    task: TaskRecord,
    standing: InspectionRound | None,
    signers: tuple[SignerRecord, ...],
    by: Actor,
) -> tuple[str, ...]:
    seen = task_queries.standing_of(
        row.task, creator=None, is_officer=any(one.uid == by.uid for one in task.officers), by=by
    )
    return record_acts(
        seen,
        state=RecordState(row.state),
        is_submitter=standing is not None and standing.submitted_by.uid == by.uid,
        is_wanted=any(one.uid == by.uid and not one.has_approved for one in signers),
        is_reported=row.serious_reported_at is not None,
    )


def _to_round(one: InspectionRound) -> RoundRecord:
    return RoundRecord(
        round=one.round,
        content_hash=one.content_hash,
        device=one.device,
        submitted_by=one.submitted_by.uid,
        submitted_by_name=one.submitted_by.name,
        submitted_at=one.submitted_at,
        is_void=one.voided_at is not None,
    )


def _to_countersign(one: Countersign) -> CountersignRecord:
    return CountersignRecord(
        uid=one.uid,
        round=one.round,
        person=one.person.uid,
        person_name=one.person.name,
        decision=one.decision,
        decision_label=CountersignDecision(one.decision).label,
        method=one.method,
        method_label=CountersignMethod(one.method).label,
        reason=one.reason,
        content_hash=one.content_hash,
        signature=one.signature,
        at=one.at,
        is_void=one.voided_at is not None,
    )


def _papers(row: Inspection, by: Actor) -> tuple[PaperRecord, ...]:
    return tuple(
        PaperRecord(
            uid=one.uid,
            number=one.number,
            title=one.title,
            code=one.code,
            issued_at=one.issued_at,
            void_reason=one.void_reason,
            may=one.may,
        )
        for one in documents.of_subject(kind=PAPERS, subject=row.uid, by=by)
    )


def _rectification(row: Inspection) -> RectificationOfRecord | None:
    order = Rectification.objects.filter(inspection=row).first()
    if order is None:
        return None
    return RectificationOfRecord(
        uid=order.uid,
        stage=order.stage,
        stage_label=RectificationStage(order.stage).label,
        due_on=order.due_on,
        number=order.number,
        items=order.items.count(),
    )


def _publication(row: Inspection) -> PublicationOfRecord | None:
    found = Publication.objects.filter(inspection=row).first()
    if found is None:
        return None
    return PublicationOfRecord(
        uid=found.uid,
        state=found.state,
        state_label=PublicationState(found.state).label,
        due_on=found.due_on,
        published_at=found.published_at,
    )


def _held(row: Inspection) -> tuple[HeldRecord, ...]:
    rows = HeldSubmission.objects.filter(task=row.task.uid).order_by("received_at", "pk")
    return tuple(to_held(one) for one in rows)


def findings_of(content: dict[str, Any]) -> list[dict[str, Any]]:
    """Rows of a record's snapshot that were answered 否."""
    return [row for row in content["snapshot"]["rows"] if row["answer"] == "否"]
