"""The evidence of a record: the one place where inspection meets the evidence store."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from zhijian.kernel.errors import Conflict
from zhijian.support.evidence import queries, services
from zhijian.support.evidence.rules import EvidenceKind
from zhijian.support.evidence.services.items import FileNotReceived
from zhijian.support.evidence.types import Capture
from zhijian.support.identity.types import Actor

SUBJECT = "inspection.record"
"""Kind under which evidence and papers of a record are kept; their subject is the record's uid."""


class EvidenceMissing(Conflict):
    """Files of the record have not all arrived; ``hashes`` lists those still to be uploaded."""

    code = "inspection.evidence_missing"


@dataclass(frozen=True, kw_only=True)
class Attached:
    """The evidence of a record as submitted: its hash, and capture numbers nobody has seen."""

    hash: str
    missing_numbers: tuple[int, ...]


def thumbnail_of(evidence: str) -> str:
    """Where a picture's thumbnail is fetched; the look leaves a line of custody."""
    return f"/api/v1/evidence/items/{evidence}/thumbnail"


def known(record: UUID, *, by: Actor) -> set[str]:
    """Pieces that came with earlier rounds of a record and were not discarded."""
    return {str(one.uid) for one in queries.of_subject(subject=record, by=by, with_discarded=False)}


def sha256_of(evidence: UUID, *, by: Actor) -> str:
    """The hash of a piece's bytes. Raises evidence's EvidenceMissing."""
    return queries.evidence(evidence=evidence, by=by).sha256


def attach(
    *,
    record: UUID,
    captures: Sequence[Mapping[str, Any]],
    last_number: int | None,
    device: str,
    ended_at: datetime,
    sent_at: datetime | None,
    officers: tuple[UUID, ...],
    by: Actor,
    at: datetime,
) -> Attached:
    """Make the captures evidence of the record, keep the tombstones of discarded ones, and fix them all.

    Sent again, the same captures change nothing. Raises EvidenceMissing, and what the evidence part raises.
    """
    missing = []
    for one in captures:
        capture = _capture(one, device=device, ended_at=ended_at, sent_at=sent_at, officers=officers)
        try:
            _keep(record, one, capture, by=by, at=at)
        except FileNotReceived:
            missing.append(one["sha256"])
    if missing:
        raise EvidenceMissing(
            f"还有 {len(set(missing))} 个文件没有传完，请保持网络畅通，传完后会自动提交。", hashes=sorted(set(missing))
        )
    last = {device: last_number} if last_number else None
    fixed = services.submit(subject=record, by=by, at=at, last_numbers=last)
    return Attached(
        hash=fixed.sha256, missing_numbers=tuple(sorted({one for gap in fixed.missing.values() for one in gap}))
    )


def _keep(record: UUID, one: Mapping[str, Any], capture: Capture, *, by: Actor, at: datetime) -> None:
    if one["discarded"] is None:
        services.attach(
            uid=UUID(one["uid"]),
            blob_sha256=one["sha256"],
            kind=EvidenceKind(one["kind"]),
            subject_kind=SUBJECT,
            subject=record,
            item=one["item"],
            caption=one["caption"],
            capture=capture,
            by=by,
            at=at,
        )
        return
    services.report_discarded(
        uid=UUID(one["uid"]),
        sha256=one["sha256"],
        kind=EvidenceKind(one["kind"]),
        subject_kind=SUBJECT,
        subject=record,
        item=one["item"],
        capture=capture,
        reason=one["discarded"]["reason"],
        discarded_at=datetime.fromisoformat(one["discarded"]["at"]),
        by=by,
        at=at,
    )


def _capture(
    one: Mapping[str, Any], *, device: str, ended_at: datetime, sent_at: datetime | None, officers: tuple[UUID, ...]
) -> Capture:
    return Capture(
        number=one["number"],
        device=device,
        taken_at=datetime.fromisoformat(one["taken_at"]) if one["taken_at"] else ended_at,
        sent_at=sent_at,
        uptime_ms=one["uptime_ms"],
        session=one["session"],
        latitude=Decimal(one["latitude"]) if one["latitude"] else None,
        longitude=Decimal(one["longitude"]) if one["longitude"] else None,
        accuracy_m=Decimal(one["accuracy_m"]) if one["accuracy_m"] else None,
        officers=officers,
    )


def attach_signature(*, record: UUID, uid: UUID, sha256: str, by: Actor, at: datetime) -> None:
    """Keep an officer's handwriting with the record. Raises what the evidence part raises."""
    services.attach(
        uid=uid,
        blob_sha256=sha256,
        kind=EvidenceKind.SIGNATURE,
        subject_kind=SUBJECT,
        subject=record,
        caption="会签签名",
        by=by,
        at=at,
    )
