"""Tasks at the desk: made, approved, sent out, changed, cancelled; and the calendar that leads to them."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from .axe import violations
from .calls import Caller, today
from .conftest import People
from .console import choose, field, find_entity
from .field_work import Office

pytestmark = pytest.mark.browser
Picture = Callable[[Page, str], None]


@pytest.fixture
def office(people: People) -> Office:
    return Office(people.platform.url)


def _new_task(chief: Page, entity: str, *, kind: str, reason: str) -> None:
    """Fill and send the drawer of a new task for two officers of one office."""
    chief.goto("/inspection/tasks")
    chief.get_by_role("button", name="新建任务").click()
    drawer = chief.get_by_role("dialog")
    drawer.get_by_text(kind).click()
    find_entity(chief, "检查对象", entity)
    choose(chief, "检查事项", "餐饮服务日常监督检查")
    choose(chief, "检查人员", "孙浩", "韩娟燕")
    field(drawer, "来源或理由").fill(reason)
    drawer.get_by_role("button", name="创建任务").click()


@pytest.mark.req("INS-5.1")
def test_a_task_is_made_approved_sent_out_changed_and_cancelled(
    people: People, office: Office, picture: Picture
) -> None:
    chief, leader = people.desk("section_chief"), people.desk("bureau_leader")
    _new_task(chief, office.entity("CY")["name"], kind="日常检查", reason="年度检查计划")
    expect(chief.get_by_text("待审批")).to_be_visible()
    picture(chief, "task-planned")
    assert violations(chief) == []

    leader.goto(chief.url)
    leader.get_by_role("button", name="批准").click()
    leader.get_by_role("button", name="派发").click()
    expect(leader.get_by_text("已派发").first).to_be_visible()

    chief.reload()
    chief.get_by_role("button", name="调整").click()
    days = field(chief.get_by_role("dialog"), "完成期限")
    days.fill(today(20))
    days.press("Enter")
    chief.get_by_role("button", name="保存").click()
    expect(chief.get_by_text(f"{today()} 至 {today(20)}")).to_be_visible()

    chief.get_by_role("button", name="取消任务").click()
    dialog = chief.get_by_role("dialog")
    dialog.get_by_text("检查计划已调整").click()
    dialog.get_by_role("button", name="取消任务").click()
    expect(chief.get_by_text("已取消").first).to_be_visible()
    expect(chief.get_by_role("definition").filter(has_text="检查计划已调整")).to_be_visible()


@pytest.mark.req("INS-5.2")
def test_a_flying_inspection_starts_at_once_and_wants_its_reason(people: People, office: Office) -> None:
    chief = people.desk("section_chief")
    name = office.entity("CY")["name"]
    _new_task(chief, name, kind="临时任务（飞行检查）", reason="")
    expect(chief.get_by_role("alert").get_by_text("临时任务请写明来源或者理由，至少4个字。")).to_be_visible()

    field(chief.get_by_role("dialog"), "来源或理由").fill("群众举报后厨卫生差")
    chief.get_by_role("button", name="创建任务").click()

    expect(chief.get_by_role("heading", name=re.compile(re.escape(name)))).to_be_visible()
    expect(chief.get_by_text("已派发").first).to_be_visible()


@pytest.mark.req("INS-5.1")
def test_a_count_in_the_calendar_opens_exactly_that_list(people: People, office: Office, picture: Picture) -> None:
    office.job("梅坪")
    chief = people.desk("section_chief")
    chief.goto("/calendar?all=1")
    if today()[:7] != today(10)[:7]:
        chief.get_by_role("button", name="下一月").click()
    link = chief.get_by_role("link", name=re.compile(f"^{today(10)} 日常检查 \\d+ 件$"))
    expect(link).to_be_visible()
    picture(chief, "calendar")
    count = int(link.inner_text().split()[-2])
    assert violations(chief) == []

    link.click()

    expect(chief.get_by_role("table", name="检查任务").locator("tbody tr")).to_have_count(count)


@pytest.mark.req("POR-1")
def test_a_day_of_the_workbench_opens_exactly_its_items(people: People, office: Office) -> None:
    office.job("梅坪")
    chief = people.desk("section_chief")
    chief.goto("/")
    day = chief.get_by_role("link", name=re.compile(r"到期 \d+ 件")).first
    told = re.fullmatch(r"(\S+) 到期 (\d+) 件", day.get_attribute("aria-label") or "")
    assert told is not None

    day.click()

    expect(chief).to_have_url(re.compile(f"due={told[1]}"))
    expect(chief.get_by_role("table", name="待办").locator("tbody tr")).to_have_count(int(told[2]))


@pytest.mark.req("POR-1")
def test_the_inspector_of_a_fresh_demonstration_has_something_to_do(people: People) -> None:
    mine = Caller(people.platform.url, role="inspector").get("/api/v1/inspection/tasks", mine="true", limit=200)[
        "items"
    ]

    assert any(task["stage"] in {"dispatched", "accepted"} for task in mine)


def test_acts_stay_in_sight_at_a_magnified_screen(people: People, office: Office, picture: Picture) -> None:
    """1366×768 at 125 %."""
    chief = people.desk("section_chief")
    chief.set_viewport_size({"width": 1092, "height": 614})
    chief.goto("/inspection/tasks")
    act = chief.get_by_role("button", name="取消").first
    expect(act).to_be_visible()
    box = act.bounding_box()
    picture(chief, "tasks-zoomed")

    assert box is not None
    assert box["x"] + box["width"] <= 1092
