"""Records at the desk: filled with keys, countersigned, sent back, put right; the order that follows is closed."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from .axe import violations
from .calls import Caller
from .conftest import People
from .desk_work import NOTE, agree, desk_of, fill, picture_file, send, sign, signed
from .field_work import Office

pytestmark = pytest.mark.browser
Picture = Callable[[Page, str], None]


@pytest.fixture
def office(people: People) -> Office:
    return Office(people.platform.url)


@pytest.mark.req("INS-5.4", "INS-5.7", "INS-5.8")
def test_a_record_is_filled_with_keys_sent_back_mended_and_signed(
    people: People, office: Office, picture: Picture, tmp_path: Path
) -> None:
    job = office.job("梅坪")
    lead, second = desk_of(people, job.lead), desk_of(people, job.second)
    fill(lead, job.uid, photo=picture_file(tmp_path))
    picture(lead, "record-filling")
    assert violations(lead) == []
    record = send(lead)
    expect(lead.get_by_text("待会签").first).to_be_visible()

    second.goto(f"/inspection/records/{record}")
    expect(second.get_by_text("本浏览器已按显示的内容重新计算，摘要一致。")).to_be_visible()
    second.get_by_role("button", name="退回").click()
    dialog = second.get_by_role("dialog")
    dialog.get_by_text("证据不足，请补充照片").click()
    dialog.get_by_role("button", name="退回").click()
    expect(dialog).to_be_hidden()
    lead.goto(f"/inspection/records/{record}")
    expect(lead.get_by_text("被退回：证据不足，请补充照片")).to_be_visible()

    lead.get_by_role("button", name="修改后重新提交").click()
    expect(lead.get_by_label(re.compile("项说明$")).first).to_have_value(NOTE)
    sign(lead)
    send(lead)
    agree(second, record)

    expect(second.get_by_text("现场检查记录").first).to_be_visible()
    expect(second.get_by_text("责令改正通知书").first).to_be_visible()
    picture(second, "record-signed")
    assert violations(second) == []
    assert [one["is_void"] for one in office.record(record)["rounds"]].count(False) == 1


@pytest.mark.req("INS-5.4")
def test_the_second_officer_signs_by_a_code_on_the_phone(people: People, office: Office, picture: Picture) -> None:
    job = office.job("霜洲")
    lead = desk_of(people, job.lead)
    fill(lead, job.uid)
    send(lead)

    lead.get_by_role("button", name="短信验证码会签").click()
    expect(lead.get_by_text("验证码已发送到")).to_be_visible()
    picture(lead, "record-sms")
    messages = Caller(people.platform.url, username=job.lead).get("/api/v1/notices/outbox")
    code = next(
        found.group()
        for one in messages
        if job.second_name == one["person_name"] and (found := re.search(r"(?<!\d)\d{6}(?!\d)", one["text"]))
    )
    dialog = lead.get_by_role("dialog")
    dialog.get_by_label("验证码").fill(code)
    dialog.get_by_role("button", name="会签同意").click()

    expect(lead.get_by_text("已会签").first).to_be_visible()
    expect(lead.get_by_role("link", name="PDF").first).to_be_visible()


@pytest.mark.req("INS-5.5", "INS-5.10")
def test_an_order_is_reported_reinspected_and_closed_only_then(
    people: People, office: Office, picture: Picture, tmp_path: Path
) -> None:
    job = office.job("白棠")
    record = signed(people, job, photo=picture_file(tmp_path))
    chief = people.desk("section_chief")
    chief.goto(f"/inspection/records/{record}")
    chief.get_by_role("link", name=re.compile("责改")).click()
    expect(chief.get_by_text("整改中").first).to_be_visible()
    expect(chief.get_by_text(NOTE)).to_be_visible()
    picture(chief, "rectification")
    assert violations(chief) == []

    chief.get_by_role("button", name="企业已报告完成").click()
    expect(chief.get_by_text("企业报告已完成整改")).to_be_visible()
    expect(chief.get_by_text("待复查").first).to_be_visible()
    chief.get_by_role("button", name="查看复查任务").click()
    expect(chief.get_by_text("复查表由责令改正的事项生成")).to_be_visible()
    task = chief.url.rpartition("/")[2]

    lead = desk_of(people, job.lead)
    fill(lead, task)
    again = send(lead)
    agree(desk_of(people, job.second), again)
    chief.goto(f"/inspection/records/{record}")
    expect(chief.get_by_text("整改合格")).to_be_visible()
