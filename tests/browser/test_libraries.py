"""The two libraries of a draw: they come in out of spreadsheets, are seen with what keeps members out, and are kept."""

from collections.abc import Callable, Sequence
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from .axe import violations
from .calls import Caller
from .conftest import People
from .console import choose, field, find_entity
from .field_work import Office
from .import_work import load, map_and_check, problems, send, sheet, tile
from .shops import make_shop, xlsx

pytestmark = pytest.mark.browser
Picture = Callable[[Page, str], None]
OFFICERS, OBJECTS = "执法检查人员名录", "检查对象名录"


@pytest.fixture
def page(people: People) -> Page:
    return people.desk("section_chief")


def certified(people: People, count: int) -> list[dict[str, Any]]:
    """Officers whose certificate counts today."""
    found = Caller(people.platform.url, role="section_chief").get("/api/v1/identity/officers", certified_only="true")
    return list(found[:count])


def template(page: Page, label: str) -> list[str]:
    """The headings of a kind's template."""
    with page.expect_download() as caught:
        page.get_by_role("button", name=f"下载“{label}”模板").click()
    assert caught.value.suggested_filename == f"{label}-模板.xlsx"
    return sheet(caught.value.path(), "填写")[0]


def rows_of(headings: Sequence[str], *rows: dict[str, str]) -> bytes:
    """A workbook in the shape of a template."""
    return xlsx(*([row.get(heading, "") for heading in headings] for row in rows), headings=tuple(headings))


def member(page: Page, name: str) -> Locator:
    return page.get_by_role("table", name="名录库成员").get_by_role("row").filter(has_text=name)


@pytest.mark.req("INS-4.1", "PLT-12")
def test_officers_come_into_their_library_out_of_a_spreadsheet_and_are_kept_there(
    people: People, page: Page, picture: Picture
) -> None:
    lead, plain, third, late = certified(people, 4)
    name = f"{make_shop().word}人员名录库"
    page.goto("/inspection/officer-pools")
    page.get_by_role("button", name="表格导入").click()
    expect(page.get_by_role("radio", name=OFFICERS)).to_be_checked()
    headings = template(page, OFFICERS)
    assert headings == ["名录库", "姓名", "执法证号", "是否组长"]

    def row(officer: dict[str, Any], leads: str = "否", **other: str) -> dict[str, str]:
        known = {"姓名": officer["name"], "执法证号": officer["certificate"]["number"], "是否组长": leads}
        return {"名录库": name, **known, **other}

    wrong = [row(lead, "是"), row(plain, 姓名=third["name"]), row(third, 执法证号="5701000000"), row(late, "也许")]
    send(page, "人员.xlsx", rows_of(headings, *wrong))
    map_and_check(page)
    assert [tile(page, label) for label in ("新增", "有问题")] == ["1", "3"]
    assert [(one.line, one.column, one.reason) for one in problems(page)] == [
        ("3", "姓名", f"这个执法证登记在“{plain['name']}”名下，请核对姓名。"),
        ("4", "执法证号", "没有找到持有这个执法证的在任人员，请先在人员管理中登记。"),
        ("5", "是否组长", "是否组长只能填“是”或“否”。"),
    ]
    picture(page, "library-officers-problems")
    assert violations(page) == []

    send(page, "人员.xlsx", rows_of(headings, row(lead, "是"), row(plain), row(third)))
    map_and_check(page)
    load(page, 3)
    page.get_by_role("link", name="查看人员名录库").click()
    listed = page.get_by_role("table", name="人员名录库").get_by_role("row").filter(has_text=name)
    expect(listed.get_by_role("cell").nth(1)).to_have_text("3")
    picture(page, "library-officers")
    assert violations(page) == []
    listed.get_by_role("link", name=name).click()
    for officer in (lead, plain, third):
        expect(member(page, officer["name"])).to_contain_text(officer["certificate"]["number"])
    expect(member(page, lead["name"])).to_contain_text("可任")
    picture(page, "library-officer-members")
    assert violations(page) == []

    keep_officers(page, lead=lead["name"], plain=plain["name"], late=late["name"])
    page.get_by_role("button", name="停用").click()
    page.get_by_role("dialog", name="停用名录库").get_by_role("button", name="停用").click()
    expect(page.get_by_role("heading", name="人员名录库", exact=True)).to_be_visible()
    expect(listed).to_have_count(0)


def keep_officers(page: Page, *, lead: str, plain: str, late: str) -> None:
    """One more comes in, one may lead, one goes; Escape changes nothing and gives the focus back."""
    choose(page, "加入人员", late)
    page.get_by_role("button", name="加入", exact=True).click()
    expect(member(page, late)).to_be_visible()
    member(page, plain).get_by_role("button", name="设为组长").click()
    expect(member(page, plain)).to_contain_text("可任")
    member(page, lead).get_by_role("button", name="取消组长").click()
    expect(member(page, lead)).not_to_contain_text("可任")

    out = member(page, late).get_by_role("button", name="移出")
    out.click()
    dialog = page.get_by_role("dialog", name="移出名录库")
    expect(dialog).to_contain_text(late)
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(out).to_be_focused()
    out.press("Enter")
    dialog.get_by_role("button", name="移出").click()
    expect(member(page, late)).to_have_count(0)


@pytest.mark.req("INS-4.2", "PLT-12", "REG-1")
def test_objects_come_into_their_library_and_into_the_register_out_of_a_spreadsheet(
    people: People, page: Page, picture: Picture
) -> None:
    known, shop, mended = Office(people.platform.url).entity("CY"), make_shop(), make_shop()
    name = f"{shop.word}对象名录库"
    page.goto("/inspection/object-pools")
    page.get_by_role("button", name="表格导入").click()
    expect(page.get_by_role("radio", name=OBJECTS)).to_be_checked()
    headings = template(page, OBJECTS)
    assert {"名录库", "统一社会信用代码", "名称"} <= set(headings)
    fresh = {"名录库": name, "统一社会信用代码": shop.uscc, "名称": shop.name, "联系电话": shop.phone, "状态": "存续"}
    there = {"名录库": name, "统一社会信用代码": known["uscc"], "名称": known["name"]}
    good = {**fresh, "统一社会信用代码": mended.uscc, "名称": mended.name, "联系电话": mended.phone}

    bad = {**good, "统一社会信用代码": mended.uscc[:-1] + ("0" if mended.uscc[-1] != "0" else "1")}
    send(page, "对象.xlsx", rows_of(headings, fresh, there, bad, {**good, "名录库": "库"}))
    map_and_check(page)
    assert [tile(page, label) for label in ("新增", "更新", "有问题")] == ["1", "1", "2"]
    told = problems(page)
    assert [(one.line, one.column) for one in told] == [("4", "统一社会信用代码"), ("5", "名录库")]
    assert told[1].reason == "名录库名称应为 2 至 80 个字。"

    send(page, "对象.xlsx", rows_of(headings, fresh, there, good))
    map_and_check(page)
    load(page, 3)
    picture(page, "library-objects-imported")
    page.get_by_role("link", name="查看对象名录库").click()
    listed = page.get_by_role("table", name="对象名录库").get_by_role("row").filter(has_text=name)
    expect(listed.get_by_role("cell").nth(1)).to_have_text("3")
    picture(page, "library-objects")
    assert violations(page) == []

    listed.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name=name)).to_be_visible()
    for one in (shop.name, mended.name, known["name"]):
        expect(member(page, one)).to_be_visible()
    expect(page.get_by_text("建库条件")).to_have_count(0)
    expect(page.get_by_role("button", name="按条件更新")).to_have_count(0)
    picture(page, "library-object-members")
    assert violations(page) == []
    keep_objects(page, Office(people.platform.url).entity("CY")["name"], shop.name, known["name"])
    page.get_by_role("link", name=shop.name).click()
    expect(page.get_by_text(shop.uscc).first).to_be_visible()


def keep_objects(page: Page, more: str, shop: str, known: str) -> None:
    """One more comes in, one goes; Enter sends the query and what is not found leads back to all."""
    find_entity(page, "加入对象", more)
    page.get_by_role("button", name="加入", exact=True).click()
    expect(member(page, more)).to_be_visible()
    member(page, known).get_by_role("button", name="移出").click()
    page.get_by_role("dialog", name="移出名录库").get_by_role("button", name="移出").click()
    expect(member(page, known)).to_have_count(0)

    text = field(page, "名称或信用代码")
    text.fill(shop)
    text.press("Enter")
    expect(member(page, more)).to_have_count(0)
    expect(member(page, shop)).to_be_visible()
    text.fill("没有这样一家店")
    text.press("Enter")
    expect(member(page, shop)).to_have_count(0)
    page.get_by_role("button", name="清空条件").last.click()
    expect(member(page, more)).to_be_visible()


@pytest.mark.req("INS-4.1", "INS-4.2", "IAM-3")
def test_libraries_tell_an_unknown_address_and_who_may_not_keep_them(
    people: People, page: Page, picture: Picture
) -> None:
    for kind in ("officer-pools", "object-pools"):
        page.goto(f"/inspection/{kind}/00000000-0000-4000-8000-000000000000")
        expect(page.get_by_role("alert").first).to_contain_text(
            "没有找到这个名录库，可能已停用或者不在您的管辖范围内。"
        )
        expect(page.get_by_role("alert")).to_have_count(1)
        picture(page, f"library-missing-{kind}")
        assert violations(page) == []

    viewer = people.desk("inspector")
    viewer.goto("/inspection/object-pools")
    expect(viewer.get_by_text("您没有“维护双随机名录库”的权限")).to_be_visible()
    assert violations(viewer) == []
