"""Questions about evidence."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from uuid import UUID

from django.db.models import Max

from zhijian.support.evidence import access, pictures, store
from zhijian.support.evidence.access import EvidenceMissing
from zhijian.support.evidence.models import Blob, Custody, EvidenceItem, Scrub, Upload
from zhijian.support.evidence.rules import CustodyAct
from zhijian.support.evidence.rules import missing_numbers as missing_of_device
from zhijian.support.evidence.types import BlobRecord, CustodyRecord, EvidenceRecord, ScrubRecord, UploadRecord
from zhijian.support.identity.types import Actor


def to_blob(row: Blob) -> BlobRecord:
    """The record of a row."""
    return BlobRecord(sha256=row.sha256, sm3=row.sm3, size=row.size, media_type=row.media_type)


def to_upload(row: Upload, offset: int) -> UploadRecord:
    """The record of a row."""
    return UploadRecord(
        uid=row.uid,
        state=row.state,
        sha256=row.sha256,
        size=row.size,
        media_type=row.media_type,
        offset=offset,
        sm3=row.blob.sm3 if row.blob else "",
        problem=row.problem,
    )


def to_evidence(row: EvidenceItem) -> EvidenceRecord:
    """The record of a row."""
    blob = row.blob
    return EvidenceRecord(
        uid=row.uid,
        kind=row.kind,
        form=row.form,
        original=row.original.uid if row.original else None,
        subject_kind=row.subject_kind,
        subject=row.subject,
        item=row.item,
        caption=row.caption,
        sha256=row.sha256,
        sm3=blob.sm3 if blob else "",
        size=blob.size if blob else None,
        media_type=blob.media_type if blob else "",
        width=blob.width if blob else None,
        height=blob.height if blob else None,
        number=row.number,
        device=row.device,
        taken_at=row.taken_at,
        received_at=row.received_at,
        stamped_at=row.stamped_at,
        clock_difference_s=row.clock_difference_s,
        clock_flags=tuple(row.clock_flags),
        latitude=row.latitude,
        longitude=row.longitude,
        accuracy_m=row.accuracy_m,
        officers=tuple(row.officers),
        submitted_at=row.submitted_at,
        discarded_at=row.discarded_at,
        discard_reason=row.discard_reason,
    )


def offset_of(row: Upload) -> int:
    """How many bytes of an upload lie durably in its part file."""
    if row.state == "stored":
        return row.size
    return row.chunks.aggregate(end=Max("end"))["end"] or 0


def upload(*, upload: UUID, by: Actor) -> UploadRecord:
    """The caller's upload and how far it has come. Raises UploadMissing."""
    row = access.upload(upload, by=by)
    return to_upload(row, offset_of(row))


def of_subject(*, subject: UUID, by: Actor, with_discarded: bool = True) -> list[EvidenceRecord]:
    """Evidence of a subject, tombstones included, by device and number; empty for who may not see the subject."""
    rows = access.items_of(subject, by=by)
    return [to_evidence(row) for row in rows if with_discarded or row.discarded_at is None]


def evidence(*, evidence: UUID, by: Actor) -> EvidenceRecord:
    """One piece, without its bytes. Raises EvidenceMissing."""
    return to_evidence(access.item(evidence, by=by))


def missing_numbers(subject: UUID, *, last: Mapping[str, int] | None = None) -> dict[str, tuple[int, ...]]:
    """Capture numbers by device that are neither held nor known to be discarded (S-EV-04).

    last: the highest number that each device says it has given.  Devices without a gap are left out.
    """
    held: dict[str, list[int]] = {device: [] for device in last or {}}
    rows = EvidenceItem.objects.filter(subject=subject, number__isnull=False)
    for device, number in rows.order_by("device", "number").values_list("device", "number"):
        held.setdefault(device, []).append(number or 0)
    gaps = {device: missing_of_device(numbers, (last or {}).get(device)) for device, numbers in held.items()}
    return {device: numbers for device, numbers in gaps.items() if numbers}


def custody_of(*, evidence: UUID, by: Actor) -> list[CustodyRecord]:
    """The chain of custody of a piece, the oldest first. Raises EvidenceMissing."""
    row = access.item(evidence, by=by)
    return [
        CustodyRecord(
            evidence=row.uid,
            act=line.act,
            person=line.person,
            person_name=line.person_name,
            at=line.at,
            purpose=line.purpose,
        )
        for line in Custody.objects.filter(evidence=row).order_by("at", "pk")
    ]


def read(*, evidence: UUID, by: Actor, at: datetime, purpose: str = "") -> tuple[EvidenceRecord, Path]:
    """A piece and the file of its original, for a look; the line of custody is written first.

    Raises EvidenceMissing (a tombstone has no bytes to show), FileGone.
    """
    return _with_bytes(evidence, CustodyAct.VIEWED, by, at, purpose)


def download(*, evidence: UUID, by: Actor, at: datetime, purpose: str = "") -> tuple[EvidenceRecord, Path]:
    """A piece and the file of its original, to take away; the line of custody is written first.

    Raises EvidenceMissing, FileGone, NotAllowed.
    """
    by.must("evidence.export")
    return _with_bytes(evidence, CustodyAct.DOWNLOADED, by, at, purpose)


def _with_bytes(evidence: UUID, act: CustodyAct, by: Actor, at: datetime, purpose: str) -> tuple[EvidenceRecord, Path]:
    row = access.item(evidence, by=by, permission="evidence.export" if act is CustodyAct.DOWNLOADED else None)
    if row.blob is None or row.discarded_at is not None:
        raise EvidenceMissing("这份证据已在提交前作废，只保留编号、时间、校验值和原因。")
    path = store.open_path(row.sha256)
    if act is CustodyAct.DOWNLOADED:
        access.leave_custody(row, act, by=by, at=at, purpose=purpose)
    else:
        access.leave_look(row, act, by=by, at=at, purpose=purpose)
    return to_evidence(row), path


def watermarked_view(*, evidence: UUID, by: Actor, at: datetime, shown_at: str) -> bytes:
    """A JPEG of a picture with the viewer and the time across it and inside it; the original stays bit-equal.

    shown_at: the moment as the picture shall show it.  Raises EvidenceMissing, FileGone, PictureUnreadable.
    """
    record, path = read(evidence=evidence, by=by, at=at)
    text = f"{by.name} {shown_at}"
    mark = {"viewer": str(by.uid or ""), "at": at.isoformat(), "evidence": str(record.uid), "sha256": record.sha256}
    return pictures.watermarked(path, record.media_type, text=text, mark=mark)


def thumbnail(*, evidence: UUID, by: Actor, at: datetime) -> bytes:
    """A small JPEG of a picture, made at the first look and kept.

    Raises EvidenceMissing, FileGone, PictureUnreadable.
    """
    record, path = _with_bytes(evidence, CustodyAct.PREVIEWED, by, at, "")
    if record.media_type not in pictures.FORMATS:
        raise EvidenceMissing("只有图片有缩略图。")
    kept = store.preview_path(record.sha256)
    if not kept.exists():
        store.keep_preview(record.sha256, pictures.thumbnail(path, record.media_type))
    return kept.read_bytes()


def blob_bytes(sha256: str) -> bytes:
    """The bytes of a stored file, for other parts that have checked who asks. Raises FileGone."""
    return store.open_path(sha256).read_bytes()


def blob(sha256: str) -> BlobRecord | None:
    """The record of a stored file, for other parts; None when there is none."""
    row = Blob.objects.filter(sha256=sha256).first()
    return to_blob(row) if row else None


def last_scrub(*, by: Actor) -> ScrubRecord | None:
    """What the latest check of all files found; None before the first. Raises NotAllowed."""
    by.must("evidence.oversee")
    row = Scrub.objects.order_by("-at", "-pk").first()
    if row is None:
        return None
    return ScrubRecord(at=row.at, checked=row.checked, damaged=tuple(row.damaged), missing=tuple(row.missing))
