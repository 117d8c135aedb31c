"""What an entity was like before each change, and its entry in the search index."""

from collections.abc import Iterable
from datetime import datetime

from django.db import connection

from zhijian.data.registry.models import Entity, Licence
from zhijian.support.search import services as search

NOT_CONTENT = ("id", "uid", "created_at", "registered_by", "updated_at", "version", "source", "match_key")
"""Columns that say nothing about the entity itself."""

REMEMBER = """
INSERT INTO registry_entityversion (entity_id, version, content, source, valid_from, valid_to)
SELECT e.id, e.version, to_jsonb(e) - %s::text[], e.source, e.updated_at, %s
FROM registry_entity e WHERE e.id = ANY(%s)
"""


def remember(ids: Iterable[int], *, at: datetime) -> None:
    """Keep how entities stand, before they are changed at ``at``."""
    with connection.cursor() as cursor:
        cursor.execute(REMEMBER, [list(NOT_CONTENT), at, list(ids)])


def make_findable(row: Entity) -> None:
    """Renew the search entry of an entity: name, codes, licence numbers, phone tail."""
    licences = Licence.objects.filter(entity=row, ended_at__isnull=True).values_list("number", flat=True)
    search.put(
        kind="entity",
        subject=row.uid,
        organisation=row.organisation_id,
        title=row.name,
        detail=detail_of(row.uscc, row.registration_number, row.address),
        link=f"/registry/entities/{row.uid}",
        name=f"{row.name} {row.short_name}",
        codes=[code for code in (row.uscc, row.registration_number, *licences) if code],
        phones=[row.phone] if row.phone else [],
    )


def detail_of(uscc: str, registration_number: str, address: str) -> str:
    """The second line of a search hit."""
    return " · ".join(part for part in (uscc or registration_number, address) if part)
