"""Orders to rectify: issued with the record, watched by a clock, issued again when they were not followed."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from zhijian.business.inspection.access import results as access
from zhijian.business.inspection.models import (
    Inspection,
    InspectionRound,
    Rectification,
    RectificationItem,
    Task,
)
from zhijian.business.inspection.rules.results import rows_by_item
from zhijian.business.inspection.rules.stages import (
    NEXT_RECTIFICATION_STAGES,
    Disposition,
    RecordState,
    RectificationStage,
)
from zhijian.business.inspection.services import assignments
from zhijian.business.inspection.services.order_paper import order_content, paper_of
from zhijian.data.registry import services as dossiers
from zhijian.events.inspection import RectificationOrdered
from zhijian.kernel.clock import business_date
from zhijian.kernel.errors import Conflict
from zhijian.support.bus import services as bus
from zhijian.support.deadlines import services as deadlines
from zhijian.support.documents import services as documents
from zhijian.support.identity.types import Actor
from zhijian.support.worklist import services as worklist
from zhijian.support.worklist.rules import ItemKind

SOURCE = "inspection.rectification"
Rows = dict[str, dict[str, Any]]
FAILED_STEP = "failed"
"""The to-do of an order that was not obeyed: a clue, or another order."""


class WrongRectificationStage(Conflict):
    """The order is not at the point where this can be done."""

    code = "inspection.rectification_wrong_stage"


def _clock_rule(unit: str) -> str:
    return f"inspection.rectification.{unit}"


@transaction.atomic
def order(
    *, inspection: Inspection, round: InspectionRound, given: dict[str, Any], by: Actor, at: datetime
) -> Rectification:
    """Open an order over what a signed record found: items, clock, paper, worklist, timeline.

    given: ``length``, ``unit``, ``items`` of ``item`` and ``order``.  Publishes RectificationOrdered.
    Source: 《食品生产经营监督检查管理办法》第三十三条；《行政处罚法》第二十八条；《特种设备安全法》第六十二条.
    """
    task = inspection.task
    row = Rectification.objects.create(
        inspection=inspection,
        entity=task.entity,
        organisation=task.organisation,
        length=given["length"],
        unit=given["unit"],
        ordered_at=at,
    )
    first = _first_content(task, round)
    _add_items(row, given["items"], found=rows_by_item(round.content), asked=rows_by_item(first))
    _start_clock(row, at)
    _issue_order(row, first, by, at)
    row.save()
    _remind(row, at)
    _tell_ordered(row, by, at)
    return row


def _first_content(task: Task, round: InspectionRound) -> dict[str, Any]:
    """The record that began a chain of orders: its form has the question and the law of each item.

    The form of a re-inspection asks only whether an order was followed.
    """
    while task.rectification is not None:
        before = task.rectification.inspection
        task, round = before.task, InspectionRound.objects.get(inspection=before, round=before.round)
    content: dict[str, Any] = round.content
    return content


def _add_items(row: Rectification, given: list[dict[str, Any]], *, found: Rows, asked: Rows) -> None:
    """found: what the visit saw of each item.  asked: number and question of each in the first form."""
    RectificationItem.objects.bulk_create(
        RectificationItem(
            rectification=row,
            item=item["item"],
            no=asked.get(item["item"], {}).get("no", ""),
            text=asked.get(item["item"], {}).get("text", "")[:500],
            order=item["order"],
            note=found.get(item["item"], {}).get("note", ""),
            evidence=found.get(item["item"], {}).get("evidence", []),
        )
        for item in given
    )


def _start_clock(row: Rectification, at: datetime) -> None:
    if row.length == 0:
        row.due_on = business_date(at)
        return
    clock = deadlines.start_clock(
        rule=_clock_rule(row.unit), subject_kind=SOURCE, subject=row.uid, at=at, ordered_length=row.length
    )
    row.due_on = clock.due_on


def _issue_order(row: Rectification, content: dict[str, Any], by: Actor, at: datetime) -> None:
    paper = paper_of(row)
    issued = documents.issue(
        definition=paper.definition(),
        content=order_content(row, content, at),
        number_prefix=paper.prefix,
        number_into="order.number",
        subject_kind="inspection.record",
        subject=row.inspection.uid,
        organisation=row.organisation.uid,
        by=by,
        at=at,
    )
    row.document, row.number = issued.uid, issued.number


def _remind(row: Rectification, at: datetime) -> None:
    """The lead of the visit sees the order until it is looked at again."""
    worklist.put(
        source=SOURCE,
        source_uid=row.uid,
        step="reinspect",
        title=f"到期复查：{row.entity.name}",
        detail=row.number,
        link=f"/inspection/rectifications/{row.uid}",
        organisation=row.organisation.uid,
        person=assignments.lead_of(row.inspection.task),
        kind=ItemKind.WARNING,
        due_on=row.due_on,
        at=at,
    )


def _tell_ordered(row: Rectification, by: Actor, at: datetime) -> None:
    dossiers.record_event(
        entity=row.entity.uid,
        source=row.uid,
        kind="inspection.rectification_ordered",
        title=f"{paper_of(row).act} {row.number}",
        detail=f"{row.items.count()} 项，{row.due_on or '待定'} 前改正",
        link=f"/inspection/rectifications/{row.uid}",
        at=at,
        by=by,
    )
    bus.publish(
        RectificationOrdered(
            subject=row.uid,
            by=by.uid,
            at=at,
            entity=row.entity.uid,
            inspection=row.inspection.uid,
            due_on=row.due_on,
        )
    )


def move(row: Rectification, wanted: RectificationStage) -> None:
    """Set the next stage of a locked order, unsaved. Raises WrongRectificationStage."""
    if wanted not in NEXT_RECTIFICATION_STAGES[RectificationStage(row.stage)]:
        raise WrongRectificationStage("这份整改要求当前不能这样办理。", stage=row.stage)
    row.stage, row.version = wanted, row.version + 1


@transaction.atomic
def reissue(*, rectification: UUID, length: int, unit: str, by: Actor, at: datetime) -> UUID:
    """Order anew what a failed re-inspection found not corrected, with a new term, paper and clock; gives its uid.

    length: in ``unit``, working_days or calendar_days; 0 means at once.  Belongs to the record of that re-inspection.
    Raises RectificationMissing, WrongRectificationStage, NotAllowed.
    """
    row = access.rectification_to_change(rectification, by=by, permission="inspection.approve")
    found = _failed_visit(row)
    if row.stage != RectificationStage.FAILED or found is None:
        raise WrongRectificationStage("只有复查不合格、还没有重新下达的整改要求才能重新下达。", stage=row.stage)
    round_ = InspectionRound.objects.get(inspection=found, round=found.round)
    still_open = row.items.filter(is_fixed=False).order_by("pk")
    items = [{"item": one.item, "order": one.order} for one in still_open]
    given = {"length": length, "unit": unit, "items": items}
    worklist.close(source=SOURCE, source_uid=row.uid, at=at)
    return order(inspection=found, round=round_, given=given, by=by, at=at).uid


def _failed_visit(row: Rectification) -> Inspection | None:
    """The signed record of the re-inspection that failed the order, None when it led to an order already."""
    visits = Inspection.objects.filter(task__rectification=row, state=RecordState.SIGNED)
    last = visits.exclude(disposition=Disposition.COULD_NOT_INSPECT).order_by("-pk").first()
    is_ordered = last is not None and Rectification.objects.filter(inspection=last).exists()
    return None if is_ordered else last
