"""The last approval: papers, follow-up, dossier, event, archive, all in one transaction."""

from datetime import datetime

from zhijian.business.inspection.models import Inspection, InspectionRound, Task
from zhijian.business.inspection.rules.stages import Disposition, RecordState, TaskStage
from zhijian.business.inspection.services import followup, moves, papers, serious, todos
from zhijian.data.registry import services as dossiers
from zhijian.events.inspection import InspectionFinished
from zhijian.support.bus import services as bus
from zhijian.support.identity.types import Actor


def sign(task: Task, record: Inspection, *, by: Actor, at: datetime) -> None:
    """Sign a record that the caller holds locked with its task: every officer has approved its standing round.

    Publishes InspectionFinished, and what the follow-up publishes.
    """
    record.task = task
    round = InspectionRound.objects.get(inspection=record, round=record.round)
    record.state, record.signed_at, record.version = RecordState.SIGNED, at, record.version + 1
    record.save(update_fields=["state", "signed_at", "version"])
    moves.move(task, TaskStage.FINISHED)
    task.finished_at, task.version = at, task.version + 1
    task.save(update_fields=["stage", "finished_at", "version"])
    papers.issue_record(task, record, round, by=by, at=at)
    followup.after_signed(inspection=record, round=round, by=by, at=at)
    _tell(task, record, by=by, at=at)
    todos.spoken(record, at=at)
    if round.content["serious"]:
        serious.hand_over(record, facts=round.content["opinion"], by=by, at=at)
    archive(task, at=at)


def archive(task: Task, *, at: datetime) -> None:
    """Close a finished task whose papers exist: from now on the database refuses every change to its content."""
    moves.move(task, TaskStage.ARCHIVED)
    task.archived_at = at
    task.save(update_fields=["stage", "archived_at"])
    todos.make_findable(task)


def _tell(task: Task, record: Inspection, *, by: Actor, at: datetime) -> None:
    dossiers.record_event(
        entity=task.entity.uid,
        source=record.uid,
        kind="inspection.finished",
        title=f"{task.get_kind_display()}：{record.verdict}",
        detail=f"{task.number} {Disposition(record.disposition).label}",
        link=f"/inspection/tasks/{task.uid}",
        at=at,
        by=by,
    )
    bus.publish(
        InspectionFinished(
            subject=record.uid,
            by=by.uid,
            at=at,
            entity=task.entity.uid,
            task=task.uid,
            verdict=record.verdict,
            disposition=record.disposition,
        )
    )
