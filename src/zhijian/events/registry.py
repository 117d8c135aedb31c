"""What the register tells the others."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar
from uuid import UUID

from zhijian.events import Event


@dataclass(frozen=True, kw_only=True)
class EntityRegistered(Event):
    """An entity came into the register; ``subject`` is the entity."""

    name: ClassVar[str] = "registry.entity_registered"


@dataclass(frozen=True, kw_only=True)
class EntityChanged(Event):
    """An entity's data changed; ``subject`` is the entity, ``fields`` what changed."""

    name: ClassVar[str] = "registry.entity_changed"

    fields: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class LicenceExpiring(Event):
    """A licence comes near its end or has passed it; ``subject`` is the licence.

    days: 90, 60 or 30 before the last valid day ``valid_to``, 0 when it has run out.
    """

    name: ClassVar[str] = "registry.licence_expiring"

    entity: UUID
    kind: str
    number: str
    valid_to: date
    days: int
