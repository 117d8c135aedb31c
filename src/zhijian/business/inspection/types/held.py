"""Submissions that were refused and kept aside."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID


@dataclass(frozen=True, kw_only=True)
class HeldRecord:
    """A submission with other content under the same uid, kept aside for a person."""

    uid: UUID
    received_at: datetime
    sent_by: str
    reason: str
    reason_label: str
    content_hash: str
    settled_at: datetime | None
    settled_note: str


@dataclass(frozen=True, kw_only=True)
class HeldDetail:
    """A submission kept aside, beside the record that stands. differences: [{item, mine, theirs}], mine is held."""

    held: HeldRecord
    task: UUID
    payload: dict[str, Any]
    standing: UUID | None
    differences: tuple[dict[str, Any], ...]
    may: tuple[str, ...]
