"""A re-inspection whose officers may not go: the office is asked, chooses others, and they get the task."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from .axe import violations
from .calls import Caller
from .conftest import People
from .console import choose
from .desk_work import NOTE, agree, desk_of, fill, picture_file, send, signed
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


def order_page(page: Page, record: str) -> str:
    """Open the order that a record gave; gives its address."""
    page.goto(f"/inspection/records/{record}")
    page.get_by_role("link", name=re.compile("责改")).click()
    page.wait_for_url("**/inspection/rectifications/*")
    return page.url


def look_again(page: Page) -> str:
    """Make the re-inspection from the order's page; gives its task."""
    page.get_by_role("button", name="立即复查").click()
    page.wait_for_url("**/inspection/tasks/*")
    expect(page.get_by_text("复查表由责令改正的事项生成")).to_be_visible()
    return page.url.rpartition("/")[2]


@pytest.mark.req("INS-5.5", "INS-5.10")
def test_an_order_stands_after_a_cancelled_visit_and_a_failed_one_is_given_again(
    people: People, picture: Picture, tmp_path: Path
) -> None:
    job, photo = Office(people.platform.url).job("白棠"), picture_file(tmp_path)
    page = people.desk("section_chief")
    order = order_page(page, signed(people, job, photo=photo))
    look_again(page)

    page.get_by_role("button", name="取消任务").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("理由").fill("检查人员另有任务")
    dialog.get_by_role("button", name="取消任务").click()
    expect(dialog).to_be_hidden()
    page.goto(order)
    expect(page.get_by_role("status").filter(has_text="上次复查没有完成，请重新安排复查。")).to_be_visible()
    task = look_again(page)
    lead = desk_of(people, job.lead)
    fill(lead, task, photo=photo)
    agree(desk_of(people, job.second), send(lead))

    page.goto(order)
    expect(page.get_by_text("整改不合格").first).to_be_visible()
    page.get_by_role("button", name="重新下达").click()
    drawer = page.get_by_role("dialog", name="重新下达整改要求")
    drawer.get_by_label("改正期限").fill("7")
    picture(page, "rectification-reissue")
    assert violations(page) == []
    drawer.get_by_role("button", name="重新下达").click()

    expect(page.get_by_text("7 个工作日")).to_be_visible()
    assert page.url != order
    picture(page, "rectification-again")
    page.get_by_role("link", name="没有改正的原整改要求").click()
    expect(page).to_have_url(order)
    expect(page.get_by_role("button", name="重新下达")).to_have_count(0)
    expect(page.get_by_role("link", name="新的整改要求")).to_be_visible()


@pytest.mark.req("INS-5.5", "INS-5.7")
def test_an_order_given_by_mistake_is_withdrawn_with_its_paper_and_its_visit(
    people: People, picture: Picture, tmp_path: Path
) -> None:
    office = Office(people.platform.url)
    record = signed(people, office.job("梅坪"), photo=picture_file(tmp_path))
    page = people.desk("section_chief")
    page.goto(f"/inspection/records/{record}")
    expect(page.get_by_role("button", name="作废现场检查记录")).to_be_visible()
    expect(page.get_by_role("button", name="作废责令改正通知书")).to_have_count(0)
    page.get_by_role("link", name=re.compile("责改")).click()
    look_again(page)
    page.go_back()
    page.get_by_role("button", name="撤销").click()
    dialog = page.get_by_role("dialog", name="撤销整改要求")
    dialog.get_by_role("button", name="责令对象有误").click()
    picture(page, "rectification-withdraw")
    assert violations(page) == []
    dialog.get_by_role("button", name="撤销").click()

    expect(dialog).to_be_hidden()
    expect(page.get_by_text("撤销理由")).to_be_visible()
    expect(page.get_by_text("已撤销").first).to_be_visible()
    expect(page.get_by_role("button", name="撤销")).to_have_count(0)
    picture(page, "rectification-withdrawn")
    assert violations(page) == []
    page.get_by_role("button", name="查看复查任务").click()
    expect(page.get_by_text("已取消").first).to_be_visible()
    page.goto(f"/inspection/records/{record}")
    expect(page.get_by_text("作废理由：责令对象有误")).to_be_visible()
    visitor = people.phone()
    (code,) = (one["code"] for one in office.record(record)["papers"] if one["void_reason"])
    visitor.goto(f"/v/{code}")
    expect(visitor.get_by_text("责令对象有误")).to_be_visible()
    picture(visitor, "h5-paper-withdrawn")


@pytest.mark.req("INS-5.3")
def test_a_record_of_a_task_cancelled_meanwhile_is_kept_read_and_settled(
    people: People, picture: Picture, tmp_path: Path
) -> None:
    job = Office(people.platform.url).job("白棠")
    lead, chief = desk_of(people, job.lead), people.desk("section_chief")
    fill(lead, job.uid, photo=picture_file(tmp_path))
    Caller(people.platform.url, role="section_chief").post(
        f"/api/v1/inspection/tasks/{job.uid}/cancel", {"reason": "检查计划已调整"}
    )

    lead.keyboard.press("Control+Enter")

    expect(lead.get_by_text("您的记录已另存").first).to_be_visible()
    chief.goto("/worklist")
    chief.get_by_role("row").filter(has_text="有检查记录被另存").filter(has_text=job.entity_name).get_by_role(
        "link"
    ).click()
    chief.get_by_role("button", name="查看", exact=True).click()
    drawer = chief.get_by_role("dialog", name="另存的检查记录")
    expect(drawer.get_by_text(NOTE)).to_be_visible()
    picture(chief, "held-record")
    assert violations(chief) == []
    drawer.get_by_role("button", name="处理", exact=True).click()
    reason = chief.get_by_role("dialog", name="处理另存的检查记录")
    reason.get_by_text("任务已取消，另行安排检查").click()
    reason.get_by_role("button", name="处理完毕").click()
    expect(chief.get_by_text("处理：任务已取消，另行安排检查")).to_be_visible()
    picture(chief, "held-settled")
