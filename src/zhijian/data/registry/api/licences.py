"""HTTP of licences."""

from dataclasses import asdict
from typing import Any
from uuid import UUID

from ninja import Router
from ninja.params.functions import Query
from ninja.responses import Status

from zhijian.data.registry import queries, services
from zhijian.data.registry.api.shapes import LicenceBody, LicencePage, RevokedBody, UidOut
from zhijian.kernel import clock
from zhijian.support.identity.http_auth import Request, needs

router = Router()


@router.get(
    "/licences/expiring", auth=needs("registry.view"), operation_id="listExpiringLicences", response=LicencePage
)
def list_expiring(
    request: Request,
    within_days: int = Query(90, ge=0, le=3660),
    expired: bool = False,
    after: str | None = Query(None, max_length=400),
    limit: int = Query(50, ge=1, le=200),
) -> dict[str, Any]:
    """Licences that run out soon, or that have run out."""
    found, following = queries.expiring_licences(
        by=request.auth,
        today=clock.business_date(clock.now()),
        within_days=within_days,
        expired=expired,
        after=after,
        limit=limit,
    )
    return {"items": [asdict(item) for item in found], "next": following}


@router.post(
    "/entities/{entity}/licences", auth=needs("registry.manage"), operation_id="addLicence", response={201: UidOut}
)
def add_licence(request: Request, entity: UUID, body: LicenceBody) -> Status[dict[str, UUID]]:
    """Record a licence, or the renewal of one with the same number."""
    uid = services.add_licence(entity=entity, **body.dict(), by=request.auth, at=clock.now())
    return Status(201, {"uid": uid})


@router.post(
    "/licences/{licence}/revocation", auth=needs("registry.manage"), operation_id="revokeLicence", response={204: None}
)
def revoke_licence(request: Request, licence: UUID, body: RevokedBody) -> Status[None]:
    """Record that a licence was revoked."""
    services.revoke_licence(licence=licence, revoked_on=body.revoked_on, by=request.auth, at=clock.now())
    return Status(204, None)


@router.post("/licences/{licence}/end", auth=needs("registry.manage"), operation_id="endLicence", response={204: None})
def end_licence(request: Request, licence: UUID) -> Status[None]:
    """Take a licence off the entity's current list."""
    services.end_licence(licence=licence, by=request.auth, at=clock.now())
    return Status(204, None)
