"""Draws for tests: who takes part, and through the interface what a test only needs as its starting point."""

import secrets
import time
from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any

from playwright.sync_api import Page, expect

from .calls import Caller, Refused, today
from .conftest import People

ORGANISER = "section_chief"
WITNESSES = ("office_chief", "legal_reviewer")
THIRD = "bureau_leader"
#: The public value of a closed network.
THIRD_PERSON = {"kind": "third_person"}
PATIENCE_S = 30
GROUPS = 3
#: Caterers of the draws of this run.
DRAWN_FROM: set[str] = set()


def announced(at: datetime) -> dict[str, Any]:
    """A public value that somebody types in, known from a moment on."""
    return {
        "kind": "manual",
        "source": "中国福利彩票双色球",
        "identifier": "2026140",
        "notation": "红球由小到大、再蓝球，用逗号隔开",
        "available_at": at.isoformat(),
    }


def libraries(chief: Caller, name: str, *, caterers: int = 4 * GROUPS) -> tuple[str, str]:
    """A library of food officers and one of caterers that no other draw has; gives their uids."""
    officers = [
        {"person": one["uid"], "is_group_leader": one["is_group_leader"]}
        for one in chief.get("/api/v1/identity/officers", certified_only="true")
        if "CY" in one["certificate"]["specialities"]
    ]
    people = chief.post("/api/v1/inspection/officer-pools", {"name": f"{name}人员库", "members": officers})
    page = chief.get("/api/v1/registry/entities", supervision_class="CY", status="1", limit=200)["items"]
    chosen = [one["uid"] for one in page if one["uid"] not in DRAWN_FROM][:caterers]
    DRAWN_FROM.update(chosen)
    assert len(chosen) == caterers, "the demonstration district has too few caterers for all draws of the tests"
    objects = chief.post("/api/v1/inspection/object-pools", {"name": f"{name}对象库", "entities": chosen})
    return people["uid"], objects["uid"]


class Ceremony:
    """One draw of three groups with some caterers each, and the four people who take part in it."""

    def __init__(
        self, people: People, name: str, *, value: dict[str, Any] | None = None, caterers_each: int = 2
    ) -> None:
        self.people = people
        self.chief, self.office, self.legal, self.leader = (
            Caller(people.platform.url, role=role) for role in (ORGANISER, *WITNESSES, THIRD)
        )
        is_closed = value is None
        officers, objects = libraries(self.chief, name, caterers=GROUPS * caterers_each)
        matters = self.chief.get("/api/v1/inspection/matters")["items"]
        body = {
            "name": name,
            "matter": next(one["uid"] for one in matters if one["classes"] == ["CY"]),
            "officer_pool": officers,
            "object_pool": objects,
            "period_from": today(2),
            "period_to": today(26),
            "groups": GROUPS,
            "officers_per_group": 2,
            "objects_per_group": caterers_each,
            "leader_rule": True,
            "public_value": value or THIRD_PERSON,
            "witnesses": [person(self.office)["uid"], person(self.legal)["uid"]],
            "third_person": person(self.leader)["uid"] if is_closed else None,
        }
        self.takes_part = (self.office, self.legal, *((self.leader,) if is_closed else ()))
        self.uid = self.chief.post("/api/v1/inspection/draws", body)["draw"]["uid"]
        self._nonces: dict[Caller, str] = {}

    @property
    def address(self) -> str:
        """The draw's page in the console."""
        return f"/inspection/draws/{self.uid}"

    @property
    def _path(self) -> str:
        return f"/api/v1{self.address}"

    def desk(self, role: str = ORGANISER) -> Page:
        """The draw's page, open in front of somebody."""
        page = self.people.desk(role)
        page.goto(self.address)
        return page

    def promise(self, *givers: Caller) -> "Ceremony":
        """These people give the hashes of their random numbers."""
        for giver in givers:
            self._nonces[giver] = secrets.token_hex(32)
            giver.post(f"{self._path}/nonces", {"nonce_hash": sha256(self._nonces[giver].encode()).hexdigest()})
        return self

    def commit(self) -> "Ceremony":
        """The organiser locks the libraries; the commitment is public."""
        self.chief.post(f"{self._path}/commit")
        return self

    def bring_value(self) -> "Ceremony":
        """The third person's number becomes public as soon as it may."""
        until = time.monotonic() + PATIENCE_S
        while True:
            try:
                self.leader.post(
                    f"{self._path}/public-value", {"source": "third_person", "value": self._nonces[self.leader]}
                )
                return self
            except Refused:
                if time.monotonic() > until:
                    raise
                time.sleep(0.5)

    def open(self, *givers: Caller, looked_up: str = "") -> "Ceremony":
        """These witnesses make their numbers public; looked_up: the public value that another person typed."""
        for giver in givers:
            given = {"nonce": self._nonces[giver], "public_value": looked_up}
            giver.post(f"{self._path}/nonces/open", given)
        return self

    def draw(self) -> "Ceremony":
        """From the draft to the fixed result."""
        self.promise(*self.takes_part).commit().bring_value().open(self.office, self.legal)
        self.chief.post(f"{self._path}/draw")
        return self

    def document(self) -> Any:
        """What is published of it."""
        return self.chief.get(f"/api/v1/public/draws/{self.uid}.json")


def person(caller: Caller) -> dict[str, Any]:
    """Who is signed in."""
    return dict(caller.get("/api/v1/portal/session")["person"])


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
