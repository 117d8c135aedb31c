"""Questions about the register."""

from collections.abc import Iterable
from uuid import UUID

from zhijian.data.registry import access
from zhijian.data.registry.models import Entity
from zhijian.data.registry.rules import EntityStatus
from zhijian.data.registry.types import EntityCard
from zhijian.support.identity.types import Actor


def to_card(row: Entity) -> EntityCard:
    """The card of a row whose organisation was fetched along."""
    return EntityCard(
        uid=row.uid,
        name=row.name,
        uscc=row.uscc,
        address=row.address,
        street=row.street,
        legal_person=row.legal_person,
        status=row.status,
        status_label=EntityStatus(row.status).label,
        supervision_classes=tuple(row.supervision_classes),
        tags=tuple(row.tags),
        credit_class=row.credit_class,
        risk_level=row.risk_level,
        organisation=row.organisation.uid,
        organisation_name=row.organisation.short_name,
        lat=row.lat,
        lon=row.lon,
    )


def card(uid: UUID, *, by: Actor) -> EntityCard:
    """One entity's card inside the caller's scope. Raises EntityMissing."""
    return to_card(access.entity(uid, by=by))


def cards(uids: Iterable[UUID]) -> dict[UUID, EntityCard]:
    """Cards by uid, for parts that have checked the caller's right to what points at them."""
    rows = Entity.objects.filter(uid__in=list(uids)).select_related("organisation")
    return {row.uid: to_card(row) for row in rows}
