"""HTTP of evidence: resumable uploads, pieces of a subject, guarded looks, packages."""

from dataclasses import asdict
from datetime import datetime
from decimal import Decimal
from typing import Any, Literal
from uuid import UUID

from django.http import HttpResponse
from ninja import Router, Schema
from ninja.params.functions import Query
from pydantic import Field

from zhijian.kernel import clock
from zhijian.support.audit.services import acting
from zhijian.support.evidence import queries, services
from zhijian.support.evidence.answers import file_answer, picture_answer, stream_answer
from zhijian.support.evidence.pictures import FORMATS
from zhijian.support.evidence.rules import Form, extension_of
from zhijian.support.identity.http_auth import Request, needs, signed_in

router = Router(tags=["evidence"])


class UploadIn(Schema):
    """A file about to be sent."""

    uid: UUID
    sha256: str = Field(min_length=64, max_length=64)
    size: int = Field(ge=1)
    media_type: str = Field(max_length=100)


class UploadOut(Schema):
    """How far an upload has come; ``sm3`` is filled once the file is stored."""

    uid: UUID
    state: str
    sha256: str
    size: int
    media_type: str
    offset: int
    sm3: str
    problem: str


class EvidenceOut(Schema):
    """A piece of evidence, or the tombstone of one."""

    uid: UUID
    kind: str
    form: str
    original: UUID | None
    subject_kind: str
    subject: UUID
    item: str
    caption: str
    sha256: str
    sm3: str
    size: int | None
    media_type: str
    width: int | None
    height: int | None
    number: int | None
    device: str
    taken_at: datetime | None
    received_at: datetime
    stamped_at: datetime | None
    clock_difference_s: int | None
    clock_flags: list[str]
    latitude: Decimal | None
    longitude: Decimal | None
    accuracy_m: Decimal | None
    officers: list[UUID]
    submitted_at: datetime | None
    discarded_at: datetime | None
    discard_reason: str


class SubjectEvidenceOut(Schema):
    """Evidence of a subject, and capture numbers by device that were never seen."""

    items: list[EvidenceOut]
    missing_numbers: dict[str, list[int]]


class DerivativeIn(Schema):
    """An annotation or crop, whose file was uploaded before."""

    uid: UUID
    form: Literal["annotation", "crop"]
    sha256: str = Field(min_length=64, max_length=64)
    caption: str = Field("", max_length=200)


class DiscardIn(Schema):
    """Why a piece is discarded."""

    reason: str = Field(min_length=1, max_length=200)


class CustodyOut(Schema):
    """One line of the chain of custody."""

    evidence: UUID
    act: str
    person: UUID | None
    person_name: str
    at: datetime
    purpose: str


class ScrubOut(Schema):
    """The latest check of all files; hashes of files whose bytes are other or gone."""

    at: datetime
    checked: int
    damaged: list[str]
    missing: list[str]


@router.post("/uploads", auth=needs("evidence.capture"), operation_id="beginUpload", response=UploadOut)
def begin_upload(request: Request, body: UploadIn) -> dict[str, Any]:
    """Begin an upload or take it up again; the same uid is the same upload."""
    return asdict(services.begin_upload(**body.dict(), by=request.auth, at=clock.now()))


@router.get("/uploads/{upload}", auth=needs("evidence.capture"), operation_id="getUpload", response=UploadOut)
def get_upload(request: Request, upload: UUID) -> dict[str, Any]:
    """How far the caller's upload has come."""
    return asdict(queries.upload(upload=upload, by=request.auth))


@router.patch("/uploads/{upload}", auth=needs("evidence.capture"), operation_id="appendChunk", response=UploadOut)
def append_chunk(request: Request, upload: UUID) -> dict[str, Any]:
    """The next bytes as the body, at most 1 MiB; header ``Upload-Offset`` says where they belong."""
    record = services.append_chunk(
        upload=upload, offset=_offset(request), data=request.body, by=request.auth, at=clock.now()
    )
    return asdict(record)


def _offset(request: Request) -> int:
    given = request.headers.get("Upload-Offset", "")
    if not (given.isascii() and given.isdigit() and len(given) <= 12):
        raise services.ChunkRefused("请求缺少 Upload-Offset，请更新应用后重试。")
    return int(given)


@router.post(
    "/uploads/{upload}/finish", auth=needs("evidence.capture"), operation_id="finishUpload", response=UploadOut
)
def finish_upload(request: Request, upload: UUID) -> dict[str, Any]:
    """Check the whole file and take it in; the answer's hashes are the receipt."""
    return asdict(services.finish_upload(upload=upload, by=request.auth, at=clock.now()))


@router.get("/items", auth=signed_in, operation_id="listEvidence", response=SubjectEvidenceOut)
def items(request: Request, subject: UUID) -> dict[str, Any]:
    """Evidence of a subject, tombstones included; empty when the caller may not see the subject."""
    found = queries.of_subject(subject=subject, by=request.auth)
    return {
        "items": [asdict(item) for item in found],
        "missing_numbers": queries.missing_numbers(subject) if found else {},
    }


@router.get("/items/{evidence}/content", auth=signed_in, operation_id="viewEvidence")
def content(request: Request, evidence: UUID, original: bool = False, purpose: str = Query("", max_length=200)) -> Any:
    """The piece to look at: pictures with the viewer's mark, sound and film as they are.

    ``original=true`` gives the unchanged file as a download, for who may export evidence.
    """
    by, at = request.auth, clock.now()
    with acting(by):
        if original:
            record, path = queries.download(evidence=evidence, by=by, at=at, purpose=purpose)
            return file_answer(path, record.media_type, name=f"{record.uid}.{extension_of(record.media_type)}")
        if queries.evidence(evidence=evidence, by=by).media_type in FORMATS:
            shown_at = f"{at.astimezone(clock.CHINA):%Y-%m-%d %H:%M}"
            return picture_answer(queries.watermarked_view(evidence=evidence, by=by, at=at, shown_at=shown_at))
        record, path = queries.read(evidence=evidence, by=by, at=at, purpose=purpose)
        return stream_answer(request, path, record.media_type, name=f"{record.uid}.{extension_of(record.media_type)}")


@router.get("/items/{evidence}/thumbnail", auth=signed_in, operation_id="previewEvidence")
def thumbnail(request: Request, evidence: UUID) -> HttpResponse:
    """A small picture for lists."""
    with acting(request.auth):
        return picture_answer(queries.thumbnail(evidence=evidence, by=request.auth, at=clock.now()))


@router.get("/items/{evidence}/custody", auth=signed_in, operation_id="listCustody", response=list[CustodyOut])
def custody(request: Request, evidence: UUID) -> list[dict[str, Any]]:
    """Who did what with a piece, the oldest first."""
    return [asdict(line) for line in queries.custody_of(evidence=evidence, by=request.auth)]


@router.post(
    "/items/{evidence}/derivatives", auth=needs("evidence.capture"), operation_id="deriveEvidence", response=EvidenceOut
)
def derive(request: Request, evidence: UUID, body: DerivativeIn) -> dict[str, Any]:
    """Keep an annotation or a crop beside its original."""
    record = services.derive(
        original=evidence,
        uid=body.uid,
        form=Form(body.form),
        blob_sha256=body.sha256,
        caption=body.caption,
        by=request.auth,
        at=clock.now(),
    )
    return asdict(record)


@router.post(
    "/items/{evidence}/discard", auth=needs("evidence.capture"), operation_id="discardEvidence", response=EvidenceOut
)
def discard(request: Request, evidence: UUID, body: DiscardIn) -> dict[str, Any]:
    """Discard a piece before submission; number, time, hash and reason stay."""
    return asdict(services.discard(evidence=evidence, reason=body.reason, by=request.auth, at=clock.now()))


@router.get("/packages/{subject}", auth=needs("evidence.export"), operation_id="downloadEvidencePackage")
def package(request: Request, subject: UUID, purpose: str = Query("", max_length=200)) -> Any:
    """All evidence of a subject as ZIP with a signed manifest."""
    with acting(request.auth):
        made = services.make_package(subject=subject, by=request.auth, at=clock.now(), purpose=purpose)
    return file_answer(made.file, "application/zip", name=f"evidence-{subject}.zip")


@router.get("/scrubs/last", auth=needs("evidence.oversee"), operation_id="getLastScrub", response=ScrubOut | None)
def last_scrub(request: Request) -> dict[str, Any] | None:
    """What the latest check of all files found."""
    found = queries.last_scrub(by=request.auth)
    return asdict(found) if found else None
