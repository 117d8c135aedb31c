"""HTTP of the caller's notices, and of the demonstration's outbox."""

from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

from ninja import Router, Schema, Status
from ninja.params.functions import Query

from zhijian.kernel import clock
from zhijian.kernel.http import Page
from zhijian.support.identity.http_auth import Request, needs, signed_in
from zhijian.support.notices import queries, services

router = Router(tags=["notices"])


class NoticeOut(Schema):
    """One notice."""

    uid: UUID
    title: str
    body: str
    link: str
    created_at: datetime
    read_at: datetime | None


class NoticePage(Page):
    """A page of notices."""

    items: list[NoticeOut]


class CountOut(Schema):
    """How many."""

    count: int


class MessageOut(Schema):
    """One SMS of the demonstration."""

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


@router.get("", auth=signed_in, operation_id="listNotices", response=NoticePage)
def notices(
    request: Request,
    unread: bool = False,
    after: str | None = Query(None, max_length=400),
    limit: int = Query(50, ge=1, le=200),
) -> dict[str, Any]:
    """The caller's notices, the newest first."""
    found, following = queries.notices(by=request.auth, only_unread=unread, after=after, limit=limit)
    return {"items": [asdict(item) for item in found], "next": following}


@router.get("/unread-count", auth=signed_in, operation_id="countUnreadNotices", response=CountOut)
def unread_count(request: Request) -> dict[str, int]:
    """How many of the caller's notices are unread."""
    return {"count": queries.unread_count(by=request.auth)}


@router.post("/read", auth=signed_in, operation_id="markAllNoticesRead", response=CountOut)
def mark_all_read(request: Request) -> dict[str, int]:
    """Mark all of the caller's notices as read."""
    return {"count": services.mark_all_read(by=request.auth, at=clock.now())}


@router.get("/outbox", auth=needs("notices.outbox"), operation_id="listOutbox", response=list[MessageOut])
def outbox(request: Request) -> list[dict[str, Any]]:
    """SMS to the caller or sent by the caller's acts that a real platform would have sent; demonstrations only."""
    return [asdict(item) for item in queries.outbox(by=request.auth)]


@router.post("/{notice}/read", auth=signed_in, operation_id="markNoticeRead", response={204: None})
def mark_read(request: Request, notice: UUID) -> Status[None]:
    """Mark one of the caller's notices as read."""
    services.mark_read(notice=notice, by=request.auth, at=clock.now())
    return Status(204, None)
