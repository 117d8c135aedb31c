"""HTTP of submissions kept aside."""

from dataclasses import asdict
from typing import Any
from uuid import UUID

from ninja import Router, Schema
from pydantic import Field

from zhijian.business.inspection.queries import held as queries
from zhijian.business.inspection.services import held as services
from zhijian.business.inspection.types.held import HeldRecord
from zhijian.kernel import clock
from zhijian.support.identity.http_auth import Request, needs

router = Router(tags=["inspection"])


class HeldDetailOut(Schema):
    """A submission kept aside, beside the record that stands; in ``differences`` mine is held, theirs stands."""

    held: HeldRecord
    task: UUID
    payload: dict[str, Any]
    standing: UUID | None
    differences: list[dict[str, Any]]
    may: list[str]


class HeldSettlementIn(Schema):
    """What was decided about it."""

    note: str = Field(max_length=300)


@router.get(
    "/held-submissions/{uid}", auth=needs("inspection.view"), operation_id="getHeldSubmission", response=HeldDetailOut
)
def get_held(request: Request, uid: UUID) -> dict[str, Any]:
    """One submission kept aside."""
    return asdict(queries.held(uid, by=request.auth))


@router.post(
    "/held-submissions/{uid}/settle",
    auth=needs("inspection.approve"),
    operation_id="settleHeldSubmission",
    response=HeldDetailOut,
)
def settle_held(request: Request, uid: UUID, body: HeldSettlementIn) -> dict[str, Any]:
    """A person decides what becomes of it; its content stays."""
    services.settle(held=uid, note=body.note, by=request.auth, at=clock.now())
    return asdict(queries.held(uid, by=request.auth))
