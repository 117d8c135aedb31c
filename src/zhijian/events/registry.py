"""What the register tells the others."""

from dataclasses import dataclass
from typing import ClassVar

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
