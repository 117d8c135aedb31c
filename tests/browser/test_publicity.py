"""Results become public one by one or in a batch, or are withheld with a reason; the public site shows it at once."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from .axe import violations
from .calls import Caller
from .conftest import People

pytestmark = pytest.mark.browser
Picture = Callable[[Page, str], None]


def _results(people: People, state: str, count: int) -> list[dict[str, Any]]:
    """Results in a state, each of another entity."""
    chief = Caller(people.platform.url, role="section_chief")
    rows = chief.get("/api/v1/inspection/publications", state=state, limit=200)["items"]
    found = {row["entity_name"]: row for row in rows}
    assert len(found) >= count, f"the demonstration has too few results that are {state}"
    return list(found.values())[:count]


def _desk(people: People) -> Page:
    chief = people.desk("section_chief")
    chief.goto("/inspection/publications?state=pending")
    expect(chief.get_by_role("row").nth(1)).to_be_visible()
    return chief


def _confirm(chief: Page) -> None:
    dialog = chief.get_by_role("dialog")
    dialog.get_by_role("textbox", name="具体情况").fill("已责令限期改正")
    dialog.get_by_label("请输入").fill("公示")
    dialog.get_by_role("button", name="公示", exact=True).click()
    expect(dialog).to_be_hidden()


def _public_row(people: People, name: str) -> Any:
    visitor = people.phone()
    visitor.goto(f"/h5/results?text={name}")
    expect(visitor.get_by_role("button", name="查询")).to_be_visible()
    return visitor


@pytest.mark.req("INS-4.6")
def test_a_result_is_taken_back_and_published_again(people: People, picture: Picture) -> None:
    (row,) = _results(people, "published", 1)
    visitor = people.phone()
    visitor.goto(f"/h5/results?text={row['entity_name']}")
    shown = visitor.get_by_role("list", name="公示的检查结果").get_by_role("listitem").filter(has_text="检查 ·")
    expect(shown.first).to_be_visible()
    before = shown.count()
    picture(visitor, "h5-results")
    assert violations(visitor) == []

    chief = people.desk("section_chief")
    chief.goto(f"/inspection/publications?inspection={row['inspection']}")
    chief.get_by_role("button", name="撤回").click()
    dialog = chief.get_by_role("dialog")
    dialog.get_by_text("公示内容有误，更正后重新公示").click()
    dialog.get_by_role("button", name="撤回").click()
    expect(chief.get_by_role("cell", name="已撤回")).to_be_visible()
    visitor.reload()
    expect(visitor.get_by_role("button", name="查询")).to_be_visible()
    expect(shown).to_have_count(before - 1)

    chief.get_by_role("button", name="公示", exact=True).click()
    expect(chief.get_by_role("checkbox", name="未发现问题")).to_be_visible()
    picture(chief, "publications-dialog")
    _confirm(chief)
    visitor.reload()
    expect(shown).to_have_count(before)


@pytest.mark.req("INS-4.6")
def test_several_results_are_published_in_one_act(people: People, picture: Picture) -> None:
    rows = _results(people, "pending", 2)
    chief = _desk(people)
    picture(chief, "publications")
    assert violations(chief) == []
    for row in rows:
        chief.get_by_role("row").filter(has_text=row["task_number"]).get_by_role("checkbox").check()
    chief.get_by_role("region", name="批量操作").get_by_role("button").first.click()
    _confirm(chief)

    for row in rows:
        expect(_public_row(people, row["entity_name"]).get_by_text(row["entity_name"]).first).to_be_visible()


@pytest.mark.req("INS-4.6")
def test_a_result_is_withheld_with_its_reason(people: People) -> None:
    (row,) = _results(people, "pending", 1)
    chief = _desk(people)
    chief.get_by_role("row").filter(has_text=row["task_number"]).get_by_role("button", name="不予公示").click()
    dialog = chief.get_by_role("dialog")
    dialog.get_by_text("案件正在立案调查，公示可能影响查处").click()
    dialog.get_by_role("button", name="不予公示").click()
    expect(dialog).to_be_hidden()

    chief.goto(f"/inspection/publications?inspection={row['inspection']}")
    expect(chief.get_by_role("row").filter(has_text=row["task_number"])).to_contain_text("不予公示")
