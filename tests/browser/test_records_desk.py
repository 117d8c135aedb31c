"""Records at the desk: filled with keys, countersigned, sent back, put right; the order that follows is closed."""

import base64
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, SECP256R1, generate_private_key
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from playwright.sync_api import Page, Route, expect

from .axe import violations
from .calls import Caller
from .conftest import People
from .desk_work import NOTE, agree, desk_of, fill, picture_file, send, sign, signed
from .field_work import Office, phone_of

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


@pytest.mark.req("S-EV-01")
def test_a_capture_altered_after_it_was_taken_is_told_where_the_evidence_is_read(
    people: People, office: Office, picture: Picture, tmp_path: Path
) -> None:
    """The photo is sealed for another place than the one that arrives; the signature was never sealed."""
    job = office.job("梅坪")
    lead = desk_of(people, job.lead)
    fill(lead, job.uid, photo=picture_file(tmp_path))
    lead.route("**/api/v1/inspection/inspections/*", with_foreign_seal)

    record = send(lead)

    expect(lead.get_by_text("会签后发出责令改正通知书")).to_be_visible()
    expect(lead.get_by_role("note")).to_have_text(
        [
            re.compile(r"^\s*证据\s*1\s*的设备签封与内容不符"),
            re.compile(r"^\s*证据\s*2\s*没有设备签封"),
        ]
    )
    picture(lead, "record-altered-capture")
    assert violations(lead) == []
    lead.get_by_role("button", name="看证据 1").click()
    expect(lead.get_by_role("dialog").get_by_alt_text(re.compile("照片|项"))).to_be_visible()
    phone = phone_of(people, job.second)
    phone.goto(f"/m/records/{record}")
    expect(phone.get_by_role("note").first).to_contain_text("证据 1 的设备签封与内容不符：取证以后被改动过")
    picture(phone, "field-altered-capture")


def with_foreign_seal(route: Route) -> None:
    """Send a record on with its first capture sealed by a device that saw something else."""
    if route.request.method == "GET":
        return route.continue_()
    key = generate_private_key(SECP256R1())
    public = key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    body = route.request.post_data_json
    r, s = decode_dss_signature(key.sign(b"another picture", ECDSA(SHA256())))
    body["device_key"] = base64.b64encode(public).decode()
    body["captures"][0]["seal"] = base64.b64encode(r.to_bytes(32) + s.to_bytes(32)).decode()
    return route.continue_(post_data=body)


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
    expect(chief.get_by_role("columnheader", name="改正前")).to_be_visible()
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
    number = office.record(record)["rectification"]["number"]
    chief.goto(f"/inspection/rectifications?text={number}")
    chief.get_by_role("button", name="复查任务").click()
    expect(chief).to_have_url(re.compile(rf"/{task}$"))

    lead = desk_of(people, job.lead)
    fill(lead, task)
    again = send(lead)
    agree(desk_of(people, job.second), again)
    chief.goto(f"/inspection/records/{record}")
    expect(chief.get_by_text("整改合格")).to_be_visible()
