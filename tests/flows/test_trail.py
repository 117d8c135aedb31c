"""The main job once, from the register to the published result: every act is in the trail under who did it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from scene.things import Scene
from zhijian.business.enforcement.models import Clue
from zhijian.business.inspection.models import (
    Countersign,
    Draw,
    DrawNonce,
    Inspection,
    Publication,
    Rectification,
    Task,
)
from zhijian.business.inspection.queries.draws import PARAMETERS
from zhijian.business.inspection.rules import draw as drawing
from zhijian.business.inspection.tests import factories_draws as lots
from zhijian.business.inspection.tests.factories import answers_of, body_of, capture_of, preset
from zhijian.config.roles import load_roles
from zhijian.data.exchange import tasks as import_jobs
from zhijian.data.exchange.models import ImportBatch
from zhijian.data.exchange.tests.factories import HEADINGS, make_xlsx
from zhijian.data.registry.models import Entity
from zhijian.kernel import clock
from zhijian.kernel.identifiers.uscc import make_uscc
from zhijian.support.audit.replay import differences
from zhijian.support.audit.services import acting
from zhijian.support.bus import services as bus
from zhijian.support.documents.models import IssuedDocument
from zhijian.support.evidence.models import EvidenceItem
from zhijian.support.evidence.tests.factories import make_jpeg
from zhijian.support.forms.models import FormVersion
from zhijian.support.identity import services as identity
from zhijian.support.identity.models import Account, Organisation
from zhijian.support.identity.tests.factories import SYSTEM, make_person
from zhijian.support.identity.types import system_actor

from .hands import Hand, Trail

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]

MORNING = datetime(2026, 5, 6, 1, 0, tzinfo=UTC)
EVENING = MORNING + timedelta(hours=13)
TODAY = date(2026, 5, 6)
BUS = "事件投递"


@dataclass(frozen=True, kw_only=True)
class Bureau:
    """Who takes part, each in the role that the platform ships."""

    world: lots.World
    chief: Hand
    leader: Hand
    lead: Hand
    second: Hand
    outside: Hand

    def sign_in(self) -> None:
        """Everybody begins anew: the sessions of the morning are over."""
        for hand in (self.chief, self.leader, self.lead, self.second, self.outside):
            hand.sign_in()


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Callable[[datetime], None]:
    """Sets the one clock."""

    def put(moment: datetime) -> None:
        monkeypatch.setattr(clock, "now", lambda: moment)

    put(MORNING)
    return put


@pytest.fixture(autouse=True)
def imports_folder(tmp_path: Path, settings: Any) -> None:
    """An empty folder of files."""
    settings.IMPORTS_DIR = tmp_path / "imports"


@pytest.fixture
def bureau(at: Callable[[datetime], None]) -> Bureau:
    load_roles(by=SYSTEM)
    world = lots.make_world(at=MORNING)
    chief, leader = (make_person(organisation=world.bureau) for _ in range(2))
    assert world.witness.uid is not None
    roles = {chief: "section_chief", leader: "bureau_leader", **dict.fromkeys(world.officers, "inspector")}
    for person, role in roles.items():
        identity.grant_role(person=person, role=role, by=SYSTEM, at=MORNING)
    lead, second = world.officers[:2]
    return Bureau(
        world=world,
        chief=Hand(chief),
        leader=Hand(leader),
        lead=Hand(lead),
        second=Hand(second),
        outside=Hand(world.witness.uid),
    )


@pytest.mark.req("PLT-6", "S-AD-01", "S-AD-02")
def test_every_act_of_the_main_job_is_in_the_trail_under_who_did_it(
    bureau: Bureau, at: Callable[[datetime], None]
) -> None:
    trail = Trail()

    trail.note("1 登录", bureau.chief, "identity.signed_in", Account.objects.get(person__uid=bureau.chief.uid).uid)
    entity = import_register(bureau, trail)
    read_dossier(bureau, trail, entity)
    publish_form(bureau, trail)
    draw = promise_draw(bureau, trail)
    at(EVENING)
    bureau.sign_in()
    draw_lots(bureau, trail, draw)
    task = make_temporary_task(bureau, trail, entity)
    record = visit(bureau, trail, task, finding="no")
    order = Rectification.objects.get(inspection=record)
    trail.row("10 责令改正", bureau.second, "insert", order)
    papers(bureau, trail, record)
    reinspect(bureau, trail, order)
    transfer(bureau, trail, record)
    publish(bureau, trail, record, task)

    assert trail.missing() == []
    assert {step.split()[0] for step, _, _ in trail.wanted} == {str(number) for number in range(1, 13)}
    assert differences() == []


def import_register(bureau: Bureau, trail: Trail) -> Entity:
    code = make_uscc("92990102", "MA999999")
    row = (code, "清河酒家", "试验路7号", "2020-01-01", "CY", "", "")
    sheet = make_xlsx([list(HEADINGS), list(row)])
    made = bureau.chief.send_file("/api/v1/exchange/imports?kind=registry.entities", sheet, "主体.xlsx")
    mapping = {"fields": [column["field"] for column in made["columns"]], "version": made["version"]}
    bureau.chief.do("setImportMapping", mapping, batch=made["uid"])
    bureau.chief.do("startImportCheck", batch=made["uid"])
    import_jobs.check(made["uid"])
    bureau.chief.do("startImportLoad", {"mode": "all_or_nothing"}, batch=made["uid"])
    import_jobs.load(made["uid"])
    batch, entity = ImportBatch.objects.get(uid=made["uid"]), Entity.objects.get(uscc=code)
    trail.row("2 导入", bureau.chief, "insert", batch)
    trail.row("2 导入", bureau.chief, "update", batch, state="finished")
    trail.row("2 导入", bureau.chief, "insert", entity, name="清河酒家")
    bureau.chief.do("moveEntity", {"organisation": bureau.world.office}, entity=entity.uid)
    trail.row(
        "2 导入", bureau.chief, "update", entity, organisation_id=Organisation.objects.get(uid=bureau.world.office).pk
    )
    return entity


def read_dossier(bureau: Bureau, trail: Trail, entity: Entity) -> None:
    bureau.chief.do("getEntity", entity=entity.uid)
    trail.note("3 档案", bureau.chief, "registry.dossier_viewed", entity.uid)


def publish_form(bureau: Bureau, trail: Trail) -> None:
    definition = {key: value for key, value in preset("qx-rc").items() if key != "hash"} | {"version": 2}
    bureau.chief.do("saveFormDraft", {"definition": definition})
    bureau.chief.do("publishForm", code="QX-RC", version=2)
    form = FormVersion.objects.get(code="QX-RC", version=2)
    trail.row("4 检查表", bureau.chief, "insert", form, state="draft")
    trail.row("4 检查表", bureau.chief, "update", form, state="published")


def promise_draw(bureau: Bureau, trail: Trail) -> Draw:
    """The commitment of a draw, with the hashes of two random numbers from different organisations."""
    witnesses = (bureau.chief.uid, bureau.outside.uid)
    asked = lots.parameters(bureau.world, witnesses=witnesses)
    made = bureau.chief.do("draftDraw", PARAMETERS.dump_python(asked, mode="json"))
    draw = Draw.objects.get(uid=made["draw"]["uid"])
    for hand, nonce in zip((bureau.chief, bureau.outside), lots.NONCES, strict=True):
        hand.do("giveDrawNonceHash", {"nonce_hash": drawing.nonce_hash(nonce)}, draw=draw.uid)
        trail.row("5 抽取", hand, "insert", DrawNonce.objects.get(draw=draw, person__uid=hand.uid))
    bureau.chief.do("commitDraw", draw=draw.uid)
    trail.row("5 抽取", bureau.chief, "insert", draw, stage="draft")
    trail.row("5 抽取", bureau.chief, "update", draw, stage="committed")
    trail.note("5 抽取", bureau.chief, "inspection.draw_committed", draw.uid)
    return draw


def draw_lots(bureau: Bureau, trail: Trail, draw: Draw) -> None:
    value = {"source": "manual", "value": "03 08 11 19 24 30 07", "source_note": "中国福利彩票网首页"}
    bureau.chief.do("setDrawPublicValue", value, draw=draw.uid)
    for hand, nonce in zip((bureau.chief, bureau.outside), lots.NONCES, strict=True):
        hand.do("openDrawNonce", {"nonce": nonce, "public_value": value["value"]}, draw=draw.uid)
        trail.row("5 抽取", hand, "update", DrawNonce.objects.get(draw=draw, person__uid=hand.uid))
    bureau.chief.do("drawLots", draw=draw.uid)
    bureau.chief.do("dispatchDraw", draw=draw.uid)
    trail.note("5 抽取", bureau.chief, "inspection.draw_public_value", draw.uid)
    trail.note("5 抽取", bureau.chief, "inspection.draw_drawn", draw.uid)
    for stage in ("seeded", "drawn", "dispatched"):
        by = bureau.outside if stage == "seeded" else bureau.chief
        trail.row("5 抽取", by, "update", draw, stage=stage)
    for task in Task.objects.filter(draw=draw):
        trail.row("5 抽取", bureau.chief, "insert", task, kind="random")


def make_temporary_task(bureau: Bureau, trail: Trail, entity: Entity) -> Task:
    made = bureau.lead.do(
        "createTask",
        {
            "kind": "temporary",
            "matter": bureau.world.matter,
            "entity": entity.uid,
            "officers": [bureau.lead.uid, bureau.second.uid],
            "lead": bureau.lead.uid,
            "reason": "群众举报后厨脏乱",
            "starts_on": TODAY,
            "due_on": TODAY,
        },
    )
    task = Task.objects.get(uid=made["uid"])
    trail.row("6 临时任务", bureau.lead, "insert", task, kind="temporary")
    return task


def visit(bureau: Bureau, trail: Trail, task: Task, *, finding: str, items: list[str] | None = None) -> Inspection:
    """The lead sends a record with a picture of its first item, the second officer signs it."""
    items = items or list(answers_of(preset("cy-rc")))
    first = next_ordinary() if finding == "no" else items[0]
    sha256 = bureau.lead.give_picture(make_jpeg())
    capture = capture_of(sha256, 1, item=first)
    plain = {"value": "yes", "note": "", "evidence": [], "fixed_on_site": False}
    told = {"value": finding, "note": "现场所见", "evidence": [capture["uid"]]}
    order = {"length": 5, "unit": "working_days", "items": [{"item": first, "order": "五日内改正"}]}
    changes: dict[str, Any] = {
        "captures": [capture],
        "last_number": 1,
        "answers": {item: plain | (told if item == first else {}) for item in items},
    }
    if finding == "no":
        changes["rectification"] = order
    uid = uuid4()
    bureau.lead.do("submitInspection", body_of(task, at=clock.now(), **changes), uid=uid)
    record = Inspection.objects.get(uid=uid)
    trail.row("7 现场检查", bureau.lead, "insert", record)
    trail.row("7 现场检查", bureau.lead, "insert", EvidenceItem.objects.get(uid=capture["uid"]))
    countersign(bureau, trail, record)
    return record


def next_ordinary() -> str:
    """An item of the catering form whose 否 is no matter for a case."""
    found = [item for section in preset("cy-rc")["sections"] for item in section["items"]]
    return next(str(item["id"]) for item in found if not item["onNo"]["serious"] and item["level"] == "general")


def countersign(bureau: Bureau, trail: Trail, record: Inspection) -> None:
    word = {"decision": "approve", "content_hash": record.content_hash}
    bureau.second.do("countersign", word, uid=record.uid)
    signature = Countersign.objects.get(inspection=record, person__uid=bureau.second.uid)
    trail.row("8 会签", bureau.second, "insert", signature, decision="approve")
    trail.row("8 会签", bureau.second, "update", record, state="signed")


def papers(bureau: Bureau, trail: Trail, record: Inspection) -> None:
    issued = list(IssuedDocument.objects.filter(subject=record.uid))
    assert {paper.title for paper in issued} >= {"现场检查记录", "责令改正通知书"}
    for paper in issued:
        trail.row("9 文书", bureau.second, "insert", paper)
    assert bureau.second.fetch(f"/api/v1/documents/{issued[0].uid}/pdf").startswith(b"%PDF")
    trail.note("9 文书", bureau.second, "documents.downloaded", issued[0].uid)


def reinspect(bureau: Bureau, trail: Trail, order: Rectification) -> None:
    bureau.chief.do("reportRectified", rectification=order.uid)
    task = Task.objects.get(rectification=order)
    trail.row("10 复查", bureau.chief, "update", order, stage="reinspecting")
    trail.row("10 复查", bureau.chief, "insert", task, kind="reinspection")
    visit(bureau, trail, task, finding="yes", items=list(order.items.values_list("item", flat=True)))
    trail.row("10 复查", bureau.second, "update", order, stage="closed")


def transfer(bureau: Bureau, trail: Trail, record: Inspection) -> None:
    bureau.lead.do("reportSeriousProblem", {"facts": "涉嫌经营超过保质期的食品"}, inspection=record.uid)
    with acting(system_actor(BUS, channel="job")):  # as the worker delivers
        bus.deliver_all(at=clock.now())
    clue = Clue.objects.get(source_record=record.uid)
    bureau.leader.do("reviewClue", {"outcome": "adopted", "reason": "事实清楚，予以核查"}, clue=clue.uid)
    record.refresh_from_db()
    assert record.serious_reported_at is not None
    trail.row("11 转稽查", bureau.lead, "update", record, serious_reported_at=moment(record.serious_reported_at))
    trail.row("11 转稽查", BUS, "insert", clue)
    trail.row("11 转稽查", BUS, "update", record, clue_number=clue.number)
    trail.row("11 核查线索", bureau.leader, "update", clue, stage="adopted")


def moment(value: datetime) -> str:
    """As the trail holds moments: UTC."""
    return value.astimezone(UTC).isoformat()


def publish(bureau: Bureau, trail: Trail, record: Inspection, task: Task) -> None:
    publication = Publication.objects.get(inspection=record)
    bureau.chief.do("publishResults", {"publications": [publication.uid], "detail": "已责令改正"})
    trail.row("12 公示", bureau.second, "insert", publication, state="pending")
    trail.row("12 公示", bureau.chief, "update", publication, state="published")
    trail.row("12 归档", bureau.second, "update", task, stage="archived")


@pytest.mark.req("PLT-6", "S-AD-04")
def test_the_rows_of_one_of_each_thing_at_each_stage_are_as_the_trail_left_them() -> None:
    Scene()

    assert differences() == []
