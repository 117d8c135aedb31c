"""HTTP of orders, publicity and serious problems."""

from dataclasses import asdict
from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from ninja import Field, Router, Schema, Status
from ninja.params.functions import Body, Query
from pydantic import StringConstraints

from zhijian.business.inspection.queries import results as queries
from zhijian.business.inspection.rules.stages import RESULT_CODES, PublicationState, RectificationStage
from zhijian.business.inspection.services import publications, rectifications, reinspections, serious, withdrawals
from zhijian.kernel import clock
from zhijian.kernel.http import Page
from zhijian.support.identity.http_auth import Request, needs

router = Router(tags=["inspection"])


class RectificationRowOut(Schema):
    """An order in the board."""

    uid: UUID
    number: str
    entity: UUID
    entity_name: str
    organisation_name: str
    stage: str
    stage_label: str
    items: int
    ordered_at: datetime
    due_on: date | None
    level: str
    text: str
    reinspection_task: UUID | None
    followed_by: UUID | None
    may: list[str]


class RectificationPage(Page):
    """A page of orders."""

    items: list[RectificationRowOut]


class RectificationItemOut(Schema):
    """One thing to correct."""

    item: str
    no: str
    text: str
    order: str
    note: str
    evidence: list[UUID]
    is_fixed: bool | None
    fixed_note: str
    fixed_evidence: list[UUID]


class RectificationOut(RectificationRowOut):
    """An order with its items and what it came from."""

    inspection: UUID
    task_number: str
    document: UUID | None
    length: int
    unit: str
    basis: str
    reported_at: datetime | None
    closed_at: datetime | None
    withdraw_reason: str
    withdrawn_by: str
    follows: UUID | None
    things: list[RectificationItemOut]


class ReinspectionBody(Schema):
    """Who goes; left empty, the officers of the first visit."""

    officers: list[UUID] = Field(default_factory=list, max_length=10)
    lead: UUID | None = None


class ReissueBody(Schema):
    """The new term; a length of 0 means at once."""

    length: int = Field(ge=0, le=365)
    unit: Literal["working_days", "calendar_days"]


class ReissuedOut(Schema):
    """The new order."""

    rectification: UUID


class ReinspectionMade(Schema):
    """The re-inspection task."""

    task: UUID


class PublicationRowOut(Schema):
    """A result and whether the public sees it."""

    uid: UUID
    inspection: UUID
    task_number: str
    entity: UUID
    entity_name: str
    verdict: str
    disposition_label: str
    state: str
    state_label: str
    result_codes: list[str]
    result_labels: list[str]
    detail: str
    reason: str
    formed_at: datetime
    due_on: date | None
    level: str
    text: str
    published_at: datetime | None
    may: list[str]


class PublicationPage(Page):
    """A page of results."""

    items: list[PublicationRowOut]


class ResultCodeOut(Schema):
    """One result of the national list."""

    code: str
    label: str
    needs_detail: bool


class PublishIn(Schema):
    """Which results to make public; without codes each keeps the proposed ones."""

    publications: list[UUID] = Field(min_length=1, max_length=200)
    result_codes: list[str] | None = Field(None, max_length=20)
    detail: str = Field("", max_length=500)


class PublishedOut(Schema):
    """How many became public."""

    count: int


class ReasonIn(Schema):
    """Why, in words: blanks are none."""

    reason: Annotated[str, StringConstraints(strip_whitespace=True)] = Field(min_length=4, max_length=300)


class FactsIn(Schema):
    """What is handed over; empty takes the findings of the record."""

    facts: str = Field("", max_length=5000)


class SentOut(Schema):
    """The record is on its way to enforcement."""

    state: str


@router.get(
    "/rectifications", auth=needs("inspection.view"), operation_id="listRectifications", response=RectificationPage
)
def list_rectifications(
    request: Request,
    stage: RectificationStage | None = None,
    overdue: bool = False,
    entity: UUID | None = None,
    text: str = Query("", max_length=60),
    after: str | None = Query(None, max_length=400),
    limit: int = Query(50, ge=1, le=200),
) -> dict[str, Any]:
    """Orders inside the caller's scope, the first due first."""
    found, following = queries.rectifications(
        by=request.auth,
        today=clock.business_date(clock.now()),
        stage=stage,
        overdue=overdue,
        entity=entity,
        text=text,
        after=after,
        limit=limit,
    )
    return {"items": [asdict(item) for item in found], "next": following}


@router.get(
    "/rectifications/{rectification}",
    auth=needs("inspection.view"),
    operation_id="getRectification",
    response=RectificationOut,
)
def get_rectification(request: Request, rectification: UUID) -> dict[str, Any]:
    """One order with its items."""
    return asdict(queries.rectification(rectification, by=request.auth, today=clock.business_date(clock.now())))


@router.post(
    "/rectifications/{rectification}/reinspect",
    auth=needs("inspection.rectify"),
    operation_id="makeReinspection",
    response=ReinspectionMade,
)
def reinspect(
    request: Request, rectification: UUID, body: Annotated[ReinspectionBody | None, Body()] = None
) -> dict[str, Any]:
    """Make the re-inspection task now, with other officers when those of the first visit may not go."""
    given = body or ReinspectionBody()
    task = reinspections.reinspect(
        rectification=rectification, officers=given.officers, lead=given.lead, by=request.auth, at=clock.now()
    )
    return {"task": task}


@router.post(
    "/rectifications/{rectification}/report",
    auth=needs("inspection.rectify"),
    operation_id="reportRectified",
    response={204: None},
)
def report(request: Request, rectification: UUID) -> Status[None]:
    """The entity says it has corrected."""
    reinspections.report_done(rectification=rectification, by=request.auth, at=clock.now())
    return Status(204, None)


@router.post(
    "/rectifications/{rectification}/reissue",
    auth=needs("inspection.approve"),
    operation_id="reissueRectification",
    response=ReissuedOut,
)
def reissue(request: Request, rectification: UUID, body: ReissueBody) -> dict[str, Any]:
    """Order anew what the re-inspection found not corrected."""
    made = rectifications.reissue(
        rectification=rectification, length=body.length, unit=body.unit, by=request.auth, at=clock.now()
    )
    return {"rectification": made}


@router.post(
    "/rectifications/{rectification}/withdraw",
    auth=needs("inspection.approve"),
    operation_id="withdrawRectification",
    response={204: None},
)
def withdraw_order(request: Request, rectification: UUID, body: ReasonIn) -> Status[None]:
    """Take an order back that should not have been given, together with its paper."""
    withdrawals.withdraw(rectification=rectification, reason=body.reason, by=request.auth, at=clock.now())
    return Status(204, None)


@router.get(
    "/publications", auth=needs("inspection.publish"), operation_id="listPublications", response=PublicationPage
)
def list_publications(
    request: Request,
    state: PublicationState | None = None,
    inspection: UUID | None = None,
    text: str = Query("", max_length=60),
    after: str | None = Query(None, max_length=400),
    limit: int = Query(50, ge=1, le=200),
) -> dict[str, Any]:
    """Results by the day their publicity is due."""
    found, following = queries.publications(
        by=request.auth,
        today=clock.business_date(clock.now()),
        state=state,
        inspection=inspection,
        text=text,
        after=after,
        limit=limit,
    )
    return {"items": [asdict(item) for item in found], "next": following}


@router.get(
    "/result-codes", auth=needs("inspection.publish"), operation_id="listResultCodes", response=list[ResultCodeOut]
)
def result_codes(request: Request) -> list[dict[str, Any]]:
    """The results of the national publicity system."""
    return [{"code": code, "label": label, "needs_detail": detail} for code, (label, detail) in RESULT_CODES.items()]


@router.post(
    "/publications/publish", auth=needs("inspection.publish"), operation_id="publishResults", response=PublishedOut
)
def publish(request: Request, body: PublishIn) -> dict[str, Any]:
    """Make results public at once, all of them or none."""
    count = publications.publish(
        publications=body.publications,
        result_codes=body.result_codes,
        detail=body.detail,
        by=request.auth,
        at=clock.now(),
    )
    return {"count": count}


@router.post(
    "/publications/{publication}/withhold",
    auth=needs("inspection.publish"),
    operation_id="withholdResult",
    response={204: None},
)
def withhold(request: Request, publication: UUID, body: ReasonIn) -> Status[None]:
    """Keep a result from the public, with a reason."""
    publications.withhold(publication=publication, reason=body.reason, by=request.auth, at=clock.now())
    return Status(204, None)


@router.post(
    "/publications/{publication}/withdraw",
    auth=needs("inspection.publish"),
    operation_id="withdrawResult",
    response={204: None},
)
def withdraw(request: Request, publication: UUID, body: ReasonIn) -> Status[None]:
    """Take a published result back, with a reason."""
    publications.withdraw(publication=publication, reason=body.reason, by=request.auth, at=clock.now())
    return Status(204, None)


@router.post(
    "/inspections/{inspection}/report-serious",
    auth=needs("inspection.report_serious"),
    operation_id="reportSeriousProblem",
    response=SentOut,
)
def report_serious(request: Request, inspection: UUID, body: FactsIn) -> dict[str, Any]:
    """Hand a serious problem over to enforcement with everything attached."""
    serious.report_serious(inspection=inspection, facts=body.facts, by=request.auth, at=clock.now())
    return {"state": "sent"}
