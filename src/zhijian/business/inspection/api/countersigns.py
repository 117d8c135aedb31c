"""HTTP of countersigns."""

from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

from ninja import Router, Schema
from pydantic import Field

from zhijian.business.inspection.api.record_answers import InspectionOut
from zhijian.business.inspection.api.submissions import Sha256
from zhijian.business.inspection.queries import records as queries
from zhijian.business.inspection.rules.stages import CountersignDecision
from zhijian.business.inspection.services import countersigns
from zhijian.kernel import clock
from zhijian.support.identity.http_auth import Request, needs

router = Router(tags=["inspection"])


class CountersignersIn(Schema):
    """Whose word is asked for: officers of the task, the submitter left out."""

    persons: list[UUID] = Field(min_length=1, max_length=20)


class CountersignIn(Schema):
    """The word of the signed-in officer on exactly this content; the handwriting is an uploaded file, by its hash."""

    decision: CountersignDecision
    content_hash: Sha256
    reason: str = Field("", max_length=300)
    signature: UUID | None = None
    signature_sha256: Sha256 | None = None


class SmsCodeIn(Schema):
    """Whose phone the code goes to."""

    person: UUID


class SmsCodeOut(Schema):
    """A code is on its way."""

    challenge: UUID
    phone: str
    valid_until: datetime


class SmsCountersignIn(Schema):
    """The code that the co-signer read from their phone, typed in beside them."""

    person: UUID
    challenge: UUID
    code: str = Field(pattern=r"^\d{4,8}$")
    content_hash: Sha256


@router.post(
    "/inspections/{uid}/countersigners",
    auth=needs("inspection.perform"),
    operation_id="askCountersigners",
    response=InspectionOut,
)
def ask_countersigners(request: Request, uid: UUID, body: CountersignersIn) -> dict[str, Any]:
    """Ask officers of the task (again) for their word."""
    at = clock.now()
    countersigns.ask(inspection=uid, persons=tuple(body.persons), by=request.auth, at=at)
    return asdict(queries.inspection(uid, by=request.auth, today=clock.business_date(at)))


@router.post(
    "/inspections/{uid}/countersign",
    auth=needs("inspection.countersign"),
    operation_id="countersign",
    response=InspectionOut,
)
def countersign(request: Request, uid: UUID, body: CountersignIn) -> dict[str, Any]:
    """Approve or send back in one's own session."""
    at = clock.now()
    countersigns.countersign(inspection=uid, **body.dict(), by=request.auth, at=at)
    return asdict(queries.inspection(uid, by=request.auth, today=clock.business_date(at)))


@router.post(
    "/inspections/{uid}/sms-code",
    auth=needs("inspection.perform"),
    operation_id="sendCountersignCode",
    response=SmsCodeOut,
)
def send_code(request: Request, uid: UUID, body: SmsCodeIn) -> dict[str, Any]:
    """Send a code to a co-signer's phone, bound to the content and the signer."""
    return asdict(countersigns.send_code(inspection=uid, person=body.person, by=request.auth, at=clock.now()))


@router.post(
    "/inspections/{uid}/countersign-by-sms",
    auth=needs("inspection.perform"),
    operation_id="countersignBySms",
    response=InspectionOut,
)
def countersign_by_sms(request: Request, uid: UUID, body: SmsCountersignIn) -> dict[str, Any]:
    """Spend a co-signer's code for their approval of exactly this content."""
    at = clock.now()
    countersigns.countersign_by_sms(inspection=uid, **body.dict(), by=request.auth, at=at)
    return asdict(queries.inspection(uid, by=request.auth, today=clock.business_date(at)))
