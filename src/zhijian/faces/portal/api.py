"""HTTP of the portal: entrance, session with menu, first screen."""

from dataclasses import asdict
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest
from django.middleware.csrf import get_token
from ninja import Field, Router, Schema

from zhijian.faces.portal import queries
from zhijian.faces.portal.entrance import demo_roles, unit_name
from zhijian.faces.portal.menu import Group, menu_for
from zhijian.kernel import clock
from zhijian.support.identity import queries as identity
from zhijian.support.identity.http_auth import Request, signed_in
from zhijian.support.notices import queries as notices

router = Router(tags=["portal"])


class DemoRole(Schema):
    """A role card of the demonstration."""

    key: str
    title: str
    person: str
    does: str


class Entrance(Schema):
    """What the sign-in page shows before anybody is signed in."""

    organisation: str
    demo: bool
    roles: list[DemoRole]


class Person(Schema):
    """Who is signed in."""

    uid: UUID
    username: str
    name: str
    post: str | None


class OrganisationBrief(Schema):
    """An organisation's name."""

    uid: UUID
    name: str


class MenuItem(Schema):
    """A menu entry; a group has children."""

    key: str
    title: str
    icon: str | None = None
    path: str | None = None
    count: int | None = None
    children: list["MenuItem"] = Field(default_factory=list)


class Session(Schema):
    """The signed-in person with what they may enter."""

    person: Person
    organisation: OrganisationBrief | None
    roles: list[str]
    permissions: list[str]
    menu: list[MenuItem]
    demo: bool
    notices: int


class TileOut(Schema):
    """One figure of the first screen."""

    key: str
    title: str
    count: int
    link: str
    worst: str
    is_late: bool


@router.get("/entrance", auth=None, operation_id="getEntrance", response=Entrance)
def entrance(request: HttpRequest) -> dict[str, Any]:
    """What the sign-in page shows; sets the token cookie that writes must echo."""
    get_token(request)
    return {
        "organisation": unit_name(),
        "demo": settings.DEMO,
        "roles": demo_roles(on=clock.business_date(clock.now())) if settings.DEMO else [],
    }


@router.get("/session", auth=signed_in, operation_id="getSession", response=Session)
def session(request: Request) -> dict[str, Any]:
    """The signed-in person with the menu and permissions of the current post."""
    get_token(request)
    by = request.auth
    names = identity.role_names()
    account = identity.account_of(by)
    return {
        "person": {"uid": by.uid, "username": account.username, "name": by.name, "post": account.title},
        "organisation": {"uid": by.organisation, "name": by.organisation_name} if by.organisation else None,
        "roles": [names.get(code, code) for code in by.roles],
        "permissions": sorted(by.scopes),
        "menu": [_group(group) for group in menu_for(by, demo=settings.DEMO)],
        "demo": settings.DEMO,
        "notices": notices.unread_count(by=by),
    }


def _group(group: Group) -> dict[str, Any]:
    return {
        "key": group.key,
        "title": group.label,
        "icon": group.icon,
        "children": [
            {"key": entry.key, "title": entry.label, "icon": entry.icon, "path": entry.path} for entry in group.entries
        ],
    }


@router.get("/tiles", auth=signed_in, operation_id="listTiles", response=list[TileOut])
def tiles(request: Request) -> list[dict[str, Any]]:
    """The figures of the first screen; each equals the list it opens."""
    return [asdict(tile) for tile in queries.tiles(by=request.auth, today=clock.business_date(clock.now()))]
