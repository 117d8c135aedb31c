"""The shipped roles, read from ``roles.json``; an administrator may change them later, a new role is added here."""

import json
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from zhijian.support.identity import services
from zhijian.support.identity.types import Actor


@dataclass(frozen=True, kw_only=True)
class ShippedRole:
    """One role: what its holder may do, and for each permission how far (own, organisation, subtree, all)."""

    code: str
    name: str
    permissions: dict[str, str]


@lru_cache(maxsize=1)
def shipped_roles() -> tuple[ShippedRole, ...]:
    """All roles in the order in which they are shown."""
    text = (resources.files("zhijian.config") / "roles.json").read_text("utf-8")
    return tuple(ShippedRole(**item) for item in json.loads(text))


def load_roles(*, by: Actor) -> int:
    """Make or renew every shipped role; gives how many. Raises UnknownPermission."""
    for order, role in enumerate(shipped_roles(), start=1):
        services.define_role(code=role.code, name=role.name, permissions=role.permissions, order=order, by=by)
    return len(shipped_roles())
