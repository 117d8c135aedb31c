"""Clues: a serious problem goes to enforcement with everything attached; clues are entered by hand as well."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from .axe import violations
from .calls import Caller
from .conftest import People, taps
from .console import field, find_entity

pytestmark = pytest.mark.browser
Picture = Callable[[Page, str], None]


@pytest.mark.req("INS-5.6", "ENF-1")
def test_a_serious_problem_becomes_a_clue_in_two_clicks_linked_both_ways(people: People, picture: Picture) -> None:
    caller = Caller(people.platform.url, role="section_chief")
    rows = caller.get("/api/v1/inspection/inspections", disposition="rectify", limit=50)["items"]
    records = (caller.get(f"/api/v1/inspection/inspections/{row['uid']}") for row in rows)
    record = next(one for one in records if "report_serious" in one["may"])
    chief = people.desk("section_chief")
    chief.goto(f"/inspection/records/{record['uid']}")

    chief.get_by_role("button", name="转稽查").click()
    chief.get_by_role("button", name="确认移送").click()
    clue = chief.get_by_role("link", name="XS-")
    expect(clue).to_be_visible(timeout=30_000)
    assert taps(chief) == 2
    number = clue.inner_text()

    officer = people.desk("case_officer")
    officer.goto("/enforcement/clues")
    officer.get_by_role("row").filter(has_text=number).get_by_role("link").click()
    for paper in record["papers"]:
        expect(officer.get_by_text(paper["number"])).to_be_visible()
    expect(officer.get_by_role("region", name="证据").locator("img").first).to_be_visible()
    picture(officer, "clue")
    assert violations(officer) == []
    officer.get_by_role("link", name=record["task"]["number"]).click()
    expect(officer.get_by_role("link", name=number)).to_be_visible()


@pytest.mark.req("ENF-1")
def test_a_clue_is_entered_by_hand(people: People, picture: Picture) -> None:
    officer = people.desk("case_officer")
    entity = Caller(people.platform.url, role="section_chief").get(
        "/api/v1/registry/entities", supervision_class="YP", status="1", limit=1
    )["items"][0]
    officer.goto("/enforcement/clues")
    officer.get_by_role("button", name="登记线索").click()
    officer.get_by_role("button", name="登记", exact=True).click()
    expect(officer.get_by_text("请写明线索反映的事实。").first).to_be_visible()
    picture(officer, "clue-new")

    field(officer, "线索名称").fill("涉嫌销售过期药品")
    find_entity(officer, "涉及主体", entity["name"])
    field(officer, "事实").fill("群众反映该店货架上有三种药品已过有效期，并提供了照片。")
    officer.get_by_role("button", name="登记", exact=True).click()

    expect(officer.get_by_role("heading", name="涉嫌销售过期药品")).to_be_visible()
    expect(officer.get_by_role("link", name=entity["name"])).to_be_visible()
    expect(officer.get_by_text("15 个工作日").or_(officer.get_by_text("核查期限")).first).to_be_visible()


@pytest.mark.req("ENF-1")
def test_a_clue_is_settled_once_with_its_reason(people: People, picture: Picture) -> None:
    officer = people.desk("case_officer")
    officer.goto("/enforcement/clues")
    officer.get_by_role("button", name="登记线索").click()
    field(officer, "线索名称").fill("涉嫌使用未检定的计量器具")
    field(officer, "事实").fill("群众反映该摊位使用的电子秤没有检定标志。")
    officer.get_by_role("textbox", name="当事人").fill("集贸市场某摊位")
    officer.get_by_role("button", name="登记", exact=True).click()
    expect(officer.get_by_role("heading", name="涉嫌使用未检定的计量器具")).to_be_visible()

    officer.get_by_role("button", name="不予采用").click()
    dialog = officer.get_by_role("dialog")
    expect(dialog.get_by_role("button", name="确认不予采用")).to_be_disabled()
    dialog.get_by_role("button", name="经核查，反映的情况不属实。").click()
    picture(officer, "clue-review")
    dialog.get_by_role("button", name="确认不予采用").click()

    expect(dialog).to_have_count(0)
    expect(officer.get_by_text("不予采用", exact=True).first).to_be_visible()
    expect(officer.get_by_role("definition").filter(has_text="经核查，反映的情况不属实。")).to_be_visible()
    expect(officer.get_by_role("button", name="属实，转为案源")).to_have_count(0)
    assert violations(officer) == []
