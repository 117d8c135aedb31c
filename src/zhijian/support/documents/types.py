"""Records of issued papers that others see."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, kw_only=True)
class IssuedRecord:
    """An issued paper; hashes are empty until its files are made, a moment after it was issued.

    may: in lists, acts open to who asked, of ``void``.
    """

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
    may: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Check:
    """What anybody may learn about a paper: whether this platform issued it and whether it still stands.

    outcome: stands, void, or unknown (not ours, or altered).
    """

    outcome: str
    title: str = ""
    number: str = ""
    organ_name: str = ""
    issued_at: datetime | None = None
    voided_at: datetime | None = None
    void_reason: str = ""
    pdf_sha256: str = ""
