"""HTTP of inspection records and countersigns."""

from dataclasses import asdict
from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from ninja import Router, Schema
from ninja.params.functions import Query
from pydantic import AwareDatetime, Field

from zhijian.business.inspection.api.tasks import TaskOut
from zhijian.business.inspection.queries import records as queries
from zhijian.business.inspection.rules.stages import CountersignDecision, Disposition, RecordState, TaskKind
from zhijian.business.inspection.services import countersigns
from zhijian.business.inspection.services import records as services
from zhijian.business.inspection.types.records import Submission
from zhijian.business.inspection.types.tasks import TaskFilter
from zhijian.kernel import clock
from zhijian.kernel.http import Page
from zhijian.support.identity.http_auth import Request, needs

router = Router(tags=["inspection"])

Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Item = Annotated[str, Field(pattern=r"^[A-Za-z0-9_.:-]{1,40}$")]
Text = Annotated[str, Field(max_length=1000)]


class RepresentativeIn(Schema):
    """Who stood for the entity."""

    name: str = Field(max_length=60)
    role: str = Field("", max_length=60)
    phone: str = Field("", max_length=20)


class NoticeIn(Schema):
    """What was shown and said before the check began (行政处罚法 第五十五条)."""

    shown_at: AwareDatetime
    certificates_shown: bool
    purpose: str = Field(max_length=500)
    avoidance_asked: bool
    avoidance_reason: str = Field("", max_length=300)
    representative: RepresentativeIn
    signature: UUID | None = None


class AnswerIn(Schema):
    """The answer to one item; evidence by uid."""

    value: str | None = Field(None, max_length=1000)
    note: Text = ""
    evidence: list[UUID] = Field([], max_length=60)
    fixed_on_site: bool = False


class DiscardedIn(Schema):
    """Why a capture was thrown away on the device, and when."""

    reason: str = Field(min_length=2, max_length=200)
    at: AwareDatetime


class CaptureIn(Schema):
    """One capture the device numbered; ``number`` counts from 1 without gaps within the record."""

    uid: UUID
    number: int = Field(ge=1, le=10_000)
    sha256: Sha256
    kind: Literal["photo", "video", "sound", "file", "signature"]
    item: str = Field("", max_length=40)
    caption: str = Field("", max_length=200)
    taken_at: AwareDatetime | None = None
    uptime_ms: int | None = Field(None, ge=0)
    session: str = Field("", max_length=80)
    latitude: str | None = Field(None, pattern=r"^-?\d{1,2}(\.\d{1,6})?$")
    longitude: str | None = Field(None, pattern=r"^-?\d{1,3}(\.\d{1,6})?$")
    accuracy_m: str | None = Field(None, pattern=r"^\d{1,6}(\.\d)?$")
    discarded: DiscardedIn | None = None


class SignerIn(Schema):
    """The entity's representative who signed on the screen."""

    name: str = Field(min_length=1, max_length=60)
    role: str = Field("", max_length=60)
    signature: UUID


class RefusalIn(Schema):
    """The representative would not sign (食品生产经营监督检查管理办法 第三十四条)."""

    reason: str = Field(min_length=2, max_length=300)
    witness: str = Field("", max_length=60)
    video: UUID | None = None


class RectificationItemIn(Schema):
    """One thing to correct."""

    item: Item
    order: str = Field(min_length=2, max_length=500)


class RectificationIn(Schema):
    """The order to rectify: its period and items; length 0 means at once."""

    length: int = Field(ge=0, le=366)
    unit: Literal["working_days", "calendar_days"]
    items: list[RectificationItemIn] = Field(min_length=1, max_length=300)


class TaskBaseIn(Schema):
    """What the device knew of the task when it was downloaded."""

    due_on: date | None = None
    officers: list[UUID] = Field([], max_length=20)
    lead: UUID | None = None


class InspectionIn(Schema):
    """A filled record, made without a network; sent again it must be the same, but for ``sent_at``."""

    task: UUID
    task_version: int = Field(ge=1)
    form_hash: str = Field(max_length=80)
    started_at: AwareDatetime
    ended_at: AwareDatetime
    device: str = Field(max_length=80)
    sent_at: AwareDatetime | None = None
    notice: NoticeIn
    answers: dict[Item, AnswerIn] = Field(max_length=1000)
    captures: list[CaptureIn] = Field([], max_length=2000)
    last_number: int | None = Field(None, ge=0, le=10_000)
    signer: SignerIn | None = None
    refusal: RefusalIn | None = None
    rectification: RectificationIn | None = None
    opinion: str = Field("", max_length=2000)
    entity_opinion: str = Field("", max_length=2000)
    serious: bool = False
    could_not_inspect: str = Field("", max_length=300)
    resolved: dict[Literal["due_on", "officers"], Literal["mine", "theirs"]] = Field({})
    base: TaskBaseIn | None = None


class SubmittedOut(Schema):
    """What became of a submission."""

    inspection: UUID
    number: str
    state: str
    state_label: str
    round: int
    content_hash: str
    evidence_missing: list[str]
    missing_captures: list[int]
    flags: list[str]
    repeated: bool


class InspectionRowOut(Schema):
    """One record as lists show it."""

    uid: UUID
    task: UUID
    number: str
    kind: str
    kind_label: str
    entity: UUID
    entity_name: str
    entity_uscc: str
    entity_address: str
    officers: list[str]
    started_at: datetime
    ended_at: datetime | None
    state: str
    state_label: str
    verdict: str
    disposition: str
    disposition_label: str
    signed_at: datetime | None
    organisation_name: str


class InspectionPage(Page):
    """A page of records."""

    items: list[InspectionRowOut]


class InspectionRoundOut(Schema):
    """One submitted version."""

    round: int
    content_hash: str
    device: str
    submitted_by: UUID
    submitted_by_name: str
    submitted_at: datetime
    is_void: bool


class CountersignOut(Schema):
    """One officer's word on one round."""

    uid: UUID
    round: int
    person: UUID
    person_name: str
    decision: str
    decision_label: str
    method: str
    method_label: str
    reason: str
    content_hash: str
    signature: UUID | None
    at: datetime
    is_void: bool


class CountersignerOut(Schema):
    """An officer whose word is asked for."""

    uid: UUID
    name: str
    phone_masked: str
    has_approved: bool


class HeldSubmissionOut(Schema):
    """Another content under the same uid, kept aside for a person."""

    uid: UUID
    received_at: datetime
    sent_by: str
    reason: str
    content_hash: str
    settled_at: datetime | None
    settled_note: str


class InspectionPaperOut(Schema):
    """An issued paper."""

    uid: UUID
    number: str
    title: str
    code: str
    issued_at: datetime


class InspectionRectificationOut(Schema):
    """The order that came out of the record."""

    uid: UUID
    stage: str
    stage_label: str
    due_on: date | None
    number: str
    items: int


class InspectionPublicationOut(Schema):
    """Whether the result is public."""

    uid: UUID
    state: str
    state_label: str
    due_on: date | None
    published_at: datetime | None


class InspectionOut(Schema):
    """One record with everything its page shows."""

    uid: UUID
    state: str
    state_label: str
    round: int
    started_at: datetime
    ended_at: datetime | None
    received_at: datetime
    signed_at: datetime | None
    verdict: str
    disposition: str
    disposition_label: str
    content_hash: str
    task: TaskOut
    content: dict[str, Any]
    rounds: list[InspectionRoundOut]
    countersigns: list[CountersignOut]
    signers: list[CountersignerOut]
    returned_reason: str
    papers: list[InspectionPaperOut]
    rectification: InspectionRectificationOut | None
    publication: InspectionPublicationOut | None
    serious_reported_at: datetime | None
    clue: UUID | None
    clue_number: str
    held: list[HeldSubmissionOut]
    version: int
    may: list[str]


class SigningContentOut(Schema):
    """What is signed, and its hash: the SHA-256 of the canonical JSON of ``content``."""

    inspection: UUID
    round: int
    content: dict[str, Any]
    content_hash: str
    state: str


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


def to_submission(uid: UUID, body: InspectionIn) -> Submission:
    """The submission of a body; everything but the moment of sending and the resolution is its payload."""
    payload = body.model_dump(mode="json", exclude={"sent_at", "resolved", "base"})
    return Submission(
        uid=uid,
        task=body.task,
        task_version=body.task_version,
        form_hash=body.form_hash,
        started_at=body.started_at,
        ended_at=body.ended_at,
        device=body.device,
        sent_at=body.sent_at,
        payload=payload,
        resolved=body.model_dump()["resolved"],
        base=body.base.model_dump(mode="json") if body.base else None,
    )


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
