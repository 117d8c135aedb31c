"""The one door to clues."""

from uuid import UUID

from django.db.models import QuerySet

from zhijian.business.enforcement.models import Clue
from zhijian.kernel.errors import NotFound
from zhijian.support.identity.access import within
from zhijian.support.identity.types import Actor


class ClueMissing(NotFound):
    """No such clue inside the caller's scope."""

    code = "enforcement.clue_missing"


def visible_to(by: Actor) -> QuerySet[Clue]:
    """Clues inside the caller's scope, and those they registered themselves."""
    return Clue.objects.filter(within(by, "enforcement.clue_view", owners=("registered_by__uid",)))


def clue(uid: UUID, *, by: Actor) -> Clue:
    """One clue. Raises ClueMissing."""
    row = (
        visible_to(by).select_related("organisation", "entity", "registered_by", "reviewed_by").filter(uid=uid).first()
    )
    if row is None:
        raise ClueMissing("没有找到这条线索，可能不在您的权限范围内。")
    return row


def clue_to_review(uid: UUID, *, by: Actor) -> Clue:
    """One clue that the caller may review, locked. Raises NotAllowed, ClueMissing."""
    by.must("enforcement.clue_review")
    row = (
        Clue.objects.select_for_update(of=("self",))
        .select_related("organisation", "entity")
        .filter(within(by, "enforcement.clue_review"), uid=uid)
        .first()
    )
    if row is None:
        raise ClueMissing("没有找到这条线索，可能不在您的权限范围内。")
    return row


def may_review(row: Clue, *, by: Actor) -> bool:
    """Whether the caller's right to review reaches this clue."""
    return (
        by.may("enforcement.clue_review")
        and Clue.objects.filter(within(by, "enforcement.clue_review"), pk=row.pk).exists()
    )
