"""A register comes in out of a spreadsheet: columns, bad rows, the corrected file, the result; files that cannot."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from .axe import violations
from .conftest import People
from .import_work import load, map_and_check, problems, send, sheet, tile
from .shops import HEADINGS, Shop, make_shop, separated, wide, xlsx

pytestmark = pytest.mark.browser
Picture = Callable[[Page, str], None]


def look_up(page: Page, typed: str) -> None:
    """`/`, type, Enter: no click."""
    page.get_by_role("heading", level=1).wait_for()
    page.keyboard.press("/")
    page.keyboard.type(typed)
    page.keyboard.press("Enter")


@pytest.fixture
def page(people: People) -> Page:
    """The import page of somebody who may import."""
    opened = people.desk("section_chief")
    opened.goto("/registry/imports")
    return opened


@pytest.mark.req("REG-1", "PLT-12", "PLT-14")
def test_bad_rows_are_told_corrected_and_found_after_the_second_upload(page: Page, picture: Picture) -> None:
    good, bad_code, bad_phone, nameless = (make_shop() for _ in range(4))
    rows = [
        good.row(统一社会信用代码=wide(good.uscc), 联系电话=wide(good.phone), 成立日期=wide("2021-3-5")),
        bad_code.row(统一社会信用代码=bad_code.uscc[:-1] + ("0" if bad_code.uscc[-1] != "0" else "1")),
        bad_phone.row(联系电话="1600", 成立日期="2021-02-30"),
        nameless.row(企业名称=""),
    ]
    name = f"登记 {good.word}.xlsx"
    # A heading of its own, so that nothing is remembered from another test.
    headings = (*HEADINGS[:-1], f"备注{good.word}")
    send(page, name, xlsx(*rows, headings=headings))
    expect(page.get_by_role("heading", name=name)).to_be_visible()
    expect(page.get_by_role("row").filter(has_text="企业名称")).to_contain_text("常用别名")
    picture(page, "console-import-columns")
    assert violations(page) == []

    map_and_check(page)
    assert [tile(page, label) for label in ("新增", "有问题", "共")] == ["1", "3", "4"]
    told = problems(page)
    assert [(one.line, one.column) for one in told] == [
        ("3", "统一社会信用代码"),
        ("4", "联系电话"),
        ("4", "成立日期"),
        ("5", "企业名称"),
    ]
    assert ("校验码" in told[0].reason, told[1].value, "不是日期" in told[2].reason, "必填" in told[3].reason) == (
        True, "1600", True, True,
    )  # fmt: skip
    expect(page.get_by_role("button", name="导入 1 行")).to_be_disabled()
    expect(page.get_by_text("有 3 行有问题：改正后重新上传")).to_be_visible()
    picture(page, "console-import-problems")
    assert violations(page) == []
    with page.expect_download() as caught:
        page.get_by_role("button", name="下载问题清单").click()
    assert [row[:3] for row in sheet(caught.value.path())[1:3]] == [
        ["3", "统一社会信用代码", rows[1][0]],
        ["4", "联系电话", "1600"],
    ]

    send(page, name, xlsx(*(shop.row() for shop in (good, bad_code, bad_phone, nameless)), headings=headings))
    expect(page.get_by_text("上次的对应").first).to_be_visible()
    map_and_check(page)
    load(page, 4)
    picture(page, "console-import-done")
    page.get_by_role("link", name="查看这个文件登记或更新的主体").click()
    expect(page.get_by_text("共 4 条")).to_be_visible()
    for shop in (good, nameless):
        look_up(page, shop.word)
        expect(page.get_by_role("heading", name=shop.name)).to_be_visible()
    expect(page.get_by_text(f"来源：导入 {name}").first).to_be_visible()

    page.goto("/registry/imports")
    mine = page.get_by_role("row").filter(has_text=name)
    expect(mine).to_have_count(2)
    expect(mine.filter(has_text="已取消")).to_have_count(1)


@pytest.mark.req("REG-1", "PLT-12", "PLT-14")
def test_a_gb18030_file_comes_in_and_is_found_by_initials_code_and_phone(page: Page) -> None:
    shop = make_shop()
    send(page, "登记.csv", separated(shop.row(), encoding="gb18030"))
    expect(page.get_by_role("row").filter(has_text="企业名称")).to_contain_text(shop.name)
    map_and_check(page)
    load(page, 1)

    for typed in (shop.uscc, shop.word[:2] + shop.word[2:], shop.phone[-4:], f"wlq{shop.initials}x"):
        look_up(page, typed)
        expect(page.get_by_role("heading", name=shop.name)).to_be_visible()
        page.goto("/registry/imports")


@pytest.mark.req("PLT-12")
def test_only_the_good_rows_come_in_when_that_is_chosen_and_the_same_file_again_changes_nothing(page: Page) -> None:
    good, bad = make_shop(), make_shop()
    data = xlsx(good.row(), bad.row(监管类别="火锅"), good.row())
    send(page, "登记.xlsx", data)
    map_and_check(page)
    assert [tile(page, label) for label in ("新增", "表内重复", "有问题")] == ["1", "1", "1"]
    expect(page.get_by_text("与第 2 行是同一主体，只导入第 2 行。")).to_be_visible()

    page.get_by_label("只导入正确的行").check()
    load(page, 1)
    expect(page.get_by_text("2 行没有导入，原因见问题清单")).to_be_visible()

    send(page, "登记.xlsx", data)
    map_and_check(page)
    assert [tile(page, label) for label in ("新增", "无变化")] == ["0", "1"]
    page.get_by_label("只导入正确的行").check()
    expect(page.get_by_text("没有可以导入的行")).to_be_visible()

    page.get_by_role("button", name="取消导入").click()
    page.get_by_role("button", name="取消这次导入").click()
    expect(page.get_by_role("heading", name="已取消")).to_be_visible()
    expect(page.get_by_role("button", name="取消导入")).to_have_count(0)


@pytest.mark.req("PLT-12")
def test_a_required_column_must_be_chosen_and_a_chosen_one_is_remembered(page: Page) -> None:
    shop = make_shop()
    headings = (*HEADINGS[:1], f"招牌{shop.word}", *HEADINGS[2:])
    data = separated(shop.row(), headings=headings)
    send(page, "登记.csv", data)
    check = page.get_by_role("button", name="逐行检查")
    expect(check).to_be_disabled()
    expect(page.get_by_text("还没有哪一列对应必填的“名称”")).to_be_visible()

    page.get_by_role("combobox", name=f"“{headings[1]}”导入为").click()
    page.get_by_role("option", name="名称（必填）").click()
    expect(check).to_be_enabled()
    map_and_check(page)

    page.goto("/registry/imports")
    send(page, "登记.csv", data)
    expect(page.get_by_role("row").filter(has_text=headings[1])).to_contain_text("上次的对应")


def _wide_table() -> bytes:
    names = [f"列{number}" for number in range(100_000)]
    return separated(["x"] * 100_000, headings=tuple(names))


BROKEN = xlsx(make_shop().row())[:2_000]
CANNOT = {
    "wrong type": ("说明.pdf", b"%PDF-1.7", "只接收 .xlsx 和 .csv 文件"),
    "old workbook": ("登记.xls", b"\xd0\xcf\x11\xe0" + bytes(100), "旧版 .xls"),
    "other content": ("登记.xlsx", b"<html></html>", "文件内容不是 .xlsx 格式"),
    "broken workbook": ("登记.xlsx", BROKEN, "工作簿已损坏"),
    "100,000 columns": ("登记.csv", _wide_table(), "表格有 100000 列，最多 200 列"),
    "formulas": ("登记.xlsx", xlsx(make_shop().row(企业名称='=CONCATENATE("甲","店")')), "表格里有公式（B2"),
    "formulas in text": ("登记.csv", separated(make_shop().row(备注="=1+1")), "表格里有公式（第 2 行第 8 列）"),
    "mixed encodings": (
        "登记.csv",
        separated(make_shop().row()) + separated(make_shop().row(), encoding="gb18030"),
        "文件里混用了两种文字编码，从第 3 行起",
    ),
    "unreadable": ("登记.csv", "名称\r\n甲".encode("utf-16"), "UTF-16"),
    "duplicate headings": (
        "登记.xlsx",
        xlsx(make_shop().row(), headings=(*HEADINGS[:2], "企业 名称", *HEADINGS[3:])),
        "第 2 列和第 3 列的列名都是",
    ),
    "no rows": ("登记.xlsx", xlsx(), "只有表头，没有数据行"),
    "empty": ("登记.csv", b"", "文件是空的"),
}


@pytest.mark.req("PLT-12")
def test_what_cannot_be_imported_is_refused_with_what_to_do_and_leaves_nothing(page: Page, picture: Picture) -> None:
    page.get_by_text("把文件拖到这里").wait_for()
    before = page.request.get("/api/v1/exchange/imports?limit=1").json()["items"]

    for name, data, said in CANNOT.values():
        send(page, name, data)
        expect(page.get_by_text(said)).to_be_visible()
        if name.endswith(".pdf"):
            picture(page, "console-import-refused")

    assert page.request.get("/api/v1/exchange/imports?limit=1").json()["items"] == before
    assert violations(page) == []


@pytest.mark.req("PLT-12")
def test_the_template_is_a_file_that_can_be_filled_in_and_uploaded(page: Page) -> None:
    shop = make_shop()
    with page.expect_download() as caught:
        page.get_by_role("button", name="下载“经营主体”模板").click()
    given = sheet(caught.value.path(), "填写")[0]
    headings = (*given, f"备注{shop.word}")
    known = {"统一社会信用代码": shop.uscc, "名称": shop.name, "联系电话": shop.phone, "状态": "存续"}

    send(page, "登记.xlsx", xlsx([known.get(heading, "") for heading in headings], headings=headings))

    expect(page.get_by_text("列名一致")).to_have_count(len(given))
    map_and_check(page)
    assert tile(page, "新增") == "1"


@pytest.mark.req("IAM-3", "PLT-12")
def test_who_may_import_nothing_is_told_so(people: People) -> None:
    page = people.desk("inspector")
    page.goto("/registry/imports")

    expect(page.get_by_text("您没有“批量导入主体”的权限")).to_be_visible()
    expect(page.locator("input[type=file]")).to_have_count(0)


def test_the_shops_of_these_tests_are_valid() -> None:
    shop: Shop = make_shop()

    assert (len(shop.uscc), len(shop.phone), len(shop.initials)) == (18, 11, 4)
