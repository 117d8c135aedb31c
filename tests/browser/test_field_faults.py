"""The line between phone and platform cut after any byte, either way, and several senders at once: one effect."""

import hashlib
import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from . import field_work as field
from .conftest import People
from .fault_proxy import Fault, FaultProxy
from .platform import Platform

pytestmark = pytest.mark.browser

BEGIN = b"POST /api/v1/evidence/uploads HTTP"
PIECE = b"PATCH /api/v1/evidence/uploads/"
FINISH = b"/finish HTTP"
RECORD, COPY, TASK = b"PUT /api/v1/inspection/inspections/", b"/derivatives HTTP", b"POST /api/v1/inspection/tasks HTTP"

#: Cuts of one run, in the order in which requests come: bytes behind the start of the request or into its answer.
RUNS = {
    "requests cut": [
        Fault(BEGIN, "up", 40),
        Fault(PIECE, "up", 700),
        Fault(PIECE, "up", 9_000),
        Fault(FINISH, "up", 30),
        Fault(RECORD, "up", 900),
        Fault(RECORD, "up", 4_000),
        Fault(COPY, "up", 60),
    ],
    "answers swallowed": [
        Fault(BEGIN, "down", 0),
        Fault(PIECE, "down", 0),
        Fault(FINISH, "down", 0),
        Fault(RECORD, "down", 0),
        Fault(RECORD, "down", 0),
        Fault(COPY, "down", 0),
    ],
    "answers cut": [
        Fault(BEGIN, "down", 17),
        Fault(PIECE, "down", 120),
        Fault(FINISH, "down", 400),
        Fault(RECORD, "down", 60),
        Fault(RECORD, "down", 900),
        Fault(COPY, "down", 300),
    ],
}


@pytest.fixture(scope="module")
def office(platform: Platform) -> field.Office:
    return field.Office(platform.url)


@pytest.fixture
def line(platform: Platform) -> Iterator[FaultProxy]:
    proxy = FaultProxy(platform.url)
    yield proxy
    proxy.close()


def phone_on(people: People, line: FaultProxy, job: field.Job) -> Page:
    """A phone whose every byte goes over the line."""
    page = people.phone(origin=line.url)
    field.sign_in(page.context, line.url, job.lead)
    field.ready(page)
    return page


def fill(page: Page, job: field.Job) -> str:
    """A visit with two photos, handed over without a network; gives the record's uid."""
    page.context.set_offline(True)
    field.begin(page, job)
    first = page.get_by_role("article").first
    first.get_by_role("radio", name="否").click()
    first.get_by_role("button", name=re.compile("拍照$")).click()
    field.shoot(page, 2)
    page.get_by_role("button", name="完成").click()
    first.get_by_role("textbox", name="情况说明").fill("现场核实不符合")
    field.all_in_order(page)
    # Both captioned copies lie beside their originals before the record is handed over.
    field.until(page, f"async () => (await ({field.READS})('blobs')).length === 4")
    field.to_result(page)
    field.sign(page)
    return field.submit(page)


def send_until_stored(page: Page, line: FaultProxy) -> None:
    """Press 立即上传 after every cut, as an impatient person does."""
    page.context.set_offline(False)
    arrived = page.get_by_text(re.compile("^已入库"))
    button = page.get_by_role("button", name="立即上传")
    for _ in range(40):
        expect(arrived.or_(button)).to_be_visible(timeout=30_000)
        if arrived.count():
            break
        page.evaluate("document.querySelector('.device button')?.click()")
        page.wait_for_function(
            "() => !document.querySelector('.device button.van-button--loading')", polling=100, timeout=60_000
        )
    expect(arrived, str(field.rows(page, "outbox"))).to_be_visible(timeout=60_000)
    assert line.left == 0, [fault.marker for fault in line.struck]


def assert_once(page: Page, office: field.Office, job: field.Job, record: str) -> None:
    """One record, one round, every file once and byte for byte."""
    assert [one["uid"] for one in office.records_of(job.entity)] == [record]
    assert len(office.record(record)["rounds"]) == 1
    pieces = office.evidence_of(record)
    kept = {one["uid"]: one["sha256"] for one in field.rows(page, "captures")}
    assert {one["uid"]: one["sha256"] for one in pieces if one["original"] is None} == kept
    assert sorted(one["number"] for one in pieces if one["original"] is None) == [1, 2, 3]
    copies = {one["uid"]: one["sha256"] for one in field.rows(page, "blobs") if one["original"]}
    assert {one["uid"]: one["sha256"] for one in pieces if one["original"]} == copies
    assert len(copies) == 2
    originals = {hashlib.sha256(data).hexdigest() for data in office.originals_of(record)}
    assert set(kept.values()) <= originals


@pytest.mark.req("INS-5.3", "S-MO-03", "S-EV-02")
@pytest.mark.parametrize("run", RUNS)
def test_a_line_cut_at_any_byte_makes_no_double_and_no_loss(
    people: People, office: field.Office, line: FaultProxy, run: str
) -> None:
    job = office.job(dict(zip(RUNS, ("白棠", "霜洲", "梅坪"), strict=True))[run], form="XS-RC")
    page = phone_on(people, line, job)
    record = fill(page, job)
    line.arm(*RUNS[run])

    send_until_stored(page, line)

    assert_once(page, office, job, record)


@pytest.mark.req("INS-5.3", "S-MO-03", "S-MO-04")
def test_pages_and_service_worker_sending_at_once_make_one_record(
    people: People, office: field.Office, picture: Callable[[Page, str], None]
) -> None:
    job = office.job("梧塬", form="XS-RC")
    page = field.phone_of(people, job.lead)
    field.ready(page)
    record = fill(page, job)
    other = page.context.new_page()
    other.goto("/m/uploads")
    expect(other.get_by_text("1 项等待上传")).to_be_visible()
    picture(other, "field-uploads")
    sends: list[str] = []
    page.context.on("request", lambda request: sends.append(request.url) if request.method == "PUT" else None)
    session = page.context.new_cdp_session(page)
    versions: list[str] = []
    session.on(
        "ServiceWorker.workerRegistrationUpdated",
        lambda found: versions.extend(one["registrationId"] for one in found["registrations"]),
    )
    session.send("ServiceWorker.enable")

    # In the moment of the network's return: a click from here might come after all was sent.
    retry = other.get_by_role("button", name="立即重试")
    retry.evaluate("(one) => addEventListener('online', () => one.click(), { once: true })")
    page.context.set_offline(False)
    for registration in set(versions):
        session.send(
            "ServiceWorker.dispatchSyncEvent",
            {"origin": people.platform.url, "registrationId": registration, "tag": "outbox", "lastChance": False},
        )
    field.stored(page)
    expect(other.get_by_text(re.compile("^已入库"))).to_be_visible()

    assert versions
    assert len(sends) == 1
    assert_once(page, office, job, record)


@pytest.mark.req("INS-5.3")
def test_signing_out_waits_for_unsent_rows_and_says_why(
    people: People, office: field.Office, picture: Callable[[Page, str], None]
) -> None:
    job = office.job("梅坪", form="QX-RC")
    page = field.phone_of(people, job.lead)
    field.ready(page)
    fill_without_photos(page, job)
    page.goto("/m/uploads")
    expect(page.get_by_text("1 项等待上传")).to_be_visible()
    with page.expect_download() as loading:
        page.get_by_role("button", name="导出到文件").click()
    assert loading.value.suggested_filename.endswith(".zip")
    page.get_by_role("tab", name=re.compile("我的$")).click()
    expect(page.get_by_text(re.compile("还有 1 项没有上传，退出会让它们无法送出"))).to_be_visible()
    expect(page.get_by_role("button", name="退出登录")).to_be_disabled()
    picture(page, "field-me-blocked")

    page.context.set_offline(False)
    page.get_by_role("tab", name="我的上传").click()
    expect(page.get_by_text(re.compile("^已入库"))).to_be_visible(timeout=30_000)
    page.get_by_role("tab", name=re.compile("我的$")).click()
    page.get_by_role("button", name="退出登录").click()
    expect(page.get_by_role("button", name="登录", exact=True)).to_be_visible()


def fill_without_photos(page: Page, job: field.Job) -> str:
    """A visit in order, handed over without a network."""
    page.context.set_offline(True)
    field.begin(page, job)
    field.all_in_order(page)
    field.to_result(page)
    field.sign(page)
    return field.submit(page)


@pytest.mark.req("INS-5.2", "INS-5.3", "S-MO-03")
def test_an_unplanned_visit_found_by_search_takes_four_taps_and_arrives_once(
    people: People, office: field.Office, line: FaultProxy, picture: Callable[[Page, str], None]
) -> None:
    job = office.job("白棠", form="CY-RC", entity=office.entity("CY", office="白棠")["uid"])
    page = phone_on(people, line, job)
    field.until(page, f"async () => (await ({field.READS})('forms')).length >= 5")
    before = page.evaluate("window.__taps")
    page.get_by_role("tab", name="扫码/搜索").click()
    page.get_by_role("searchbox").fill(job.uscc)
    page.get_by_role("link", name=f"对{job.entity_name}飞行检查").click()
    page.get_by_role("button", name="投诉举报核查").click()
    picture(page, "field-flight")
    page.context.set_offline(True)
    page.get_by_role("button", name="开始", exact=True).click()
    expect(page.get_by_role("button", name="已亮证告知，开始检查")).to_be_visible()
    assert page.evaluate("window.__taps") - before <= 4

    page.get_by_role("button", name="已亮证告知，开始检查").click()
    field.all_in_order(page)
    field.to_result(page)
    field.sign(page)
    record = field.submit(page)
    line.arm(Fault(TASK, "down", 0), Fault(TASK, "down", 0), Fault(RECORD, "down", 0))
    send_until_stored(page, line)

    assert [one["uid"] for one in office.records_of(job.entity)] == [record]
    found = office.record(record)
    assert (found["task"]["kind"], len(found["task"]["officers"])) == ("temporary", 2)
    mine = office.leader.get("/api/v1/inspection/tasks", entity=job.entity, kind="temporary", limit=50)["items"]
    assert len([one for one in mine if one["starts_on"] == field.today()]) == 1
