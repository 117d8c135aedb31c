"""The system pages as their administrators use them: people, roles, audit, codes, calendar, forms, notices."""

import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from . import axe
from .calls import PASSWORD, Caller
from .conftest import People
from .platform import Platform
from .test_sign_in import sign_in

pytestmark = pytest.mark.browser

Picture = Callable[[Page, str], None]


def add_person(page: Page, name: str) -> str:
    """A new person made by the system administrator, who stands on that person's page; gives its address."""
    page.goto("/system/people")
    page.get_by_role("button", name="新增人员").click()
    form = page.get_by_role("dialog", name="新增人员")
    form.get_by_label("姓名").fill(name)
    form.get_by_label("机构").click()
    page.get_by_role("option", name="食品").first.click()
    form.get_by_label("职务").fill("科员")
    form.get_by_label("手机号").fill("13800009999")
    form.get_by_role("button", name="保存").click()
    expect(page.get_by_role("heading", name=name)).to_be_visible()
    return page.url


def fresh(prefix: str) -> str:
    """A name that no other test uses."""
    return prefix + os.urandom(3).hex()


@pytest.mark.req("IAM-1", "IAM-2", "IAM-7")
def test_a_new_person_gets_an_initial_password_must_change_it_and_then_works(people: People, picture: Picture) -> None:
    name, account = fresh("王"), fresh("w")
    desk = people.desk("system_admin")
    address = add_person(desk, name)
    desk.get_by_role("button", name="开通账号").click()
    desk.get_by_label("账号名").fill(account)
    desk.get_by_role("button", name="开通并生成初始密码").click()
    password = desk.get_by_role("dialog").locator("code").inner_text()
    picture(desk, "console-initial-password")
    assert axe.violations(desk) == []
    desk.get_by_role("button", name="已交给本人").click()
    expect(desk.get_by_text(password)).to_have_count(0)
    security = people.desk("security_admin")
    security.goto(address)
    security.get_by_role("button", name="授予角色").click()
    security.get_by_label("检查员", exact=True).check()
    expect(security.get_by_role("cell", name="会签检查记录")).to_be_visible()
    picture(security, "console-grant")
    security.get_by_role("button", name="授予", exact=True).click()
    expect(security.get_by_role("list", name="现有角色").get_by_text("检查员")).to_be_visible()

    own = people.desk()
    own.goto("/")
    sign_in(own, account, password)
    expect(own.get_by_role("heading", name="修改密码")).to_be_visible()
    own.get_by_label("当前密码").fill(password)
    own.get_by_label("新密码", exact=True).fill("Shan-Qing-2027-x")
    own.get_by_label("再输一遍新密码").fill("Shan-Qing-2027-x")
    own.get_by_role("button", name="保存新密码").click()

    expect(own.get_by_role("heading", name="工作台")).to_be_visible()
    expect(own.get_by_role("button", name=name)).to_be_visible()


@pytest.mark.req("IAM-8")
def test_the_three_administrations_are_refused_to_one_person_with_the_reason(people: People, picture: Picture) -> None:
    address = add_person(people.desk("system_admin"), fresh("李"))
    page = people.desk("security_admin")
    page.goto(address)

    for role in ("审计管理员", "安全管理员"):
        page.get_by_role("button", name="授予角色").click()
        page.get_by_label(role, exact=True).check()
        page.get_by_role("button", name="授予", exact=True).click()
        if role == "审计管理员":
            expect(page.get_by_role("list", name="现有角色").get_by_text(role)).to_be_visible()

    expect(page.get_by_role("alert")).to_contain_text("不能由同一人担任（三员分立）")
    picture(page, "console-separation")
    assert axe.violations(page) == []


@pytest.mark.req("IAM-1", "IAM-4")
def test_certificates_moves_and_leaving_stay_in_the_person_s_history(people: People, picture: Picture) -> None:
    page = people.desk("system_admin")
    add_person(page, fresh("赵"))
    page.get_by_role("button", name="登记执法证").click()
    number = fresh("5701")
    page.get_by_label("执法证号").fill(number)
    page.get_by_label("餐饮服务").check()
    page.get_by_role("button", name="登记", exact=True).click()
    expect(page.get_by_role("row", name=re.compile(number))).to_contain_text("有效")
    page.get_by_role("button", name=f"收回 {number}").click()
    page.get_by_role("dialog").get_by_role("button", name="收回").click()
    expect(page.get_by_role("row", name=re.compile(number))).to_contain_text("已收回")

    page.get_by_role("button", name="调动").click()
    page.get_by_label("调往机构").click()
    page.get_by_role("option", name="法制", exact=False).first.click()
    page.get_by_role("dialog").get_by_role("button", name="调动").click()
    posts = page.get_by_role("region", name="岗位经历")
    expect(posts.get_by_role("listitem")).to_have_count(2)
    page.get_by_role("button", name="离职").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("button", name="办理离职")).to_be_disabled()
    dialog.get_by_label("请输入", exact=False).fill("离职")
    dialog.get_by_role("button", name="办理离职").click()

    expect(page.get_by_text("已离职")).to_be_visible()
    expect(page.get_by_role("button", name="调动")).to_have_count(0)
    picture(page, "console-left")


@pytest.mark.req("IAM-1")
def test_the_tree_narrows_the_list_of_people(people: People, picture: Picture) -> None:
    page = people.desk("system_admin")
    page.goto("/system/people")
    page.get_by_role("treeitem", name="白棠市场监督管理所").click()

    rows = page.get_by_role("table", name="人员").get_by_role("row")
    expect(rows.filter(has_text="食品科")).to_have_count(0)
    expect(rows.filter(has_text="白棠市场监督管理所").first).to_be_visible()
    assert "organisation=" in page.url
    picture(page, "console-people")
    assert axe.violations(page) == []


@pytest.mark.req("PLT-6")
def test_the_audit_page_finds_the_act_just_done_checks_the_chain_and_gives_copies(
    people: People, picture: Picture
) -> None:
    name = fresh("钱")
    add_person(people.desk("system_admin"), name)
    page = people.desk("audit_admin")
    page.goto("/system/audit?table=identity_person&act=insert")

    page.get_by_role("table", name="审计记录").get_by_role("button").first.click()
    drawer = page.get_by_role("dialog", name="审计记录")
    expect(drawer.get_by_role("row", name=re.compile("名称"))).to_contain_text(name)
    expect(drawer.get_by_role("row", name=re.compile("电话"))).to_contain_text("***")
    expect(drawer.get_by_role("row", name=re.compile("电话"))).to_contain_text("已脱敏")
    picture(page, "console-audit-record")
    assert axe.violations(page) == []
    drawer.get_by_role("button", name="同一事务的全部记录").click()
    expect(page.get_by_role("table", name="审计记录").get_by_role("row", name=re.compile("岗位"))).to_be_visible()

    page.get_by_role("button", name="验证审计链").click()
    expect(page.get_by_text("业务数据逐行核对，与审计记录一致").first).to_be_visible(timeout=60_000)
    with page.expect_download() as given:
        page.get_by_role("button", name="导出可核验包").click()
    assert given.value.suggested_filename.endswith(".zip")
    page.goto("/system/audit?act=audit.exported")
    expect(page.get_by_role("cell", name="导出审计记录").first).to_be_visible()
    picture(page, "console-audit")
    assert axe.violations(page) == []


@pytest.mark.req("PLT-8")
def test_divisions_are_opened_level_by_level_and_searched(people: People, picture: Picture) -> None:
    page = people.desk("system_admin")
    page.goto("/system/codes")
    page.get_by_role("navigation", name="代码表").get_by_role("link", name=re.compile("^行政区划")).click()
    page.get_by_role("link", name="贵州省的下级").click()
    page.get_by_role("link", name="遵义市的下级").click()
    expect(page.get_by_role("cell", name="仁怀市", exact=True)).to_be_visible()
    picture(page, "console-codes")
    assert axe.violations(page) == []
    page.get_by_role("navigation", name="层级").get_by_role("link", name="贵州省").click()
    expect(page.get_by_role("cell", name="贵阳市", exact=True)).to_be_visible()

    page.get_by_label("代码", exact=True).fill("仁怀")
    page.get_by_role("button", name="查询").click()

    expect(page.get_by_role("row", name=re.compile("仁怀市"))).to_contain_text("贵州省 / 遵义市")


@pytest.mark.req("PLT-2")
def test_rules_show_their_article_and_the_calendar_its_holidays(people: People, picture: Picture) -> None:
    page = people.desk("system_admin")
    page.goto("/system/deadlines?text=线索")
    expect(page.get_by_role("row", name=re.compile("违法线索核查"))).to_contain_text("15 个工作日")
    expect(page.get_by_role("row", name=re.compile("违法线索核查"))).to_contain_text("第十八条")
    picture(page, "console-deadlines")
    assert axe.violations(page) == []
    page.get_by_role("link", name="工作日历", exact=True).click()
    page.get_by_role("link", name="2026", exact=True).click()

    october = page.get_by_role("table", name="10 月", exact=True)
    expect(october.get_by_role("cell", name="1休", exact=True)).to_be_visible()
    expect(october.get_by_role("cell", name="10班", exact=True)).to_be_visible()
    picture(page, "console-calendar-year")
    assert axe.violations(page) == []


@pytest.mark.req("PLT-2")
def test_a_year_is_imported_whole_or_not_at_all(people: People, platform: Platform, tmp_path: Path) -> None:
    known = Caller(platform.url, role="system_admin").get("/api/v1/deadlines/calendar", year=2031)["loaded_years"]
    year = next(one for one in range(2031, 2100) if one not in known)
    page = people.desk("system_admin")
    page.goto(f"/system/deadlines/calendar?year={year}")
    expect(page.get_by_text(f"{year} 年的节假日安排还没有导入")).to_be_visible()
    table = tmp_path / "holidays.csv"
    table.write_text(
        f"date,name,is_off_day,notice_year\n{year}-01-01,元旦,true,{year}\n{year}-02-30,春节,true,{year}\n"
    )
    page.get_by_role("button", name="导入节假日安排").first.click()
    page.get_by_label("来源").fill(f"国务院办公厅关于{year}年部分节假日安排的通知")
    page.get_by_label("文件", exact=True).set_input_files(table)
    page.get_by_role("button", name="导入", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("第 3 行")

    table.write_text(f"date,name,is_off_day,notice_year\n{year}-01-01,元旦,true,{year}\n")
    page.get_by_label("文件", exact=True).set_input_files(table)
    page.get_by_role("button", name="导入", exact=True).click()

    expect(page.get_by_text(f"来源：国务院办公厅关于{year}年部分节假日安排的通知")).to_be_visible()
    expect(page.get_by_role("table", name="1 月", exact=True).get_by_role("cell", name="1休")).to_be_visible()


@pytest.mark.req("PLT-3")
def test_a_form_shows_its_items_its_hash_and_its_versions(people: People, picture: Picture) -> None:
    page = people.desk("section_chief")
    page.goto("/")
    page.get_by_text("日常监管", exact=True).click()
    page.get_by_role("navigation", name="主菜单").get_by_role("link", name="检查表").click()
    expect(page.get_by_role("table", name="检查表").get_by_role("row")).to_have_count(6)
    picture(page, "console-forms")
    assert axe.violations(page) == []
    page.get_by_role("link", name="药品零售监督检查表（日常）").click()

    item = page.get_by_role("listitem").filter(has_text="药品经营许可证合法有效")
    expect(item).to_contain_text("关键项")
    expect(item).to_contain_text("《药品管理法》第五十一条")
    expect(item).to_contain_text("答“否”时至少 1 件照片")
    expect(item).to_contain_text("属严重问题，转稽查核查")
    expect(page.get_by_text("与内容相符")).to_be_visible()
    page.get_by_role("button", name="停用").click()
    expect(page.get_by_role("dialog").get_by_role("button", name="停用")).to_be_disabled()
    page.get_by_role("button", name="取消").click()
    picture(page, "console-form")
    assert axe.violations(page) == []


@pytest.mark.req("PLT-3", "IAM-2")
def test_who_may_not_manage_forms_is_offered_no_act_on_them(people: People) -> None:
    page = people.desk("inspector")
    page.goto("/forms/CY-RC")

    expect(page.get_by_text("与内容相符")).to_be_visible()
    expect(page.get_by_role("button", name="停用")).to_have_count(0)


@pytest.mark.req("POR-4")
def test_the_bell_opens_the_notices_and_the_outbox_is_for_demonstrations(people: People, picture: Picture) -> None:
    page = people.desk("inspector")
    page.goto("/")
    page.get_by_role("link", name=re.compile("^通知")).click()
    expect(page.get_by_role("heading", name="通知")).to_be_visible()
    picture(page, "console-notices")
    assert axe.violations(page) == []

    page.goto("/system/outbox")

    expect(page.get_by_role("heading", name="短信发件箱")).to_be_visible()
    expect(page.get_by_text("仅演示环境")).to_be_visible()
    picture(page, "console-outbox")
    assert axe.violations(page) == []


@pytest.mark.req("POR-4")
def test_an_officer_is_told_that_the_result_is_public_and_is_led_to_the_record(
    people: People, platform: Platform, picture: Picture
) -> None:
    chief = Caller(platform.url, role="section_chief")
    pending = chief.get("/api/v1/inspection/publications", state="pending", limit=200)["items"][-1]
    record = chief.get(f"/api/v1/inspection/inspections/{pending['inspection']}")
    officer = record["task"]["officers"][-1]["name"]
    username = chief.get("/api/v1/identity/staff", text=officer)["items"][0]["username"]
    told = {"publications": [pending["uid"]], "detail": "检查发现的问题已责令限期改正。"}
    chief.post("/api/v1/inspection/publications/publish", told)
    page = people.desk()

    page.goto("/")
    sign_in(page, username, PASSWORD)
    expect(page.get_by_role("heading", name="工作台")).to_be_visible()
    page.wait_for_function("fetch('/api/v1/notices/unread-count').then((a) => a.json()).then((b) => b.count > 0)")
    page.goto("/notices")
    notice = page.get_by_role("button", name=re.compile(f"检查结果已公示：{pending['entity_name']}"))
    expect(notice).to_be_visible()
    expect(page.get_by_role("link", name=re.compile(r"^通知，[1-9]\d* 条未读"))).to_be_visible()
    picture(page, "console-notices-unread")
    notice.click()

    expect(page.get_by_role("heading", name=pending["entity_name"])).to_be_visible()
    page.goto("/notices?unread=1")
    expect(page.get_by_role("heading", name="通知")).to_be_visible()
    expect(page.get_by_role("button", name=re.compile(f"检查结果已公示：{pending['entity_name']}"))).to_have_count(0)


@pytest.mark.req("IAM-7")
def test_a_person_sees_and_ends_a_session_elsewhere(people: People, platform: Platform, picture: Picture) -> None:
    name, account = fresh("孙"), fresh("s")
    desk = people.desk("system_admin")
    add_person(desk, name)
    desk.get_by_role("button", name="开通账号").click()
    desk.get_by_label("账号名").fill(account)
    desk.get_by_role("button", name="开通并生成初始密码").click()
    password = desk.get_by_role("dialog").locator("code").inner_text()
    here = people.desk()
    here.goto("/")
    sign_in(here, account, password)
    for label, text in (("当前密码", password), ("新密码", "Yun-Hai-2027-zz"), ("再输一遍新密码", "Yun-Hai-2027-zz")):
        here.get_by_label(label, exact=True).fill(text)
    here.get_by_role("button", name="保存新密码").click()
    elsewhere = people.desk()
    elsewhere.goto("/")
    sign_in(elsewhere, account, "Yun-Hai-2027-zz")
    expect(elsewhere.get_by_role("heading", name="工作台")).to_be_visible()

    here.get_by_role("button", name=name).click()
    here.get_by_role("menuitem", name="我的账号").click()
    expect(here.get_by_role("row")).to_have_count(3)
    picture(here, "console-account")
    assert axe.violations(here) == []
    here.get_by_role("button", name="结束").click()
    here.get_by_role("dialog").get_by_role("button", name="结束").click()
    expect(here.get_by_role("row")).to_have_count(2)

    elsewhere.get_by_role("link", name="待办中心").click()
    expect(elsewhere.get_by_role("dialog", name="登录已过期")).to_be_visible()
