"""Questions about tasks: list, calendar from the same rows, one task."""

from collections.abc import Sequence
from datetime import date
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet

from zhijian.business.inspection.access import tasks as task_access
from zhijian.business.inspection.models import Inspection, Task, TaskOfficer
from zhijian.business.inspection.queries.held import of_task
from zhijian.business.inspection.rules.acts import Standing, task_acts
from zhijian.business.inspection.rules.stages import RecordState, TaskKind, TaskStage
from zhijian.business.inspection.types.tasks import (
    CalendarDay,
    RestaffingRecord,
    TaskDetail,
    TaskEntityRecord,
    TaskFilter,
    TaskOfficerRecord,
    TaskRecord,
)
from zhijian.kernel.http import cut_page, decode_cursor
from zhijian.support.identity.access import reaches
from zhijian.support.identity.models import Person
from zhijian.support.identity.types import Actor

OPEN_STAGES = frozenset(TaskStage) - {TaskStage.FINISHED, TaskStage.ARCHIVED, TaskStage.CANCELLED}


def _asked(by: Actor, asked: TaskFilter) -> QuerySet[Task]:
    """The rows of a filter; the list and the calendar both start here."""
    rows = task_access.own_of(by) if asked.mine else task_access.visible_to(by)
    exact = {
        "kind": asked.kind,
        "entity__uid": asked.entity,
        "draw__uid": asked.draw,
        "due_on__gte": asked.due_from,
        "due_on__lte": asked.due_to,
    }
    rows = rows.filter(**{name: value for name, value in exact.items() if value})
    if asked.organisation is not None:
        rows = rows.filter(organisation__uid=asked.organisation)
    if asked.text:
        rows = rows.filter(Q(number__icontains=asked.text) | Q(title__icontains=asked.text))
    return rows.filter(stage__in=asked.stages or OPEN_STAGES)


def tasks(
    *, by: Actor, asked: TaskFilter, today: date, after: str | None = None, limit: int = 50
) -> tuple[list[TaskRecord], str | None]:
    """Tasks the earliest due day first, a page and the mark of the next; without stages the open ones."""
    rows = _asked(by, asked)
    if asked.overdue:
        rows = rows.filter(due_on__lt=today)
    key = decode_cursor(after, date, int)
    if key is not None:
        rows = rows.filter(Q(due_on__gt=key[0]) | Q(due_on=key[0], pk__gt=key[1]))
    fetched = _listed(rows.order_by("due_on", "pk")[: limit + 1])
    page, following = cut_page(fetched, limit, lambda row: (row.due_on, row.pk))
    return to_records(page, by=by, today=today), following


def days(*, by: Actor, asked: TaskFilter, first: date, last: date) -> list[CalendarDay]:
    """Open tasks by due day and kind, from first up to and including last; days without any are left out."""
    rows = (
        _asked(by, asked)
        .filter(due_on__gte=first, due_on__lte=last)
        .values_list("due_on", "kind")
        .annotate(count=Count("pk"))
        .order_by("due_on", "kind")
    )
    found: dict[date, dict[str, int]] = {}
    for day, kind, count in rows:
        found.setdefault(day, {})[kind] = count
    return [CalendarDay(day=day, counts=counts, total=sum(counts.values())) for day, counts in found.items()]


_LISTED = {
    "": (
        *("pk", "uid", "number", "kind", "title", "stage", "form_code", "form_version", "form_hash"),
        *("starts_on", "due_on", "approved_at", "version", "created_by__uid"),
    ),
    "matter__": ("uid", "name"),
    "organisation__": ("uid", "path", "short_name"),
    "entity__": (
        *("uid", "name", "uscc", "address", "risk_level", "credit_class", "supervision_classes", "lat", "lon"),
    ),
}
"""The columns of a record, by whose they are."""


def _listed(rows: QuerySet[Task]) -> list[SimpleNamespace]:
    """Rows with what a record shows of them: four models for each would take a quarter of a list's time."""
    columns = [of + name for of, names in _LISTED.items() for name in names]
    found = []
    for values in rows.values_list(*columns):
        given = iter(values)
        parts = {of: SimpleNamespace(**dict(zip(names, given, strict=False))) for of, names in _LISTED.items()}
        row, row.matter, row.organisation, row.entity = parts.pop(""), *parts.values()
        row.creator = row.created_by__uid
        found.append(row)
    return found


def _with_all(rows: QuerySet[Task]) -> QuerySet[Task]:
    return rows.select_related("entity", "organisation", "matter").annotate(creator=F("created_by__uid"))


def task(uid: UUID, *, by: Actor, today: date) -> TaskDetail:
    """One task inside the caller's scope. Raises TaskMissing."""
    found = task_access.task(uid, by=by)
    row = _with_all(Task.objects.select_related("draw", "rectification", "approved_by", "created_by")).get(pk=found.pk)
    (record,) = to_records([row], by=by, today=today)
    return TaskDetail(
        task=record,
        basis=row.matter.basis,
        reason=row.reason,
        draw=row.draw.uid if row.draw else None,
        draw_name=row.draw.name if row.draw else "",
        group_number=row.group_number,
        rectification=row.rectification.uid if row.rectification else None,
        approved_by=row.approved_by.name if row.approved_by else "",
        approved_at=row.approved_at,
        created_by=row.created_by.name if row.created_by else "",
        created_at=row.created_at,
        cancel_reason=row.cancel_reason,
        restaffings=_restaffings(row),
        held=of_task(row.uid),
        finished_at=row.finished_at,
        archived_at=row.archived_at,
    )


def _restaffings(task: Task) -> tuple[RestaffingRecord, ...]:
    """Changes of who goes to a visit, the earliest first."""
    rows = list(task.restaffings.select_related("changed_by").order_by("changed_at", "pk"))
    wanted = {uid for row in rows for uid in (*row.before, *row.after)}
    names = dict(Person.objects.filter(uid__in=wanted).values_list("uid", "name"))
    return tuple(
        RestaffingRecord(
            at=row.changed_at,
            by=row.changed_by.name if row.changed_by else "",
            before=tuple(names[uid] for uid in row.before),
            after=tuple(names[uid] for uid in row.after),
            reason=row.reason,
        )
        for row in rows
    )


def to_records(rows: Sequence[Any], *, by: Actor, today: date) -> list[TaskRecord]:
    """Records of tasks with entity, organisation, matter and creator, or of ``_listed`` ones; two more statements."""
    officers: dict[int, list[TaskOfficerRecord]] = {}
    found = TaskOfficer.objects.filter(task__in=[row.pk for row in rows]).order_by("task", "-is_lead", "position", "pk")
    for task_id, uid, name, is_lead in found.values_list("task_id", "person__uid", "person__name", "is_lead"):
        officers.setdefault(task_id, []).append(TaskOfficerRecord(uid=uid, name=name, is_lead=is_lead))
    states = {
        task_id: (uid, RecordState(state))
        for task_id, uid, state in Inspection.objects.filter(task__in=[row.pk for row in rows]).values_list(
            "task_id", "uid", "state"
        )
    }
    return [
        _to_record(row, officers=tuple(officers.get(row.pk, ())), record=states.get(row.pk), by=by, today=today)
        for row in rows
    ]


def standing_of(row: Any, *, creator: UUID | None, is_officer: bool, by: Actor) -> Standing:
    """A task as ``by`` stands to it."""
    return Standing(
        kind=TaskKind(row.kind),
        stage=TaskStage(row.stage),
        is_approved=row.approved_at is not None,
        is_officer=is_officer,
        is_creator=creator is not None and creator == by.uid,
        reaches=lambda permission: reaches(by, permission, row.organisation),
        holds=by.may,
    )


def _to_record(
    row: Any,
    *,
    officers: tuple[TaskOfficerRecord, ...],
    record: tuple[UUID, RecordState] | None,
    by: Actor,
    today: date,
) -> TaskRecord:
    standing = standing_of(
        row,
        creator=row.creator,
        is_officer=any(one.uid == by.uid for one in officers),
        by=by,
    )
    stage = TaskStage(row.stage)
    return TaskRecord(
        uid=row.uid,
        number=row.number,
        kind=row.kind,
        kind_label=TaskKind(row.kind).label,
        title=row.title,
        stage=row.stage,
        stage_label=stage.label,
        matter=row.matter.uid,
        matter_name=row.matter.name,
        entity=TaskEntityRecord(
            uid=row.entity.uid,
            name=row.entity.name,
            uscc=row.entity.uscc,
            address=row.entity.address,
            risk_level=row.entity.risk_level,
            credit_class=row.entity.credit_class,
            supervision_classes=tuple(row.entity.supervision_classes),
            lat=row.entity.lat,
            lon=row.entity.lon,
        ),
        organisation=row.organisation.uid,
        organisation_name=row.organisation.short_name,
        officers=officers,
        form_code=row.form_code,
        form_version=row.form_version,
        form_hash=row.form_hash,
        starts_on=row.starts_on,
        due_on=row.due_on,
        is_overdue=row.due_on < today and stage in OPEN_STAGES,
        inspection=record[0] if record else None,
        record_state=record[1].value if record else "",
        record_state_label=record[1].label if record else "",
        version=row.version,
        may=task_acts(standing),
    )
