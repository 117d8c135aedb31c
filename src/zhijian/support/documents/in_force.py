"""Papers that cannot be taken back alone, since what they say still binds somebody: told by who issued them.

The capability registers one function in its ``apps.ready``:

    in_force.register("inspection.record", results.papers_in_force)
"""

from collections.abc import Callable, Collection, Iterable
from uuid import UUID

from zhijian.support.documents.models import IssuedDocument

WhyKept = Callable[[Collection[UUID]], dict[UUID, str]]
"""Gives for each of the papers that is still in force the sentence that says where it is taken back; one query."""

_why_kept: dict[str, WhyKept] = {}


def register(kind: str, why_kept: WhyKept) -> None:
    """Say which papers of subjects of a kind are in force; registering again replaces the function."""
    _why_kept[kind] = why_kept


def why_kept(rows: Iterable[IssuedDocument]) -> dict[UUID, str]:
    """Of these papers, those that are in force, each with its sentence; one call of each owner."""
    by_kind: dict[str, set[UUID]] = {}
    for row in rows:
        by_kind.setdefault(row.subject_kind, set()).add(row.uid)
    return {
        uid: sentence
        for kind, uids in by_kind.items()
        if kind in _why_kept
        for uid, sentence in _why_kept[kind](uids).items()
    }
