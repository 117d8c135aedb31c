"""Pages and states that no other test looks at with axe: lists, first screens of roles, nothing there, failures."""

import json
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from .axe import violations
from .conftest import People
from .field_work import small_targets

pytestmark = pytest.mark.browser
Picture = Callable[[Page, str], None]
MISSING = "00000000-0000-4000-8000-000000000000"
#: Address and heading of a page, by the role card that opens it.
PAGES = {
    "system_admin": [("/", "工作台"), ("/system/roles", "角色与权限")],
    "security_admin": [("/", "工作台"), ("/system/roles", "角色与权限")],
    "section_chief": [
        ("/", "工作台"),
        ("/inspection/rectifications", "整改跟踪"),
        ("/inspection/rectifications?stage=closed", "整改跟踪"),
        ("/inspection/officer-pools", "人员名录库"),
        ("/inspection/object-pools", "对象名录库"),
        ("/inspection/avoidances", "回避登记"),
        ("/worklist", "待办中心"),
    ],
    "inspector": [("/", "工作台"), ("/inspection/rectifications", "整改跟踪"), ("/inspection/avoidances", "回避登记")],
    "bureau_leader": [("/", "工作台"), ("/inspection/rectifications?overdue=1", "整改跟踪")],
    "legal_reviewer": [("/", "工作台")],
    "case_officer": [("/", "工作台")],
    "audit_admin": [("/", "工作台")],
}
#: Pages with what they call their content, for an address without anything behind it.
NOTHING_THERE = {
    "/inspection/tasks": "任务没有加载出来",
    "/inspection/records": "记录没有加载出来",
    "/inspection/rectifications": "责令改正没有加载出来",
    "/registry/entities": "档案没有打开",
    "/registry/imports": "这次导入没有打开",
    "/enforcement/clues": "线索没有加载出来",
}


def answer_with_failure(page: Page, pattern: str) -> None:
    """Let these calls fail as they do when the server is out of order."""
    problem = {
        "status": 503,
        "code": "kernel.unavailable",
        "title": "暂时不可用",
        "detail": "系统暂时不可用，请稍后再试。",
    }

    def fail(route: Route) -> None:
        route.fulfill(status=503, content_type="application/problem+json", body=json.dumps(problem))

    page.route(pattern, fail)


def looks(page: Page, picture: Picture, face: str) -> tuple[dict[str, list[str]], Callable[[str], None]]:
    """What was found under each name, and how to look at what the page shows now."""
    found: dict[str, list[str]] = {}

    def look(name: str) -> None:
        picture(page, f"{face}-{name}")
        found[name] = violations(page) + small_targets(page)

    return found, look


@pytest.mark.req("PLT-1")
@pytest.mark.parametrize("role", PAGES)
def test_the_pages_of_each_role_are_without_violation(role: str, people: People, picture: Picture) -> None:
    page = people.desk(role)
    found: dict[str, list[str]] = {}
    for address, heading in PAGES[role]:
        page.goto(address)
        expect(page.get_by_role("heading", name=heading, exact=True)).to_be_visible()
        picture(page, f"axe-{role}{address.replace('/', '-').replace('?', '-')}")
        found[address] = violations(page)

    assert {address: told for address, told in found.items() if told} == {}


@pytest.mark.req("PLT-1")
def test_what_is_not_there_is_told_in_the_console_without_violation(people: People, picture: Picture) -> None:
    page = people.desk("section_chief")
    page.goto("/no/such/page")
    expect(page.get_by_role("heading", name="没有这个页面")).to_be_visible()
    picture(page, "missing-console")
    found = {"/no/such/page": violations(page)}
    for address, told in NOTHING_THERE.items():
        page.goto(f"{address}/{MISSING}")
        expect(page.get_by_role("alert").filter(has_text=told)).to_have_count(1)
        picture(page, f"missing{address.replace('/', '-')}")
        found[address] = violations(page)
    page.goto("/no/such/page")
    page.get_by_role("link", name="回到工作台").last.click()
    expect(page.get_by_role("heading", name="工作台")).to_be_visible()

    assert {address: told for address, told in found.items() if told} == {}


@pytest.mark.req("PLT-1")
def test_a_failing_server_is_told_with_what_to_do_and_the_page_comes_back_by_retry(
    people: People, picture: Picture
) -> None:
    page = people.desk("section_chief")
    page.goto("/")
    expect(page.get_by_role("heading", name="工作台")).to_be_visible()
    for name, address, pattern in (
        ("workbench", "/", "**/api/v1/portal/tiles*"),
        ("rectifications", "/inspection/rectifications", "**/api/v1/inspection/rectifications?*"),
        ("avoidances", "/inspection/avoidances", "**/api/v1/inspection/avoidances?*"),
        ("object-pools", "/inspection/object-pools", "**/api/v1/inspection/object-pools"),
        ("roles", "/system/roles", "**/api/v1/identity/roles"),
    ):
        answer_with_failure(page, pattern)
        page.goto(address)
        told = page.get_by_role("alert").filter(has_text="系统暂时不可用，请稍后再试。")
        expect(told).to_have_count(1)
        picture(page, f"failure-{name}")
        assert violations(page) == [], name
        page.unroute(pattern)
        told.get_by_role("button", name="重试").press("Enter")
        expect(told).to_have_count(0)


@pytest.mark.req("PLT-1")
def test_what_is_not_there_and_what_fails_on_the_phone_is_without_violation(people: People, picture: Picture) -> None:
    page = people.phone("inspector")
    found, look = looks(page, picture, "field")

    page.goto("/m/no/such/page")
    expect(page.get_by_role("heading", name="没有这个页面")).to_be_visible()
    look("missing")
    for name, address in (
        ("entity", f"/m/entities/{MISSING}"),
        ("record", f"/m/records/{MISSING}"),
        ("visit", f"/m/visit/{MISSING}/notice"),
    ):
        page.goto(address)
        expect(page.get_by_role("alert").or_(page.get_by_text("这项任务不在本机")).first).to_be_visible()
        look(f"missing-{name}")

    assert {name: told for name, told in found.items() if told} == {}


@pytest.mark.req("PLT-1")
def test_what_is_not_there_and_what_fails_on_the_public_site_is_without_violation(
    people: People, picture: Picture
) -> None:
    page = people.phone()
    found, look = looks(page, picture, "h5")

    page.goto("/h5/no/such/page")
    expect(page.get_by_role("heading", name="没有这个页面")).to_be_visible()
    look("missing")
    page.goto(f"/h5/draws/{MISSING}")
    expect(page.get_by_text("没有公布过这次抽取")).to_be_visible()
    look("missing-draw")
    page.goto("/v/ABCDEFGHJKLM")
    expect(page.get_by_text("没有").first).to_be_visible()
    look("missing-paper")
    answer_with_failure(page, "**/api/v1/public/**")
    for name in ("results", "draws"):
        page.goto(f"/h5/{name}")
        expect(page.get_by_role("alert").filter(has_text="系统暂时不可用，请稍后再试。")).to_have_count(1)
        look(f"failure-{name}")

    assert {name: told for name, told in found.items() if told} == {}
