"""Risk level, credit class and tags: columns here, decided by the capabilities above, kept with their history."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from zhijian.data.registry import access
from zhijian.data.registry.models import Entity
from zhijian.data.registry.rules import CreditClass, RiskLevel
from zhijian.data.registry.services.entities import EntityInvalid, checked_tags, store_changes
from zhijian.support.identity.types import Actor


def _store(entity: UUID, field: str, value: Any, *, source: str, by: Actor, at: datetime) -> None:
    row = Entity.objects.select_for_update(of=("self",)).select_related("organisation").filter(uid=entity).first()
    if row is None:
        raise access.EntityMissing("没有找到这个主体。")
    if getattr(row, field) != value:
        store_changes(row, {field: value}, source=source, by=by, at=at)


@transaction.atomic
def set_risk_level(*, entity: UUID, level: str, source: str, by: Actor, at: datetime) -> None:
    """Set the risk level (A-D, empty: not graded); for the capability that graded and checked the right of ``by``.

    source: what decided it, as people read it.  Raises EntityMissing, EntityInvalid. Publishes EntityChanged.
    """
    if level and level not in set(RiskLevel):
        raise EntityInvalid("风险等级应为 A、B、C、D 之一。", field="risk_level")
    _store(entity, "risk_level", level, source=source, by=by, at=at)


@transaction.atomic
def set_credit_class(*, entity: UUID, credit_class: str, source: str, by: Actor, at: datetime) -> None:
    """Set the credit class (A-D, empty: none); for the capability that classed and checked the right of ``by``.

    source: what decided it, as people read it.  Raises EntityMissing, EntityInvalid. Publishes EntityChanged.
    """
    if credit_class and credit_class not in set(CreditClass):
        raise EntityInvalid("信用分类应为 A、B、C、D 之一。", field="credit_class")
    _store(entity, "credit_class", credit_class, source=source, by=by, at=at)


@transaction.atomic
def set_tags(*, entity: UUID, tags: Iterable[str], source: str, by: Actor, at: datetime) -> None:
    """Replace an entity's tags. Raises NotAllowed, EntityMissing, EntityInvalid. Publishes EntityChanged."""
    row = access.entity_to_change(entity, by=by)
    wanted = checked_tags(tags)
    if row.tags != wanted:
        store_changes(row, {"tags": wanted}, source=source, by=by, at=at)
