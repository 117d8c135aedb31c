"""HTTP of inspection records."""

from dataclasses import asdict
from datetime import date
from typing import Any
from uuid import UUID

from ninja import Router
from ninja.params.functions import Query

from zhijian.business.inspection.api.record_answers import (
    InspectionOut,
    InspectionPage,
    SigningContentOut,
    SubmittedOut,
)
from zhijian.business.inspection.api.submissions import InspectionIn, to_submission
from zhijian.business.inspection.queries import records as queries
from zhijian.business.inspection.rules.stages import Disposition, RecordState, TaskKind
from zhijian.business.inspection.services import records as services
from zhijian.business.inspection.types.tasks import TaskFilter
from zhijian.kernel import clock
from zhijian.support.identity.http_auth import Request, needs

router = Router(tags=["inspection"])


@router.put(
    "/inspections/{uid}", auth=needs("inspection.perform"), operation_id="submitInspection", response=SubmittedOut
)
def submit(request: Request, uid: UUID, body: InspectionIn) -> dict[str, Any]:
    """Submit a record under the uid the device gave it; sent again it acts once. Every rule is checked again here."""
    return asdict(services.submit(submission=to_submission(uid, body), by=request.auth, at=clock.now()))


@router.get("/inspections", auth=needs("inspection.view"), operation_id="listInspections", response=InspectionPage)
def list_inspections(
    request: Request,
    kind: TaskKind | None = None,
    state: RecordState | None = None,
    disposition: Disposition | None = None,
    organisation: UUID | None = None,
    entity: UUID | None = None,
    mine: bool = False,
    started_from: date | None = None,
    started_to: date | None = None,
    text: str = Query("", max_length=60),
    after: str | None = Query(None, max_length=400),
    limit: int = Query(50, ge=1, le=200),
) -> dict[str, Any]:
    """Records in the caller's scope, the latest first; the archive search."""
    found, following = queries.inspections(
        by=request.auth,
        asked=TaskFilter(
            kind=kind.value if kind else "", mine=mine, organisation=organisation, entity=entity, text=text
        ),
        state=state,
        disposition=disposition,
        started_from=started_from,
        started_to=started_to,
        after=after,
        limit=limit,
    )
    return {"items": [asdict(item) for item in found], "next": following}


@router.get("/inspections/{uid}", auth=needs("inspection.view"), operation_id="getInspection", response=InspectionOut)
def get_inspection(request: Request, uid: UUID) -> dict[str, Any]:
    """One record with its rounds, signatures and what followed."""
    return asdict(queries.inspection(uid, by=request.auth, today=clock.business_date(clock.now())))


@router.get(
    "/inspections/{uid}/content",
    auth=needs("inspection.view"),
    operation_id="getSigningContent",
    response=SigningContentOut,
)
def get_content(request: Request, uid: UUID) -> dict[str, Any]:
    """Exactly what is signed."""
    return asdict(queries.signing_content(uid, by=request.auth))
