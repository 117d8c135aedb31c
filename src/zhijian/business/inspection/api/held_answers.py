"""Submissions kept aside, as answers show them."""

from datetime import datetime
from uuid import UUID

from ninja import Schema


class HeldSubmissionOut(Schema):
    """Another content under the same uid, kept aside for a person."""

    uid: UUID
    received_at: datetime
    sent_by: str
    reason: str
    reason_label: str
    content_hash: str
    settled_at: datetime | None
    settled_note: str
