"""What a test of the field app stands on: a task of its own, a phone with the package, and the acts of an officer."""

import io
import json
import re
import time
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import BrowserContext, Locator, Page, expect

from .calls import PASSWORD, Caller, today
from .conftest import People

#: Account and name of who leads and of who countersigns.
Pair = tuple[tuple[str, str], tuple[str, str]]
#: Officers of the demonstration by office.
PAIRS: dict[str, Pair] = {
    "白棠": (("u570102021", "吴磊"), ("u570102020", "付雨娟")),
    "霜洲": (("u570102018", "杨娟兰"), ("u570102019", "孙涛文")),
    "梅坪": (("u570102023", "孙浩"), ("u570102022", "高宇华")),
    "梧塬": (("u570102016", "韩娟燕"), ("u570102017", "刘刚凯")),
}
#: Entities of the tests of this run.
TAKEN: set[str] = set()
CLASSES = {"CY-RC": "CY", "XS-RC": "XS", "YP-RC": "YP", "QX-RC": "QX", "TS-RC": "TS"}
#: All rows of one store of the phone's database.
READS = """async (store) => {
  const done = (asked) => new Promise((resolve, reject) => {
    asked.onsuccess = () => resolve(asked.result)
    asked.onerror = () => reject(asked.error)
  })
  const db = await done(indexedDB.open('zhijian-field'))
  const rows = await done(db.transaction(store).objectStore(store).getAll())
  db.close()
  const isPlain = ([, value]) => !(value instanceof Blob)
  return rows.map((row) => Object.fromEntries(Object.entries(row).filter(isPlain)))
}"""


@dataclass(frozen=True)
class Job:
    """One task of a test: where it is, and who goes."""

    uid: str
    entity: str
    entity_name: str
    uscc: str
    lead: str
    second: str
    second_name: str
    lead_name: str


class Office:
    """The office's side: makes tasks and looks at what arrived."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.section = Caller(url, role="section_chief")
        self.leader = Caller(url, role="bureau_leader")

    def entity(self, supervision_class: str, *, office: str = "") -> dict[str, Any]:
        """An entity at work that no open task names, nobody visited today and no other test has taken.

        office: only those that an office of this name looks after.
        """
        busy = {
            task["entity"]["uid"]
            for task in self.leader.get(
                "/api/v1/inspection/tasks",
                stage=["planned", "approved", "dispatched", "accepted", "in_progress", "countersigning"],
                limit=200,
            )["items"]
        }
        visited = {
            row["entity"]
            for row in self.leader.get("/api/v1/inspection/inspections", started_from=today(), limit=200)["items"]
        }
        known = self.leader.get(
            "/api/v1/registry/entities", supervision_class=supervision_class, status="1", limit=200
        )["items"]
        found = next(
            one for one in known if one["uid"] not in busy | visited | TAKEN and office in one["organisation_name"]
        )
        TAKEN.add(found["uid"])
        return dict(found)

    def job(self, pair: str | Pair, *, form: str = "CY-RC", kind: str = "daily", entity: str | None = None) -> Job:
        """A task made by the section, approved and sent out by the leader."""
        (lead, lead_name), (second, second_name) = PAIRS[pair] if isinstance(pair, str) else pair
        officers = {one["name"]: one["uid"] for one in self.leader.get("/api/v1/identity/officers")}
        matter = next(one for one in self.leader.get("/api/v1/inspection/matters")["items"] if one["form_code"] == form)
        where = {"uid": entity} if entity else self.entity(CLASSES[form])
        task = self.section.post(
            "/api/v1/inspection/tasks",
            {
                "kind": kind,
                "matter": matter["uid"],
                "entity": where["uid"],
                "officers": [officers[lead_name], officers[second_name]],
                "lead": officers[lead_name],
                "reason": "年度检查计划",
                "starts_on": today(),
                "due_on": today(10),
            },
        )
        self.leader.post(f"/api/v1/inspection/tasks/{task['uid']}/approve")
        self.leader.post(f"/api/v1/inspection/tasks/{task['uid']}/dispatch")
        made = task["entity"]
        return Job(
            uid=task["uid"],
            entity=made["uid"],
            entity_name=made["name"],
            uscc=made["uscc"],
            lead=lead,
            second=second,
            lead_name=lead_name,
            second_name=second_name,
        )

    def task(self, uid: str) -> dict[str, Any]:
        """A task as it stands."""
        return dict(self.leader.get(f"/api/v1/inspection/tasks/{uid}"))

    def records_of(self, entity: str) -> list[dict[str, Any]]:
        """Records of an entity made today."""
        rows = self.leader.get("/api/v1/inspection/inspections", entity=entity, started_from=today(), limit=50)
        return list(rows["items"])

    def record(self, uid: str) -> dict[str, Any]:
        """A record with everything its page shows."""
        return dict(self.leader.get(f"/api/v1/inspection/inspections/{uid}"))

    def evidence_of(self, record: str) -> list[dict[str, Any]]:
        """Pieces kept with a record."""
        return list(
            self.leader.get("/api/v1/evidence/items", subject=record, kind="inspection.record", discarded="true")[
                "items"
            ]
        )

    def originals_of(self, record: str) -> list[bytes]:
        """The bytes of every file in the evidence package of a record."""
        with zipfile.ZipFile(io.BytesIO(self.section.raw("GET", f"/api/v1/evidence/packages/{record}"))) as package:
            return [package.read(name) for name in package.namelist()]


def sign_in(context: BrowserContext, url: str, username: str) -> None:
    """Open a session in a context by account and password."""
    token = context.request.get("/api/v1/identity/csrf").json()["token"]
    answer = context.request.post(
        "/api/v1/identity/sign-in",
        data=json.dumps({"username": username, "password": PASSWORD}),
        headers={
            "X-CSRFToken": token,
            "Idempotency-Key": f"sign-in-{username}-{id(context)}",
            "Origin": url,
            "Content-Type": "application/json",
        },
    )
    assert answer.ok, answer.text()


def phone_of(people: People, username: str, *, size: dict[str, int] | None = None) -> Page:
    """A phone in the hand of an officer."""
    page = people.phone(**({"size": size} if size else {}))
    sign_in(page.context, people.platform.url, username)
    return page


def ready(page: Page) -> None:
    """Open 今日 and wait until the phone could go on without a network."""
    page.goto("/m/")
    expect(page.get_by_text("离线包已就绪")).to_be_visible(timeout=30_000)


def card(page: Page, job: Job) -> Locator:
    """The card of a task on 今日."""
    return page.get_by_role("list", name="检查任务").get_by_role("link").filter(has_text=job.entity_name).first


def begin(page: Page, job: Job) -> None:
    """Tap the card and 亮证告知: two taps."""
    card(page, job).click()
    page.get_by_role("button", name="已亮证告知，开始检查").click()
    expect(page.get_by_role("heading", name=re.compile("^一、"))).to_be_visible()


def all_in_order(page: Page) -> int:
    """Tap 本节其余为是 until no section has an open question; gives the taps."""
    expect(page.get_by_role("heading", name=re.compile("^一、"))).to_be_visible()
    rest = page.get_by_role("button", name=re.compile("本节其余为是$"))
    count = 0
    while rest.count():
        left = rest.count()
        rest.first.click()
        expect(rest).to_have_count(left - 1)
        count += 1
    return count


def sign(page: Page, label: str = "签名") -> None:
    """Two strokes on the pad; handwriting is no tap of the count."""
    taps = page.evaluate("window.__taps")
    pad = page.get_by_role("img", name=re.compile(f"^{label}，"))
    pad.evaluate("(one) => one.scrollIntoView({ block: 'center' })")
    box = pad.bounding_box()
    assert box
    for shift in (0.2, 0.5):
        page.mouse.move(box["x"] + box["width"] * shift, box["y"] + box["height"] * 0.3)
        page.mouse.down()
        page.mouse.move(box["x"] + box["width"] * (shift + 0.2), box["y"] + box["height"] * 0.7, steps=4)
        page.mouse.up()
    expect(page.get_by_role("img", name=f"{label}，已签")).to_be_visible()
    page.evaluate("(taps) => { window.__taps = taps }", taps)


def to_result(page: Page) -> None:
    """One tap."""
    page.get_by_role("button", name=re.compile("^结果与签名")).click()
    expect(page.get_by_role("region", name="检查结论")).to_be_visible()


def submit(page: Page) -> str:
    """One tap; gives the record's uid."""
    expect(page.get_by_text(re.compile("^还不能提交"))).to_have_count(0)
    page.get_by_role("button", name="提交", exact=True).click()
    page.wait_for_url(re.compile(r"/m/records/"))
    return page.url.rsplit("/", 1)[-1].split("?")[0]


def stored(page: Page) -> None:
    """The record has reached the server."""
    expect(page.get_by_text(re.compile("^已入库"))).to_be_visible(timeout=60_000)


def until(page: Page, question: str, arg: Any = None, *, seconds: int = 30) -> None:
    """Wait in the page until an asynchronous question is answered with true; its own promise would count as true."""
    assert page.evaluate(
        f"""async ([arg, until]) => {{
          const question = {question}
          while (Date.now() < until) {{
            if (await question(arg)) return true
            await new Promise((resolve) => setTimeout(resolve, 50))
          }}
          return false
        }}""",
        [arg, int(time.time() * 1000) + seconds * 1000],
    ), question


def rows(page: Page, store: str) -> list[dict[str, Any]]:
    """What the phone's own database holds, without the bytes."""
    return list(page.evaluate(READS, store))


def shoot(page: Page, times: int) -> None:
    """Press the shutter; a shutter is no tap of the count."""
    taps = page.evaluate("window.__taps")
    shutter = page.get_by_role("button", name="按快门")
    for number in range(1, times + 1):
        expect(shutter).to_be_enabled()
        shutter.click()
        expect(page.get_by_text(f"已保存 {number} 份")).to_be_visible(timeout=15_000)
    page.evaluate("(taps) => { window.__taps = taps }", taps)


def small_targets(page: Page) -> list[str]:
    """Things to tap that are smaller than 44 px either way, with their names."""
    return list(
        page.evaluate(
            """() => {
              const kinds = 'a[href],button,input,select,textarea,[role=button],[role=radio],summary'
              const sizeOf = (one) => (one.closest('label') ?? one).getBoundingClientRect()
              const isShown = (one) => one.checkVisibility() && !one.disabled && one.getBoundingClientRect().width > 1
              const isSmall = (one) => sizeOf(one).height < 43.5 || sizeOf(one).width < 43.5
              const nameOf = (one) => (one.getAttribute('aria-label') ?? one.textContent ?? '').trim().slice(0, 30)
              return [...document.querySelectorAll(kinds)]
                .filter((one) => isShown(one) && isSmall(one) && getComputedStyle(one).display !== 'inline')
                .map((one) => `${one.tagName} ${nameOf(one)} ${sizeOf(one).width}×${sizeOf(one).height}`)
            }"""
        )
    )


def names(found: Iterable[dict[str, Any]], key: str) -> list[Any]:
    """One column of rows."""
    return [row[key] for row in found]
