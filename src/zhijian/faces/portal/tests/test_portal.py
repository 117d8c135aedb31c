"""The first screen: what a person may enter, and figures that equal the lists they open."""

from datetime import date, timedelta
from typing import Any
from urllib.parse import parse_qsl, urlsplit
from uuid import UUID, uuid4

import pytest
from django.test import Client

from zhijian.business.enforcement import services as enforcement
from zhijian.business.enforcement.types import NewClue
from zhijian.config.roles import load_roles
from zhijian.faces.portal.menu import MENU
from zhijian.kernel import clock
from zhijian.support.identity import services as identity
from zhijian.support.identity.permissions import DECLARED
from zhijian.support.identity.rules import OrganisationKind
from zhijian.support.identity.tests.factories import SYSTEM, make_organisation, make_person, signed_in_client
from zhijian.support.identity.types import Actor
from zhijian.support.worklist import services as worklist
from zhijian.support.worklist.rules import ItemKind

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]

ROLES = (
    "inspector",
    "section_chief",
    "bureau_leader",
    "legal_reviewer",
    "case_officer",
    "office_chief",
    "system_admin",
    "security_admin",
    "audit_admin",
    "data_steward",
)

#: Where a page of the console takes its rows from.
LISTS = {"/worklist": "/api/v1/worklist/items", "/enforcement/clues": "/api/v1/enforcement/clues"}


@pytest.fixture(autouse=True)
def roles(system: Actor) -> None:
    load_roles(by=system)


def client_of(role: str, organisation: UUID) -> tuple[UUID, Client]:
    person = make_person(organisation=organisation)
    identity.grant_role(person=person, role=role, by=SYSTEM, at=clock.now())
    return person, signed_in_client(person)


def clue_at(organisation: UUID) -> None:
    enforcement.register_clue(
        given=NewClue(source="report", title="线索", facts="事实"), organisation=organisation, by=SYSTEM, at=clock.now()
    )


def item_at(
    organisation: UUID,
    *,
    kind: ItemKind,
    person: UUID | None = None,
    permission: str = "",
    due_on: date | None = None,
) -> None:
    worklist.put(
        source="portal.test", source_uid=uuid4(), step="look", title="待看", link="/", organisation=organisation,
        person=person, permission=permission, kind=kind, at=clock.now(), due_on=due_on,
    )  # fmt: skip


@pytest.mark.req("POR-2", "PLT-1")
@pytest.mark.parametrize("role", ROLES)
def test_each_figure_of_the_first_screen_is_the_length_of_the_list_it_opens(role: str) -> None:
    bureau = make_organisation().uid
    below = make_organisation(parent=bureau, kind=OrganisationKind.OFFICE).uid
    elsewhere = make_organisation().uid
    person, client = client_of(role, bureau)
    for kind, times in ((ItemKind.TASK, 3), (ItemKind.RISK, 2), (ItemKind.WARNING, 4)):
        for _ in range(times):
            item_at(bureau, kind=kind, person=person)
        for place in (bureau, below, elsewhere):
            item_at(place, kind=kind, permission="inspection.approve")
            item_at(place, kind=kind, permission="registry.manage")
    for place in (bureau, bureau, below, elsewhere):
        clue_at(place)

    tiles = client.get("/api/v1/portal/tiles").json()

    assert {tile["key"] for tile in tiles} >= {"task", "risk", "warning"}
    for tile in tiles:
        opened = urlsplit(tile["link"])
        rows = client.get(LISTS[opened.path], {**dict(parse_qsl(opened.query)), "limit": 200}).json()["items"]
        assert len(rows) == tile["count"], tile
        assert tile["count"] > 0, tile


@pytest.mark.req("POR-1", "IAM-2")
@pytest.mark.parametrize("role", ROLES)
def test_the_menu_shows_what_the_role_may_enter_and_nothing_else(role: str, settings: Any) -> None:
    settings.DEMO = True
    _, client = client_of(role, make_organisation().uid)

    session = client.get("/api/v1/portal/session").json()

    shown = {entry["key"] for group in session["menu"] for entry in group["children"]}
    held = set(session["permissions"])
    entries = [entry for group in MENU for entry in group.entries]
    assert shown == {entry.key for entry in entries if not entry.permissions or held & set(entry.permissions)}
    assert all(group["children"] for group in session["menu"])


@pytest.mark.req("POR-1")
def test_the_menu_names_only_rights_that_exist_and_each_page_once() -> None:
    entries = [entry for group in MENU for entry in group.entries]

    assert {right for entry in entries for right in entry.permissions} <= set(DECLARED)
    assert len({entry.path for entry in entries}) == len({entry.key for entry in entries}) == len(entries)


@pytest.mark.req("POR-2")
def test_the_worst_fact_of_a_tile_speaks_of_what_the_tile_counts() -> None:
    bureau = make_organisation().uid
    person, client = client_of("inspector", bureau)
    today = clock.business_date(clock.now())
    item_at(bureau, kind=ItemKind.TASK, person=person, due_on=today)
    for _ in range(3):
        item_at(bureau, kind=ItemKind.WARNING, person=person, due_on=today - timedelta(days=1))

    tiles = {tile["key"]: tile for tile in client.get("/api/v1/portal/tiles").json()}

    assert {key: (tiles[key]["worst"], tiles[key]["is_late"]) for key in ("task", "risk", "warning")} == {
        "task": ("没有逾期", False),
        "risk": ("没有风险", False),
        "warning": ("3 件已过期", True),
    }


@pytest.mark.parametrize("demo", [True, False])
def test_the_outbox_stands_in_the_menu_of_demonstrations_alone(demo: bool, settings: Any) -> None:
    settings.DEMO = demo
    _, client = client_of("inspector", make_organisation().uid)

    menu = client.get("/api/v1/portal/session").json()["menu"]

    assert ("outbox" in {entry["key"] for group in menu for entry in group["children"]}) is demo
    assert all(group["icon"] for group in menu)
