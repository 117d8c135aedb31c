"""Checks of the whole chain that auditors ask for: made by a job, with progress, and kept with their outcome."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction
from procrastinate.contrib.django import app

from zhijian.kernel import clock
from zhijian.support.audit import services
from zhijian.support.audit.models import Verification
from zhijian.support.audit.queries import sealed_count, to_verification
from zhijian.support.audit.types import VerificationRecord
from zhijian.support.audit.verify import verify

if TYPE_CHECKING:
    from zhijian.support.identity.types import Actor

TELL_EVERY = timedelta(seconds=1)
GIVEN_UP_AFTER = timedelta(hours=2)
"""A check that has told nothing for so long has died with its worker; another may be asked for."""


@transaction.atomic
def ask(*, by: "Actor", at: datetime) -> VerificationRecord:
    """Have the chain checked; while a check runs, that one is given. Raises NotAllowed."""
    by.must("audit.view")
    services.take_turn("audit.verification")
    running = Verification.objects.filter(finished_at__isnull=True, asked_at__gt=at - GIVEN_UP_AFTER).first()
    if running is not None:
        return to_verification(running)
    row = Verification.objects.create(asked_by=by.name, asked_at=at, leaves_total=sealed_count())
    app.configure_task("audit.verify", queue="bulk", priority=10).defer(verification=str(row.uid))
    return to_verification(row)


def run(*, verification: UUID) -> None:
    """Check the chain and keep the outcome; a check that has ended is not repeated."""
    row = Verification.objects.filter(uid=verification, finished_at__isnull=True).first()
    if row is None:
        return
    told_at = clock.now()

    def progress(leaves: int) -> None:
        nonlocal told_at
        if leaves >= row.leaves_total or clock.now() - told_at >= TELL_EVERY:  # what follows are the rows
            told_at = clock.now()
            Verification.objects.filter(pk=row.pk).update(leaves_checked=leaves)

    finding = verify(progress)
    row.ok, row.message, row.block, row.leaf = finding.ok, finding.message[:300], finding.block, finding.leaf
    row.table, row.row = finding.table, finding.row
    row.leaves_checked, row.finished_at = finding.leaves, clock.now()
    row.leaves_total = max(row.leaves_total, finding.leaves)
    row.save()
