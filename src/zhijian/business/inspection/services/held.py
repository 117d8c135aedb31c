"""Keeping aside what a refused submission brought, until a person settles it."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from zhijian.business.inspection.access import held as access
from zhijian.business.inspection.models import HeldSubmission, Task
from zhijian.business.inspection.services import todos
from zhijian.business.inspection.types.records import Submission
from zhijian.kernel.errors import Conflict, Invalid
from zhijian.support.audit import services as audit
from zhijian.support.identity.types import Actor


class HeldSettled(Conflict):
    """Somebody has settled it already."""

    code = "inspection.held_settled"


class NoteMissing(Invalid):
    """Settling wants a note on what became of the content."""

    code = "inspection.held_note_missing"


def keep_aside(submission: Submission, *, submission_hash: str, reason: str, by: Actor, at: datetime) -> None:
    """Keep a submission that is about to be refused; the same one twice is kept once (S-MO-03, S-MO-04).

    The answer that refuses undoes the request's transaction, so this is written through a connection of its own.
    """
    assert by.uid is not None, "records are sent by people"
    row = HeldSubmission(
        inspection=submission.uid,
        task=submission.task,
        sent_by=by.uid,
        sent_by_name=by.name,
        reason=reason,
        submission_hash=submission_hash,
        payload=submission.payload,
        received_at=at,
    )

    def write() -> None:
        try:
            with audit.acting(by), transaction.atomic():
                HeldSubmission.objects.bulk_create([row], ignore_conflicts=True)
                task = Task.objects.select_related("organisation").filter(uid=row.task).first()
                if task is not None and _waits(row.task):
                    todos.ask_settlement(task, at=at)
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=1) as beside:
        beside.submit(write).result()


@transaction.atomic
def settle(*, held: UUID, note: str, by: Actor, at: datetime) -> None:
    """Record what a person decided about a submission kept aside; its content stays.

    Raises HeldMissing, HeldSettled, NoteMissing, NotAllowed.
    """
    row = access.held_to_settle(held, by=by)
    if row.settled_at is not None:
        raise HeldSettled("这份另存的记录已经处理。", note=row.settled_note)
    if len(note.strip()) < 4:
        raise NoteMissing("请写明处理结果，至少4个字，例如“以已提交的记录为准”。", field="note")
    row.settled_at, row.settled_by, row.settled_note = at, by.uid, note.strip()
    row.save(update_fields=["settled_at", "settled_by", "settled_note"])
    if not _waits(row.task):
        todos.settled(row.task, at=at)


def _waits(task: UUID) -> bool:
    return HeldSubmission.objects.filter(task=task, settled_at__isnull=True).exists()
