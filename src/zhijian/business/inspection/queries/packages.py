"""The offline package: all a device needs for its tasks, as one hashed unit, in a bounded number of statements."""

from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

import orjson
from django.db.models import F, Window
from django.db.models.functions import RowNumber

from zhijian.business.inspection.access import tasks as access
from zhijian.business.inspection.models import Inspection, InspectionRound, RectificationItem, Task
from zhijian.business.inspection.queries import forms
from zhijian.business.inspection.queries.records import findings_of
from zhijian.business.inspection.queries.tasks import to_records
from zhijian.business.inspection.rules.content import value_hash
from zhijian.business.inspection.rules.phrases import ABSENCES, PHRASES
from zhijian.business.inspection.rules.stages import RecordState, RectificationStage, TaskKind, TaskStage
from zhijian.business.inspection.types.tasks import TaskRecord
from zhijian.data.registry.models import Entity
from zhijian.data.registry.rules import EntityStatus
from zhijian.kernel.clock import business_date
from zhijian.support.codes import queries as codes
from zhijian.support.identity import queries as identity
from zhijian.support.identity.types import Actor

LAST_VISITS = 3
"""How many earlier visits of an entity go along."""

CODE_TABLES = ("entity_type", "entity_status", "licence_kind", "supervision_class")

AT_WORK = (TaskStage.DISPATCHED, TaskStage.ACCEPTED, TaskStage.IN_PROGRESS)


@dataclass(frozen=True, kw_only=True)
class Package:
    """One unit; ``hash`` is the SHA-256 of the canonical JSON of all but itself and ``made_at``."""

    hash: str
    made_at: datetime
    first: date
    last: date
    tasks: list[dict[str, Any]]
    codes: dict[str, dict[str, str]]
    officers: list[dict[str, Any]]
    phrases: list[str]
    absences: list[str]


def package(*, by: Actor, today: date, last: date, at: datetime) -> Package:
    """The caller's open tasks that may be carried out by ``last``, with forms, entities, history and colleagues."""
    rows = list(
        access.own_of(by)
        .filter(stage__in=AT_WORK, starts_on__lte=last)
        .select_related("entity", "organisation", "matter")
        .annotate(creator=F("created_by__uid"))
        .order_by("due_on", "pk")
    )
    entities = {row.entity_id for row in rows}
    visits, open_items = _last_visits(entities), _open_items(entities)
    definitions = forms.definitions(rows)
    tasks = [
        _task(row, record, definitions[row.pk], visits.get(row.entity_id, []), open_items.get(row.entity_id, []))
        for row, record in zip(rows, to_records(rows, by=by, today=today), strict=True)
    ]
    content = {
        "first": today.isoformat(),
        "last": last.isoformat(),
        "tasks": orjson.loads(orjson.dumps(tasks)),
        "codes": {table: codes.names(table, on=today) for table in CODE_TABLES},
        "officers": _colleagues(by, today),
        "phrases": list(PHRASES),
        "absences": list(ABSENCES),
    }
    return Package(hash=value_hash(content), made_at=at, **{**content, "first": today, "last": last})


def _task(
    row: Task,
    record: TaskRecord,
    definition: dict[str, Any],
    visits: list[dict[str, Any]],
    open_items: list[dict[str, Any]],
) -> dict[str, Any]:
    shown = asdict(record)
    shown["entity"] = {**shown["entity"], "lat": None, "lon": None}
    return {
        "task": shown,
        "base": {
            "due_on": row.due_on.isoformat(),
            "officers": sorted(str(one.uid) for one in record.officers),
            "lead": next(str(one.uid) for one in record.officers if one.is_lead),
        },
        "basis": row.matter.basis,
        "reason": row.reason,
        "form": definition,
        "entity": _entity(row.entity),
        "history": {"last_visits": visits, "open_items": open_items},
    }


def _entity(entity: Entity) -> dict[str, Any]:
    return {
        "uid": str(entity.uid),
        "name": entity.name,
        "uscc": entity.uscc,
        "address": entity.address,
        "street": entity.street,
        "legal_person": entity.legal_person,
        "phone": entity.phone,
        "status": entity.status,
        "status_label": EntityStatus(entity.status).label,
        "supervision_classes": list(entity.supervision_classes),
        "tags": list(entity.tags),
        "credit_class": entity.credit_class,
        "risk_level": entity.risk_level,
        "lat": _degrees(entity.lat),
        "lon": _degrees(entity.lon),
    }


def _degrees(value: float | None) -> str | None:
    """Six decimals, about ten centimetres: a float has no canonical form."""
    return None if value is None else f"{value:.6f}"


def _pictures(evidence: Collection[str]) -> list[dict[str, str]]:
    return [{"evidence": uid, "thumbnail": f"/api/v1/evidence/items/{uid}/thumbnail"} for uid in evidence]


def _last_visits(entities: Collection[int]) -> dict[int, list[dict[str, Any]]]:
    """The last signed visits of each entity with what was found wrong, the latest first; two statements."""
    latest = Window(RowNumber(), partition_by=F("task__entity"), order_by=F("signed_at").desc())
    rows = list(
        Inspection.objects.filter(task__entity__in=entities, state=RecordState.SIGNED)
        .annotate(place=latest)
        .filter(place__lte=LAST_VISITS)
        .select_related("task")
        .order_by("-signed_at", "pk")
    )
    contents = {
        (one.inspection_id, one.round): one.content
        for one in InspectionRound.objects.filter(inspection__in=[row.pk for row in rows], voided_at__isnull=True)
    }
    found: dict[int, list[dict[str, Any]]] = {}
    for row in rows:
        found.setdefault(row.task.entity_id, []).append(_visit(row, contents[(row.pk, row.round)]))
    return found


def _visit(row: Inspection, content: dict[str, Any]) -> dict[str, Any]:
    return {
        "inspection": str(row.uid),
        "on": business_date(row.started_at).isoformat(),
        "kind_label": TaskKind(row.task.kind).label,
        "verdict": row.verdict,
        "findings": [
            {
                "item": one["item"],
                "no": one["no"],
                "text": one["text"],
                "note": one["note"],
                "evidence": _pictures(one["evidence"]),
            }
            for one in findings_of(content)
        ],
    }


def _open_items(entities: Collection[int]) -> dict[int, list[dict[str, Any]]]:
    """What the entities still have to put right; one statement."""
    rows = (
        RectificationItem.objects.filter(rectification__entity__in=entities)
        .exclude(rectification__stage__in=(RectificationStage.CLOSED, RectificationStage.WITHDRAWN))
        .exclude(is_fixed=True)
        .select_related("rectification")
        .order_by("rectification__due_on", "pk")
    )
    found: dict[int, list[dict[str, Any]]] = {}
    for row in rows:
        order = row.rectification
        found.setdefault(order.entity_id, []).append(
            {
                "rectification": str(order.uid),
                "number": order.number,
                "due_on": order.due_on.isoformat() if order.due_on else None,
                "item": row.item,
                "no": row.no,
                "text": row.text,
                "order": row.order,
                "note": row.note,
                "evidence": _pictures(row.evidence),
            }
        )
    return found


def _colleagues(by: Actor, today: date) -> list[dict[str, Any]]:
    """Officers with valid certificates whom the caller's post reaches, the own unit first, without the caller.

    A section of the bureau works with all offices; within it there may be nobody else with a certificate.
    """
    found = identity.officers(by=by, on=today, certified_only=True)
    own = {one.uid for one in identity.officers(by=by, on=today, organisation=by.organisation)}
    found.sort(key=lambda one: one.uid not in own)
    return [
        {
            "uid": str(one.uid),
            "name": one.name,
            "title": one.title,
            "organisation_name": one.organisation_name,
            "certificate": one.certificate.number if one.certificate else "",
        }
        for one in found
        if one.uid != by.uid
    ]
