"""Orders to rectify: issued with the record, watched by a clock, closed by a re-inspection only."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from importlib import resources
from typing import Any
from uuid import UUID

import orjson
from django.db import transaction
from django.db.models import Q

from zhijian.business.inspection.access import results as access
from zhijian.business.inspection.models import (
    Inspection,
    InspectionRound,
    Rectification,
    RectificationItem,
    Task,
    TaskOfficer,
)
from zhijian.business.inspection.rules.results import corrected_items, rows_by_item
from zhijian.business.inspection.rules.stages import (
    NEXT_RECTIFICATION_STAGES,
    RectificationStage,
    TaskKind,
)
from zhijian.business.inspection.services import assignments, tasks
from zhijian.business.inspection.services.order_paper import order_content
from zhijian.business.inspection.types.tasks import NewTask
from zhijian.data.registry import services as dossiers
from zhijian.events.inspection import RectificationOrdered, Rectified
from zhijian.kernel.clock import business_date
from zhijian.kernel.errors import Conflict
from zhijian.support.bus import services as bus
from zhijian.support.deadlines import services as deadlines
from zhijian.support.documents import services as documents
from zhijian.support.identity.types import Actor, system_actor
from zhijian.support.worklist import services as worklist
from zhijian.support.worklist.rules import ItemKind

SOURCE = "inspection.rectification"
REVIEW_RULE = "inspection.special_equipment_review"


class WrongRectificationStage(Conflict):
    """The order is not at the point where this can be done."""

    code = "inspection.rectification_wrong_stage"


def _clock_rule(unit: str) -> str:
    return f"inspection.rectification.{unit}"


@transaction.atomic
def order(*, inspection: Inspection, round: InspectionRound, by: Actor, at: datetime) -> Rectification:
    """Open the order that a signed record contains: items, clock, paper, worklist, timeline.

    Publishes RectificationOrdered. Source: 《食品生产经营监督检查管理办法》第三十三条；《行政处罚法》第二十八条.
    """
    given = round.content["rectification"]
    task = inspection.task
    row = Rectification.objects.create(
        inspection=inspection,
        entity=task.entity,
        organisation=task.organisation,
        length=given["length"],
        unit=given["unit"],
        ordered_at=at,
    )
    _add_items(row, given["items"], round.content)
    _start_clock(row, at)
    _issue_order(row, round.content, by, at)
    row.save()
    _remind(row, at)
    _tell_ordered(row, by, at)
    return row


def _add_items(row: Rectification, given: list[dict[str, Any]], content: dict[str, Any]) -> None:
    found = rows_by_item(content)
    RectificationItem.objects.bulk_create(
        RectificationItem(
            rectification=row,
            item=item["item"],
            no=found.get(item["item"], {}).get("no", ""),
            text=found.get(item["item"], {}).get("text", "")[:500],
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


def _definition() -> dict[str, Any]:
    folder = resources.files("zhijian.business.inspection") / "papers"
    found: dict[str, Any] = orjson.loads((folder / "rectification-order.json").read_bytes())
    return found


def _issue_order(row: Rectification, content: dict[str, Any], by: Actor, at: datetime) -> None:
    issued = documents.issue(
        definition=_definition(),
        content=order_content(row, content, at),
        number_prefix="责改",
        number_into="order.number",
        subject_kind="inspection.record",
        subject=row.inspection.uid,
        organisation=row.organisation.uid,
        by=by,
        at=at,
    )
    row.document, row.number = issued.uid, issued.number


def _remind(row: Rectification, at: datetime) -> None:
    worklist.put(
        source=SOURCE,
        source_uid=row.uid,
        step="reinspect",
        title=f"到期复查：{row.entity.name}",
        detail=row.number,
        link=f"/inspection/rectifications/{row.uid}",
        organisation=row.organisation.uid,
        person=_lead(row.inspection.task),
        kind=ItemKind.WARNING,
        due_on=row.due_on,
        at=at,
    )


def _lead(task: Task) -> UUID:
    return TaskOfficer.objects.values_list("person__uid", flat=True).get(task=task, is_lead=True)


def _tell_ordered(row: Rectification, by: Actor, at: datetime) -> None:
    dossiers.record_event(
        entity=row.entity.uid,
        source=row.uid,
        kind="inspection.rectification_ordered",
        title=f"责令改正 {row.number}",
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


def _move(row: Rectification, wanted: RectificationStage) -> None:
    if wanted not in NEXT_RECTIFICATION_STAGES[RectificationStage(row.stage)]:
        raise WrongRectificationStage("这份整改要求当前不能这样办理。", stage=row.stage)
    row.stage, row.version = wanted, row.version + 1


@transaction.atomic
def reinspect(
    *, rectification: UUID, officers: Sequence[UUID] = (), lead: UUID | None = None, by: Actor, at: datetime
) -> UUID:
    """Make the re-inspection task now; it starts from the open items. Gives the task's uid.

    officers: who goes, ``lead`` among them; none named: those of the first visit.
    Raises RectificationMissing, WrongRectificationStage, NotAllowed, AssignmentRefused.
    """
    by.must("inspection.rectify")
    row = access.rectification_to_change(rectification, by=by)
    assignments.refuse_unseen(officers, by=by)
    group = (lead, *(one for one in officers if one != lead)) if lead else tuple(officers)
    return _make_reinspection(row, group, by, at)


def _make_reinspection(row: Rectification, officers: Sequence[UUID], by: Actor, at: datetime) -> UUID:
    """The first of ``officers`` leads."""
    _move(row, RectificationStage.REINSPECTING)
    row.save(update_fields=["stage", "version"])
    origin = row.inspection.task
    people = tuple(officers) or tuple(uid for uid, _ in assignments.officers_of(origin))
    today = business_date(at)
    (task,) = tasks.create_tasks(
        kind=TaskKind.REINSPECTION,
        matter=origin.matter,
        rows=[
            NewTask(
                entity=row.entity.uid,
                officers=people,
                lead=people[0],
                title=f"复查：{row.entity.name}",
                reason=f"责令改正 {row.number} 到期复查",
                rectification=row.uid,
            )
        ],
        starts_on=today,
        due_on=_reinspection_due(row, today, at),
        by=by,
        at=at,
    )
    worklist.close(source=SOURCE, source_uid=row.uid, at=at)
    return task


def _make_or_ask(row: Rectification, by: Actor, at: datetime) -> bool:
    """Make the re-inspection with the officers of the first visit; when they may not go, ask the office for others.

    Gives whether the task was made. An officer who left or whose certificate ran out must not hold up the clock.
    """
    try:
        with transaction.atomic():
            _make_reinspection(row, (), by, at)
    except (assignments.AssignmentRefused, tasks.TaskInvalid) as problem:
        worklist.put(
            source=SOURCE,
            source_uid=row.uid,
            step="staff",
            title=f"请安排复查人员：{row.entity.name}",
            detail=f"{row.number} 不能自动派出复查：{problem}"[:300],
            link=f"/inspection/rectifications/{row.uid}",
            organisation=row.organisation.uid,
            permission="inspection.rectify",
            kind=ItemKind.RISK,
            due_on=row.due_on,
            at=at,
        )
        return False
    return True


def _reinspection_due(row: Rectification, today: date, at: datetime) -> date:
    """Special equipment: 10 working days after the report, by law; otherwise a week, a target of the bureau."""
    if row.reported_at is not None and "TS" in row.inspection.task.matter.classes:
        clock = deadlines.start_clock(rule=REVIEW_RULE, subject_kind=SOURCE, subject=row.uid, at=at)
        if clock.due_on is not None:
            return clock.due_on
    return today + timedelta(days=7)


@transaction.atomic
def report_done(*, rectification: UUID, by: Actor, at: datetime) -> None:
    """The entity says it has corrected: the re-inspection is due by itself.

    Special equipment has to be reviewed within 10 working days of the report (《特种设备安全监督检查办法》第二十九条).
    Raises RectificationMissing, WrongRectificationStage, NotAllowed.
    """
    by.must("inspection.rectify")
    row = access.rectification_to_change(rectification, by=by)
    if row.stage != RectificationStage.ORDERED or row.reported_at is not None:
        raise WrongRectificationStage("已经登记过整改完成，或整改已在复查。", stage=row.stage)
    row.reported_at = at
    row.save(update_fields=["reported_at"])
    _make_or_ask(row, by, at)


def make_due_reinspections(*, at: datetime) -> int:
    """Make re-inspection tasks for all orders whose period is over; gives how many. One transaction each.

    One that cannot be staffed goes to the office's worklist and does not hold up the others.
    """
    by = system_actor("到期复查")
    today = business_date(at)
    over = Q(due_on__lt=today) | Q(due_on=today, length=0)  # the last day still belongs to the entity
    due = Rectification.objects.filter(over, stage=RectificationStage.ORDERED)
    count = 0
    for uid in due.order_by("due_on", "pk").values_list("uid", flat=True):
        with transaction.atomic():
            row = (
                Rectification.objects.select_for_update(of=("self",))
                .select_related("inspection__task__matter", "entity", "organisation")
                .get(uid=uid)
            )
            if row.stage == RectificationStage.ORDERED and _make_or_ask(row, by, at):
                count += 1
    return count


@transaction.atomic
def settle(*, inspection: Inspection, round: InspectionRound, by: Actor, at: datetime) -> None:
    """A signed re-inspection closes its order when all items are corrected, and fails it otherwise.

    What is still open after a failed one goes on in the order that the re-inspection's own record gives.
    Publishes Rectified.
    """
    task = inspection.task
    assert task.rectification is not None
    row = Rectification.objects.select_for_update().get(pk=task.rectification.pk)
    found = corrected_items(round.content["answers"])
    for item in row.items.all():
        answer = round.content["answers"].get(item.item, {})
        item.is_fixed = found.get(item.item, False)
        item.fixed_note, item.fixed_evidence = answer.get("note", ""), answer.get("evidence", [])
        item.save(update_fields=["is_fixed", "fixed_note", "fixed_evidence"])
    passed = all(found.get(item.item, False) for item in row.items.all())
    if row.stage == RectificationStage.ORDERED:
        _move(row, RectificationStage.REINSPECTING)
    _move(row, RectificationStage.CLOSED if passed else RectificationStage.FAILED)
    row.closed_at = at
    row.save()
    deadlines.stop_clocks(subject=row.uid, at=at)
    worklist.close(source=SOURCE, source_uid=row.uid, at=at)
    if not passed and not round.content.get("rectification"):
        _ask_what_now(row, at)
    _tell_settled(row, passed, by, at)


def _ask_what_now(row: Rectification, at: datetime) -> None:
    worklist.put(
        source=SOURCE,
        source_uid=row.uid,
        step="failed",
        title=f"整改不合格，请处理：{row.entity.name}",
        detail="可转稽查线索，或重新下达整改要求",
        link=f"/inspection/rectifications/{row.uid}",
        organisation=row.organisation.uid,
        permission="inspection.approve",
        kind=ItemKind.RISK,
        at=at,
    )


def _tell_settled(row: Rectification, passed: bool, by: Actor, at: datetime) -> None:
    dossiers.record_event(
        entity=row.entity.uid,
        source=row.uid,
        kind="inspection.rectified",
        title="整改复查合格" if passed else "整改复查不合格",
        detail=row.number,
        link=f"/inspection/rectifications/{row.uid}",
        at=at,
        by=by,
    )
    bus.publish(Rectified(subject=row.uid, by=by.uid, at=at, entity=row.entity.uid, passed=passed))
