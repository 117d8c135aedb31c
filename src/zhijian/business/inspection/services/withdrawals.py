"""Taking back an order to rectify that should not have been given: its paper, visit, clock and to-dos go with it."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from zhijian.business.inspection.access import results as access
from zhijian.business.inspection.models import Rectification, Task
from zhijian.business.inspection.rules.stages import RectificationStage
from zhijian.business.inspection.services import dispatching, rectifications
from zhijian.business.inspection.services.order_paper import paper_of
from zhijian.data.registry import services as dossiers
from zhijian.events.inspection import RectificationWithdrawn
from zhijian.kernel.text import normalise, refuse_hidden_characters
from zhijian.support.bus import services as bus
from zhijian.support.deadlines import services as deadlines
from zhijian.support.documents import services as documents
from zhijian.support.identity.access import person_of
from zhijian.support.identity.types import Actor
from zhijian.support.worklist import services as worklist

DECIDE = "inspection.approve"


@transaction.atomic
def withdraw(*, rectification: UUID, reason: str, by: Actor, at: datetime) -> None:
    """Withdraw an order that the entity still has to obey; a visit that looks at it again is cancelled.

    The record of the inspection stays as it is.  Publishes RectificationWithdrawn.
    Raises RectificationMissing, WrongRectificationStage, WrongTaskStage, NotAllowed.
    """
    why = refuse_hidden_characters(normalise(reason))
    as_it_stands = access.rectification_reached(rectification, by=by, permission=DECIDE)
    if as_it_stands.stage == RectificationStage.REINSPECTING:  # the visit is locked before its order, as everywhere
        _cancel_visit(as_it_stands, why, by, at)
    row = access.rectification_to_change(rectification, by=by, permission=DECIDE)
    rectifications.move(row, RectificationStage.WITHDRAWN)
    row.closed_at, row.withdraw_reason, row.withdrawn_by = at, why[:300], person_of(by)
    row.save()
    if row.document is not None:
        documents.take_back(document=row.document, reason=why, at=at)
    deadlines.stop_clocks(subject=row.uid, at=at)
    worklist.close(source=rectifications.SOURCE, source_uid=row.uid, at=at)
    _tell(row, by, at)


def _cancel_visit(row: Rectification, why: str, by: Actor, at: datetime) -> None:
    """The order goes back to the office; one whose record is being countersigned is decided by that record."""
    visit = Task.objects.filter(rectification=row).order_by("-pk").values_list("uid", flat=True)[:1].get()
    told = f"{paper_of(row).act} {row.number} 已撤销：{why}"
    dispatching.cancel_task(task=visit, reason=told[:300], by=by, at=at)


def _tell(row: Rectification, by: Actor, at: datetime) -> None:
    dossiers.record_event(
        entity=row.entity.uid,
        source=row.uid,
        kind="inspection.rectification_withdrawn",
        title=f"撤销{paper_of(row).act} {row.number}",
        detail=row.withdraw_reason,
        link=f"/inspection/rectifications/{row.uid}",
        at=at,
        by=by,
    )
    bus.publish(RectificationWithdrawn(subject=row.uid, by=by.uid, at=at, entity=row.entity.uid))
