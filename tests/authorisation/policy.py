"""What the shipped roles may reach, worked out from ``roles.json`` and the permission an operation declares."""

from enum import StrEnum

from zhijian.config.roles import shipped_roles
from zhijian.support.identity.rules import Scope

from .operations import Operation


class Relation(StrEnum):
    """Where a thing stands, seen from the post of who asks."""

    OWN = "own"
    SAME = "own organisation"
    CHILD = "organisation below"
    PARENT = "organisation above"
    SIBLING = "organisation beside"
    OTHER = "other bureau"


#: For each shipped role, how far each of its rights reaches.
ROLES = {role.code: {name: Scope(scope) for name, scope in role.permissions.items()} for role in shipped_roles()}

REACHED = {
    Scope.OWN: {Relation.OWN},
    Scope.ORGANISATION: {Relation.OWN, Relation.SAME},
    Scope.SUBTREE: {Relation.OWN, Relation.SAME, Relation.CHILD},
    Scope.ALL: set(Relation),
}


class Outcome(StrEnum):
    """How an operation answers about a thing."""

    FORBIDDEN = "403 that names the right"
    MISSING = "like a missing thing"
    FOUND = "about the thing"


#: Whoever holds one of these where a thing stands sees it.
SEEN_BY = {
    "avoidances": {"inspection.view", "inspection.pools", "inspection.draw"},
    "clues": {"enforcement.clue_view"},
    "documents": {"inspection.view"},
    "draws": {"inspection.view", "inspection.draw", "inspection.draw_witness", "inspection.approve"},
    "entities": {"registry.view"},
    "held-submissions": {"inspection.view"},
    "imports": {"registry.import"},
    "inspections": {"inspection.view"},
    "items": {"inspection.view"},
    "licences": {"registry.view"},
    "object-pools": {"inspection.view", "inspection.pools", "inspection.draw"},
    "officer-pools": {"inspection.view", "inspection.pools", "inspection.draw"},
    "packages": {"inspection.view"},
    "people": {"registry.view"},
    "publications": {"inspection.publish"},
    "rectifications": {"inspection.view"},
    "staff": {"identity.view"},
    "tasks": {"inspection.view"},
}

#: Rights that their shipped holders have everywhere.
ADMINISTRATIVE = {name for held in ROLES.values() for name, scope in held.items() if scope is Scope.ALL} - {
    "identity.view"
}

#: Seen by their officers too, whatever the scope of the right.
WITH_OFFICERS = {"documents", "held-submissions", "inspections", "items", "packages", "rectifications", "tasks"}

#: Done by whoever is named in the thing; the right is that of the named person, not of the place.
BY_NAME = {"approveRedraw"}

#: Changed by nobody but who made them.
MAKERS_ONLY = {"imports"}


def expected(role: str, operation: Operation, thing: str, relation: Relation) -> Outcome:
    """How an operation has to answer somebody of a role about a thing."""
    held = ROLES[role]
    wanted = operation.permission
    if wanted is not None and wanted not in held:
        return Outcome.FORBIDDEN
    if thing in MAKERS_ONLY and operation.method != "GET":
        return Outcome.MISSING
    is_seen = any(_reaches(held[one], thing, relation) for one in SEEN_BY[thing] if one in held)
    if wanted is None or operation.name in BY_NAME:
        return Outcome.FOUND if is_seen else Outcome.MISSING
    may_act = held[wanted] is Scope.OWN or _reaches(held[wanted], thing, relation)
    return Outcome.FOUND if is_seen and may_act else Outcome.MISSING


def _reaches(scope: Scope, thing: str, relation: Relation) -> bool:
    if relation is Relation.OWN and thing in WITH_OFFICERS:
        return True
    return relation in REACHED[scope]
