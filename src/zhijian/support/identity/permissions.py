"""Every permission of the platform is declared once, with its Chinese name, by the capability that asks for it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Permission:
    """A right to do one kind of thing; ``name`` is ``capability.verb``."""

    name: str
    label: str


DECLARED: dict[str, Permission] = {}


def declare(*pairs: tuple[str, str]) -> None:
    """Declare permissions as ``("inspection.view", "查看检查")``; each name only once."""
    for name, label in pairs:
        if name in DECLARED and DECLARED[name].label != label:
            raise ValueError(f"permission {name} is declared twice")
        DECLARED[name] = Permission(name, label)


declare(
    ("identity.view", "查看组织机构和人员"),
    ("identity.manage", "维护组织机构、人员和账号"),
    ("identity.grant", "授予和收回角色"),
)
