"""Who may see the things that evidence and papers belong to: told by their owners, so that support knows no business.

The owner of a kind registers one function in its ``apps.ready``:

    subjects.register("inspection.task", inspection_queries.visible_tasks)

Who is about to do more than look has to reach the subject with the right for it: the owner is told which.

A kind that nobody registered is invisible to everybody but the platform itself.
"""

from collections.abc import Callable, Collection, Iterable
from uuid import UUID

from zhijian.support.identity.types import Actor

VisibleOf = Callable[[Actor, Collection[UUID], str | None], set[UUID]]
"""Gives those of the uids that the actor may see, and reaches with the permission if one is named, in one query."""

_visible_of: dict[str, VisibleOf] = {}


def register(kind: str, visible_of: VisibleOf) -> None:
    """Say who sees subjects of a kind (``capability.thing``); registering again replaces the function."""
    _visible_of[kind] = visible_of


def kinds() -> tuple[str, ...]:
    """Kinds with a registered function, sorted."""
    return tuple(sorted(_visible_of))


def visible(by: Actor, pairs: Iterable[tuple[str, UUID]], permission: str | None = None) -> set[tuple[str, UUID]]:
    """Those (kind, uid) that ``by`` may see, and reaches with ``permission`` if named; one call of each owner."""
    wanted: dict[str, set[UUID]] = {}
    for kind, uid in pairs:
        wanted.setdefault(kind, set()).add(uid)
    if by.is_system:
        return {(kind, uid) for kind, uids in wanted.items() for uid in uids}
    return {
        (kind, uid)
        for kind, uids in wanted.items()
        if kind in _visible_of
        for uid in uids & _visible_of[kind](by, uids, permission)
    }


def is_visible(by: Actor, kind: str, uid: UUID, permission: str | None = None) -> bool:
    """Whether ``by`` may see one subject, and reaches it with ``permission`` if named."""
    return bool(visible(by, [(kind, uid)], permission))
