"""The dossier's timeline, written by every capability where something happens to an entity."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from zhijian.data.registry import access
from zhijian.data.registry.models import Entity, TimelineEntry
from zhijian.support.identity.types import Actor


@transaction.atomic
def record_event(
    *,
    entity: UUID,
    source: UUID,
    kind: str,
    title: str,
    at: datetime,
    by: Actor,
    detail: str = "",
    link: str = "",
) -> None:
    """Write what happened to an entity into its timeline; a second time with the same source and kind does nothing.

    For capabilities that have already checked the right of ``by``. Raises EntityMissing.
    """
    row = Entity.objects.filter(uid=entity).first()
    if row is None:
        raise access.EntityMissing("没有找到这个主体。")
    TimelineEntry.objects.get_or_create(
        entity=row,
        source=source,
        kind=kind,
        defaults={"at": at, "title": title[:200], "detail": detail[:500], "link": link, "by_name": by.name},
    )
