"""How a committed draw ends without a result: voided by its organiser, or by itself when somebody keeps silent."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from zhijian.business.inspection.access import draws as access
from zhijian.business.inspection.models import Draw
from zhijian.business.inspection.queries import draws as queries
from zhijian.business.inspection.rules import draw as drawing
from zhijian.business.inspection.rules.draw import DrawStage
from zhijian.business.inspection.rules.draw_acts import OPENING_PERIOD, WITNESSES
from zhijian.business.inspection.services import draw_worklist
from zhijian.business.inspection.services.draw_checks import must_be_open
from zhijian.business.inspection.types.draws import DrawDetail
from zhijian.support.identity.types import Actor, system_actor
from zhijian.support.notices import services as notices


@transaction.atomic
def void(*, draw: UUID, reason: str, by: Actor, at: datetime) -> DrawDetail:
    """End a committed draw whose seed is not complete; it stays visible with the reason.

    With the seed the result stands, whether it was computed or not: only a re-draw, which another person approves,
    can put another in its place. Raises DrawMissing, WrongDrawStage, DrawReasonMissing, NotAllowed.
    """
    row = access.draw_to_change(draw, by=by)
    must_be_open("void", row, by=by)
    end(row, drawing.void_reason(reason), at=at)
    return queries.draw(draw=row.uid, by=by)


def end(row: Draw, reason: str, *, at: datetime) -> None:
    """The draw, held locked, is void from now on, and nobody is asked for anything any more."""
    row.void_reason, row.stage, row.voided_at = reason, DrawStage.VOID, at
    row.version += 1
    row.save(update_fields=["void_reason", "stage", "voided_at", "version"])
    draw_worklist.close(row, at=at, cancelled=True)


def void_unopened(*, at: datetime) -> int:
    """Void every draw whose public value or random numbers are overdue; gives how many. One transaction each.

    Who alone could still open would otherwise decide, knowing the result, whether there is one.
    """
    by = system_actor("抽取到期")
    waiting = Draw.objects.filter(stage=DrawStage.COMMITTED, committed_at__lt=at - OPENING_PERIOD)
    return sum(_void_if_overdue(uid, by, at) for uid in waiting.order_by("pk").values_list("uid", flat=True))


@transaction.atomic
def _void_if_overdue(uid: UUID, by: Actor, at: datetime) -> bool:
    row = access.draw_to_change(uid, by=by)
    reason = _silence(row, at) if row.stage == DrawStage.COMMITTED else ""
    if not reason:
        return False
    end(row, reason, at=at)
    notices.notify(
        person=row.created_by.uid,
        title=f"抽取已作废：{row.name}"[:100],
        body=f"{reason}需要再抽的，请从这次抽取申请重抽。",
        link=f"/inspection/draws/{row.uid}",
        at=at,
        key=f"draw-void:{row.uid}",
    )
    return True


def _silence(row: Draw, at: datetime) -> str:
    """Who or what did not come in time, as a sentence; empty while there is time."""
    assert row.document is not None  # committed
    public, days = row.document["public_value"], OPENING_PERIOD.days
    since = public["fetched_at"] if public else row.document["promised_value"]["promised_at"]
    if at < drawing.moment_of(since) + OPENING_PERIOD:
        return ""
    if public is None:
        return f"约定的公共随机值产生后{days}日内没有取得，系统自动作废。"
    silent = [one for one in queries.nonces_of([row])[row.pk] if one.position in WITNESSES and one.opened_at is None]
    return f"{'、'.join(one.person.name for one in silent)}在公共随机值取得后{days}日内没有公开随机数，系统自动作废。"
