"""What a signed record sets going, in the transaction that signs it."""

from datetime import datetime

from django.db import transaction

from zhijian.business.inspection.models import Inspection, InspectionRound
from zhijian.business.inspection.rules.stages import TaskKind
from zhijian.business.inspection.services import publications, rectifications
from zhijian.support.identity.types import Actor


@transaction.atomic
def after_signed(*, inspection: Inspection, round: InspectionRound, by: Actor, at: datetime) -> None:
    """Settle the order that was re-inspected, open the order the record contains, start the publicity clock."""
    if inspection.task.kind == TaskKind.REINSPECTION:
        rectifications.settle(inspection=inspection, round=round, by=by, at=at)
    if round.content.get("rectification"):
        rectifications.order(inspection=inspection, round=round, by=by, at=at)
    publications.open_publication(inspection=inspection, at=at)
