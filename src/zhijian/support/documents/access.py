"""The one door to issued papers: who sees the thing a paper belongs to sees the paper."""

from uuid import UUID

from zhijian.kernel.errors import NotFound
from zhijian.support.documents.models import IssuedDocument
from zhijian.support.evidence import subjects
from zhijian.support.identity.types import Actor

VOIDING = "documents.void"


class DocumentMissing(NotFound):
    """No such paper inside the caller's scope."""

    code = "documents.missing"


def of_subject(kind: str, subject: UUID, *, by: Actor) -> list[IssuedDocument]:
    """Papers of a thing, the oldest first; none for who may not see the thing."""
    if not subjects.is_visible(by, kind, subject):
        return []
    return list(IssuedDocument.objects.filter(subject_kind=kind, subject=subject).order_by("issued_at", "pk"))


def document(uid: UUID, *, by: Actor) -> IssuedDocument:
    """One paper. Raises DocumentMissing."""
    return _found(uid, by)


def document_to_void(uid: UUID, *, by: Actor) -> IssuedDocument:
    """One paper of a thing that the caller reaches with the right to void. Raises DocumentMissing, NotAllowed."""
    by.must(VOIDING)
    return _found(uid, by, VOIDING)


def may_void(kind: str, subject: UUID, *, by: Actor) -> bool:
    """Whether the caller's right to void reaches the papers of a thing."""
    return by.may(VOIDING) and subjects.is_visible(by, kind, subject, VOIDING)


def _found(uid: UUID, by: Actor, permission: str | None = None) -> IssuedDocument:
    row = IssuedDocument.objects.filter(uid=uid).first()
    if row is None or not subjects.is_visible(by, row.subject_kind, row.subject, permission):
        raise DocumentMissing("没有找到这份文书，可能不在您的权限范围内。")
    return row
