"""Draws for tests: who takes part, and through the interface what a test only needs as its starting point."""

import secrets
import time
from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any

from playwright.sync_api import Page, expect

from .conftest import People
from .console import act, ask

ORGANISER = "section_chief"
WITNESSES = ("office_chief", "legal_reviewer")
THIRD = "bureau_leader"
#: The public value of a closed network.
THIRD_PERSON = {"kind": "third_person"}
PATIENCE_S = 30


def announced(at: datetime) -> dict[str, Any]:
    """A public value that somebody types in, known from a moment on."""
    return {
        "kind": "manual",
        "source": "中国福利彩票双色球",
        "identifier": "2026140",
        "notation": "红球由小到大、再蓝球，用逗号隔开",
        "available_at": at.isoformat(),
    }


def libraries(chief: Page, name: str) -> tuple[str, str]:
    """A library of food officers and one of caterers; gives their uids."""
    officers = [
        {"person": one["uid"], "is_group_leader": one["is_group_leader"]}
        for one in ask(chief, "/identity/officers?certified_only=true")
        if "CY" in one["certificate"]["specialities"]
    ]
    people = act(chief, "/inspection/officer-pools", {"name": f"{name}人员库", "members": officers})
    chosen = {"classes": ["CY"], "statuses": ["1"]}
    objects = act(chief, "/inspection/object-pools", {"name": f"{name}对象库", "chosen_by": chosen})
    return people["uid"], objects["uid"]


class Ceremony:
    """One draw of three groups with four caterers each, and the four people who take part in it."""

    def __init__(self, people: People, name: str, *, value: dict[str, Any] | None = None) -> None:
        self.chief, self.office, self.legal, self.leader = (
            people.desk(role) for role in (ORGANISER, *WITNESSES, THIRD)
        )
        is_closed = value is None
        officers, objects = libraries(self.chief, name)
        matters = ask(self.chief, "/inspection/matters")["items"]
        body = {
            "name": name,
            "matter": next(one["uid"] for one in matters if one["classes"] == ["CY"]),
            "officer_pool": officers,
            "object_pool": objects,
            "period_from": "2026-12-01",
            "period_to": "2026-12-25",
            "groups": 3,
            "officers_per_group": 2,
            "objects_per_group": 4,
            "leader_rule": True,
            "public_value": value or THIRD_PERSON,
            "witnesses": [_person(self.office), _person(self.legal)],
            "third_person": _person(self.leader) if is_closed else None,
        }
        self.takes_part = (self.office, self.legal, *((self.leader,) if is_closed else ()))
        self.uid = act(self.chief, "/inspection/draws", body)["draw"]["uid"]
        self._nonces: dict[Page, str] = {}

    @property
    def address(self) -> str:
        """The draw's page in the console."""
        return f"/inspection/draws/{self.uid}"

    @property
    def _path(self) -> str:
        return f"/inspection/draws/{self.uid}"

    def promise(self, *pages: Page) -> "Ceremony":
        """These people give the hashes of their random numbers."""
        for page in pages:
            self._nonces[page] = secrets.token_hex(32)
            act(page, f"{self._path}/nonces", {"nonce_hash": sha256(self._nonces[page].encode()).hexdigest()})
        return self

    def commit(self) -> "Ceremony":
        """The organiser locks the libraries; the commitment is public."""
        act(self.chief, f"{self._path}/commit")
        return self

    def bring_value(self) -> "Ceremony":
        """The third person's number becomes public as soon as it may."""
        until = time.monotonic() + PATIENCE_S
        body = {"source": "third_person", "value": self._nonces[self.leader]}
        while True:
            try:
                act(self.leader, f"{self._path}/public-value", body)
                return self
            except AssertionError:
                if time.monotonic() > until:
                    raise
                self.leader.wait_for_timeout(500)

    def open(self, *pages: Page) -> "Ceremony":
        """These witnesses make their numbers public."""
        for page in pages:
            act(page, f"{self._path}/nonces/open", {"nonce": self._nonces[page]})
        return self

    def draw(self) -> "Ceremony":
        """From the draft to the fixed result."""
        self.promise(*self.takes_part).commit().bring_value().open(self.office, self.legal)
        act(self.chief, f"{self._path}/draw")
        return self

    def document(self) -> Any:
        """What is published of it."""
        return ask(self.chief, f"/public/draws/{self.uid}.json")


def _person(page: Page) -> str:
    return str(ask(page, "/portal/session")["person"]["uid"])


def name_of(page: Page) -> str:
    """The name of who is signed in."""
    return str(ask(page, "/portal/session")["person"]["name"])


def promise(address: str, pages: Sequence[Page]) -> None:
    """Each of these people gives the hash of a random number made by the browser."""
    for page in pages:
        page.goto(address)
        page.get_by_role("button", name="提交随机数摘要").click()
        expect(page.get_by_text("您的随机数摘要已提交")).to_be_visible()


def open_up(*pages: Page) -> None:
    """Each of these people, on the draw's page, makes the random number public once it is time."""
    for page in pages:
        button = page.get_by_role("button", name="公开我的随机数")
        expect(button).to_be_enabled(timeout=PATIENCE_S * 1000)
        button.click()
        expect(button).to_be_hidden()
