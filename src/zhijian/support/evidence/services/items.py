"""Pieces of evidence: attached to their subject, derived from, discarded before submission, submitted."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction

from zhijian.kernel.errors import Conflict, Invalid, NotAllowed, NotFound
from zhijian.support.evidence import access
from zhijian.support.evidence.models import Blob, EvidenceItem, Upload
from zhijian.support.evidence.queries import missing_numbers, to_evidence
from zhijian.support.evidence.rules import (
    DERIVATIVES,
    CustodyAct,
    EvidenceKind,
    Form,
    Moment,
    UploadState,
    clock_difference_s,
    clock_flags,
    submission_hash,
)
from zhijian.support.evidence.types import Capture, EvidenceRecord, SubmissionRecord
from zhijian.support.identity.types import Actor


class FileNotReceived(NotFound):
    """The store does not hold this file from the caller; it must be uploaded first."""

    code = "evidence.file_not_received"


class EvidenceDiffers(Invalid):
    """The uid or the capture number was already used for another piece."""

    code = "evidence.differs"


class EvidenceSubmitted(Conflict):
    """Evidence that went out with a record can no longer be discarded or added to."""

    code = "evidence.submitted"


class NotOwnCapture(NotAllowed):
    """Only who made a capture, or an officer named in it, may discard it."""

    code = "evidence.not_own_capture"


class ReasonMissing(Invalid):
    """Discarding wants a reason."""

    code = "evidence.reason_missing"


class FormRefused(Invalid):
    """People make annotations and crops; other derivatives come from the store itself."""

    code = "evidence.form_refused"


@transaction.atomic
def attach(
    *,
    blob_sha256: str,
    kind: EvidenceKind,
    subject_kind: str,
    subject: UUID,
    by: Actor,
    at: datetime,
    uid: UUID | None = None,
    item: str = "",
    caption: str = "",
    capture: Capture | None = None,
) -> EvidenceRecord:
    """Make a stored file a piece of evidence of a subject; the capability has decided that ``by`` may.

    uid: made by the client; the same again with the same content gives the same record.  capture: what the device
    tells; None for files that were not captured (papers, scans).
    Raises FileNotReceived, EvidenceDiffers, EvidenceSubmitted.
    """
    blob = _blob_of(blob_sha256, by, capture.officers if capture else ())
    row = EvidenceItem(
        uid=uid or uuid4(), blob=blob, sha256=blob.sha256, kind=kind, subject_kind=subject_kind, subject=subject,
        item=item, caption=caption[:200], received_at=at, received_from=by.uid,
    )  # fmt: skip
    _describe(row, capture, at)
    return to_evidence(_added(row, CustodyAct.RECEIVED, by, at))


@transaction.atomic
def report_discarded(
    *,
    uid: UUID,
    sha256: str,
    kind: EvidenceKind,
    subject_kind: str,
    subject: UUID,
    capture: Capture,
    reason: str,
    discarded_at: datetime,
    by: Actor,
    at: datetime,
    item: str = "",
) -> EvidenceRecord:
    """Keep the tombstone of a capture that was removed on the device and whose bytes were never sent.

    discarded_at: by the device's clock.  Raises EvidenceDiffers, EvidenceSubmitted, ReasonMissing.
    """
    row = EvidenceItem(
        uid=uid, sha256=sha256, kind=kind, subject_kind=subject_kind, subject=subject, item=item, received_at=at,
        received_from=by.uid, discarded_at=discarded_at, discarded_by=by.uid, discard_reason=_reason(reason),
    )  # fmt: skip
    _describe(row, capture, at)
    return to_evidence(_added(row, CustodyAct.DISCARDED, by, at, purpose=row.discard_reason))


@transaction.atomic
def derive(
    *, original: UUID, form: Form, blob_sha256: str, by: Actor, at: datetime, uid: UUID | None = None, caption: str = ""
) -> EvidenceRecord:
    """Keep an annotation or a crop beside its original, which stays as it is.

    Raises EvidenceMissing, FormRefused, FileNotReceived, EvidenceDiffers, NotAllowed.
    """
    by.must("evidence.capture")
    source = access.item(original, by=by, permission="evidence.capture")
    if form not in DERIVATIVES:
        raise FormRefused("只能保存标注或裁剪，其他副本由系统在查看时生成。", form=form)
    blob = _blob_of(blob_sha256, by, ())
    row = EvidenceItem(
        uid=uid or uuid4(), blob=blob, sha256=blob.sha256, kind=source.kind, form=form, original=source,
        subject_kind=source.subject_kind, subject=source.subject, item=source.item, caption=caption[:200],
        received_at=at, received_from=by.uid,
    )  # fmt: skip
    added = _added(row, CustodyAct.RECEIVED, by, at)
    access.leave_custody(source, CustodyAct.DERIVED, by=by, at=at, purpose=f"{form.label} {added.uid}")
    return to_evidence(added)


@transaction.atomic
def discard(*, evidence: UUID, reason: str, by: Actor, at: datetime) -> EvidenceRecord:
    """Discard a piece before submission: it is no longer shown, its number, time, hash and reason stay.

    The file stays in the store, sealed: another piece may be the same file, and the tombstone's hash stays provable.
    Raises EvidenceMissing, NotOwnCapture, EvidenceSubmitted, ReasonMissing, NotAllowed.
    """
    by.must("evidence.capture")
    row = access.item_to_change(evidence, by=by)
    if not by.is_system and by.uid != row.received_from and by.uid not in row.officers:
        raise NotOwnCapture("只有拍摄人和记录中的检查人员可以作废这份证据。")
    if row.submitted_at is not None:
        raise EvidenceSubmitted("证据已随检查记录提交，不能作废。如有错误，请在记录中说明。")
    if row.discarded_at is not None:
        return to_evidence(row)
    row.discarded_at, row.discarded_by, row.discard_reason = at, by.uid, _reason(reason)
    row.save(update_fields=["discarded_at", "discarded_by", "discard_reason"])
    access.leave_custody(row, CustodyAct.DISCARDED, by=by, at=at, purpose=row.discard_reason)
    return to_evidence(row)


@transaction.atomic
def submit(
    *, subject: UUID, by: Actor, at: datetime, last_numbers: Mapping[str, int] | None = None
) -> SubmissionRecord:
    """Fix the evidence of a subject with the record it supports; nothing of it can be discarded afterwards.

    last_numbers: by device, the highest capture number it has given.  A record sent back and submitted again covers
    what came since. The capability has decided that ``by`` may.
    """
    rows = list(EvidenceItem.objects.select_for_update(of=("self",)).filter(subject=subject).order_by("pk"))
    for row in rows:
        if row.submitted_at is None:
            row.submitted_at = at
            row.save(update_fields=["submitted_at"])
            access.leave_custody(row, CustodyAct.SUBMITTED, by=by, at=at)
    pieces = [(str(row.uid), row.sha256, "discarded" if row.discarded_at else "kept") for row in rows]
    return SubmissionRecord(
        count=sum(1 for row in rows if row.discarded_at is None),
        sha256=submission_hash(pieces),
        missing=missing_numbers(subject, last=last_numbers),
    )


def _reason(reason: str) -> str:
    if len(reason.strip()) < 2:
        raise ReasonMissing("请写明作废的原因，至少2个字。")
    return reason.strip()[:200]


def _blob_of(sha256: str, by: Actor, officers: tuple[UUID, ...]) -> Blob:
    """The stored file, if it came from ``by`` or from an officer of the capture: knowing a hash is not having it."""
    blob = Blob.objects.filter(sha256=sha256).first()
    senders = [uid for uid in (by.uid, *officers) if uid is not None]
    came = Upload.objects.filter(sha256=sha256, state=UploadState.STORED, sender__in=senders)
    if blob is None or not (by.is_system or came.exists()):
        raise FileNotReceived("服务器还没有收到这个文件，请等上传完成后再提交。", sha256=sha256)
    return blob


def _describe(row: EvidenceItem, capture: Capture | None, at: datetime) -> None:
    if capture is None:
        return
    row.number, row.device = capture.number, capture.device
    row.taken_at, row.sent_at = capture.taken_at, capture.sent_at
    row.uptime_ms, row.session = capture.uptime_ms, capture.session
    row.latitude, row.longitude, row.accuracy_m = capture.latitude, capture.longitude, capture.accuracy_m
    row.officers = list(capture.officers)
    row.clock_difference_s = clock_difference_s(capture.sent_at, at)
    row.clock_flags = [
        flag.value
        for flag in clock_flags(
            Moment(taken_at=capture.taken_at, uptime_ms=capture.uptime_ms, session=capture.session),
            sent_at=capture.sent_at,
            received_at=at,
            before=_before(row),
        )
    ]


def _before(row: EvidenceItem) -> Moment | None:
    earlier = EvidenceItem.objects.filter(subject=row.subject, device=row.device, number__lt=row.number)
    last = earlier.order_by("-number").first()
    if last is None or last.taken_at is None:
        return None
    return Moment(taken_at=last.taken_at, uptime_ms=last.uptime_ms, session=last.session)


def _added(row: EvidenceItem, act: CustodyAct, by: Actor, at: datetime, purpose: str = "") -> EvidenceItem:
    held = EvidenceItem.objects.select_related("blob", "original").filter(uid=row.uid).first()
    if held is not None:
        return _same(held, row)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as fault:
        held = EvidenceItem.objects.select_related("blob", "original").filter(uid=row.uid).first()
        if held is not None:  # the same request arrived twice at the same moment
            return _same(held, row)
        raise EvidenceDiffers(
            f"拍摄编号 {row.number} 已用于另一份证据，请更新应用后重新提交。", number=row.number, device=row.device
        ) from fault
    access.leave_custody(row, act, by=by, at=at, purpose=purpose)
    return row


def _same(held: EvidenceItem, wanted: EvidenceItem) -> EvidenceItem:
    alike = all(
        getattr(held, name) == getattr(wanted, name)
        for name in ("sha256", "kind", "form", "subject_kind", "subject", "number", "device", "original_id")
    )
    if not alike:
        raise EvidenceDiffers("这个证据编号已用于另一份证据，请更新应用后重新提交。", uid=str(held.uid))
    return held
