"""What a signed record sets going, in the transaction that signs it."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from zhijian.business.inspection.models import Inspection, InspectionRound, Publication, Rectification
from zhijian.business.inspection.rules.stages import TaskKind
from zhijian.business.inspection.services import publications, rectifications, reinspections
from zhijian.support.identity.types import Actor


@transaction.atomic
def after_signed(*, inspection: Inspection, round: InspectionRound, by: Actor, at: datetime) -> None:
    """Settle the order that was re-inspected, open the order the record contains, start the publicity clock."""
    if inspection.task.kind == TaskKind.REINSPECTION:
        reinspections.settle(inspection=inspection, round=round, by=by, at=at)
    given = round.content.get("rectification")
    if given:
        rectifications.order(inspection=inspection, round=round, given=given, by=by, at=at)
    publications.open_publication(inspection=inspection, at=at)


@transaction.atomic
def due_day_known(*, subject_kind: str, subject: UUID, due_on: date, at: datetime) -> None:
    """An order, a result or a review whose period waited for a year's calendar has its last day from now on."""
    if subject_kind == publications.SOURCE:
        Publication.objects.filter(uid=subject, due_on__isnull=True).update(due_on=due_on)
    elif subject_kind == rectifications.SOURCE:
        Rectification.objects.filter(uid=subject, due_on__isnull=True).update(due_on=due_on)
    elif subject_kind == reinspections.REVIEW:
        reinspections.date_visit(order=subject, due_on=due_on, at=at)
