"""What changed when, and where each present value comes from."""

from datetime import date
from itertools import pairwise
from typing import Any
from uuid import UUID

import orjson
from django.db import connection

from zhijian.data.registry import access
from zhijian.data.registry.models import EntityVersion
from zhijian.data.registry.rules import FIELD_LABELS
from zhijian.data.registry.types import ChangeRecord
from zhijian.kernel.clock import business_date
from zhijian.support.audit import services as audit
from zhijian.support.codes import queries as codes
from zhijian.support.identity.models import Organisation
from zhijian.support.identity.types import Actor

_ORGANISATION = "organisation_id"
_CODED = ("entity_type", "industry", "division")
"""Fields whose values are codes of the table of the same name."""


def changes(uid: UUID, *, by: Actor) -> list[ChangeRecord]:
    """Every change of an entity, the newest first, each value before and after with its source; the look is noted.

    The last one is the registration, with all values it brought. Raises EntityMissing.
    """
    row = access.entity(uid, by=by)
    audit.note(action="registry.history_viewed", kind="registry_entity", subject=str(uid), by=by, facts={})
    states = [
        (version.version, version.valid_from, version.source, version.content)
        for version in EntityVersion.objects.filter(entity=row).order_by("version")
    ]
    states.append((row.version, row.updated_at, row.source, _present(row.pk)))
    _name_organisations([content for *_, content in states])
    told = [(0, row.created_at, "", dict[str, Any]()), *states]
    return [
        ChangeRecord(version=version, at=at, source=source, changes=_differences(before[3], content, business_date(at)))
        for before, (version, at, source, content) in pairwise(told)
    ][::-1]


def _present(pk: int) -> dict[str, Any]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_jsonb(e)::text FROM registry_entity e WHERE id = %s", [pk])
        (text,) = cursor.fetchone() or ("{}",)
    content: dict[str, Any] = orjson.loads(text)
    return content


def _name_organisations(contents: list[dict[str, Any]]) -> None:
    names = dict(
        Organisation.objects.filter(pk__in={content[_ORGANISATION] for content in contents}).values_list(
            "pk", "short_name"
        )
    )
    for content in contents:
        content["organisation"] = names[content[_ORGANISATION]]


def _in_words(field: str, value: Any, on: date) -> Any:
    """A code with its name, as the dossier shows it; other values as they are."""
    name = codes.name_of(field, value, on=on) if field in _CODED and value else ""
    return f"{value} {name}" if name else value


def _differences(before: dict[str, Any], after: dict[str, Any], on: date) -> tuple[dict[str, Any], ...]:
    found = []
    for field, label in FIELD_LABELS.items():
        former, value = before.get(field), after.get(field)
        if value != former and (value or former):
            former, value = _in_words(field, former, on), _in_words(field, value, on)
            found.append({"field": field, "label": label, "before": former, "after": value})
    return tuple(found)
