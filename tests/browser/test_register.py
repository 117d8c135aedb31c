"""The register in the console: found without a click, kept up to date, and as it was on any past day."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from python_calamine import CalamineWorkbook

from zhijian.kernel.identifiers.permits import PermitKind, make_food_number

from .axe import violations
from .calls import Caller, today
from .conftest import People, taps
from .console import choose, field
from .shops import Shop, make_shop

pytestmark = pytest.mark.browser
Picture = Callable[[Page, str], None]
ID_CARD = "11010519491231002X"


def registered(people: People, role: str = "section_chief", **known: object) -> tuple[Shop, str]:
    """A shop put into the register through the interface, and its uid."""
    shop, caller = make_shop(), Caller(people.platform.url, role=role)
    place = next(one for one in caller.get("/api/v1/identity/organisations") if one["kind"] == "office")
    body = {
        "name": shop.name, "uscc": shop.uscc, "phone": shop.phone, "address": f"望澜区{shop.word}路1号",
        "supervision_classes": ["CY"], "organisation": place["uid"], **known,
    }  # fmt: skip
    return shop, caller.post("/api/v1/registry/entities", body)["uid"]


def old_timer(people: People, number: int) -> dict[str, str]:
    """An entity of the demonstration that came months ago; each test takes another one."""
    caller = Caller(people.platform.url, role="section_chief")
    return caller.get("/api/v1/registry/entities", source="审批局登记数据", status="1", limit=50)["items"][number]


def open_dossier(page: Page, uid: str) -> None:
    page.goto(f"/registry/entities/{uid}")
    expect(page.get_by_role("heading", name="登记信息")).to_be_visible()


def card(page: Page, title: str):
    """A block of the page by its title."""
    return page.get_by_role("region", name=title)


@pytest.mark.req("REG-5", "PLT-14")
def test_an_entity_is_open_without_a_click_by_whatever_is_on_paper(people: People) -> None:
    shop, _ = registered(people)
    page = people.desk("section_chief")
    page.goto("/")

    for typed in (shop.uscc, shop.name, shop.word, f"wlq{shop.initials}x", shop.uscc.lower()):
        expect(page.get_by_role("navigation", name="主菜单")).to_be_visible()
        page.keyboard.press("/")
        page.keyboard.type(typed)
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", name=shop.name)).to_be_visible()
        assert taps(page) == 0
        page.goto("/")


@pytest.mark.req("REG-5", "PLT-14")
def test_any_two_characters_and_the_tail_of_a_phone_list_it_and_nonsense_says_so(people: People) -> None:
    shop, _ = registered(people)
    page = people.desk("section_chief")
    page.goto("/registry/entities")
    box = page.get_by_role("combobox", name="查企业、任务、线索")

    for typed in (shop.word[:2], shop.word[1:3], shop.word[2:], shop.phone[-4:]):
        box.fill(typed)
        expect(page.get_by_role("option").filter(has_text=shop.name)).to_be_visible()
    box.fill("zzqqxxvv")
    expect(page.get_by_text("没有找到“zzqqxxvv”")).to_be_visible()


@pytest.mark.req("REG-1", "REG-5")
def test_the_list_keeps_its_filter_in_the_address_and_is_taken_away_as_it_is_shown(
    people: People, picture: Picture
) -> None:
    shop, _ = registered(people, tags=["校园周边"])
    page = people.desk("section_chief")
    page.goto("/registry/entities")
    expect(page.get_by_text(re.compile(r"^共 \d+ 条$"))).to_be_visible()
    picture(page, "console-entities")
    assert violations(page) == []

    page.get_by_role("search").get_by_label("主体").fill(shop.word)
    choose(page, "监管类别", "餐饮服务")
    page.get_by_role("button", name="查询", exact=True).click()
    expect(page.get_by_text("共 1 条")).to_be_visible()
    assert "supervision_class=CY" in page.url
    page.reload()
    expect(page.get_by_role("link", name=shop.name)).to_be_visible()
    with page.expect_download() as caught:
        page.get_by_role("button", name="导出").click()
    rows = CalamineWorkbook.from_path(caught.value.path()).get_sheet_by_index(0).to_python()
    assert [row[0] for row in rows] == ["名称", shop.name]
    assert rows[1][rows[0].index("联系电话")] == f"{shop.phone[:3]}****{shop.phone[-4:]}"

    page.get_by_role("button", name="选择列").click()
    page.get_by_role("checkbox", name="标签").check()
    expect(page.get_by_role("cell", name="校园周边")).to_be_visible()
    page.get_by_role("button", name="恢复默认").click()
    page.keyboard.press("Escape")

    page.goto(f"/registry/entities?text={shop.word}&status=4")
    expect(page.get_by_text("没有符合条件的记录")).to_be_visible()
    page.get_by_role("button", name="去掉条件 状态").click()
    expect(page.get_by_role("link", name=shop.name)).to_be_visible()


@pytest.mark.req("REG-1")
def test_a_new_entity_is_registered_and_what_is_wrong_stands_at_its_field(people: People, picture: Picture) -> None:
    shop = make_shop()
    page = people.desk("section_chief")
    page.goto("/registry/entities")
    page.get_by_role("button", name="登记主体").click()
    drawer = page.get_by_role("dialog", name="登记主体")
    submit = drawer.get_by_role("button", name="登记", exact=True)

    submit.click()
    expect(drawer.get_by_text("有 2 处需要修改")).to_be_visible()
    choose(page, "管辖机构", "食品科")
    field(drawer, "名称").fill(shop.name)
    field(drawer, "联系电话").fill("16057")
    field(drawer, "信用代码").fill(shop.uscc)
    drawer.get_by_label("餐饮服务").check()
    submit.click()
    expect(drawer.get_by_text("手机号码应为 11 位数字，现为 5 位，请核对。").last).to_be_visible()
    expect(field(drawer, "联系电话")).to_have_attribute("aria-describedby", re.compile("entity-phone-mistake"))
    picture(page, "console-entity-new")
    assert violations(page) == []

    field(drawer, "联系电话").fill(shop.phone)
    submit.click()
    expect(page.get_by_role("heading", name=shop.name)).to_be_visible()
    expect(card(page, "经过").get_by_text("建立档案")).to_be_visible()


@pytest.mark.req("REG-2", "REG-5")
def test_a_licence_is_recorded_renewed_and_revoked(people: People, picture: Picture) -> None:
    shop, uid = registered(people)
    number = make_food_number(PermitKind.FOOD_OPERATION, f"257010{shop.phone[-7:]}")
    page = people.desk("section_chief")
    open_dossier(page, uid)
    licences = card(page, "许可证照")

    licences.get_by_role("button", name="登记许可证").click()
    drawer = page.get_by_role("dialog", name="登记许可证")
    choose(page, "许可种类", "食品经营许可证")
    field(drawer, "编号").fill(number[:-1] + ("1" if number[-1] != "1" else "2"))
    drawer.get_by_role("button", name="登记", exact=True).click()
    expect(drawer.get_by_text("有 1 处需要修改")).to_be_visible()
    field(drawer, "编号").fill(number)
    field(drawer, "有效期至").fill(today(20))
    drawer.get_by_role("button", name="登记", exact=True).click()
    expect(licences.get_by_text("30 日内到期")).to_be_visible()

    licences.get_by_role("button", name="换发").click()
    drawer = page.get_by_role("dialog", name="登记换发或延续")
    field(drawer, "有效期至").fill(today(1800))
    drawer.get_by_role("button", name="登记换发").click()
    expect(licences.get_by_text("有效", exact=True)).to_be_visible()

    licences.get_by_role("button", name="吊销").click()
    page.get_by_role("button", name="登记吊销").click()
    expect(licences.get_by_text(f"{today()} 吊销或注销")).to_be_visible()
    story = card(page, "经过")
    for told in ("登记许可证：", "许可证换发或延续：", "许可证被吊销、撤销或注销："):
        expect(story.get_by_text(told)).to_be_visible()
    picture(page, "console-dossier-licences")

    licences.get_by_role("button", name="移出").click()
    page.get_by_role("dialog", name="移出现有许可证").get_by_role("button", name="移出").click()
    expect(licences.get_by_text("没有登记许可证")).to_be_visible()


@pytest.mark.req("REG-3", "REG-5", "S-AD-06")
def test_a_document_number_is_shown_for_a_purpose_and_the_auditor_sees_who_looked(
    people: People, picture: Picture
) -> None:
    _, uid = registered(people)
    page = people.desk("section_chief")
    open_dossier(page, uid)
    crew = card(page, "人员")
    crew.get_by_role("button", name="登记人员").click()
    drawer = page.get_by_role("dialog", name="登记人员")
    choose(page, "人员类别", "食品安全员")
    field(drawer, "姓名").fill("林安")
    field(drawer, "证件号码").fill(ID_CARD[:-1] + "1")
    drawer.get_by_role("button", name="登记", exact=True).click()
    expect(drawer.get_by_text("第 18 位校验码不正确").last).to_be_visible()
    field(drawer, "证件号码").fill(ID_CARD)
    drawer.get_by_role("button", name="登记", exact=True).click()
    expect(crew.get_by_text("110105********002X")).to_be_visible()
    expect(page.get_by_text(ID_CARD)).to_have_count(0)

    crew.get_by_role("button", name="查看林安的证件号码").click()
    look = page.get_by_role("dialog", name="查看证件号码").get_by_role("button", name="查看", exact=True)
    expect(look).to_be_disabled()
    page.get_by_role("button", name="核对健康证明、从业资格").click()
    look.click()
    expect(page.get_by_text(ID_CARD)).to_be_visible()
    picture(page, "console-number")
    page.get_by_role("dialog", name="证件号码").get_by_role("button", name="关闭").last.click()
    expect(page.get_by_text(ID_CARD)).to_have_count(0)

    crew.get_by_role("button", name="林安离任").click()
    page.get_by_role("button", name="登记离任").click()
    expect(crew.get_by_text("没有登记人员")).to_be_visible()
    expect(card(page, "经过").get_by_text("人员离任：食品安全员 林安")).to_be_visible()

    auditor = people.desk("audit_admin")
    auditor.goto("/system/audit?act=registry.number_viewed")
    newest = auditor.get_by_role("row").nth(1)
    expect(newest).to_contain_text("查看证件号码")
    expect(newest).to_contain_text("用途")
    expect(auditor.get_by_text(ID_CARD)).to_have_count(0)
    auditor.goto(f"/system/audit?act=registry.dossier_viewed&row={uid}")
    expect(auditor.get_by_role("row").nth(1)).to_contain_text("查看企业档案")


@pytest.mark.req("REG-1", "REG-5")
def test_two_people_change_the_same_entity_and_both_values_are_shown(people: People, picture: Picture) -> None:
    shop, uid = registered(people, legal_person="林甲")
    mine, other = people.desk("section_chief"), people.desk("section_chief")
    for page in (mine, other):
        open_dossier(page, uid)
        page.get_by_role("button", name="修改资料").click()
        expect(field(page, "法定代表人")).to_have_value("林甲")

    field(other, "法定代表人").fill("林乙")
    field(other, "简称").fill(shop.word)
    other.get_by_role("button", name="保存").click()
    expect(other.get_by_text("更新资料：简称、法定代表人")).to_be_visible()

    field(mine, "法定代表人").fill("林丙")
    field(mine, "来源").fill("现场核查")
    mine.get_by_role("button", name="保存").click()
    dialog = mine.get_by_role("dialog", name="资料刚被别人修改过，请逐项选择")
    expect(dialog.get_by_role("row").filter(has_text="法定代表人")).to_contain_text("林丙")
    expect(dialog.get_by_role("row").filter(has_text="法定代表人")).to_contain_text("林乙")
    expect(dialog.get_by_label(shop.word)).to_be_checked()
    picture(mine, "console-entity-conflict")
    expect(dialog.get_by_role("button", name="按选择提交")).to_be_disabled()
    dialog.get_by_label("林丙").check()
    dialog.get_by_role("button", name="按选择提交").click()

    expect(mine.get_by_text("来源：现场核查")).to_be_visible()
    mine.get_by_role("button", name="变更记录").click()
    newest = mine.get_by_role("region", name="第 3 版")
    expect(newest.get_by_text("来源：现场核查")).to_be_visible()
    expect(newest.get_by_role("row").filter(has_text="法定代表人")).to_contain_text(re.compile("林乙.*林丙"))
    picture(mine, "console-changes")
    assert violations(mine) == []


@pytest.mark.req("REG-5")
def test_the_dossier_of_a_past_day_is_history_and_lets_nobody_act(people: People, picture: Picture) -> None:
    entity = old_timer(people, 3)
    page = people.desk("section_chief")
    open_dossier(page, entity["uid"])
    picture(page, "console-dossier")
    assert violations(page) == []
    page.get_by_role("button", name="修改资料").click()
    field(page, "住所").fill("望澜区迁址后大道 8 号")
    page.get_by_role("button", name="保存").click()
    facts = card(page, "登记信息")
    expect(facts.get_by_text("望澜区迁址后大道 8 号")).to_be_visible()

    day = page.get_by_label("截至某日")
    day.fill(today(-1))
    day.press("Enter")

    expect(page.get_by_text(f"这是 {today(-1)} 结束时平台所知的情况，只能查看，不能办理。")).to_be_visible()
    expect(facts.get_by_text(entity["address"])).to_be_visible()
    expect(page.get_by_text("更新资料：住所")).to_have_count(0)
    for act in ("修改资料", "移交管辖", "标签", "登记许可证", "登记人员", "换发", "离任", "变更记录"):
        expect(page.get_by_role("button", name=act, exact=True)).to_have_count(0)
    picture(page, "console-dossier-past")
    assert violations(page) == []

    page.goto(f"/registry/entities/{entity['uid']}?as_of=2020-01-01")
    expect(page.get_by_text("这一天还没有这个主体的档案。")).to_be_visible()
    expect(page.get_by_text("请选择建档以后的日期。")).to_be_visible()
    page.get_by_role("button", name="返回今天").click()
    expect(page.get_by_text("更新资料：住所")).to_be_visible()


@pytest.mark.req("REG-1", "REG-8", "IAM-2")
def test_an_entity_is_tagged_and_handed_to_another_office(people: People) -> None:
    _, uid = registered(people)
    page = people.desk("section_chief")
    open_dossier(page, uid)
    was = card(page, "登记信息").locator("div").filter(has=page.get_by_text("管辖机构", exact=True)).last.inner_text()

    page.get_by_role("button", name="标签").click()
    choose(page, "标签", "校园周边")
    page.get_by_role("button", name="保存标签").click()
    expect(card(page, "登记信息").get_by_text("校园周边")).to_be_visible()

    page.get_by_role("button", name="移交管辖").click()
    dialog = page.get_by_role("dialog", name="移交管辖")
    expect(dialog.get_by_role("button", name="移交")).to_be_disabled()
    choose(page, "移交给", "食品科")
    dialog.get_by_role("button", name="移交").click()
    expect(card(page, "经过").get_by_text("更新资料：管辖机构")).to_be_visible()
    expect(card(page, "登记信息")).not_to_contain_text(was.split("\n")[-1])


@pytest.mark.req("REG-5")
def test_the_timeline_leads_to_the_task_with_its_record_and_papers(people: People) -> None:
    caller = Caller(people.platform.url, role="section_chief")
    done = next(one for one in caller.get("/api/v1/inspection/tasks", stage="archived", limit=20)["items"])
    page = people.desk("section_chief")
    open_dossier(page, done["entity"]["uid"])

    story = card(page, "经过")
    story.get_by_label("检查", exact=True).check()
    expect(story.get_by_text("建立档案")).to_have_count(0)
    story.get_by_role("link", name="检查任务、记录和文书").first.click()
    expect(page.get_by_role("button", name="查看检查记录")).to_be_visible()


@pytest.mark.req("REG-2")
def test_expiring_licences_are_counted_as_they_are_listed_and_lead_to_their_dossier(
    people: People, picture: Picture
) -> None:
    page = people.desk("section_chief")
    page.goto("/")
    page.get_by_role("navigation", name="主菜单").get_by_text("监管要素").click()
    page.get_by_role("link", name="到期证照").click()
    expect(page.get_by_role("link", name=re.compile(r"30 日内到期 \d"))).to_be_visible()
    picture(page, "console-licences")
    assert violations(page) == []

    for label in ("60 日内到期", "90 日内到期", "已过期"):
        tab = page.get_by_role("link", name=re.compile(rf"{label} \d+"))
        tab.click()
        expect(tab).to_have_attribute("aria-current", "page")
        expect(page.locator("tbody tr")).to_have_count(min(int(tab.inner_text().split()[-1]), 50))
    page.locator("tbody tr").first.get_by_role("link").click()
    expect(card(page, "许可证照").get_by_text("已过期")).to_be_visible()


@pytest.mark.req("IAM-2", "IAM-3")
def test_who_may_only_look_is_offered_no_act_and_who_may_not_is_told_which_right_is_missing(people: People) -> None:
    _, uid = registered(people)
    reader = people.desk("bureau_leader")
    open_dossier(reader, uid)
    for act in ("修改资料", "移交管辖", "标签", "登记许可证", "登记人员"):
        expect(reader.get_by_role("button", name=act)).to_have_count(0)
    reader.goto("/registry/entities")
    expect(reader.get_by_role("button", name="查询", exact=True)).to_be_visible()
    for act in ("登记主体", "数据导入"):
        expect(reader.get_by_role("button", name=act)).to_have_count(0)

    stranger = people.desk("audit_admin")
    stranger.goto(f"/registry/entities/{uid}")
    expect(stranger.get_by_text("您没有“查看主体档案”的权限")).to_be_visible()
    reader.goto("/registry/entities/00000000-0000-4000-8000-000000000000")
    expect(reader.get_by_text("没有找到这个主体，可能不在您的管辖范围内。")).to_be_visible()
