"""HTTP of enforcement: clues."""

from dataclasses import asdict
from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from ninja import Field, Router, Schema, Status
from ninja.params.functions import Query

from zhijian.business.enforcement import queries, services
from zhijian.business.enforcement.rules import ClueSource, ClueStage
from zhijian.business.enforcement.types import NewClue
from zhijian.kernel import clock as moments
from zhijian.kernel.errors import NotAllowed
from zhijian.kernel.http import Page
from zhijian.support.identity.http_auth import Request, needs

router = Router(tags=["enforcement"])


class ClueRowOut(Schema):
    """A clue in a list."""

    uid: UUID
    number: str
    source: str
    source_label: str
    title: str
    party_name: str
    entity: UUID | None
    organisation_name: str
    stage: str
    stage_label: str
    received_at: datetime


class CluePage(Page):
    """A page of clues."""

    items: list[ClueRowOut]


class ClockOut(Schema):
    """A running period."""

    rule: str
    rule_name: str
    basis: str
    started_at: datetime
    due_on: date | None
    level: str
    text: str


class ClueOut(ClueRowOut):
    """A clue with everything attached."""

    facts: str
    party_address: str
    source_number: str
    source_link: str
    source_record: UUID | None
    evidence: list[UUID]
    documents: list[UUID]
    registered_by_name: str
    clock: ClockOut | None
    reviewed_by_name: str
    reviewed_at: datetime | None
    review_reason: str
    may: list[str]


class ClueIn(Schema):
    """A clue typed in by hand."""

    source: ClueSource
    title: str = Field(min_length=2, max_length=200)
    facts: str = Field(min_length=2, max_length=10_000)
    entity: UUID | None = None
    party_name: str = Field("", max_length=160)
    party_address: str = Field("", max_length=300)


class ReviewIn(Schema):
    """What becomes of a clue, and why."""

    outcome: Literal["adopted", "dropped"]
    reason: str = Field(min_length=4, max_length=500)


class ClueMade(Schema):
    """The new clue."""

    uid: UUID


@router.get("/clues", auth=needs("enforcement.clue_view"), operation_id="listClues", response=CluePage)
def clues(
    request: Request,
    source: ClueSource | None = None,
    stage: ClueStage | None = None,
    text: str = Query("", max_length=60),
    entity: UUID | None = None,
    after: str | None = Query(None, max_length=400),
    limit: int = Query(50, ge=1, le=200),
) -> dict[str, Any]:
    """Clues inside the caller's scope, the latest first."""
    found, following = queries.clues(
        by=request.auth, source=source, stage=stage, text=text, entity=entity, after=after, limit=limit
    )
    return {"items": [asdict(item) for item in found], "next": following}


@router.get("/clues/{clue}", auth=needs("enforcement.clue_view"), operation_id="getClue", response=ClueOut)
def clue(request: Request, clue: UUID) -> dict[str, Any]:
    """One clue with everything attached."""
    return asdict(queries.clue(clue, by=request.auth, today=moments.business_date(moments.now())))


@router.post("/clues", auth=needs("enforcement.clue_register"), operation_id="registerClue", response={201: ClueMade})
def register(request: Request, body: ClueIn) -> Status[dict[str, Any]]:
    """Register a clue by hand, in the caller's organisation."""
    if request.auth.organisation is None:
        raise NotAllowed("您没有在任岗位，不能登记线索。")
    uid = services.register_clue(
        given=NewClue(
            source=body.source,
            title=body.title,
            facts=body.facts,
            entity=body.entity,
            party_name=body.party_name,
            party_address=body.party_address,
        ),
        organisation=request.auth.organisation,
        by=request.auth,
        at=moments.now(),
    )
    return Status(201, {"uid": uid})


@router.post(
    "/clues/{clue}/review", auth=needs("enforcement.clue_review"), operation_id="reviewClue", response={204: None}
)
def review(request: Request, clue: UUID, body: ReviewIn) -> Status[None]:
    """Settle what becomes of a clue."""
    services.review_clue(
        clue=clue, outcome=ClueStage(body.outcome), reason=body.reason, by=request.auth, at=moments.now()
    )
    return Status(204, None)
