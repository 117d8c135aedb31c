"""HTTP of identity: signing in and out, one's own sessions."""

from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.middleware.csrf import get_token
from ninja import Field, Router, Schema, Status

from zhijian.kernel import clock
from zhijian.support.identity import sessions
from zhijian.support.identity.http_auth import Request, address_of, signed_in_even_if_password_due

router = Router(tags=["identity"])


class SignIn(Schema):
    """Account name and password."""

    username: str = Field(max_length=64)
    password: str = Field(max_length=256)


class SignedIn(Schema):
    """The answer to a good sign-in."""

    name: str
    must_change_password: bool


class PasswordChange(Schema):
    """Old and new password."""

    old: str = Field(max_length=256)
    new: str = Field(max_length=256)


class SessionOut(Schema):
    """One of one's own sessions."""

    uid: UUID
    address: str | None
    device: str
    started_at: datetime
    seen_at: datetime
    is_this_one: bool


@router.get("/csrf", auth=None, operation_id="getCsrfToken", response=dict[str, str])
def csrf(request: HttpRequest) -> dict[str, str]:
    """Set the token cookie that every write must echo."""
    return {"token": get_token(request)}


@router.post("/sign-in", auth=None, operation_id="signIn", response=SignedIn)
def sign_in(request: HttpRequest, body: SignIn) -> dict[str, Any]:
    """Sign in by account and password."""
    account = sessions.sign_in(
        request, username=body.username, password=body.password, address=address_of(request), at=clock.now()
    )
    return {"name": account.person.name, "must_change_password": account.must_change_password}


@router.post("/sign-out", auth=signed_in_even_if_password_due, operation_id="signOut", response={204: None})
def sign_out(request: Request) -> Status[None]:
    """End this session."""
    sessions.sign_out(request, at=clock.now())
    return Status(204, None)


@router.post("/password", auth=signed_in_even_if_password_due, operation_id="changePassword", response={204: None})
def change_password(request: Request, body: PasswordChange) -> Status[None]:
    """Change one's own password."""
    sessions.change_password(request, old=body.old, new=body.new, by=request.auth, at=clock.now())
    return Status(204, None)


@router.get("/sessions", auth=signed_in_even_if_password_due, operation_id="listOwnSessions", response=list[SessionOut])
def own_sessions(request: Request) -> list[dict[str, Any]]:
    """The caller's open sessions."""
    return [asdict(item) for item in sessions.own_sessions(request, by=request.auth, at=clock.now())]


@router.delete(
    "/sessions/{session}", auth=signed_in_even_if_password_due, operation_id="endOwnSession", response={204: None}
)
def end_session(request: Request, session: UUID) -> Status[None]:
    """End one of the caller's sessions."""
    sessions.end_own_session(session=session, by=request.auth, at=clock.now())
    return Status(204, None)
