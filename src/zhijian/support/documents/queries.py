"""Questions about issued papers, and the check that is open to everybody."""

from uuid import UUID

from django.db.models import Q

from zhijian.support.documents import access, in_force
from zhijian.support.documents.models import IssuedDocument
from zhijian.support.documents.rules import DocumentState, parse_code
from zhijian.support.documents.types import Check, IssuedRecord
from zhijian.support.identity.types import Actor, system_actor


def to_record(row: IssuedDocument, *, may_void: bool = False) -> IssuedRecord:
    """The record of a row.  may_void: whether who asks may take it back as long as it stands."""
    return IssuedRecord(
        uid=row.uid,
        title=row.title,
        number=row.number,
        code=row.code,
        organ_name=row.organ_name,
        issued_at=row.issued_at,
        issued_by_name=row.issued_by_name,
        state=row.state,
        state_label=DocumentState(row.state).label,
        void_reason=row.void_reason,
        pdf_sha256=row.pdf_sha256,
        docx_sha256=row.docx_sha256,
        may=("void",) if may_void and row.state == DocumentState.ISSUED else (),
    )


def of_subject(*, kind: str, subject: UUID, by: Actor | None = None) -> list[IssuedRecord]:
    """Papers of a thing, the oldest first; ``by`` None for parts that have checked the caller's right."""
    rows = access.of_subject(kind, subject, by=by or system_actor("文书"))
    may_void = by is not None and bool(rows) and access.may_void(kind, subject, by=by)
    kept = in_force.why_kept(rows) if may_void else {}
    return [to_record(row, may_void=may_void and row.uid not in kept) for row in rows]


def document(uid: UUID, *, by: Actor) -> IssuedRecord:
    """One paper. Raises DocumentMissing."""
    return to_record(access.document(uid, by=by))


def _check(row: IssuedDocument | None) -> Check:
    if row is None:
        return Check(outcome="unknown")
    return Check(
        outcome="stands" if row.state == DocumentState.ISSUED else "void",
        title=row.title,
        number=row.number,
        organ_name=row.organ_name,
        issued_at=row.issued_at,
        voided_at=row.voided_at,
        void_reason=row.void_reason,
        pdf_sha256=row.pdf_sha256,
    )


def check_code(text: str) -> Check:
    """Whether a paper with this code was issued and stands. Raises CodeInvalid."""
    return _check(IssuedDocument.objects.filter(code=parse_code(text)).first())


def check_file(sha256: str) -> Check:
    """Whether exactly this file was issued and stands; one altered byte makes it unknown."""
    return _check(IssuedDocument.objects.filter(Q(pdf_sha256=sha256) | Q(docx_sha256=sha256)).first())
