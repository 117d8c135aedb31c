"""What goes into the evidence part and what leaves it."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID


@dataclass(frozen=True, kw_only=True)
class BlobRecord:
    """A stored file; both hashes as 64 lower-case hexadecimal digits."""

    sha256: str
    sm3: str
    size: int
    media_type: str


@dataclass(frozen=True, kw_only=True)
class UploadRecord:
    """A file on its way in: ``offset`` is how many bytes the server holds; ``sm3`` is there once it is stored."""

    uid: UUID
    state: str
    sha256: str
    size: int
    media_type: str
    offset: int
    sm3: str = ""
    problem: str = ""


@dataclass(frozen=True, kw_only=True)
class Capture:
    """What the device tells about a capture.

    number: counted by the device for the subject, from 1, without gaps.  taken_at, sent_at: its clock at the capture
    and at sending.  uptime_ms: milliseconds since its app started, in the run ``session``.  latitude, longitude:
    WGS-84 degrees.  accuracy_m: metres.
    """

    number: int
    device: str
    taken_at: datetime
    sent_at: datetime | None = None
    uptime_ms: int | None = None
    session: str = ""
    latitude: Decimal | None = None
    longitude: Decimal | None = None
    accuracy_m: Decimal | None = None
    officers: tuple[UUID, ...] = ()


@dataclass(frozen=True, kw_only=True)
class EvidenceRecord:
    """A piece of evidence as others see it; a tombstone has ``discarded_at`` and, sent late, no size."""

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
    clock_flags: tuple[str, ...]
    latitude: Decimal | None
    longitude: Decimal | None
    accuracy_m: Decimal | None
    officers: tuple[UUID, ...]
    submitted_at: datetime | None
    discarded_at: datetime | None
    discard_reason: str


@dataclass(frozen=True, kw_only=True)
class CustodyRecord:
    """One line of the chain of custody."""

    evidence: UUID
    act: str
    person: UUID | None
    person_name: str
    at: datetime
    purpose: str


@dataclass(frozen=True, kw_only=True)
class SubmissionRecord:
    """The evidence of a subject as it stood when it was submitted; ``sha256`` names the list (S-EV-08).

    missing: capture numbers by device that the server has never seen.
    """

    count: int
    sha256: str
    missing: dict[str, tuple[int, ...]]


@dataclass(frozen=True, kw_only=True)
class ScrubRecord:
    """What a check of all files found; hashes of those whose bytes are other or gone."""

    at: datetime
    checked: int
    damaged: tuple[str, ...]
    missing: tuple[str, ...]
