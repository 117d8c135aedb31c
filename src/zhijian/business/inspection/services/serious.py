"""A serious problem becomes a clue in one action, from field or desk, with everything attached."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from zhijian.business.inspection.access import records as access
from zhijian.business.inspection.models import Inspection, InspectionRound, Rectification
from zhijian.business.inspection.rules.results import rows_by_item, transfer_facts
from zhijian.business.inspection.services import rectifications
from zhijian.events.inspection import SeriousProblemReported
from zhijian.kernel.errors import Conflict, Invalid
from zhijian.support.bus import services as bus
from zhijian.support.documents import queries as documents
from zhijian.support.identity.types import Actor
from zhijian.support.worklist import services as worklist


class AlreadyReported(Conflict):
    """This record was handed over already."""

    code = "inspection.already_reported"


class NothingToReport(Invalid):
    """The record has no finding and no facts were written."""

    code = "inspection.nothing_to_report"


@transaction.atomic
def report_serious(*, inspection: UUID, facts: str, by: Actor, at: datetime) -> None:
    """Hand a record over to enforcement; its clue appears there within seconds and is linked both ways.

    Raises InspectionMissing, AlreadyReported, NothingToReport, NotAllowed. Publishes SeriousProblemReported.
    """
    hand_over(access.inspection_to_report(inspection, by=by), facts=facts, by=by, at=at)


def hand_over(row: Inspection, *, facts: str, by: Actor, at: datetime) -> None:
    """The same for a record the caller already holds locked (an officer ticked 转稽查 in the field)."""
    if row.serious_reported_at is not None:
        raise AlreadyReported("这份记录已经转稽查线索。", clue=row.clue, number=row.clue_number)
    latest = InspectionRound.objects.filter(inspection=row, voided_at__isnull=True).order_by("-round").first()
    content = latest.content if latest else {}
    findings = [found for found in rows_by_item(content).values() if found["answer"] == "否"] if content else []
    text = facts.strip() or transfer_facts(findings)
    if not text:
        raise NothingToReport("记录中没有不符合项，请写明移送的事实。", field="facts")
    row.serious_reported_at = at
    row.save(update_fields=["serious_reported_at"])
    bus.publish(
        SeriousProblemReported(
            subject=row.uid,
            by=by.uid,
            at=at,
            entity=row.task.entity.uid,
            organisation=row.task.organisation.uid,
            title=f"{row.task.entity.name} 现场检查发现严重问题",
            facts=text,
            task_number=row.task.number,
            evidence=tuple(UUID(item) for found in findings for item in found["evidence"]),
            documents=tuple(item.uid for item in documents.of_subject(kind="inspection.record", subject=row.uid)),
        )
    )


@transaction.atomic
def remember_clue(*, inspection: UUID, clue: UUID, number: str, at: datetime) -> None:
    """Link the record to the clue it became; a second time changes nothing.

    What became a clue after a failed re-inspection no longer asks the office what to do.
    """
    Inspection.objects.filter(uid=inspection, clue__isnull=True).update(clue=clue, clue_number=number)
    about = Q(inspection__uid=inspection) | Q(
        pk__in=Inspection.objects.filter(uid=inspection).values("task__rectification")
    )
    for order in Rectification.objects.filter(about).values_list("uid", flat=True):
        worklist.close(source=rectifications.SOURCE, source_uid=order, step=rectifications.FAILED_STEP, at=at)
