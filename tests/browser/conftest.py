"""Real Chromium against the real platform. Wait for visible text and roles only; nothing here sleeps."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, sync_playwright

from .platform import PROJECT, Platform
from .settling import COUNTER, settled

DESK = {"width": 1366, "height": 768}
PHONE = {"width": 390, "height": 844}
WALL = {"width": 1920, "height": 1080}
PLACE = {"latitude": 27.465, "longitude": 106.221}
#: A context that names some permissions is refused all others, so all that the apps ask for stand here.
PERMISSIONS = ["background-sync", "geolocation", "camera", "microphone", "notifications"]
NAMES = ("chromium", "chromium-browser", "google-chrome")
TAPS = "window.__taps = 0; addEventListener('click', (event) => { if (event.isTrusted) window.__taps++ }, true)"
#: Screenshots of what the tests walked through are left here, to be looked at by a person.
PICTURES = Path(os.environ.get("ZHIJIAN_PICTURES", PROJECT / "var" / "pictures"))


def chromium_path() -> str:
    """The installed browser; a missing one is an error, never a skipped test."""
    named = os.environ.get("ZHIJIAN_CHROMIUM")
    found = named or next((path for name in NAMES if (path := shutil.which(name))), None)
    assert found, "没有找到 chromium：apt install chromium fonts-noto-cjk"
    return found


@pytest.fixture(scope="session")
def platform() -> Iterator[Platform]:
    """The running platform with a fresh demonstration district."""
    running = Platform()
    running.start()
    yield running
    running.stop()


@pytest.fixture(scope="session")
def playwright_driver() -> Iterator[Playwright]:
    with sync_playwright() as driver:
        yield driver


@pytest.fixture(scope="session")
def chromium(playwright_driver: Playwright) -> Iterator[Browser]:
    browser = playwright_driver.chromium.launch(
        executable_path=chromium_path(),
        args=["--no-sandbox", "--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream"],
    )
    yield browser
    browser.close()


class People:
    """Opens windows for people of the district: at a desk, with a phone, in front of a wall, or not signed in."""

    def __init__(self, platform: Platform, chromium: Browser) -> None:
        self.platform = platform
        self._chromium = chromium
        self._contexts: list[BrowserContext] = []
        #: Uncaught errors of the pages, as (address, text).
        self.errors: list[tuple[str, str]] = []

    def _context(self, *, is_phone: bool, size: dict[str, int], origin: str | None = None) -> BrowserContext:
        context = self._chromium.new_context(
            base_url=origin or self.platform.url,
            viewport=size,
            device_scale_factor=2 if is_phone else 1,
            is_mobile=is_phone,
            has_touch=is_phone,
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            geolocation=PLACE,
            permissions=PERMISSIONS,
            accept_downloads=True,
        )
        context.set_default_timeout(15_000)
        context.add_init_script(TAPS)
        context.add_init_script(COUNTER)
        context.on(
            "weberror", lambda error: self.errors.append((error.page.url if error.page else "", str(error.error)))
        )
        self._contexts.append(context)
        return context

    def sign_in(self, context: BrowserContext, role: str) -> None:
        """Open a session in a context by the role card's own call."""
        token = context.request.get("/api/v1/identity/csrf").json()["token"]
        answer = context.request.post(
            "/api/v1/demo/sign-in",
            data={"role": role},
            headers={"X-CSRFToken": token, "Idempotency-Key": os.urandom(16).hex(), "Origin": self.platform.url},
        )
        assert answer.ok, answer.text()

    def desk(self, role: str | None = None, *, size: dict[str, int] = DESK) -> Page:
        """A window of the console; ``role`` is the key of a role card."""
        context = self._context(is_phone=False, size=size)
        if role:
            self.sign_in(context, role)
        return context.new_page()

    def phone(self, role: str | None = None, *, size: dict[str, int] = PHONE, origin: str | None = None) -> Page:
        """A phone; ``origin`` is where it reaches the platform when that is not the platform's own address."""
        context = self._context(is_phone=True, size=size, origin=origin)
        if role:
            self.sign_in(context, role)
        return context.new_page()

    def close(self) -> None:
        for context in self._contexts:
            context.close()


@pytest.fixture
def people(platform: Platform, chromium: Browser) -> Iterator[People]:
    """Windows of people; after the test no page may have met an uncaught error."""
    opened = People(platform, chromium)
    yield opened
    opened.close()
    assert opened.errors == []


@pytest.fixture
def picture() -> Callable[[Page, str], None]:
    """Leave a screenshot of a settled page to be looked at."""

    def take(page: Page, name: str) -> None:
        settled(page)
        PICTURES.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=PICTURES / f"{name}.png", animations="disabled")

    return take


def taps(page: Page) -> int:
    """Trusted clicks since the page was loaded."""
    return int(page.evaluate("window.__taps"))
