"""Questions about submissions kept aside."""

from typing import Any
from uuid import UUID

from zhijian.business.inspection.access import held as access
from zhijian.business.inspection.models import HeldSubmission, Inspection, InspectionRound
from zhijian.business.inspection.types.records import HeldDetail, HeldRecord
from zhijian.support.forms.engine import diff_answers
from zhijian.support.identity.types import Actor


def to_held(row: HeldSubmission) -> HeldRecord:
    """The record of a row."""
    return HeldRecord(
        uid=row.uid,
        received_at=row.received_at,
        sent_by=row.sent_by_name,
        reason=row.reason,
        content_hash=row.submission_hash,
        settled_at=row.settled_at,
        settled_note=row.settled_note,
    )


def held(uid: UUID, *, by: Actor) -> HeldDetail:
    """One submission beside the record that stands, with every answer that differs. Raises HeldMissing."""
    row = access.held(uid, by=by)
    record = Inspection.objects.filter(task__uid=row.task).first()
    last = InspectionRound.objects.filter(inspection=record, round=record.round).first() if record else None
    standing: dict[str, Any] = last.content if last else {}
    return HeldDetail(
        held=to_held(row),
        task=row.task,
        payload=row.payload,
        standing=record.uid if record else None,
        differences=tuple(diff_answers(row.payload["answers"], standing.get("answers"))),
    )
