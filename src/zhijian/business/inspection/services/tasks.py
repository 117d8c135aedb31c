"""Making tasks."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import reduce
from operator import or_
from uuid import UUID

from django.db import transaction

from zhijian.business.inspection.access.tasks import EVERYTHING
from zhijian.business.inspection.models import Draw, Matter, Rectification, Task
from zhijian.business.inspection.queries import forms
from zhijian.business.inspection.queries.matters import MatterMissing
from zhijian.business.inspection.rules.stages import TaskKind, TaskStage
from zhijian.business.inspection.services import assignments, todos
from zhijian.business.inspection.types.tasks import FormRef, NewTask
from zhijian.data.registry.access import EntityMissing
from zhijian.data.registry.models import Entity
from zhijian.kernel.clock import business_date
from zhijian.kernel.errors import Invalid
from zhijian.support.identity.access import person_of, within
from zhijian.support.identity.types import Actor
from zhijian.support.numbering import services as numbering
from zhijian.support.numbering.rules import task_number

NUMBER_PREFIX = "JC"

CREATING: dict[TaskKind, tuple[str, ...]] = {
    TaskKind.DAILY: ("inspection.create",),
    TaskKind.SPECIAL: ("inspection.create",),
    TaskKind.RANDOM: ("inspection.draw", "inspection.approve"),
    TaskKind.TEMPORARY: ("inspection.create", "inspection.perform"),
    TaskKind.REINSPECTION: ("inspection.rectify", "inspection.perform"),
}
"""Any one of these permissions makes tasks of a kind, for entities in its scope. Who performs inspections is meant
for own tasks only: a visit that they begin themselves is to an entity that they see in the register. A re-inspection
goes where its order was given, and the door to the order has decided who may follow it up."""

OFFLINE_FOR = timedelta(days=31)
"""How long a phone may have been without a network when it tells of a temporary task."""

FIRST_STAGE: dict[TaskKind, TaskStage] = {
    TaskKind.DAILY: TaskStage.PLANNED,
    TaskKind.SPECIAL: TaskStage.PLANNED,
    TaskKind.RANDOM: TaskStage.DISPATCHED,
    TaskKind.TEMPORARY: TaskStage.DISPATCHED,
    TaskKind.REINSPECTION: TaskStage.DISPATCHED,
}
"""Daily and special visits wait for approval; the draw is the approval of random ones; temporary ones may start at
once and are approved afterwards; a re-inspection follows from its order. Source: 国办发〔2024〕54号 (DOMAIN 3.1)."""


class TaskInvalid(Invalid):
    """What was given of a task cannot be right; ``field`` says where."""

    code = "inspection.task_invalid"


@transaction.atomic
def create_task(
    *,
    kind: TaskKind,
    matter: UUID,
    entity: UUID,
    officers: Sequence[UUID],
    lead: UUID,
    reason: str,
    starts_on: date,
    due_on: date,
    by: Actor,
    at: datetime,
) -> UUID:
    """Make one daily, special or temporary task; gives its uid. Raises what ``create_tasks`` does, MatterMissing."""
    if kind in {TaskKind.RANDOM, TaskKind.REINSPECTION}:
        raise TaskInvalid("双随机任务由抽取产生，复查任务由责令改正产生，不能手工创建。", field="kind")
    found = Matter.objects.filter(uid=matter).first()
    if found is None:
        raise MatterMissing("没有找到这个检查事项，请重新选择。")
    _creating(kind, by)
    assignments.refuse_unseen(officers, by=by)
    row = NewTask(entity=entity, officers=tuple(officers), lead=lead, reason=reason.strip())
    return create_tasks(kind=kind, matter=found, rows=[row], starts_on=starts_on, due_on=due_on, by=by, at=at)[0]


@transaction.atomic
def create_tasks(
    *,
    kind: TaskKind,
    matter: Matter,
    rows: Sequence[NewTask],
    starts_on: date,
    due_on: date,
    by: Actor,
    at: datetime,
) -> list[UUID]:
    """Make the tasks of one matter and period; gives their uids in the order of ``rows``.

    Officers are checked as of the day the visit may start. A drawn visit whose officers may not go is made all the same
    and waits for others to be named: the draw has said that this entity is visited.
    Raises NotAllowed, EntityMissing, TaskInvalid, AssignmentRefused, FormMissing.
    """
    day = max(starts_on, business_date(at))
    entities = _entities(kind, rows, by)
    _check(kind, matter, rows, starts_on, due_on, day)
    staff = assignments.staff_of(
        [uid for row in rows for uid in row.officers], [one.pk for one in entities.values()], on=day
    )
    rows = [replace(row, against=_against(kind, row, entities[row.entity], staff)) for row in rows]
    made = _make(kind, matter, rows, entities, starts_on, due_on, by, at)
    for task, row in zip(made, rows, strict=True):
        _announce(task, row, at)
    return [task.uid for task in made]


def _against(kind: TaskKind, row: NewTask, entity: Entity, staff: assignments.Staff) -> str:
    """What stands against the officers of a drawn visit, empty when nothing does; other visits are refused for it."""
    assignments.refuse_entity(entity)
    try:
        assignments.refuse_officers(staff, row.group, entity)
    except assignments.AssignmentRefused as refusal:
        if kind is not TaskKind.RANDOM:
            raise
        return refusal.message
    return ""


def _creating(kind: TaskKind, by: Actor) -> list[str]:
    """The rights by which the caller may make tasks of this kind. Raises NotAllowed."""
    held = [permission for permission in CREATING[kind] if by.may(permission)]
    if not held:
        by.must(CREATING[kind][0])
    return held


def visitable(kind: TaskKind, uids: Iterable[UUID], by: Actor) -> dict[UUID, Entity]:
    """The entities among ``uids`` inside the scope in which ``by`` may make tasks of this kind. Raises NotAllowed."""
    scopes = [within(by, "registry.view" if one == "inspection.perform" else one) for one in _creating(kind, by)]
    is_given = kind is TaskKind.REINSPECTION or EVERYTHING in scopes
    scope = EVERYTHING if is_given else reduce(or_, scopes)
    found = Entity.objects.filter(scope, uid__in=set(uids)).select_related("organisation")
    return {one.uid: one for one in found}


def _entities(kind: TaskKind, rows: Sequence[NewTask], by: Actor) -> dict[UUID, Entity]:
    wanted = {row.entity for row in rows}
    entities = visitable(kind, wanted, by)
    if len(entities) != len(wanted):
        raise EntityMissing("没有找到所选的主体，可能不在您的管辖范围内。")
    return entities


def _check(kind: TaskKind, matter: Matter, rows: Sequence[NewTask], starts_on: date, due_on: date, day: date) -> None:
    # A temporary task made without a network arrives when its day may be over; its record is on the way.
    earliest = day - OFFLINE_FOR if kind is TaskKind.TEMPORARY else day
    if due_on < starts_on or due_on < earliest:
        raise TaskInvalid("完成期限不能早于开始日期和今天，请重新选择。", field="due_on")
    if kind is TaskKind.TEMPORARY and any(len(row.reason.strip()) < 4 for row in rows):
        raise TaskInvalid("临时任务（飞行检查）请写明任务来源或者理由，至少4个字。", field="reason")
    assignments.refuse_matter(matter, on=day)


def _make(
    kind: TaskKind,
    matter: Matter,
    rows: Sequence[NewTask],
    entities: dict[UUID, Entity],
    starts_on: date,
    due_on: date,
    by: Actor,
    at: datetime,
) -> list[Task]:
    usual = None if kind is TaskKind.REINSPECTION else forms.form_in_force(matter.form_code)
    creator = person_of(by)
    draws = _draw_ids(rows)
    orders = {one.uid: one for one in Rectification.objects.filter(uid__in=[row.rectification for row in rows])}
    made = []
    for row in rows:
        entity = entities[row.entity]
        form = row.form or usual or _form_of(orders, row)
        made.append(
            Task(
                number=numbering.next_number(prefix=NUMBER_PREFIX, at=at, shape=task_number),
                kind=kind,
                title=(row.title or f"{kind.label}：{entity.name}")[:160],
                matter=matter,
                form_code=form.code,
                form_version=form.version,
                form_hash=form.hash,
                entity=entity,
                organisation=entity.organisation,
                draw_id=draws[row.draw] if row.draw else None,
                group_number=row.group_number,
                rectification=orders[row.rectification] if row.rectification else None,
                reason=row.reason.strip()[:300],
                starts_on=starts_on,
                due_on=due_on,
                stage=TaskStage.APPROVED if row.against else FIRST_STAGE[kind],
                approved_at=at if kind in {TaskKind.RANDOM, TaskKind.REINSPECTION} else None,
                created_by=creator,
                created_at=at,
            )
        )
    Task.objects.bulk_create(made)
    assignments.send(made, [row.group for row in rows])
    return made


def _draw_ids(rows: Sequence[NewTask]) -> dict[UUID, int]:
    wanted = {row.draw for row in rows if row.draw}
    return dict(Draw.objects.filter(uid__in=wanted).values_list("uid", "pk")) if wanted else {}


def _form_of(orders: dict[UUID, Rectification], row: NewTask) -> FormRef:
    if row.rectification is None:
        raise TaskInvalid("复查任务应当说明复查哪一份责令改正。", field="rectification")
    return forms.reinspection_form(orders[row.rectification])


def _announce(task: Task, row: NewTask, at: datetime) -> None:
    if task.approved_at is None:
        todos.ask_approval(task, at=at)
    if row.against:
        todos.ask_dispatch(task, at=at)
        todos.ask_other_officers(task, why=row.against, at=at)
    elif task.stage == TaskStage.DISPATCHED:
        todos.ask_visit(task, row.officers, at=at)
    todos.make_findable(task)
