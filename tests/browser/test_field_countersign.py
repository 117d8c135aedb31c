"""The second officer's word, in the app or by a code from their phone; rejection; re-inspection; conflicts; clues."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from . import field_work as field
from .calls import Caller, today
from .conftest import People, taps
from .platform import Platform

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def office(platform: Platform) -> field.Office:
    return field.Office(platform.url)


def handed_over(people: People, job: field.Job, *, wrong: bool = False, serious: bool = False) -> tuple[Page, str]:
    """The lead's phone after a visit whose record is at the server, and the record."""
    page = field.phone_of(people, job.lead)
    field.ready(page)
    field.begin(page, job)
    if wrong:
        item = page.get_by_role("article").filter(has_text="1.2").first
        item.get_by_role("radio", name="否").click()
        item.get_by_role("button", name=re.compile("拍照$")).click()
        field.shoot(page, 1)
        page.get_by_role("button", name="完成").click()
        item.get_by_role("textbox", name="情况说明").fill("现场未公示")
    field.all_in_order(page)
    field.to_result(page)
    if serious:
        page.get_by_role("checkbox", name="情节严重，转稽查").check()
    field.sign(page)
    record = field.submit(page)
    field.stored(page)
    return page, record


def approve(people: People, job: field.Job) -> Page:
    """The second officer's phone: notice, 同意, handwriting, 确认."""
    page = field.phone_of(people, job.second)
    field.ready(page)
    page.get_by_role("region", name="待我会签").get_by_role("link").filter(has_text=job.entity_name).first.click()
    page.get_by_role("button", name="同意").click()
    field.sign(page, "会签签名")
    page.get_by_role("button", name="确认会签").click()
    expect(page.get_by_role("region", name="文书")).to_be_visible()
    return page


@pytest.mark.req("INS-5.4", "INS-5.7", "S-EV-09")
def test_the_second_officer_countersigns_in_three_taps_and_the_papers_open(
    people: People, office: field.Office, picture: Callable[[Page, str], None]
) -> None:
    job = office.job("白棠", form="XS-RC")
    _, record = handed_over(people, job, wrong=True)
    page = field.phone_of(people, job.second)
    field.ready(page)
    picture(page, "field-today-countersign")
    before = taps(page)

    page.get_by_role("region", name="待我会签").get_by_role("link").filter(has_text=job.entity_name).first.click()
    page.get_by_role("button", name="同意").click()
    field.sign(page, "会签签名")
    picture(page, "field-countersign")
    page.get_by_role("button", name="确认会签").click()
    papers = page.get_by_role("region", name="文书")
    expect(papers).to_be_visible()

    assert taps(page) - before <= 3
    picture(page, "field-record-signed")
    found = office.record(record)
    assert found["state"] == "signed"
    word = found["countersigns"][0]
    assert (word["decision"], word["method"], word["content_hash"]) == ("approve", "app", found["content_hash"])
    assert word["signature"]
    titles = [paper["title"] for paper in found["papers"]]
    assert any("检查记录" in title or "监督检查" in title for title in titles)
    assert any("责令改正" in title for title in titles)
    for link in papers.get_by_role("link").all():
        answer = page.context.request.get(link.get_attribute("href") or "")
        assert answer.ok
        assert answer.body()[:4] in (b"%PDF", b"PK\x03\x04")
    with page.expect_download() as loading:
        papers.get_by_role("link", name=re.compile("DOCX")).first.click()
    assert loading.value.suggested_filename.endswith(".docx")


@pytest.mark.req("INS-5.4", "S-EV-09")
def test_a_code_from_the_second_officers_phone_countersigns(
    people: People, office: field.Office, picture: Callable[[Page, str], None]
) -> None:
    job = office.job("梧塬", form="XS-RC")
    page, record = handed_over(people, job)
    page.get_by_role("button", name="发送短信验证码").click()
    box = page.get_by_role("textbox", name=re.compile(f"^{job.second_name}收到的验证码"))
    expect(box).to_be_visible()
    outbox = Caller(people.platform.url, username=job.lead).get("/api/v1/notices/outbox")
    sent = [one for one in outbox if job.entity_name in one["text"]]
    code = re.search(r"\d{6}", sent[0]["text"])
    assert code
    other = f"{(int(code[0]) + 1) % 1_000_000:06d}"

    box.fill(other)
    page.get_by_role("button", name="确认会签").click()
    expect(page.get_by_role("alert")).to_be_visible()
    assert office.record(record)["state"] == "countersigning"
    picture(page, "field-sms")
    box.fill(code[0])
    page.get_by_role("button", name="确认会签").click()
    expect(page.get_by_role("region", name="文书")).to_be_visible()

    found = office.record(record)
    assert (found["state"], found["countersigns"][0]["method"]) == ("signed", "sms")


@pytest.mark.req("INS-5.4", "INS-5.3", "S-EV-09")
def test_a_rejection_returns_the_record_to_editing_and_voids_signatures(
    people: People, office: field.Office, picture: Callable[[Page, str], None]
) -> None:
    job = office.job("霜洲", form="YP-RC")
    page, record = handed_over(people, job)
    second = field.phone_of(people, job.second)
    second.goto(f"/m/records/{record}")
    second.get_by_role("button", name="退回").click()
    expect(second.get_by_role("button", name="确认退回")).to_be_disabled()
    second.get_by_role("textbox", name="退回原因").fill("第一项应当附照片")
    second.get_by_role("button", name="确认退回").click()
    expect(second.get_by_text("退回原因：第一项应当附照片")).to_be_visible()

    page.get_by_role("link", name="回到今日").click()
    page.get_by_role("button", name="预下载本周").click()
    card = field.card(page, job)
    expect(card).to_contain_text("被退回（第一项应当附照片）")
    picture(page, "field-today-returned")
    card.click()
    expect(page.get_by_role("article").first).to_be_visible()
    page.get_by_role("article").first.get_by_role("button", name=re.compile("拍照$")).click()
    field.shoot(page, 1)
    page.get_by_role("button", name="完成").click()
    field.to_result(page)
    expect(page.get_by_text(re.compile("还不能提交：请由被检查单位在场人员签名"))).to_be_visible()
    field.sign(page)
    assert field.submit(page) == record
    field.stored(page)

    found = office.record(record)
    assert (found["state"], found["round"]) == ("countersigning", 2)
    assert [one["is_void"] for one in sorted(found["rounds"], key=lambda one: one["round"])] == [True, False]
    approve(people, job)
    assert office.record(record)["state"] == "signed"


@pytest.mark.req("INS-5.5", "INS-5.10")
def test_a_reinspection_starts_from_the_open_items_and_takes_six_taps(
    people: People, office: field.Office, picture: Callable[[Page, str], None]
) -> None:
    job = office.job("梅坪", form="XS-RC")
    _, record = handed_over(people, job, wrong=True)
    approve(people, job)
    order = office.record(record)["rectification"]["uid"]
    made = office.section.post(f"/api/v1/inspection/rectifications/{order}/reinspect")
    task = office.task(made["task"])
    page = field.phone_of(people, job.lead)
    field.ready(page)
    before = taps(page)

    page.get_by_role("list", name="检查任务").get_by_role("link").filter(has_text=task["number"]).click()
    page.get_by_role("button", name="已亮证告知，开始检查").click()
    items = page.get_by_role("article")
    expect(items).to_have_count(1)
    expect(items.first).to_contain_text("现场未公示")
    expect(items.first.get_by_role("img")).to_have_count(1)
    picture(page, "field-reinspection")
    items.first.get_by_role("radio", name="已改").click()
    field.to_result(page)
    field.sign(page)
    again = field.submit(page)
    field.stored(page)

    assert taps(page) - before <= 6
    approve(people, job)
    assert office.record(again)["state"] == "signed"
    assert office.leader.get(f"/api/v1/inspection/rectifications/{order}")["stage"] == "closed"


@pytest.mark.req("INS-5.6")
def test_a_serious_problem_becomes_a_clue_in_two_taps(
    people: People, office: field.Office, picture: Callable[[Page, str], None]
) -> None:
    job = office.job("梧塬", form="YP-RC")
    _, record = handed_over(people, job, wrong=True)
    approve(people, job)
    page = field.phone_of(people, job.lead)
    page.goto(f"/m/records/{record}")
    page.get_by_role("button", name="转稽查", exact=True).click()
    expect(page.get_by_role("textbox", name="移送的事实")).to_have_value(re.compile("现场未公示"))
    picture(page, "field-serious")
    page.get_by_role("button", name="确认转稽查").click()
    expect(page.get_by_text(re.compile(r"已转稽查，线索 \S+"))).to_be_visible(timeout=40_000)

    found = office.record(record)
    assert found["clue"]
    clue = office.section.get(f"/api/v1/enforcement/clues/{found['clue']}")
    assert clue["number"] == found["clue_number"]


@pytest.mark.req("INS-5.6")
def test_a_visit_marked_serious_in_the_field_becomes_a_clue_when_it_is_signed(
    people: People, office: field.Office
) -> None:
    job = office.job("白棠", form="TS-RC")
    _, record = handed_over(people, job, wrong=True, serious=True)
    page = approve(people, job)
    expect(page.get_by_text(re.compile(r"已转稽查，线索 \S+"))).to_be_visible(timeout=40_000)
    assert office.record(record)["clue"]


@pytest.mark.req("INS-5.3", "S-MO-04")
def test_what_the_office_changed_meanwhile_is_shown_with_both_values(
    people: People, office: field.Office, picture: Callable[[Page, str], None]
) -> None:
    job = office.job("霜洲", form="QX-RC")
    page = field.phone_of(people, job.lead)
    field.ready(page)
    page.context.set_offline(True)
    field.begin(page, job)
    field.all_in_order(page)
    field.to_result(page)
    field.sign(page)
    record = field.submit(page)
    before = office.task(job.uid)
    office.leader.change(f"/api/v1/inspection/tasks/{job.uid}", {"due_on": today(20)}, version=before["version"])

    page.context.set_offline(False)
    expect(page.get_by_text("任务有改动，待选择")).to_be_visible(timeout=30_000)
    assert office.records_of(job.entity) == []
    page.get_by_role("link", name=re.compile("任务有改动，请选择")).click()
    mine, theirs = (
        page.get_by_role("radio", name=re.compile("^我的")),
        page.get_by_role("radio", name=re.compile("^服务器")),
    )
    expect(mine).to_contain_text(before["due_on"])
    expect(theirs).to_contain_text(today(20))
    expect(page.get_by_role("button", name="按选择重新提交")).to_be_disabled()
    picture(page, "field-conflict")
    theirs.click()
    page.get_by_role("button", name="按选择重新提交").click()
    field.stored(page)

    found = office.record(record)
    assert [(one["field"], one["choice"], one["mine"], one["theirs"]) for one in found["content"]["resolutions"]] == [
        ("due_on", "theirs", before["due_on"], today(20))
    ]
    assert office.task(job.uid)["due_on"] == today(20)
