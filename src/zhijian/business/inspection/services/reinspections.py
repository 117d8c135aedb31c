"""Looking again at what was ordered: after its period, when the entity says it is done, when the office says so."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from zhijian.business.inspection.access import results as access
from zhijian.business.inspection.models import Inspection, InspectionRound, Rectification, RectificationItem, Task
from zhijian.business.inspection.rules.acts import BEFORE_RECORD
from zhijian.business.inspection.rules.reinspection import REVIEW_RULE
from zhijian.business.inspection.rules.results import corrected_items
from zhijian.business.inspection.rules.stages import Disposition, RectificationStage, TaskKind
from zhijian.business.inspection.services import assignments, rectifications, tasks, todos
from zhijian.business.inspection.services.order_paper import paper_of
from zhijian.business.inspection.types.tasks import NewTask
from zhijian.data.registry import services as dossiers
from zhijian.data.registry.rules import SupervisionClass
from zhijian.events.inspection import Rectified
from zhijian.kernel.clock import business_date
from zhijian.support.bus import services as bus
from zhijian.support.deadlines import services as deadlines
from zhijian.support.deadlines.queries import clocks_of
from zhijian.support.identity.types import Actor, system_actor
from zhijian.support.worklist import services as worklist
from zhijian.support.worklist.rules import ItemKind

REVIEW = "inspection.review"
"""What the ten days of a review run for: a thing of its own, or the order's to-dos would take its day for theirs."""


@transaction.atomic
def reinspect(
    *, rectification: UUID, officers: Sequence[UUID] = (), lead: UUID | None = None, by: Actor, at: datetime
) -> UUID:
    """Make the re-inspection task now; it starts from the open items. Gives the task's uid.

    officers: who goes, ``lead`` among them; none named: those of the first visit.
    Raises RectificationMissing, WrongRectificationStage, NotAllowed, AssignmentRefused.
    """
    row = access.rectification_to_change(rectification, by=by)
    group = (lead, *(one for one in officers if one != lead)) if lead else tuple(officers)
    assignments.refuse_unseen(group, by=by)
    return _make_reinspection(row, group, by, at)


def _make_reinspection(row: Rectification, officers: Sequence[UUID], by: Actor, at: datetime) -> UUID:
    """The first of ``officers`` leads."""
    rectifications.move(row, RectificationStage.REINSPECTING)
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
                reason=f"{paper_of(row).act} {row.number} 复查",
                rectification=row.uid,
            )
        ],
        starts_on=today,
        due_on=_reinspection_due(row, today),
        by=by,
        at=at,
    )
    worklist.close(source=rectifications.SOURCE, source_uid=row.uid, at=at)
    return task


def _make_or_ask(row: Rectification, by: Actor, at: datetime) -> bool:
    """Make the re-inspection with the officers of the first visit; when they may not go, ask the office for others.

    Gives whether the task was made. An officer who left or whose certificate ran out must not hold up the clock.
    """
    try:
        with transaction.atomic():
            _make_reinspection(row, (), by, at)
    except (assignments.AssignmentRefused, tasks.TaskInvalid) as problem:
        _ask_office(row, f"不能自动派出复查：{problem}", at)
        return False
    return True


def _ask_office(row: Rectification, why: str, at: datetime) -> None:
    worklist.put(
        source=rectifications.SOURCE,
        source_uid=row.uid,
        step="staff",
        title=f"请安排复查：{row.entity.name}",
        detail=f"{row.number} {why}",
        link=f"/inspection/rectifications/{row.uid}",
        organisation=row.organisation.uid,
        permission="inspection.rectify",
        kind=ItemKind.RISK,
        due_on=row.due_on,
        at=at,
    )


def put_back(row: Rectification, why: str, *, at: datetime) -> None:
    """A re-inspection came to nothing: the order stands, and the office says who looks again and when.

    Nothing is made by itself this time, or a door that stays closed would get a task every hour.
    """
    rectifications.move(row, RectificationStage.ORDERED)
    row.save(update_fields=["stage", "version"])
    _ask_office(row, why, at)


def _reinspection_due(row: Rectification, today: date) -> date:
    """Special equipment: 10 working days after the report, by law; otherwise a week, a target of the bureau."""
    found = clocks_of(subjects=[row.uid], today=today).get(row.uid, [])
    review = next((one.due_on for one in found if one.rule == REVIEW_RULE and one.stopped_at is None), None)
    return max(review, today) if review is not None else today + timedelta(days=7)


@transaction.atomic
def date_visit(*, order: UUID, due_on: date, at: datetime) -> None:
    """The review of special equipment whose period waited for the calendar gets its last day, until its record came."""
    visits = Task.objects.select_for_update(of=("self",)).select_related("entity", "organisation")
    task = visits.filter(rectification__uid=order, stage__in=BEFORE_RECORD).order_by("-pk").first()
    if task is None or task.due_on == (last := max(due_on, business_date(at))):
        return
    task.due_on, task.version = last, task.version + 1
    task.save(update_fields=["due_on", "version"])
    todos.renew_visit(task, [uid for uid, _ in assignments.officers_of(task)], at=at)


@transaction.atomic
def report_done(*, rectification: UUID, by: Actor, at: datetime) -> None:
    """The entity says it has corrected: the re-inspection is due by itself.

    Special equipment has to be reviewed within 10 working days of the report (《特种设备安全监督检查办法》第二十九条).
    Raises RectificationMissing, WrongRectificationStage, NotAllowed.
    """
    row = access.rectification_to_change(rectification, by=by)
    if row.stage != RectificationStage.ORDERED or row.reported_at is not None:
        raise rectifications.WrongRectificationStage("已经登记过整改完成，或整改已在复查。", stage=row.stage)
    row.reported_at = at
    row.save(update_fields=["reported_at"])
    if SupervisionClass.SPECIAL_EQUIPMENT in row.inspection.task.matter.classes:
        deadlines.start_clock(rule=REVIEW_RULE, subject_kind=REVIEW, subject=row.uid, at=at)
    _make_or_ask(row, by, at)


def make_due_reinspections(*, at: datetime) -> int:
    """Make re-inspection tasks for all orders whose period is over; gives how many. One transaction each.

    One that cannot be staffed goes to the office's worklist and does not hold up the others. Of an order that was
    visited in vain before, the office decides.
    """
    by = system_actor("到期复查")
    today = business_date(at)
    over = Q(due_on__lt=today) | Q(due_on=today, length=0)  # the last day still belongs to the entity
    tried = Task.objects.filter(rectification=OuterRef("pk"))
    due = Rectification.objects.filter(over, ~Exists(tried), stage=RectificationStage.ORDERED)
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

    Who could not inspect found nothing: the order stands. What is still open after a failed one goes on in the order
    that the re-inspection's own record gives, or in one that is issued anew. Publishes Rectified.
    """
    row = _order_of(inspection.task)
    if inspection.disposition == Disposition.COULD_NOT_INSPECT:
        put_back(row, f"复查未能进行：{round.content['could_not_inspect'] or inspection.verdict}", at=at)
        return
    passed = _note_found(row, round.content["answers"])
    if row.stage == RectificationStage.ORDERED:
        rectifications.move(row, RectificationStage.REINSPECTING)
    rectifications.move(row, RectificationStage.CLOSED if passed else RectificationStage.FAILED)
    row.closed_at = at
    row.save()
    deadlines.stop_clocks(subject=row.uid, at=at)
    worklist.close(source=rectifications.SOURCE, source_uid=row.uid, at=at)
    if not passed and not round.content.get("rectification"):
        _ask_what_now(row, at)
    _tell_settled(row, passed, by, at)


def _note_found(row: Rectification, answers: dict[str, Any]) -> bool:
    """Write down what was found of each thing; gives whether all is corrected."""
    found, items = corrected_items(answers), list(row.items.all())
    for item in items:
        answer = answers.get(item.item, {})
        item.is_fixed = found.get(item.item, False)
        item.fixed_note, item.fixed_evidence = answer.get("note", ""), answer.get("evidence", [])
    RectificationItem.objects.bulk_update(items, ["is_fixed", "fixed_note", "fixed_evidence"])
    return all(item.is_fixed for item in items)


@transaction.atomic
def cancelled(*, task: Task, reason: str, at: datetime) -> None:
    """The task of a re-inspection was cancelled: its order stands again."""
    put_back(_order_of(task), f"复查任务已取消：{reason}", at=at)


def _order_of(task: Task) -> Rectification:
    """The order that a task looks at again, locked."""
    assert task.rectification_id is not None
    return (
        Rectification.objects.select_for_update(of=("self",))
        .select_related("inspection__task__matter", "entity", "organisation")
        .get(pk=task.rectification_id)
    )


def _ask_what_now(row: Rectification, at: datetime) -> None:
    worklist.put(
        source=rectifications.SOURCE,
        source_uid=row.uid,
        step=rectifications.FAILED_STEP,
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
