"""Signing in, by role card and by account, what stands on the first screen, and a session that ends under a page."""

import os
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from . import axe
from .calls import PASSWORD, Caller
from .conftest import People
from .platform import Platform

pytestmark = pytest.mark.browser

ROLES = {
    "inspector": "检查员",
    "section_chief": "科长",
    "bureau_leader": "分局领导",
    "legal_reviewer": "法制审核",
    "case_officer": "稽查人员",
    "system_admin": "系统管理员",
    "security_admin": "安全管理员",
    "audit_admin": "审计管理员",
}

#: Where the page that a tile opens takes its rows from.
SOURCES = {"/worklist": "/api/v1/worklist/items", "/enforcement/clues": "/api/v1/enforcement/clues"}


def sign_in(page: Page, username: str, password: str) -> None:
    """Fill in the form of the door and press the button."""
    page.get_by_label("账号").fill(username)
    page.get_by_label("密码", exact=True).fill(password)
    page.get_by_role("button", name="登录", exact=True).click()


def username_of(platform: Platform, role: str) -> str:
    """Account name behind a role card."""
    session = Caller(platform.url, role=role).get("/api/v1/portal/session")
    return str(session["person"]["username"])


@pytest.mark.req("POR-1", "POR-2", "IAM-2", "PLT-1")
@pytest.mark.parametrize("role", ROLES)
def test_a_role_card_opens_a_workbench_whose_counts_are_the_lengths_of_the_lists_they_open(
    role: str, people: People, picture: Callable[[Page, str], None]
) -> None:
    page = people.desk()
    page.goto("/")
    page.get_by_role("button", name=re.compile(f"^{ROLES[role]}")).click()

    expect(page.get_by_role("heading", name="工作台")).to_be_visible()
    tiles = page.get_by_role("list", name="我的数量").get_by_role("link")
    expect(tiles.first).to_be_visible()
    picture(page, f"console-workbench-{role}")
    for tile in tiles.all():
        path, _, query = (tile.get_attribute("href") or "").partition("?")
        count = int(re.match(r"\d+", tile.inner_text()).group())  # type: ignore[union-attr]  # a tile begins with it
        assert count == _rows_behind(page, f"{SOURCES[path]}?{query}"), tile.inner_text()


def _rows_behind(page: Page, address: str) -> int:
    """How many rows the list has, page by page, as the console would turn them."""
    rows, mark = 0, ""
    while mark is not None:
        answer = page.request.get(f"{address}&limit=200" + (f"&after={mark}" if mark else "")).json()
        rows, mark = rows + len(answer["items"]), answer["next"]
    return rows


@pytest.mark.req("POR-2")
def test_a_tile_opens_its_list(people: People) -> None:
    page = people.desk("section_chief")
    page.goto("/")
    page.get_by_role("list", name="我的数量").get_by_role("link", name=re.compile("预警")).click()

    expect(page.get_by_role("heading", name="待办中心")).to_be_visible()
    expect(page.get_by_role("table").get_by_text("预警", exact=True).first).to_be_visible()


@pytest.mark.req("IAM-7")
def test_account_and_password_open_the_workbench(people: People, platform: Platform) -> None:
    page = people.desk()
    page.goto("/inspection/records")
    expect(page.get_by_label("账号")).to_be_visible()
    assert axe.violations(page) == []

    sign_in(page, username_of(platform, "section_chief"), PASSWORD)

    expect(page.get_by_role("heading", name="检查记录")).to_be_visible()


@pytest.mark.req("IAM-7")
def test_five_wrong_passwords_close_the_door_for_a_while(people: People, picture: Callable[[Page, str], None]) -> None:
    page = people.desk()
    page.goto("/sign-in")
    name = f"nobody-{os.urandom(4).hex()}"
    for _ in range(5):
        with page.expect_response("**/identity/sign-in"):
            sign_in(page, name, "Wrong-Password-1")
        expect(page.get_by_role("alert")).to_contain_text("连续输错 5 次将锁定 15 分钟")

    sign_in(page, name, "Wrong-Password-1")

    expect(page.get_by_role("alert")).to_contain_text("尝试次数过多，请 15 分钟后再试")
    picture(page, "console-locked")


@pytest.mark.req("IAM-7")
def test_a_session_that_ended_keeps_the_page_and_asks_for_the_password(
    people: People, platform: Platform, picture: Callable[[Page, str], None]
) -> None:
    page = people.desk("system_admin")
    page.goto("/system/people")
    page.get_by_role("button", name="新增人员").click()
    form = page.get_by_role("dialog", name="新增人员")
    form.get_by_label("姓名").fill("欧阳静")
    page.context.clear_cookies(name="zhijian_session")

    form.get_by_label("职务").fill("科员")
    form.get_by_label("机构").click()
    page.get_by_role("option").first.click()
    form.get_by_role("button", name="保存").click()

    drawer = page.get_by_role("dialog", name="登录已过期")
    expect(drawer).to_be_visible()
    picture(page, "console-expired")
    assert axe.violations(page) == []
    drawer.get_by_label("密码").fill(PASSWORD)
    drawer.get_by_role("button", name="继续").click()
    expect(page.get_by_role("heading", name="欧阳静")).to_be_visible()


@pytest.mark.req("IAM-2", "POR-1")
def test_a_page_without_the_right_says_which_right_is_missing(
    people: People, picture: Callable[[Page, str], None]
) -> None:
    page = people.desk("inspector")
    page.goto("/system/audit")

    expect(page.get_by_role("alert")).to_contain_text("您没有“查看和导出审计记录”的权限")
    picture(page, "console-forbidden")
    assert axe.violations(page) == []
    page.get_by_role("link", name="回到工作台", exact=True).click()
    expect(page.get_by_role("heading", name="工作台")).to_be_visible()
