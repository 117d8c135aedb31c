"""Signing in, by role card and by account, and what stands on the first screen."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from .conftest import People

pytestmark = pytest.mark.browser


@pytest.mark.req("POR-1", "IAM-2")
def test_one_click_on_a_role_card_opens_the_workbench(people: People, picture: Callable[[Page, str], None]) -> None:
    page = people.desk()
    page.goto("/")
    page.get_by_role("button", name="科长").click()

    expect(page.get_by_role("heading", name="工作台")).to_be_visible()
    picture(page, "console-workbench")
