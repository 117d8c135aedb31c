"""HTTP of issued papers: their list and their files."""

from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import FileResponse
from ninja import Field, Router, Schema
from ninja.params.functions import Query

from zhijian.kernel import clock
from zhijian.support.audit import services as audit
from zhijian.support.documents import queries, services
from zhijian.support.evidence import store
from zhijian.support.identity.http_auth import Request, needs, signed_in

router = Router(tags=["documents"])


class IssuedOut(Schema):
    """An issued paper."""

    uid: UUID
    title: str
    number: str
    code: str
    organ_name: str
    issued_at: datetime
    issued_by_name: str
    state: str
    state_label: str
    void_reason: str
    pdf_sha256: str
    docx_sha256: str
    may: list[str]


class VoidIn(Schema):
    """Why a paper is taken back."""

    reason: str = Field(min_length=4, max_length=300)


@router.get("", auth=signed_in, operation_id="listDocuments", response=list[IssuedOut])
def documents(request: Request, subject: UUID, kind: str = Query(..., max_length=60)) -> list[dict[str, Any]]:
    """Papers of a thing, the oldest first; none for who may not see the thing."""
    return [asdict(item) for item in queries.of_subject(kind=kind, subject=subject, by=request.auth)]


def _file(request: Request, uid: UUID, ending: str, media_type: str) -> FileResponse:
    """A paper's file; the look is on record before the first byte leaves, and files not made yet are made now."""
    record = queries.document(uid, by=request.auth)
    if not record.pdf_sha256:
        record = services.make_files(document=uid)
    audit.note(
        action="documents.downloaded",
        subject=str(uid),
        by=request.auth,
        facts={"number": record.number, "file": ending},
    )
    sha256 = record.pdf_sha256 if ending == "pdf" else record.docx_sha256
    return FileResponse(
        store.path_of(sha256).open("rb"),
        content_type=media_type,
        as_attachment=ending != "pdf",
        filename=f"{record.title} {record.number}.{ending}",
        headers={"X-Content-SHA256": sha256},
    )


@router.get("/{document}/pdf", auth=signed_in, operation_id="downloadDocumentPdf")
def pdf(request: Request, document: UUID) -> FileResponse:
    """The paper as PDF."""
    return _file(request, document, "pdf", services.PDF)


@router.get("/{document}/docx", auth=signed_in, operation_id="downloadDocumentDocx")
def docx(request: Request, document: UUID) -> FileResponse:
    """The paper as DOCX."""
    return _file(request, document, "docx", services.DOCX)


@router.post("/{document}/void", auth=needs("documents.void"), operation_id="voidDocument", response=IssuedOut)
def void(request: Request, document: UUID, body: VoidIn) -> dict[str, Any]:
    """Take a paper back."""
    return asdict(services.void(document=document, reason=body.reason, by=request.auth, at=clock.now()))
