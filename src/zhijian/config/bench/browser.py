"""What people wait for in their browsers: first pages, a cold start without a network, an answer to a tap."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from zhijian.config.bench.web import server
from zhijian.config.setup import StepFailed
from zhijian.kernel.figures import Figure, Times

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page, Playwright

ROUNDS = 5
MOST_FIELD_KIB, MOST_OFFLINE_MS, MOST_TAP_MS = 500, 1500, 50
MOST_CONSOLE_MS, MOST_CONSOLE_KIB = 1500, 400
TAPS = 20
SETTLE_MS = 3000
"""What a page fetches so long after it can be read still counts as its first load."""
READY = "离线包已就绪"

_BROWSERS = ("chromium", "chromium-browser", "google-chrome")
_PHONE: dict[str, Any] = {
    "viewport": {"width": 390, "height": 844},
    "is_mobile": True,
    "has_touch": True,
    "device_scale_factor": 2,
}
_DESK: dict[str, Any] = {"viewport": {"width": 1366, "height": 768}}
_SEEN = """
(() => {
  const look = () => {
    if (window.__seen || !document.body) return
    const words = document.body.innerText.trim()
    if (words.length < 30 || /加载中|正在载入/.test(words)) return
    requestAnimationFrame(() => { window.__seen ??= performance.now() })
  }
  new MutationObserver(look).observe(document, { childList: true, subtree: true, characterData: true })
  window.__taps = []
  addEventListener('click', (event) => {
    const choice = event.target.closest?.('[role=radio]')
    if (!choice) return
    const done = new MutationObserver(() => {
      if (choice.ariaChecked !== 'true') return
      done.disconnect()
      requestAnimationFrame(() => setTimeout(() => window.__taps.push(performance.now() - event.timeStamp)))
    })
    done.observe(choice, { attributes: true, attributeFilter: ['aria-checked'] })
  }, true)
})()
"""
"""Notes when a page first shows words and paints them, and how long each answer took from the tap until it was painted,
which it is when the phone has written it down."""


def bench_field() -> Iterator[Figure]:
    """The field app: bytes of a first load, a cold start without a network, taps on a checklist."""
    with server() as web, TemporaryDirectory() as folder, _driver() as driver:
        url = f"http://127.0.0.1:{web.port}"
        loads = [_first_load(driver, f"{url}/m/", url, "inspector", _PHONE) for _ in range(ROUNDS)]
        kib = loads[-1][1] / 1024
        yield Figure(
            what="移动端首次打开传输", unit="KiB", median=kib, goal=f"≤ {MOST_FIELD_KIB} KiB", met=kib <= MOST_FIELD_KIB
        )
        yield _milliseconds("移动端首次打开到可读", [ms for ms, _ in loads])
        _prepare(driver, folder, url)
        starts = [_cold_start(driver, folder, f"{url}/m/") for _ in range(ROUNDS)]
        yield _milliseconds("移动端断网冷启动", starts, MOST_OFFLINE_MS)
        yield _milliseconds("检查表点选到画面更新", _taps(driver, folder, f"{url}/m/"), MOST_TAP_MS, whole=True)


def bench_console() -> Iterator[Figure]:
    """The console's first page for a section chief: until it can be read, and the bytes that came."""
    with server() as web, _driver() as driver:
        url = f"http://127.0.0.1:{web.port}"
        loads = [_first_load(driver, f"{url}/", url, "section_chief", _DESK) for _ in range(ROUNDS)]
        kib = loads[-1][1] / 1024
        yield _milliseconds("控制台首页打开到可读", [ms for ms, _ in loads], MOST_CONSOLE_MS)
        yield Figure(
            what="控制台首页传输", unit="KiB", median=kib, goal=f"≤ {MOST_CONSOLE_KIB} KiB",
            met=kib <= MOST_CONSOLE_KIB,
        )  # fmt: skip


def _milliseconds(what: str, found: list[float], most: int | None = None, *, whole: bool = False) -> Figure:
    """A figure with its goal for the median, or with ``whole`` for the 95th of 100."""
    times = Times(tuple(found))
    held = times.p95 if whole else times.median
    return Figure(
        what=what, median=times.median, p95=times.p95, goal=f"{'p95 ' if whole else ''}≤ {most} ms" if most else "",
        met=held <= most if most else None,
    )  # fmt: skip


@contextmanager
def _driver() -> Iterator["Playwright"]:
    try:
        from playwright.sync_api import sync_playwright
    except ImportError as error:
        raise StepFailed("浏览器测速需要 playwright：请先运行 make test。") from error
    with sync_playwright() as driver:
        yield driver


def _browser() -> dict[str, Any]:
    found = os.environ.get("ZHIJIAN_CHROMIUM") or next(filter(None, map(shutil.which, _BROWSERS)), None)
    if found is None:
        raise StepFailed("没有找到 chromium：apt install chromium fonts-noto-cjk。")
    return {"executable_path": found, "args": ["--no-sandbox"]}


def _first_load(driver: "Playwright", address: str, url: str, role: str, device: dict[str, Any]) -> tuple[float, float]:
    """Milliseconds until the page can be read in a browser that was never here, and bytes it took over the network."""
    browser = driver.chromium.launch(**_browser())
    try:
        context = browser.new_context(base_url=url, locale="zh-CN", **device)
        _sign_in(context, url, role)
        page, taken = context.new_page(), [0.0]
        talk = context.new_cdp_session(page)
        talk.send("Network.enable")
        talk.on("Network.loadingFinished", lambda event: taken.append(event["encodedDataLength"]))
        milliseconds = _open(page, address)
        page.wait_for_load_state("load")
        page.wait_for_timeout(SETTLE_MS)
        return milliseconds, sum(taken)
    finally:
        browser.close()


def _open(page: "Page", address: str) -> float:
    """Go there; milliseconds until words were painted."""
    page.add_init_script(_SEEN)
    page.goto(address, wait_until="commit")
    page.wait_for_function("() => window.__seen", timeout=30_000)
    return float(page.evaluate("window.__seen"))


def _sign_in(context: "BrowserContext", url: str, role: str) -> None:
    token = context.request.get(f"{url}/api/v1/identity/csrf").json()["token"]
    headers = {"X-CSRFToken": token, "Idempotency-Key": os.urandom(16).hex(), "Origin": url}
    answer = context.request.post(f"{url}/api/v1/demo/sign-in", data={"role": role}, headers=headers)
    if not answer.ok:
        raise StepFailed(f"演示登录回答 {answer.status}。")


@contextmanager
def _phone(driver: "Playwright", folder: str) -> Iterator["BrowserContext"]:
    """The same phone again: what it keeps lies in the folder."""
    context = driver.chromium.launch_persistent_context(folder, locale="zh-CN", **_PHONE, **_browser())
    try:
        yield context
    finally:
        context.close()


def _prepare(driver: "Playwright", folder: str, url: str) -> None:
    """A phone with the app and the package of work on it."""
    with _phone(driver, folder) as context:
        _sign_in(context, url, "inspector")
        page = context.new_page()
        page.goto(f"{url}/m/")
        page.evaluate("navigator.serviceWorker.ready.then(() => true)")
        page.wait_for_timeout(SETTLE_MS)
        page.reload()
        page.wait_for_function("() => navigator.serviceWorker.controller !== null")
        page.get_by_text(READY).first.wait_for(timeout=60_000)


def _cold_start(driver: "Playwright", folder: str, address: str) -> float:
    """Milliseconds until the app can be read after the browser was started anew, without a network."""
    with _phone(driver, folder) as context:
        context.set_offline(True)
        return _open(context.new_page(), address)


def _taps(driver: "Playwright", folder: str, address: str) -> list[float]:
    """Milliseconds from a tap on an answer of a checklist until the answer is painted."""
    with _phone(driver, folder) as context:
        page = context.new_page()
        _open(page, address)
        page.get_by_role("list", name="检查任务").get_by_role("link").first.click()
        begin, answers = page.get_by_role("button", name="开始检查"), page.get_by_role("radio", name="是", exact=True)
        begin.or_(answers).first.wait_for()
        if begin.count():
            begin.first.click()
            answers.first.wait_for()
        page.evaluate("window.__taps.length = 0")
        count = min(answers.count(), TAPS)
        for number in range(count):
            answers.nth(number).click()
            page.wait_for_function("(number) => window.__taps.length > number", arg=number)
        return list(map(float, page.evaluate("window.__taps")))
