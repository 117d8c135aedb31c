"""Repeating a draw: asked for with a reason, approved by another person, the first draw stays visible."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from zhijian.business.inspection.access import draws as access
from zhijian.business.inspection.models import Draw
from zhijian.business.inspection.queries import draws as queries
from zhijian.business.inspection.rules import draw as drawing
from zhijian.business.inspection.rules.draw import DrawStage
from zhijian.business.inspection.services import draw_worklist
from zhijian.business.inspection.services.draw_checks import caller, must_be_open
from zhijian.business.inspection.services.draw_drafts import stored
from zhijian.business.inspection.types.draws import DrawDetail
from zhijian.kernel.clock import business_date
from zhijian.kernel.errors import Invalid
from zhijian.support.identity import queries as identity
from zhijian.support.identity.models import Person
from zhijian.support.identity.types import Actor


class ApproverUnfit(Invalid):
    """The person named may not approve for this organisation."""

    code = "inspection.redraw_approver_unfit"


@transaction.atomic
def request_redraw(*, draw: UUID, reason: str, approver: UUID, by: Actor, at: datetime) -> DrawDetail:
    """Ask to repeat a drawn or voided draw; gives the draft of the new one, with the same parameters to start from.

    Raises DrawMissing, WrongDrawStage, DrawReasonMissing, DrawSelfApproved, ApproverUnfit, NotAllowed.
    """
    row = access.draw_to_change(draw, by=by)
    must_be_open("redraw", row, by=by)
    if approver not in identity.holders("inspection.approve", organisation=row.organisation.uid, on=business_date(at)):
        raise ApproverUnfit("所选的人没有审批权限，请选择有审批权限的负责人。", field="approver")
    if approver == by.uid:
        raise drawing.DrawSelfApproved("重抽须由另一人批准，请选择申请人以外的批准人。")
    said = drawing.redraw_of(
        earlier=row.commitment,
        stage=DrawStage(row.stage),
        reason=reason,
        requested_by=by.name,
        approved_by=Person.objects.get(uid=approver).name,
    )
    asked = queries.parameters_of(row)
    again = Draw.objects.create(
        name=row.name,
        organisation=row.organisation,
        matter=row.matter,
        officer_pool=row.officer_pool,
        object_pool=row.object_pool,
        parameters=stored(asked, redraw_approver=str(approver)),
        redraw_of=row,
        redraw_reason=said["reason"],
        created_by=caller(by)[0],
        created_at=at,
    )
    draw_worklist.ask_for_nonces(again, asked, at=at)
    draw_worklist.ask_to_approve(again, approver, at=at)
    return queries.draw(draw=again.uid, by=by)


@transaction.atomic
def approve_redraw(*, draw: UUID, by: Actor, at: datetime) -> DrawDetail:
    """Approve the draft of a repeated draw, as the person who was asked; without it nothing can be committed.

    Raises DrawMissing, WrongDrawStage, NotAllowed.
    """
    by.must("inspection.approve")
    row = access.draw_to_take_part(draw, by=by)
    must_be_open("approve_redraw", row, by=by)
    row.redraw_approved_by = caller(by)[0]
    row.version += 1
    row.save(update_fields=["redraw_approved_by", "version"])
    draw_worklist.close(row, at=at, step=draw_worklist.step_of("approve_redraw", by))
    return queries.draw(draw=row.uid, by=by)
