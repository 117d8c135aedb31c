"""Keeping away (回避): declared, told wherever officers are chosen, settled for tasks already out, ended."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from .axe import violations
from .calls import Refused, today
from .conftest import People
from .console import choose, field, find_entity
from .desk_work import desk_of
from .field_work import PAIRS, Job, Office

pytestmark = pytest.mark.browser
Picture = Callable[[Page, str], None]
REASON = "与负责人是近亲属"


@pytest.fixture
def office(people: People) -> Office:
    return Office(people.platform.url)


def declaring(page: Page) -> Locator:
    """The drawer in which somebody declares, open on the page of avoidances."""
    page.goto("/inspection/avoidances")
    page.get_by_role("button", name="申报回避").click()
    drawer = page.get_by_role("dialog", name="申报回避")
    expect(drawer).to_be_visible()
    return drawer


def declare(page: Page, job: Job, name: str) -> None:
    """Somebody who looks after the libraries keeps an officer away from the entity of a job."""
    drawer = declaring(page)
    choose(page, "回避人员", name)
    find_entity(page, "回避主体", job.entity_name)
    drawer.get_by_role("button", name=REASON).click()
    drawer.get_by_role("button", name="登记").click()
    expect(drawer).to_be_hidden()


def row_of(page: Page, job: Job) -> Locator:
    return page.get_by_role("table", name="回避").get_by_role("row").filter(has_text=job.entity_name)


def option(page: Page, label: str, name: str) -> Locator:
    """An officer as a select offers them, which is opened for it."""
    box = field(page, label).and_(page.get_by_role("combobox"))
    page.locator(".el-select").filter(has=box).click()
    return page.locator(f"#{box.get_attribute('aria-controls')}").get_by_role("option", name=name).first


@pytest.mark.req("INS-4.3")
def test_bad_input_is_told_in_place_loses_nothing_and_enter_sends_what_was_mended(
    people: People, office: Office, picture: Picture
) -> None:
    job = office.job("霜洲")
    page = people.desk("section_chief")
    drawer = declaring(page)
    drawer.get_by_role("button", name="登记").click()
    expect(drawer.get_by_role("alert").first).to_contain_text("有 2 处需要修改")
    expect(drawer.get_by_role("alert").first).to_be_focused()
    picture(page, "avoidance-mistakes")
    assert violations(page) == []

    choose(page, "回避人员", job.lead_name)
    find_entity(page, "回避主体", job.entity_name)
    field(drawer, "理由").fill("配偶在该店任店长")
    field(drawer, "回避到").fill(today(-1))
    field(drawer, "回避到").press("Enter")
    drawer.get_by_role("button", name="登记").click()
    expect(drawer.get_by_role("alert").filter(has_text="回避的最后一天不能早于今天")).to_be_visible()
    expect(field(drawer, "理由")).to_have_value("配偶在该店任店长")
    expect(drawer.get_by_text(job.entity_name)).to_be_visible()

    field(drawer, "回避到").fill(today(30))
    field(drawer, "回避到").press("Enter")
    expect(drawer).to_be_visible()
    field(drawer, "理由").press("Enter")

    expect(drawer).to_be_hidden()
    expect(row_of(page, job)).to_contain_text("配偶在该店任店长")
    expect(row_of(page, job)).to_contain_text(f"{today(31)} 前")
    picture(page, "avoidance-list")
    assert violations(page) == []


@pytest.mark.req("INS-4.3")
def test_the_same_avoidance_is_registered_once_and_escape_leads_back(people: People, office: Office) -> None:
    job = office.job("霜洲")
    page = people.desk("section_chief")
    declare(page, job, job.second_name)

    drawer = declaring(page)
    choose(page, "回避人员", job.second_name)
    find_entity(page, "回避主体", job.entity_name)
    drawer.get_by_role("button", name=REASON).click()
    drawer.get_by_role("button", name="登记").click()
    expect(drawer.get_by_role("alert").filter(has_text="这条回避关系已经登记。")).to_be_visible()
    page.keyboard.press("Escape")

    expect(drawer).to_be_hidden()
    expect(page.get_by_role("button", name="申报回避")).to_be_focused()
    expect(row_of(page, job)).to_have_count(1)


@pytest.mark.req("INS-4.3", "INS-5.1")
def test_who_must_keep_away_is_not_proposed_and_not_accepted_until_it_ends(
    people: People, office: Office, picture: Picture
) -> None:
    job = office.job("梧塬")
    page = people.desk("section_chief")
    declare(page, job, job.lead_name)

    page.goto("/inspection/tasks")
    page.get_by_role("button", name="新建任务").click()
    drawer = page.get_by_role("dialog")
    choose(page, "检查事项", "餐饮服务日常监督检查")
    choose(page, "检查人员", job.lead_name, job.second_name)
    find_entity(page, "检查对象", job.entity_name)
    told = drawer.get_by_role("alert").filter(has_text=f"{job.lead_name}对该主体应当回避（{REASON}），请改选其他人员。")
    expect(told).to_be_visible()
    field(drawer, "来源或理由").fill("群众举报后厨卫生差")
    drawer.get_by_role("button", name="创建任务").click()
    expect(drawer.get_by_role("link", name="有检查人员对该主体应当回避，请改选其他人员。")).to_be_visible()
    barred = option(page, "检查人员", job.lead_name)
    barred.click()
    expect(told).to_be_hidden()
    expect(barred).to_be_disabled()
    expect(barred).to_contain_text(f"应当回避：{REASON}")
    picture(page, "avoidance-not-proposed")

    officers = {one["name"]: one["uid"] for one in office.leader.get("/api/v1/identity/officers")}
    body = {
        "kind": "temporary",
        "matter": office.task(job.uid)["matter"],
        "entity": job.entity,
        "officers": [officers[job.lead_name], officers[job.second_name]],
        "lead": officers[job.second_name],
        "reason": "群众举报后厨卫生差",
        "starts_on": today(),
        "due_on": today(3),
    }
    with pytest.raises(Refused, match="应当回避"):
        office.section.post("/api/v1/inspection/tasks", body)

    page.goto("/inspection/avoidances")
    row_of(page, job).get_by_role("button", name="解除").click()
    dialog = page.get_by_role("dialog", name="解除回避")
    expect(dialog).to_contain_text(job.lead_name)
    dialog.get_by_role("button", name="解除").click()
    expect(dialog).to_be_hidden()
    expect(row_of(page, job)).to_have_count(0)
    assert office.section.post("/api/v1/inspection/tasks", body)["entity"]["uid"] == job.entity


@pytest.mark.req("INS-4.3", "INS-5.1")
def test_an_officer_declares_for_themselves_and_the_office_sends_another(
    people: People, office: Office, picture: Picture
) -> None:
    job = office.job("白棠")
    own = desk_of(people, job.lead)
    own.goto(f"/inspection/tasks/{job.uid}")
    own.get_by_role("button", name="申报回避").click()
    drawer = own.get_by_role("dialog", name="申报回避")
    expect(field(drawer, "回避主体")).to_have_value(job.entity_name)
    expect(field(drawer, "回避人员")).to_have_value(job.lead_name)
    expect(field(drawer, "回避人员")).not_to_be_editable()
    drawer.get_by_role("button", name=REASON).click()
    drawer.get_by_role("button", name="登记").click()
    expect(own.get_by_role("status").filter(has_text=f"{job.lead_name}对该主体应当回避（{REASON}）")).to_be_visible()
    expect(own.get_by_role("button", name="申报回避")).to_have_count(0)
    picture(own, "avoidance-task")
    assert violations(own) == []
    own.goto("/inspection/avoidances")
    expect(row_of(own, job)).to_contain_text(job.lead_name)
    expect(row_of(own, job).get_by_role("button", name="解除")).to_have_count(0)
    picture(own, "avoidance-own")

    leader = people.desk("bureau_leader")
    leader.goto("/worklist?kind=warning")
    todo = leader.get_by_role("row").filter(has_text="请改派检查人员").filter(has_text=job.entity_name)
    expect(todo).to_contain_text(f"{job.lead_name}对该主体应当回避")
    todo.get_by_role("link").click()
    leader.get_by_role("button", name="调整").click()
    change = leader.get_by_role("dialog", name="调整任务")
    expect(change.get_by_role("alert")).to_contain_text(f"{job.lead_name}对该主体应当回避")
    picture(leader, "avoidance-task-change")
    assert violations(leader) == []
    choose(leader, "检查人员", job.lead_name, PAIRS["梅坪"][1][1])
    expect(change.get_by_role("alert")).to_have_count(0)
    change.get_by_role("button", name="保存").click()

    expect(change).to_be_hidden()
    assert {one["name"] for one in office.task(job.uid)["officers"]} == {job.second_name, PAIRS["梅坪"][1][1]}
    leader.goto("/worklist?kind=warning")
    expect(leader.get_by_role("heading", name="待办中心")).to_be_visible()
    expect(leader.get_by_role("table").or_(leader.get_by_text(re.compile("^没有")))).to_be_visible()
    expect(todo).to_have_count(0)


@pytest.mark.req("IAM-3")
def test_who_sees_no_inspections_is_told_which_right_is_missing(people: People) -> None:
    page = people.desk("system_admin")
    page.goto("/inspection/avoidances")

    expect(page.get_by_text("您没有“查看检查任务和记录”的权限")).to_be_visible()
    assert violations(page) == []
