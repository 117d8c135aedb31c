"""A record as far as signatures go: read from its rows, written back to them."""

from datetime import datetime
from uuid import UUID

from zhijian.business.inspection.models import Countersign, Inspection, InspectionRound, Task, TaskOfficer
from zhijian.business.inspection.rules.countersigning import Round
from zhijian.business.inspection.rules.stages import CountersignDecision, RecordState, TaskStage
from zhijian.business.inspection.services import assignments, moves, todos


def round_of(record: Inspection) -> InspectionRound | None:
    """The last round of a record, standing or void; None before the first."""
    return InspectionRound.objects.select_related("submitted_by").filter(inspection=record, round=record.round).first()


def standing_of(task: Task, record: Inspection) -> Round:
    """Where the signatures of a record stand."""
    last = round_of(record)
    approvals = Countersign.objects.filter(
        inspection=record, round=record.round, decision=CountersignDecision.APPROVE, voided_at__isnull=True
    )
    return Round(
        state=RecordState(record.state),
        number=record.round,
        content_hash=record.content_hash,
        submitter=last.submitted_by.uid if last else None,
        officers=frozenset(TaskOfficer.objects.filter(task=task).values_list("person__uid", flat=True)),
        approvals=frozenset(approvals.values_list("person__uid", flat=True)),
    )


def send_back(task: Task, record: Inspection, *, reason: str, at: datetime) -> None:
    """Back to editing: the round and all its signatures are void, their rows stay; the lead has to mend it.

    The task's version rises, so that a late copy of the old submission is not taken for the mended one.
    """
    InspectionRound.objects.filter(inspection=record, round=record.round).update(voided_at=at)
    Countersign.objects.filter(inspection=record, round=record.round, voided_at__isnull=True).update(voided_at=at)
    moves.move(task, TaskStage.IN_PROGRESS)
    task.version += 1
    task.save(update_fields=["stage", "version"])
    record.state, record.version = RecordState.EDITING, record.version + 1
    record.save(update_fields=["state", "version"])
    todos.returned(task, record, lead=assignments.lead_of(task), reason=reason, at=at)


def ask_again(task: Task, record: Inspection, persons: frozenset[UUID], *, at: datetime) -> None:
    """Put the record before exactly these officers."""
    todos.spoken(record, at=at)
    todos.ask_countersign(task, record, sorted(persons), at=at)
