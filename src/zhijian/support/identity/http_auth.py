"""How a route says who may call it: ``auth=needs("inspection.view")`` or ``auth=signed_in``."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from ninja.security import APIKeyCookie

from zhijian.kernel import clock
from zhijian.kernel.errors import NotAllowed
from zhijian.support.identity import queries, sessions
from zhijian.support.identity.types import Actor, Origin


class Request(HttpRequest):
    """A request on a route that demands a signed-in actor: ``auth`` is who acts."""

    auth: Actor
    trace_id: str


class PasswordChangeDue(NotAllowed):
    """An initial password must be changed before anything else."""

    code = "identity.password_change_due"


def address_of(request: HttpRequest) -> str | None:
    """The client's address as the trusted server in front handed it over."""
    return request.META.get("REMOTE_ADDR") or None


def origin_of(request: HttpRequest) -> Origin:
    """Where the request comes from, for the audit trail."""
    return Origin(
        channel="http",
        address=address_of(request),
        device=request.headers.get("User-Agent", "")[:200],
        request=getattr(request, "trace_id", None),
    )


def actor_of_request(request: HttpRequest) -> Actor | None:
    """The Actor of a living session, looked up once per request."""
    if not hasattr(request, "_zhijian_actor"):
        at = clock.now()
        account = sessions.current(request, at=at)
        actor = None
        if account is not None:
            actor = queries.actor_of(account, on=clock.business_date(at), origin=origin_of(request))
        request._zhijian_actor = actor  # type: ignore[attr-defined]
        request._zhijian_must_change = bool(account and account.must_change_password)  # type: ignore[attr-defined]
    return request._zhijian_actor  # type: ignore[attr-defined,no-any-return]


class Needs(APIKeyCookie):
    """A signed-in actor, who holds ``permission`` if one is named; cross-site requests are refused by token."""

    param_name = settings.SESSION_COOKIE_NAME

    def __init__(self, permission: str | None, *, while_password_due: bool = False) -> None:
        super().__init__(csrf=True)
        self.permission = permission
        self.while_password_due = while_password_due

    def authenticate(self, request: HttpRequest, key: str | None) -> Any:
        """Give the Actor as ``request.auth``; None answers 401. Raises NotAllowed."""
        actor = actor_of_request(request)
        if actor is None:
            return None
        if request._zhijian_must_change and not self.while_password_due:  # type: ignore[attr-defined]
            raise PasswordChangeDue("请先修改初始密码，再继续使用。")
        if self.permission is not None:
            actor.must(self.permission)
        return actor


def needs(permission: str) -> Needs:
    """Only actors who hold the permission."""
    return Needs(permission)


signed_in = Needs(None)
signed_in_even_if_password_due = Needs(None, while_password_due=True)
