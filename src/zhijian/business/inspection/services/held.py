"""Keeping aside what a refused submission brought."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

from django.db import connection

from zhijian.business.inspection.models import HeldSubmission
from zhijian.business.inspection.types.records import Submission
from zhijian.support.audit import services as audit
from zhijian.support.identity.types import Actor


def keep_aside(submission: Submission, *, submission_hash: str, reason: str, by: Actor, at: datetime) -> None:
    """Keep a submission that is about to be refused; the same one twice is kept once (S-MO-03, S-MO-04).

    The answer that refuses undoes the request's transaction, so this is written through a connection of its own.
    """

    sender = by.uid
    assert sender is not None, "records are sent by people"

    def write() -> None:
        try:
            with audit.acting(by):
                HeldSubmission.objects.bulk_create(
                    [
                        HeldSubmission(
                            inspection=submission.uid,
                            task=submission.task,
                            sent_by=sender,
                            sent_by_name=by.name,
                            reason=reason,
                            submission_hash=submission_hash,
                            payload=submission.payload,
                            received_at=at,
                        )
                    ],
                    ignore_conflicts=True,
                )
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=1) as beside:
        beside.submit(write).result()
