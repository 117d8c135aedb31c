"""From start to finish without a network, and a browser killed at any moment: nothing that was seen is lost."""

import hashlib
import os
import re
import signal
import subprocess
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

import pytest
from playwright.sync_api import Browser, Page, Playwright, expect
from playwright.sync_api import TimeoutError as PlaywrightTimeoutError

from . import field_work as field
from .conftest import PHONE, People
from .platform import PROJECT, Platform

pytestmark = pytest.mark.browser

#: The program itself: the wrapper of the same name forks, and its child would survive.
CHROMIUM = os.environ.get("ZHIJIAN_CHROMIUM_BINARY", "/usr/lib/chromium/chromium")
STARTS_WITHIN_S = 40
CONNECTS_WITHIN_MS = 20_000
ATTEMPTS = 6
ITEMS_ANSWERED = 12


@pytest.fixture(scope="module")
def office(platform: Platform) -> field.Office:
    return field.Office(platform.url)


@pytest.mark.req("INS-5.3", "INS-5.10", "S-MO-03")
def test_a_check_without_a_network_arrives_once_the_network_is_back(
    people: People, office: field.Office, picture: Callable[[Page, str], None]
) -> None:
    job = office.job("白棠")
    page = field.phone_of(people, job.lead)
    field.ready(page)
    page.reload()
    expect(page.get_by_text("离线包已就绪")).to_be_visible()
    context = page.context

    context.set_offline(True)
    assert page.evaluate("fetch('/healthz').then(() => 'answered', (error) => error.name)") == "TypeError"
    worker = context.service_workers[0]
    assert worker.evaluate("fetch('/healthz').then(() => 'answered', (error) => error.name)") == "TypeError"
    page.reload()
    expect(page.get_by_text("离线 · 待传 0")).to_be_visible()
    picture(page, "field-today-offline")
    field.begin(page, job)
    first = page.get_by_role("article").first
    first.get_by_role("radio", name="否").click()
    first.get_by_role("button", name=re.compile("拍照$")).click()
    field.shoot(page, 1)
    page.get_by_role("button", name="完成").click()
    first.get_by_role("textbox", name="情况说明").fill("许可证已过有效期")
    field.all_in_order(page)
    address = page.url
    page.reload()
    expect(page.get_by_role("article").first.get_by_role("textbox", name="情况说明")).to_have_value("许可证已过有效期")

    other = context.new_page()
    other.goto(address)
    expect(other.get_by_text("38/38 · 否 1")).to_be_visible()
    other.close()

    field.to_result(page)
    field.sign(page)
    record = field.submit(page)
    expect(page.get_by_text("待上传", exact=True)).to_be_visible()
    picture(page, "field-record-offline")
    assert office.records_of(job.entity) == []

    context.set_offline(False)
    field.stored(page)
    assert [one["uid"] for one in office.records_of(job.entity)] == [record]
    found = office.record(record)
    assert len(found["rounds"]) == 1
    kept = field.rows(page, "captures")
    assert {one["sha256"] for one in kept} <= {hashlib.sha256(data).hexdigest() for data in office.originals_of(record)}


@pytest.mark.req("INS-5.2", "PLT-14")
def test_an_entity_that_is_not_downloaded_is_found_at_the_server(people: People, office: field.Office) -> None:
    job = office.job("白棠")
    other = office.entity("XS", office="白棠")
    page = field.phone_of(people, job.lead)
    field.ready(page)
    page.get_by_role("tab", name="扫码/搜索").click()

    page.get_by_role("searchbox").fill(other["name"])

    expect(page.get_by_role("link", name=f"对{other['name']}飞行检查")).to_be_visible()
    page.get_by_role("link", name=re.compile(f"^{other['name']}")).click()
    expect(page.get_by_text(other["uscc"])).to_be_visible()


@pytest.mark.req("INS-5.3", "INS-5.10")
def test_search_and_the_dossier_work_without_a_network(
    people: People, office: field.Office, picture: Callable[[Page, str], None]
) -> None:
    job = office.job("霜洲")
    page = field.phone_of(people, job.lead)
    field.ready(page)
    with_history = next(
        row for row in field.rows(page, "tasks") if row["task"]["kind"] == "reinspection" and row["openItems"]
    )
    wanted = {picture["evidence"] for item in with_history["openItems"] for picture in item["evidence"]}
    field.until(
        page,
        """async (wanted) => {
          const open = indexedDB.open('zhijian-field')
          const db = await new Promise((resolve) => { open.onsuccess = () => resolve(open.result) })
          const keys = await new Promise((resolve) => {
            const asked = db.transaction('pictures').objectStore('pictures').getAllKeys()
            asked.onsuccess = () => resolve(asked.result)
          })
          db.close()
          return wanted.every((one) => keys.includes(one))
        }""",
        sorted(wanted),
    )

    page.context.set_offline(True)
    page.get_by_role("tab", name="扫码/搜索").click()
    page.get_by_role("searchbox").fill(job.entity_name[-4:])
    expect(page.get_by_text("当前离线，只查了已下载的检查对象。")).to_be_visible()
    page.get_by_role("list", name="检查对象").get_by_role("link", name=re.compile(job.entity_name)).first.click()
    expect(page.get_by_role("heading", name=job.entity_name)).to_be_visible()

    page.goto(f"/m/entities/{with_history['entity']['uid']}")
    region = page.get_by_role("region", name="未完成的整改")
    expect(region.get_by_role("img")).to_have_count(len(wanted))
    assert region.get_by_role("img").first.evaluate("(one) => one.decode().then(() => one.naturalWidth > 0)")
    picture(page, "field-entity-offline")


@pytest.mark.req("INS-5.3", "S-MO-04")
def test_a_new_version_of_the_app_waits_while_a_form_is_open(people: People, office: field.Office) -> None:
    job = office.job("梧塬", form="TS-RC")
    page = field.phone_of(people, job.lead)
    field.ready(page)
    field.begin(page, job)
    page.get_by_role("article").first.get_by_role("radio", name="是").click()
    expect(page.get_by_text("已保存到本机")).to_be_visible()
    script = PROJECT / "web" / "apps" / "field" / "dist" / "sw.js"
    before = script.read_bytes()
    try:
        script.write_bytes(before + b"\n// another version\n")
        page.evaluate("navigator.serviceWorker.getRegistration('/m/').then((found) => found.update())")
        expect(page.get_by_text("有新版本，提交后更新")).to_be_visible()
        expect(page.get_by_role("article").first.get_by_role("radio", name="是")).to_be_checked()
        page.goto("/m/me")
        update = page.get_by_role("button", name="立即更新")
        expect(update).to_be_disabled()

        page.goto(f"/m/visit/{job.uid}/checklist")
        field.all_in_order(page)
        field.to_result(page)
        field.sign(page)
        field.submit(page)
        field.stored(page)
        page.goto("/m/me")
        with page.expect_navigation():
            update.click()
        expect(page.get_by_text("有新版本", exact=False)).to_have_count(0)
    finally:
        script.write_bytes(before)


class KillableBrowser:
    """A Chromium started as a process of our own on a kept profile, to be killed as a phone kills it."""

    def __init__(self, driver: Playwright, profile: Path) -> None:
        self._driver, self._profile = driver, profile
        self._process: subprocess.Popen[bytes] | None = None
        self._browser: Browser | None = None

    def start(self) -> Page:
        """A page of the browser; one that starts on a profile just killed may hang, then another is started."""
        for _ in range(ATTEMPTS - 1):
            try:
                return self._start()
            except PlaywrightTimeoutError:
                self.kill()
        return self._start()

    def _start(self) -> Page:
        for left in self._profile.glob("Singleton*"):
            left.unlink()
        (self._profile / "DevToolsActivePort").unlink(missing_ok=True)
        self._process = subprocess.Popen(
            [
                CHROMIUM,
                "--headless=new",
                "--no-sandbox",
                "--no-first-run",
                "--disable-dev-shm-usage",
                "--use-fake-ui-for-media-stream",
                "--use-fake-device-for-media-stream",
                "--remote-debugging-port=0",
                f"--user-data-dir={self._profile}",
                f"--window-size={PHONE['width']},{PHONE['height']}",
            ],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        self._browser = self._driver.chromium.connect_over_cdp(
            f"http://127.0.0.1:{self._port()}", timeout=CONNECTS_WITHIN_MS
        )
        context = self._browser.contexts[0]
        context.set_default_timeout(20_000)
        return context.new_page()

    def _port(self) -> int:
        told = self._profile / "DevToolsActivePort"
        until = time.monotonic() + STARTS_WITHIN_S
        while time.monotonic() < until:
            if told.exists() and (port := told.read_text().split("\n")[0].strip()):
                try:
                    urllib.request.urlopen(f"http://127.0.0.1:{port}/json/version", timeout=2).close()
                except OSError:
                    pass
                else:
                    return int(port)
            time.sleep(0.1)
        raise AssertionError("chromium did not start")

    def kill(self) -> None:
        """SIGKILL to the browser and all its children at once."""
        if self._process is not None and self._process.poll() is None:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
        self._process = None


@pytest.fixture
def killable(playwright_driver: Playwright) -> Iterator[KillableBrowser]:
    with tempfile.TemporaryDirectory(prefix="zhijian-profile-", ignore_cleanup_errors=True) as profile:
        browser = KillableBrowser(playwright_driver, Path(profile))
        yield browser
        browser.kill()


@pytest.mark.req("INS-5.3", "S-MO-02")
@pytest.mark.parametrize("kills", [8, pytest.param(100, marks=pytest.mark.torture)])
def test_a_browser_killed_at_any_moment_loses_nothing_that_was_seen(
    killable: KillableBrowser, platform: Platform, office: field.Office, kills: int
) -> None:
    """Every other kill comes as soon as the answer is painted, which must then be there; the others come at a random
    moment after the tap, which may be lost, and nothing else with it."""
    job = office.job("梅坪", form="XS-RC")
    page = killable.start()
    page.goto(f"{platform.url}/m/")
    page.get_by_role("textbox", name="账号").fill(job.lead)
    page.get_by_role("textbox", name="密码").fill(field.PASSWORD)
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_text("离线包已就绪")).to_be_visible(timeout=30_000)
    field.begin(page, job)
    answers: dict[str, str] = {}
    moments = Random(kills)

    for number in range(kills):
        item = page.get_by_role("article").nth(number % ITEMS_ANSWERED)
        uid = (item.get_attribute("id") or "").removeprefix("item-")
        word = "否" if number // ITEMS_ANSWERED % 2 == number % 2 else "是"
        tapped = answers | {uid: {"是": "yes", "否": "no"}[word]}
        item.get_by_role("radio", name=word, exact=True).click()
        if number % 2 == 0:
            item.locator("[role=radio][aria-checked=true]", has_text=word).wait_for()
        else:
            time.sleep(moments.uniform(0, 0.02))
        if number == 0:
            item.get_by_role("button", name=re.compile("拍照$")).click()
            shutter = page.get_by_role("button", name="按快门")
            expect(shutter).to_be_enabled()
            shutter.click()
            expect(page.get_by_text("已保存 1 份")).to_be_visible()
        killable.kill()

        page = killable.start()
        page.goto(f"{platform.url}/m/")
        expect(page).to_have_url(re.compile(f"/m/visit/{job.uid}/checklist"))
        kept = {row["item"]: row["value"] for row in field.rows(page, "answers")}
        assert kept == tapped or (number % 2 and kept == answers)
        answers = kept
        expect(page.get_by_text(re.compile(f"^{len(answers)}/"))).to_be_visible()

    photos = [one for one in field.rows(page, "captures") if one["kind"] == "photo"]
    assert [one["number"] for one in photos] == [1]
    size, sha256 = page.evaluate(
        """async () => {
          const open = indexedDB.open('zhijian-field')
          const db = await new Promise((resolve) => { open.onsuccess = () => resolve(open.result) })
          const rows = await new Promise((resolve) => {
            const asked = db.transaction('blobs').objectStore('blobs').getAll()
            asked.onsuccess = () => resolve(asked.result)
          })
          db.close()
          const { data } = rows.find((row) => row.original === null)
          const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', await data.arrayBuffer()))
          return [data.size, [...digest].map((byte) => byte.toString(16).padStart(2, '0')).join('')]
        }"""
    )
    assert (size, sha256) == (photos[0]["size"], photos[0]["sha256"])
