"""Papers: anybody learns by the code whether a paper was issued and stands, and by the file whether it is genuine."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from .axe import violations
from .calls import Caller
from .conftest import People

pytestmark = pytest.mark.browser
Picture = Callable[[Page, str], None]


def _record(chief: Caller) -> dict[str, Any]:
    """A record of the demonstration with an order to rectify, whose papers stand."""
    rows = chief.get("/api/v1/inspection/inspections", disposition="rectify", limit=50)["items"]
    records = (chief.get(f"/api/v1/inspection/inspections/{row['uid']}") for row in rows[1:])
    return dict(next(one for one in records if not one["papers"][0]["void_reason"]))


@pytest.mark.req("PLT-15", "PLT-4", "INS-5.7")
def test_a_code_tells_what_was_issued_and_one_altered_byte_is_detected(
    people: People, picture: Picture, tmp_path: Path
) -> None:
    chief = Caller(people.platform.url, role="section_chief")
    paper = _record(chief)["papers"][0]
    genuine, forged = tmp_path / "记录.pdf", tmp_path / "改过的记录.pdf"
    genuine.write_bytes(chief.raw("GET", f"/api/v1/documents/{paper['uid']}/pdf"))
    altered = bytearray(genuine.read_bytes())
    altered[len(altered) // 2] ^= 1
    forged.write_bytes(altered)
    assert genuine.read_bytes().startswith(b"%PDF")
    assert chief.raw("GET", f"/api/v1/documents/{paper['uid']}/docx").startswith(b"PK")

    visitor = people.phone()
    visitor.goto(f"/v/{paper['code']}")
    expect(visitor.get_by_text("这份文书由本平台出具，现行有效。")).to_be_visible()
    expect(visitor.get_by_text(paper["number"])).to_be_visible()
    picture(visitor, "h5-paper")
    assert violations(visitor) == []

    visitor.locator("input[type=file]").set_input_files(genuine)
    expect(visitor.get_by_text("文件与本平台出具的一字不差，现行有效。")).to_be_visible()
    visitor.locator("input[type=file]").set_input_files(forged)
    expect(visitor.get_by_text("不是本平台出具，或内容被改动。")).to_be_visible()
    picture(visitor, "h5-paper-forged")


@pytest.mark.req("PLT-15")
def test_a_paper_that_was_taken_back_says_so(people: People, picture: Picture) -> None:
    record = _record(Caller(people.platform.url, role="section_chief"))
    paper = record["papers"][0]
    chief = people.desk("section_chief")
    chief.goto(f"/inspection/records/{record['uid']}")
    chief.get_by_role("button", name=f"作废{paper['title']}").click()
    dialog = chief.get_by_role("dialog")
    dialog.get_by_text("当事人信息有误").click()
    dialog.get_by_role("button", name="作废").click()
    expect(chief.get_by_text("作废理由：当事人信息有误")).to_be_visible()

    visitor = people.phone()
    visitor.goto("/verify")
    visitor.get_by_label("核验码").fill(paper["code"].lower().replace("-", " "))
    visitor.get_by_role("button", name="核验").click()

    expect(visitor.get_by_text("这份文书由本平台出具，但已作废，不再有效。")).to_be_visible()
    expect(visitor.get_by_text("当事人信息有误")).to_be_visible()
    picture(visitor, "h5-paper-void")


@pytest.mark.req("PLT-15")
def test_a_code_that_nobody_issued_is_told_as_such(people: People) -> None:
    visitor = people.desk()
    visitor.goto("/v/0000-0000-0000-0000")

    expect(visitor.get_by_text("没有查到这份文书")).to_be_visible()
    assert violations(visitor) == []
