"""Drafts of draws: made, changed, thrown away."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from zhijian.business.inspection.access import draws as access
from zhijian.business.inspection.access import pools as pool_access
from zhijian.business.inspection.models import Draw, DrawNonce
from zhijian.business.inspection.queries import draws as queries
from zhijian.business.inspection.queries.matters import inspectable
from zhijian.business.inspection.services import draw_worklist
from zhijian.business.inspection.services.draw_checks import (
    DrawVersionStale,
    caller,
    check_exclusions,
    check_parameters,
    must_be_open,
)
from zhijian.business.inspection.services.draw_succession import refuse_beside_unfinished
from zhijian.business.inspection.types.draws import DrawDetail, DrawParameters
from zhijian.kernel.clock import business_date
from zhijian.support.identity.types import Actor


def stored(parameters: DrawParameters, **more: object) -> dict[str, object]:
    """The column ``parameters``: what was asked, and who is named, so that they find the draw."""
    named = [*parameters.witnesses, *([parameters.third_person] if parameters.third_person else [])]
    named += [more["redraw_approver"]] if more.get("redraw_approver") else []  # type: ignore[list-item]
    asked = queries.PARAMETERS.dump_python(parameters, mode="json")
    return {"asked": asked, "named": [str(uid) for uid in named], **more}


@transaction.atomic
def draft(*, parameters: DrawParameters, by: Actor, at: datetime) -> DrawDetail:
    """Start a draw as a draft of the caller's organisation.

    Raises NotAllowed, MatterMissing, PoolMissing, DrawParametersInvalid, DrawUnfinished.
    """
    by.must("inspection.draw")
    person, organisation = caller(by)
    row = Draw(organisation=organisation, created_by=person, created_at=at)
    _put_parameters(row, parameters, by=by, at=at)
    refuse_beside_unfinished(row)
    row.save()
    draw_worklist.ask_for_nonces(row, parameters, at=at)
    return queries.draw(draw=row.uid, by=by)


def _put_parameters(row: Draw, parameters: DrawParameters, *, by: Actor, at: datetime) -> None:
    check_parameters(parameters, today=business_date(at))
    row.matter = inspectable(parameters.matter, today=business_date(at))
    row.officer_pool = pool_access.officer_pool(parameters.officer_pool, by=by)
    row.object_pool = pool_access.object_pool(parameters.object_pool, by=by)
    check_exclusions(parameters, row.officer_pool, row.object_pool)
    kept = {"redraw_approver": row.parameters["redraw_approver"]} if row.redraw_of_id else {}
    row.name, row.parameters = parameters.name, stored(parameters, **kept)


@transaction.atomic
def change(*, draw: UUID, parameters: DrawParameters, version: int, by: Actor, at: datetime) -> DrawDetail:
    """Change the parameters of a draft; when the persons change, nonces given so far are given anew.

    A re-draw that was approved already must be approved again: the approver said yes to other parameters.

    Raises DrawMissing, WrongDrawStage, DrawVersionStale, PoolMissing, MatterMissing, DrawParametersInvalid, NotAllowed.
    """
    row = access.draw_to_change(draw, by=by)
    must_be_open("edit", row, by=by)
    before = queries.parameters_of(row)
    if row.version != version:
        raise DrawVersionStale.between(before, parameters)
    _put_parameters(row, parameters, by=by, at=at)
    row.version, row.redraw_approved_by = row.version + 1, None
    row.save()
    if row.redraw_of_id:
        draw_worklist.ask_to_approve(row, UUID(row.parameters["redraw_approver"]), at=at)
    persons = [(asked.witnesses, asked.third_person, asked.public_value.kind) for asked in (before, parameters)]
    if persons[0] != persons[1]:
        DrawNonce.objects.filter(draw=row).delete()
        draw_worklist.withdraw_nonces(row, before, at=at)
        draw_worklist.ask_for_nonces(row, parameters, at=at)
    return queries.draw(draw=row.uid, by=by)


@transaction.atomic
def discard(*, draw: UUID, by: Actor, at: datetime) -> None:
    """Throw a draft away. Raises DrawMissing, WrongDrawStage, NotAllowed."""
    row = access.draw_to_change(draw, by=by)
    must_be_open("discard", row, by=by)
    draw_worklist.close(row, at=at, cancelled=True)
    DrawNonce.objects.filter(draw=row).delete()
    row.delete()
