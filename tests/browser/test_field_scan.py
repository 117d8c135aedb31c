"""Codes read on the phone by our own reader, without a network too, and the unplanned visit that follows."""

from collections.abc import Callable
from pathlib import Path

import pytest
import segno
from playwright.sync_api import Page, expect

from . import field_work as field
from .conftest import People, taps
from .platform import Platform

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def office(platform: Platform) -> field.Office:
    return field.Office(platform.url)


def licence(folder: Path, uscc: str) -> Path:
    """A picture of the code on a business licence."""
    file = folder / "licence.png"
    segno.make_qr(f"统一社会信用代码：{uscc}；名称：见营业执照").save(file, scale=8, border=4)
    return file


@pytest.mark.req("INS-5.2")
def test_a_scanned_licence_leads_to_an_unplanned_visit_in_four_taps(
    people: People, office: field.Office, tmp_path: Path, picture: Callable[[Page, str], None]
) -> None:
    job = office.job("霜洲", form="XS-RC", entity=office.entity("XS", office="霜洲")["uid"])
    page = field.phone_of(people, job.lead)
    asked: list[str] = []
    page.context.on("request", lambda request: asked.append(request.url))
    field.ready(page)
    field.until(page, "async () => (await (await caches.open('code-reader')).keys()).length === 1")
    field.until(page, f"async () => (await ({field.READS})('forms')).length >= 5")
    page.context.set_offline(True)
    before = taps(page)

    page.get_by_role("link", name="扫码检查").click()
    scan = page.get_by_role("dialog", name="扫码")
    expect(scan).to_be_visible()
    picture(page, "field-scan")
    scan.locator("input[type=file]").set_input_files(licence(tmp_path, job.uscc))
    expect(page.get_by_role("heading", name=job.entity_name)).to_be_visible()
    page.get_by_role("link", name="飞行检查").click()
    page.get_by_role("button", name="上级交办").click()
    page.get_by_role("button", name="开始", exact=True).click()
    expect(page.get_by_role("button", name="已亮证告知，开始检查")).to_be_visible()

    assert taps(page) - before <= 4
    # Blob addresses are the page's own pictures.
    foreign = [url for url in asked if not url.startswith((people.platform.url, "blob:"))]
    assert foreign == []
    page.context.set_offline(False)
    expect(page.get_by_text("在线 · 待传 0")).to_be_visible(timeout=30_000)
    made = [row["local"]["server"] for row in field.rows(page, "tasks") if row["local"]]
    assert office.task(made[0]["uid"])["reason"] == "上级交办"


@pytest.mark.req("INS-5.2")
def test_an_unknown_code_is_told_and_nothing_is_lost(people: People, office: field.Office, tmp_path: Path) -> None:
    page = field.phone_of(people, field.PAIRS["霜洲"][0][0])
    field.ready(page)
    page.get_by_role("link", name="扫码检查").click()
    page.locator("input[type=file]").set_input_files(licence(tmp_path, "91570102MA00000008"))

    expect(page.get_by_role("alert")).to_contain_text("没有找到“91570102MA00000008”对应的主体")
