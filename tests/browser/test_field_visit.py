"""A scheduled check from the card to the record at the server, and single items; taps counted (UX 2.1)."""

import hashlib
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from . import axe
from . import field_work as field
from .conftest import People, taps
from .platform import Platform

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def office(platform: Platform) -> field.Office:
    return field.Office(platform.url)


TABLET = {"width": 1180, "height": 820}


@pytest.mark.req("INS-5.1", "INS-5.3", "INS-5.5", "PLT-3")
def test_a_whole_check_in_order_takes_eleven_taps(
    people: People, office: field.Office, picture: Callable[[Page, str], None]
) -> None:
    job = office.job("白棠")
    page = field.phone_of(people, job.lead)
    field.ready(page)
    picture(page, "field-today")
    before = taps(page)

    field.card(page, job).click()
    expect(page.get_by_text(re.compile("执法证号 5701"))).to_have_count(2)
    picture(page, "field-notice")
    page.get_by_role("button", name="已亮证告知，开始检查").click()
    expect(page.get_by_role("heading", name=re.compile("^一、"))).to_be_visible()
    picture(page, "field-checklist")
    sections = field.all_in_order(page)
    field.to_result(page)
    expect(page.get_by_role("region", name="检查结论")).to_contain_text("符合")
    field.sign(page)
    picture(page, "field-result")
    record = field.submit(page)
    field.stored(page)

    assert sections == 6
    assert taps(page) - before <= 11
    picture(page, "field-record")
    found = office.record(record)
    assert found["state"] == "countersigning"
    assert [one["name"] for one in found["signers"]] == [job.second_name]
    assert len(found["content"]["answers"]) == 38
    assert {one["value"] for one in found["content"]["answers"].values()} == {"yes"}
    assert found["content"]["form"]["code"] == "CY-RC"
    assert found["content"]["form"]["hash"] == office.task(job.uid)["form_hash"]


@pytest.mark.req("INS-5.3", "PLT-5", "S-EV-01", "S-EV-02")
def test_a_finding_with_two_photos_and_a_sentence_takes_five_taps(
    people: People, office: field.Office, picture: Callable[[Page, str], None]
) -> None:
    job = office.job("霜洲", form="XS-RC")
    page = field.phone_of(people, job.lead)
    field.ready(page)
    field.begin(page, job)
    item = page.get_by_role("article").filter(has_text="1.2").first
    before = taps(page)

    item.get_by_role("radio", name="否").click()
    item.get_by_role("button", name="第1.2项拍照").click()
    field.shoot(page, 2)
    picture(page, "field-camera")
    page.get_by_role("button", name="完成").click()
    item.get_by_role("group", name="常用语").get_by_role("button").first.click()

    assert taps(page) - before <= 5
    expect(item.get_by_role("button", name=re.compile("^照片 2"))).to_be_visible()
    expect(page.get_by_text("已保存到本机")).to_be_visible()
    picture(page, "field-finding")
    field.all_in_order(page)
    field.to_result(page)
    expect(page.get_by_role("region", name="责令改正")).to_be_visible()
    picture(page, "field-result-order")
    field.sign(page)
    record = field.submit(page)
    field.stored(page)

    kept = sorted(field.rows(page, "captures"), key=lambda one: one["number"])
    assert [one["number"] for one in kept] == [1, 2, 3]
    assert [one["kind"] for one in kept] == ["photo", "photo", "signature"]
    pieces = {one["uid"]: one for one in office.evidence_of(record) if one["original"] is None}
    assert {one["uid"]: one["sha256"] for one in kept} == {uid: one["sha256"] for uid, one in pieces.items()}
    originals = {hashlib.sha256(data).hexdigest() for data in office.originals_of(record)}
    assert {one["sha256"] for one in kept} <= originals
    found = office.record(record)
    sealed = found["content"]["flags"]["seals"]
    assert (sealed["missing"], sealed["broken"], len(sealed["key"])) == ([], [], 64)
    answer = found["content"]["answers"][kept[0]["item"]]
    assert answer["evidence"] == [kept[0]["uid"], kept[1]["uid"]]
    assert answer["note"]
    assert found["content"]["rectification"]["items"][0]["item"] == kept[0]["item"]


@pytest.mark.req("INS-5.3", "S-EV-04", "PLT-5")
def test_marks_are_drawn_on_a_copy_and_a_discarded_photo_leaves_its_number(
    people: People, office: field.Office, picture: Callable[[Page, str], None]
) -> None:
    job = office.job("梅坪", form="QX-RC")
    page = field.phone_of(people, job.lead)
    field.ready(page)
    field.begin(page, job)
    item = page.get_by_role("article").first
    item.get_by_role("radio", name="否").click()
    item.get_by_role("button", name=re.compile("拍照$")).click()
    field.shoot(page, 2)
    page.get_by_role("button", name="录像").click()
    page.get_by_role("button", name="开始").click()
    expect(page.get_by_text(re.compile(r"1 / 30 秒"))).to_be_visible()
    page.get_by_role("button", name="停止").click()
    expect(page.get_by_text("已保存 3 份")).to_be_visible()
    page.get_by_role("button", name="录音").click()
    page.get_by_role("button", name="开始").click()
    expect(page.get_by_text(re.compile(r"^\s*1 秒"))).to_be_visible()
    page.get_by_role("button", name="停止").click()
    expect(page.get_by_text("已保存 4 份")).to_be_visible()
    page.get_by_role("button", name="完成").click()

    item.get_by_role("button", name=re.compile("^照片 1")).click()
    page.get_by_role("button", name="标注").click()
    paper = page.locator("canvas").bounding_box()
    assert paper
    page.mouse.move(paper["x"] + 60, paper["y"] + 60)
    page.mouse.down()
    page.mouse.move(paper["x"] + 160, paper["y"] + 120, steps=5)
    page.mouse.up()
    picture(page, "field-marking")
    page.get_by_role("button", name="保存标注副本").click()
    item.get_by_role("button", name=re.compile("^照片 2")).click()
    page.get_by_role("button", name="作废", exact=True).click()
    page.get_by_role("button", name="拍虚了").click()
    picture(page, "field-discard")
    page.get_by_role("button", name="作废 #2").click()
    expect(item.get_by_role("button", name=re.compile("^照片 2"))).to_have_count(0)

    field.all_in_order(page)
    field.to_result(page)
    field.sign(page)
    record = field.submit(page)
    field.stored(page)

    evidence = office.evidence_of(record)
    pieces = {one["number"]: one for one in evidence if one["original"] is None}
    assert sorted(pieces) == [1, 2, 3, 4, 5]
    assert [pieces[number]["kind"] for number in sorted(pieces)] == ["photo", "photo", "video", "sound", "signature"]
    assert pieces[2]["discard_reason"] == "拍虚了"
    copies = [one for one in evidence if one["original"] == pieces[1]["uid"]]
    assert sorted(one["caption"].split("：")[0] for one in copies) == ["时间编号水印", "标注"]
    assert {one["form"] for one in copies} == {"annotation"}
    assert office.record(record)["content"]["flags"]["missing_captures"] == []


@pytest.mark.req("INS-5.4", "INS-5.3")
def test_a_refused_signature_needs_a_reason_and_a_witness(people: People, office: field.Office) -> None:
    job = office.job("梧塬", form="TS-RC")
    page = field.phone_of(people, job.lead)
    field.ready(page)
    field.begin(page, job)
    field.all_in_order(page)
    field.to_result(page)
    send = page.get_by_role("button", name="提交", exact=True)
    expect(send).to_be_disabled()
    expect(page.get_by_text("还不能提交：请由被检查单位在场人员签名，或者注明拒签。")).to_be_visible()

    page.get_by_role("checkbox", name="拒绝签名").check()
    expect(page.get_by_text(re.compile("还不能提交：请写明拒签的理由"))).to_be_visible()
    page.get_by_role("textbox", name="拒签理由").fill("负责人不认可检查结果")
    expect(page.get_by_text("还不能提交：拒签的应当有见证人，或者拍摄录像。")).to_be_visible()
    page.get_by_role("textbox", name="见证人姓名和单位").fill("社区网格员 李四")
    expect(send).to_be_enabled()
    record = field.submit(page)
    field.stored(page)

    content = office.record(record)["content"]
    assert content["signer"] is None
    assert content["refusal"] == {"reason": "负责人不认可检查结果", "witness": "社区网格员 李四", "video": None}


@pytest.mark.req("INS-5.3")
def test_a_tablet_shows_the_index_beside_the_item(
    people: People, office: field.Office, picture: Callable[[Page, str], None]
) -> None:
    job = office.job("梅坪", form="YP-RC")
    page = field.phone_of(people, job.lead, size=TABLET)
    field.ready(page)
    picture(page, "field-tablet-today")
    field.begin(page, job)
    index = page.get_by_role("navigation", name="检查项")
    index.get_by_role("button").filter(has_text=re.compile(r"^2\.1")).first.click()

    expect(page.get_by_role("article")).to_have_count(1)
    expect(page.get_by_role("article")).to_contain_text("2.1")
    picture(page, "field-tablet-checklist")
    left, right = index.bounding_box(), page.get_by_role("article").bounding_box()
    assert left
    assert right
    assert left["x"] + left["width"] <= right["x"]
    page.get_by_role("article").get_by_role("radio", name="是").click()
    expect(index.get_by_role("button").filter(has_text=re.compile(r"^2\.1")).first).to_contain_text("是")
    page.get_by_role("button", name=re.compile("^结果与签名")).click()
    picture(page, "field-tablet-result")


@pytest.mark.req("INS-5.3")
def test_pages_are_accessible_and_every_target_is_large_enough(people: People, office: field.Office) -> None:
    job = office.job("梧塬", form="QX-RC")
    page = field.phone_of(people, job.lead)
    field.ready(page)
    found: dict[str, list[str]] = {}

    def look(name: str) -> None:
        found[name] = axe.violations(page) + field.small_targets(page)

    look("今日")
    page.get_by_role("button", name="按日历看").click()
    look("日历")
    field.card(page, job).click()
    expect(page.get_by_role("button", name="已亮证告知，开始检查")).to_be_visible()
    look("亮证告知")
    page.get_by_role("button", name="已亮证告知，开始检查").click()
    first = page.get_by_role("article").first
    first.get_by_role("radio", name="否").click()
    expect(first.get_by_role("group", name="常用语")).to_be_visible()
    look("检查表")
    page.get_by_role("button", name=re.compile("^结果与签名")).click()
    expect(page.get_by_role("region", name="检查结论")).to_be_visible()
    look("结果与签名")
    for address, heading in (("/m/find", "查找检查对象"), ("/m/uploads", "本机存储"), ("/m/me", "离线包")):
        page.goto(address)
        expect(page.get_by_text(heading).first).to_be_visible()
        look(address)
    page.goto(f"/m/entities/{job.entity}")
    expect(page.get_by_role("heading", name=job.entity_name)).to_be_visible()
    look("企业")
    page.goto(f"/m/entities/{job.entity}/flight")
    expect(page.get_by_text("检查原因").first).to_be_visible()
    look("飞行检查")

    assert found == {name: [] for name in found}
