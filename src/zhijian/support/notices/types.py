"""What leaves the notices part."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, kw_only=True)
class NoticeRecord:
    """One notice; ``link`` is a console path."""

    uid: UUID
    title: str
    body: str
    link: str
    created_at: datetime
    read_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class MessageRecord:
    """One SMS of the demonstration, as its receiver would read it; the number is masked."""

    uid: UUID
    phone: str
    person_name: str
    purpose: str
    text: str
    state: str
    state_label: str
    created_at: datetime
    sent_at: datetime | None
    expires_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class SpentCode:
    """A code that was just spent: who agreed to what, and when."""

    challenge: UUID
    purpose: str
    bound_to: str
    person: UUID | None
    phone: str
    spent_at: datetime
