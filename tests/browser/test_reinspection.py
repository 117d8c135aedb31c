"""A re-inspection whose officers may not go: the office is asked, chooses others, and they get the task."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from .axe import violations
from .conftest import People
from .console import choose
from .desk_work import picture_file, signed
from .field_work import PAIRS, Job, Office
from .newcomers import Newcomer, newcomer

pytestmark = pytest.mark.browser
Picture = Callable[[Page, str], None]
OTHER = PAIRS["梅坪"][1][1]


def revoke_certificate(people: People, officer: Newcomer) -> None:
    """The system administrator takes the certificate back."""
    page = people.desk("system_admin")
    page.goto(f"/system/people/{officer.uid}")
    page.get_by_role("button", name=f"收回 {officer.certificate}").click()
    page.get_by_role("dialog").get_by_role("button", name="收回").click()
    expect(page.get_by_role("row", name=re.compile(officer.certificate))).to_contain_text("已收回")


def reported(page: Page, record: str) -> str:
    """The entity has reported that all is corrected; gives the address of the order."""
    page.goto(f"/inspection/records/{record}")
    page.get_by_role("link", name=re.compile("责改")).click()
    page.get_by_role("button", name="企业已报告完成").click()
    expect(page.get_by_text("企业报告已完成整改")).to_be_visible()
    return page.url


def staffing_todo(page: Page, job: Job) -> None:
    """Open the order from the to-do that asks for officers."""
    page.goto("/worklist?kind=risk")
    row = page.get_by_role("row").filter(has_text=f"请安排复查：{job.entity_name}")
    expect(row).to_contain_text("当日没有有效的执法证件")
    row.get_by_role("link").click()
    expect(page.get_by_role("heading", name=job.entity_name)).to_be_visible()


@pytest.mark.req("INS-5.5", "IAM-4")
def test_the_office_sends_others_when_a_certificate_was_taken_back(
    people: People, picture: Picture, tmp_path: Path
) -> None:
    office, lead = Office(people.platform.url), newcomer(people.platform.url, "白棠")
    job = office.job(((lead.username, lead.name), PAIRS["白棠"][1]))
    record = signed(people, job, photo=picture_file(tmp_path))
    revoke_certificate(people, lead)
    page = people.desk("section_chief")
    order = reported(page, record)
    expect(page.get_by_text("原检查人员不能前往，请指定人员复查。")).to_be_visible()
    staffing_todo(page, job)
    assert page.url == order

    page.get_by_role("button", name="立即复查").click()
    expect(page.get_by_role("alert").filter(has_text=f"{lead.name}当日没有有效的执法证件")).to_be_visible()
    opener = page.get_by_role("button", name="指定人员复查")
    opener.click()
    drawer = page.get_by_role("dialog", name="指定人员复查")
    send = drawer.get_by_role("button", name="派发复查")
    expect(send).to_be_disabled()
    expect(drawer.get_by_text("请选择两名以上检查人员，并指定主办")).to_be_visible()
    picture(page, "reinspection-staff-empty")
    assert violations(page) == []
    page.keyboard.press("Escape")
    expect(drawer).to_be_hidden()
    expect(opener).to_be_focused()

    opener.press("Enter")
    choose(page, "检查人员", job.second_name, OTHER)
    expect(page.get_by_role("option", name=lead.name)).to_have_count(0)
    drawer.get_by_role("radio", name=OTHER).check()
    picture(page, "reinspection-staff")
    assert violations(page) == []
    page.keyboard.press("Control+Enter")

    expect(page.get_by_text("复查表由责令改正的事项生成")).to_be_visible()
    expect(page.get_by_role("definition").filter(has_text=OTHER)).to_have_text(f"{OTHER}（主办）、{job.second_name}")
    picture(page, "reinspection-task")
    page.goto(order)
    expect(page.get_by_text("待复查").first).to_be_visible()
    expect(opener).to_have_count(0)
    page.goto("/worklist?kind=risk")
    expect(page.get_by_role("heading", name="待办中心")).to_be_visible()
    expect(page.get_by_role("table").or_(page.get_by_text(re.compile("^没有")))).to_be_visible()
    expect(page.get_by_text(f"请安排复查：{job.entity_name}")).to_have_count(0)
