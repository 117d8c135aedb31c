"""HTTP of the demonstration: signing in by role card; exists in demo mode only."""

from typing import Any

from django.http import HttpRequest
from ninja import Field, Router, Schema

from zhijian.kernel import clock
from zhijian.support.identity import queries as identity
from zhijian.support.identity import sessions
from zhijian.support.identity.http_auth import address_of

router = Router(tags=["demo"])


class DemoSignIn(Schema):
    """Which role card was chosen."""

    role: str = Field(max_length=40)


class DemoSignedIn(Schema):
    """Who is signed in now."""

    name: str


@router.post("/sign-in", auth=None, operation_id="demoSignIn", response=DemoSignedIn)
def sign_in(request: HttpRequest, body: DemoSignIn) -> dict[str, Any]:
    """Open a session as the first holder of a role."""
    at = clock.now()
    account = identity.account_of_role(body.role, on=clock.business_date(at))
    sessions.open_session(request, account=account, address=address_of(request), at=at)
    return {"name": account.person.name}
