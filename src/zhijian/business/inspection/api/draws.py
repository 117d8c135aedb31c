"""HTTP of draws: from the draft to the tasks."""

from datetime import date, datetime
from typing import Literal
from uuid import UUID

from ninja import Field, Router, Schema, Status
from ninja.params.functions import Query
from pydantic import TypeAdapter

from zhijian.business.inspection.queries import draws as queries
from zhijian.business.inspection.services import (
    draw_dispatch,
    draw_drafts,
    draw_endings,
    draws,
    public_values,
    redraws,
)
from zhijian.business.inspection.types.draws import DrawDetail, DrawParameters, DrawPlan, DrawRecord, DrawShow
from zhijian.kernel import clock
from zhijian.kernel.http import BodyPart, Page
from zhijian.support.identity.http_auth import Request, needs, signed_in

router = Router(tags=["inspection"])

PARAMETERS = TypeAdapter(DrawParameters)
Permille = Field(ge=0, le=1000)


class RatesBody(BodyPart):
    """Share of each credit-risk class, in permille."""

    A: int = Permille
    B: int = Permille
    C: int = Permille
    D: int = Permille


class ExclusionBody(BodyPart):
    """Someone or something taken out by hand; the reason is published."""

    uid: UUID
    reason: str = Field(min_length=2, max_length=200)


class PublicValuePlanBody(BodyPart):
    """Which public value will be used; see PublicValuePlan."""

    kind: Literal["drand", "manual", "third_person"] = "drand"
    source: str = Field("", max_length=120)
    identifier: str = Field("", max_length=120)
    notation: str = Field("", max_length=300)
    available_at: datetime | None = None


class DrawBody(Schema):
    """The parameters of a draw; see DrawParameters."""

    name: str = Field(min_length=2, max_length=120)
    matter: UUID
    officer_pool: UUID
    object_pool: UUID
    period_from: date
    period_to: date = Field(description="last day of the inspections")
    groups: int = Field(ge=1, le=500)
    officers_per_group: int = Field(2, ge=2, le=20)
    objects_per_group: int | None = Field(None, ge=1, le=10_000)
    rates: RatesBody | None = None
    leader_rule: bool = False
    specialities: list[str] | None = Field(None, max_length=20, description="None asks for the matter's classes")
    excluded_objects: list[ExclusionBody] = Field(default_factory=list, max_length=2000)
    excluded_officers: list[ExclusionBody] = Field(default_factory=list, max_length=500)
    public_value: PublicValuePlanBody = Field(default_factory=lambda: PublicValuePlanBody.model_validate({}))
    witnesses: list[UUID] = Field(default_factory=list, max_length=2)
    third_person: UUID | None = None

    def to_parameters(self) -> DrawParameters:
        """The same as a value."""
        return PARAMETERS.validate_python(self.dict(exclude={"version"}))


class DrawChangeBody(DrawBody):
    """All parameters anew, and the version they were read with."""

    version: int = Field(ge=1)


class NonceHashBody(Schema):
    """SHA-256 of the lower-case hexadecimal text of a nonce that stays in the browser."""

    nonce_hash: str = Field(pattern=r"^[0-9a-f]{64}$")


class NonceBody(Schema):
    """The nonce itself: 32 to 256 bytes in lower-case hexadecimal.

    public_value: where somebody else typed the public value, the value as this witness looked it up.
    """

    nonce: str = Field(min_length=64, max_length=512, pattern=r"^[0-9a-f]+$")
    public_value: str = Field("", max_length=600)


class PublicValueBody(Schema):
    """How the promised public value comes in.

    drand: fetched by the server.  manual: ``value`` as read, ``source_note`` where; for a drand round, ``value`` is its
    signature.  third_person: ``value`` is the caller's nonce.  round: must be the promised one, when given.
    """

    source: Literal["drand", "manual", "third_person"]
    round: str = Field("", max_length=120)
    value: str = Field("", max_length=600)
    source_note: str = Field("", max_length=200)


class ReasonBody(Schema):
    """A reason, which is published."""

    reason: str = Field(min_length=2, max_length=300)


class RedrawBody(Schema):
    """Why a draw is repeated, and who is asked to approve."""

    reason: str = Field(min_length=2, max_length=300)
    approver: UUID


class DrawPage(Page):
    """Draws, the newest first."""

    items: list[DrawRecord]


@router.get("/draws", auth=signed_in, operation_id="listDraws", response=DrawPage)
def list_draws(
    request: Request,
    stage: Literal["", "draft", "committed", "seeded", "drawn", "dispatched", "void"] = "",
    text: str = Query("", max_length=60),
    after: str | None = Query(None, max_length=400),
    limit: int = Query(50, ge=1, le=200),
) -> dict[str, object]:
    """Draws in the caller's scope, and those the caller is a witness of."""
    found, following = queries.draws(stage=stage, text=text, after=after, limit=limit, by=request.auth)
    return {"items": found, "next": following}


@router.get(
    "/draws/last-parameters",
    auth=needs("inspection.draw"),
    operation_id="getLastDrawParameters",
    response={200: DrawParameters, 204: None},
)
def last_parameters(request: Request) -> DrawParameters | Status[None]:
    """The parameters of the caller's latest draw, to start the next one from; 204 before the first."""
    return queries.last_parameters(by=request.auth) or Status(204, None)


@router.post("/draws", auth=needs("inspection.draw"), operation_id="draftDraw", response=DrawDetail)
def draft(request: Request, body: DrawBody) -> DrawDetail:
    """Start a draw as a draft."""
    return draw_drafts.draft(parameters=body.to_parameters(), by=request.auth, at=clock.now())


@router.get("/draws/{draw}", auth=signed_in, operation_id="getDraw", response=DrawDetail)
def get_draw(request: Request, draw: UUID) -> DrawDetail:
    """One draw with all its page shows."""
    return queries.draw(draw=draw, by=request.auth)


@router.patch("/draws/{draw}", auth=needs("inspection.draw"), operation_id="changeDraw", response=DrawDetail)
def change(request: Request, draw: UUID, body: DrawChangeBody) -> DrawDetail:
    """Change the parameters of a draft."""
    return draw_drafts.change(
        draw=draw, parameters=body.to_parameters(), version=body.version, by=request.auth, at=clock.now()
    )


@router.delete("/draws/{draw}", auth=needs("inspection.draw"), operation_id="discardDraw", response={204: None})
def discard(request: Request, draw: UUID) -> Status[None]:
    """Throw a draft away; what was committed can only be voided."""
    draw_drafts.discard(draw=draw, by=request.auth, at=clock.now())
    return Status(204, None)


@router.post("/draws/{draw}/plan", auth=needs("inspection.draw"), operation_id="planDraw", response=DrawPlan)
def plan(request: Request, draw: UUID) -> DrawPlan:
    """The dry check of a draft: who and what could be drawn as of now."""
    return queries.plan(draw=draw, by=request.auth, at=clock.now())


@router.post("/draws/{draw}/nonces", auth=signed_in, operation_id="giveDrawNonceHash", response=DrawDetail)
def give_nonce_hash(request: Request, draw: UUID, body: NonceHashBody) -> DrawDetail:
    """Promise a random number by its hash."""
    return draws.give_nonce_hash(draw=draw, nonce_hash=body.nonce_hash, by=request.auth, at=clock.now())


@router.post("/draws/{draw}/commit", auth=needs("inspection.draw"), operation_id="commitDraw", response=DrawDetail)
def commit(request: Request, draw: UUID) -> DrawDetail:
    """Freeze both libraries and publish the commitment; from now on everybody can see it."""
    return draws.commit(draw=draw, by=request.auth, at=clock.now())


@router.post("/draws/{draw}/public-value", auth=signed_in, operation_id="setDrawPublicValue", response=DrawDetail)
def set_public_value(request: Request, draw: UUID, body: PublicValueBody) -> DrawDetail:
    """Bring in the promised public value."""
    return public_values.set_public_value(
        draw=draw,
        source=body.source,
        round_=body.round,
        value=body.value,
        source_note=body.source_note,
        by=request.auth,
        at=clock.now(),
    )


@router.post("/draws/{draw}/nonces/open", auth=signed_in, operation_id="openDrawNonce", response=DrawDetail)
def open_nonce(request: Request, draw: UUID, body: NonceBody) -> DrawDetail:
    """Open one's random number; with the second one the seed is complete."""
    return draws.open_nonce(
        draw=draw, nonce=body.nonce, public_value=body.public_value, by=request.auth, at=clock.now()
    )


@router.post("/draws/{draw}/draw", auth=needs("inspection.draw"), operation_id="drawLots", response=DrawDetail)
def draw_lots(request: Request, draw: UUID) -> DrawDetail:
    """Compute and fix the result, before anything is shown."""
    return draws.draw_lots(draw=draw, by=request.auth, at=clock.now())


@router.get("/draws/{draw}/show", auth=signed_in, operation_id="getDrawShow", response=DrawShow)
def show(request: Request, draw: UUID) -> DrawShow:
    """Names for the rolling show of a result that is fixed already."""
    return queries.show(draw=draw, by=request.auth)


@router.post("/draws/{draw}/dispatch", auth=needs("inspection.draw"), operation_id="dispatchDraw", response=DrawDetail)
def dispatch(request: Request, draw: UUID) -> DrawDetail:
    """Make the tasks of all groups in one step."""
    return draw_dispatch.dispatch(draw=draw, by=request.auth, at=clock.now())


@router.post("/draws/{draw}/void", auth=needs("inspection.draw"), operation_id="voidDraw", response=DrawDetail)
def void(request: Request, draw: UUID, body: ReasonBody) -> DrawDetail:
    """End a committed draw whose seed is not complete; it stays visible with the reason."""
    return draw_endings.void(draw=draw, reason=body.reason, by=request.auth, at=clock.now())


@router.post("/draws/{draw}/redraw", auth=needs("inspection.draw"), operation_id="redraw", response=DrawDetail)
def redraw(request: Request, draw: UUID, body: RedrawBody) -> DrawDetail:
    """Ask to repeat a draw; gives the draft of the new one, which waits for the approver."""
    return redraws.request_redraw(
        draw=draw, reason=body.reason, approver=body.approver, by=request.auth, at=clock.now()
    )


@router.post(
    "/draws/{draw}/approve-redraw",
    auth=needs("inspection.approve"),
    operation_id="approveRedraw",
    response=DrawDetail,
)
def approve_redraw(request: Request, draw: UUID) -> DrawDetail:
    """Approve the draft of a repeated draw, as the person who was asked."""
    return redraws.approve_redraw(draw=draw, by=request.auth, at=clock.now())
