"""A record made at a desk: filled with the keys, signed with the mouse, sent."""

import re
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, expect

from .conftest import People
from .field_work import Job, sign_in

NOTE = "后厨与库房之间没有隔断，生熟食品混放"


def desk_of(people: People, username: str) -> Page:
    """A window of the console in front of an officer."""
    page = people.desk()
    sign_in(page.context, people.platform.url, username)
    return page


def picture_file(folder: Path) -> Path:
    """A photograph to be added as evidence."""
    path = folder / "现场照片.jpg"
    Image.effect_noise((640, 480), 60).convert("RGB").save(path)
    return path


def fill(page: Page, task: str, *, photo: Path | None = None) -> None:
    """Fill a task's whole form by keys 1 and 2: all in order, or with a photo one finding in the first item."""
    page.goto(f"/inspection/tasks/{task}/fill")
    page.get_by_text("已出示执法证件").click()
    page.get_by_text("已告知申请回避的权利并询问").click()
    items = page.locator("[id^=item-]")
    items.first.click()
    if photo is not None:
        page.keyboard.press("2")
        first = items.first
        first.get_by_label(re.compile("项说明$")).fill(NOTE)
        first.locator("input[type=file]").set_input_files(photo)
        expect(first.locator("img")).to_be_visible()
        first.locator("p").first.click()
        page.keyboard.press("n")
    for _ in range(items.count() - (photo is not None)):
        page.keyboard.press("1")
    expect(page.get_by_text("未答 0")).to_be_visible()
    sign(page)


def sign(page: Page) -> None:
    """The entity's person signs on the pad with the mouse."""
    page.get_by_label("签名人").fill("李店长")
    pad = page.get_by_role("img", name=re.compile("^签名区"))
    pad.scroll_into_view_if_needed()
    box = pad.bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] * 0.2, box["y"] + box["height"] * 0.7)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.5, box["y"] + box["height"] * 0.2, steps=4)
    page.mouse.move(box["x"] + box["width"] * 0.8, box["y"] + box["height"] * 0.7, steps=4)
    page.mouse.up()
    page.get_by_role("button", name="确认签名").click()
    expect(page.get_by_alt_text("当事人签名")).to_be_visible()


def send(page: Page) -> str:
    """Send the record by Ctrl+Enter; gives its uid."""
    page.keyboard.press("Control+Enter")
    page.wait_for_url(re.compile("/inspection/records/[0-9a-f-]{36}$"))
    return page.url.rpartition("/")[2]


def agree(page: Page, record: str) -> None:
    """The second officer signs the record; its papers are issued."""
    page.goto(f"/inspection/records/{record}")
    page.get_by_role("button", name="同意", exact=True).click()
    page.get_by_role("dialog").get_by_role("button", name="同意", exact=True).click()
    expect(page.get_by_role("link", name="PDF").first).to_be_visible()


def signed(people: People, job: Job, *, photo: Path | None = None) -> str:
    """A record of a task, filled and signed by both officers; gives its uid."""
    lead = desk_of(people, job.lead)
    fill(lead, job.uid, photo=photo)
    record = send(lead)
    agree(desk_of(people, job.second), record)
    return record
