"""The one door to draws: the organiser's scope, and those who are named in a draw."""

from uuid import UUID

from django.db.models import Q, QuerySet

from zhijian.business.inspection.access.pools import within_any
from zhijian.business.inspection.models import Draw
from zhijian.kernel.errors import NotFound
from zhijian.support.identity.access import within
from zhijian.support.identity.types import Actor


class DrawMissing(NotFound):
    """No such draw inside the caller's scope."""

    code = "inspection.draw_missing"


SEEN_BY = ("inspection.view", "inspection.draw", "inspection.draw_witness", "inspection.approve")


def visible_to(by: Actor) -> QuerySet[Draw]:
    """Draws inside the caller's scope, and those in which the caller is witness, third person or approver."""
    scope = within_any(by, SEEN_BY)
    named = Q(parameters__named__contains=[str(by.uid)])
    return Draw.objects.filter(scope | named if scope else Q()).select_related(
        "organisation", "matter", "officer_pool", "object_pool", "created_by", "redraw_of", "redraw_approved_by"
    )


def published() -> QuerySet[Draw]:
    """Draws that everybody may see: all that were ever committed, voided ones included."""
    return Draw.objects.filter(committed_at__isnull=False).select_related("organisation", "matter", "redraw_of")


def draw(uid: UUID, *, by: Actor) -> Draw:
    """One draw. Raises DrawMissing."""
    return _found(visible_to(by).filter(uid=uid).first())


def organised_by(by: Actor) -> QuerySet[Draw]:
    """Draws that the caller organises. Raises NotAllowed."""
    by.must("inspection.draw")
    return visible_to(by).filter(within(by, "inspection.draw"))


def draw_to_plan(uid: UUID, *, by: Actor) -> Draw:
    """One draw that the caller organises, to be looked at before it is promised. Raises DrawMissing, NotAllowed."""
    return _found(organised_by(by).filter(uid=uid).first())


def draw_to_change(uid: UUID, *, by: Actor) -> Draw:
    """One draw that the caller organises, locked. Raises DrawMissing, NotAllowed."""
    return _found(organised_by(by).select_for_update(of=("self",)).filter(uid=uid).first())


def draw_to_take_part(uid: UUID, *, by: Actor) -> Draw:
    """One draw to which the caller adds something as witness, third person or approver, locked. Raises DrawMissing."""
    return _found(visible_to(by).select_for_update(of=("self",)).filter(uid=uid).first())


def _found(row: Draw | None) -> Draw:
    if row is None:
        raise DrawMissing("没有找到这次抽取，可能不在您的管辖范围内。")
    return row
