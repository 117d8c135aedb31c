"""The things themselves, made through the services."""

import re
from copy import deepcopy
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.test import Client

from zhijian.business.enforcement import services as enforcement
from zhijian.business.enforcement.types import NewClue
from zhijian.business.inspection.models import HeldSubmission, Inspection, Publication, Rectification, Task
from zhijian.business.inspection.queries.draws import PARAMETERS
from zhijian.business.inspection.services import (
    avoidances,
    countersigns,
    dispatching,
    draws,
    pools,
    publications,
    redraws,
)
from zhijian.business.inspection.tests import factories_draws as lots
from zhijian.business.inspection.tests.factories import (
    Team,
    body_of,
    make_record,
    make_signed,
    make_task,
    make_team,
    new_task,
    preset,
    today,
)
from zhijian.business.inspection.tests.factories_results import first_items, reinspect, signed_with_order
from zhijian.business.inspection.types.draws import PublicValuePlan
from zhijian.business.inspection.types.pools import ObjectFilter
from zhijian.config.roles import load_roles
from zhijian.data.exchange import services as exchange
from zhijian.data.exchange.tests.factories import HEADINGS, checked, make_csv
from zhijian.data.exchange.tests.factories import upload as upload_file
from zhijian.data.registry import services as registry
from zhijian.data.registry.tests.factories import make_entity
from zhijian.data.registry.types import PersonIn
from zhijian.kernel import clock
from zhijian.kernel.hashes import sha256_hex
from zhijian.support.documents import queries as documents
from zhijian.support.evidence import services as evidence
from zhijian.support.evidence.tests.factories import everybody_sees, make_evidence, make_jpeg
from zhijian.support.evidence.tests.factories import upload as upload_evidence
from zhijian.support.forms import services as forms
from zhijian.support.identity import services as identity
from zhijian.support.identity.models import Account, Certificate, SignedIn
from zhijian.support.identity.permissions import DECLARED
from zhijian.support.identity.rules import OrganisationKind, Scope
from zhijian.support.identity.tests.factories import (
    PASSWORD,
    SYSTEM,
    actor_of,
    make_organisation,
    make_person,
    signed_in_client,
)
from zhijian.support.notices import services as notices
from zhijian.support.notices.models import Message
from zhijian.support.notices.sealing import unseal

from .reading import ReadingClient

ADMINISTRATION = {"identity.manage", "identity.grant", "audit.view"}


def everything() -> dict[str, Scope]:
    """Every business right, for one's own organisation and below."""
    return {name: Scope.SUBTREE for name in DECLARED if name not in ADMINISTRATION}


OBJECTS = 6
"""What two groups of three objects each take."""


@dataclass
class Lots:
    """A second bureau whose draws stand at each stage."""

    world: lots.World
    began: datetime

    def plan(self, available_at: datetime | None = None) -> PublicValuePlan:
        return PublicValuePlan(
            kind="manual",
            source="福利彩票双色球",
            identifier="第2026051期",
            notation="六个红球由小到大加蓝球，两位数字，以一个空格分隔",
            available_at=available_at or self.began + timedelta(hours=12),
        )

    def changes(self) -> dict[str, Any]:
        """A period from tomorrow on, and a library of its own: of one object there is one draw at a time."""
        entities = [make_entity(organisation=self.world.office) for _ in range(OBJECTS)]
        library = pools.make_object_pool(
            name="餐饮名录",
            organisation=None,
            chosen_by=None,
            entities=entities,
            by=self.world.organiser,
            at=self.began,
        )
        return {
            "object_pool": library.uid,
            "period_from": today() + timedelta(days=1),
            "period_to": today() + timedelta(days=30),
            "public_value": self.plan(),
        }

    def at(self, stage: str) -> UUID:
        """A new draw that has come as far as ``stage``."""
        later = self.began + timedelta(hours=13)
        changes = self.changes()
        if stage in {"draft", "hashed"}:  # still to be committed: its public value lies ahead
            changes["public_value"] = self.plan(clock.now() + timedelta(hours=3))
        draw = lots.make_draft(self.world, at=self.began, **changes)
        steps = {
            "hashed": lambda: lots.give_nonces(self.world, draw, at=self.began),
            "committed": lambda: draws.commit(draw=draw, by=self.world.organiser, at=self.began),
            "valued": lambda: lots.put_public_value(self.world, draw, at=later),
            "seeded": lambda: lots.open_nonces(self.world, draw, at=later),
            "drawn": lambda: draws.draw_lots(draw=draw, by=self.world.organiser, at=later),
        }
        if stage != "draft":
            for name, step in steps.items():
                step()
                if name == stage:
                    break
        return draw

    def again(self) -> UUID:
        """A repetition that waits for its approver."""
        later = self.began + timedelta(hours=14)
        first = self.at("drawn")
        asked = redraws.request_redraw(
            draw=first, reason="人员临时抽调", approver=self.world.approver.uid, by=self.world.organiser, at=later
        )
        return asked.draw.uid


class Scene:
    """Everything at hand; attributes are uids. The work calendar must be loaded (fixture ``reference``)."""

    password = PASSWORD
    nonce = lots.NONCES[0]

    def __init__(self) -> None:
        load_roles(by=SYSTEM)
        everybody_sees()
        self.team: Team = make_team()
        self.bureau, self.entity, self.lead, self.second = (
            self.team.organisation, self.team.entity, self.team.lead, self.team.second,
        )  # fmt: skip
        self.office = make_organisation(parent=self.bureau, kind=OrganisationKind.OFFICE).uid
        self._people()
        self._register()
        self._records()
        self._papers_and_files()
        self._pools()
        self._draws()
        self._clients = {
            name: signed_in_client(person) if person else Client()
            for name, person in {
                "chief": self.chief,
                "lead": self.lead,
                "second": self.second,
                "sms_lead": self.sms_team.lead,
                "admin": self.admin,
                "security": self.security,
                "auditor": self.auditor,
                "organiser": self.lots.world.organiser.uid,
                "approver": self.lots.world.approver.uid,
                "nobody": None,
            }.items()
        }

    def client(self, who: str) -> Client:
        """A client of somebody's; what the answers do to its cookies is forgotten with it."""
        made = ReadingClient()
        made.cookies = deepcopy(self._clients[who].cookies)
        return made

    # people

    def _people(self) -> None:
        self.chief = make_person(organisation=self.bureau, permissions=everything())
        self.admin = make_person(
            organisation=self.bureau, permissions={"identity.manage": Scope.ALL, "identity.view": Scope.ALL}
        )
        self.security = make_person(
            organisation=self.bureau, permissions={"identity.grant": Scope.ALL, "identity.view": Scope.ALL}
        )
        self.auditor = make_person(organisation=self.bureau, permissions={"audit.view": Scope.ALL})
        self.staff = make_person(organisation=self.bureau)
        self.inspector = make_person(organisation=self.office)
        identity.grant_role(person=self.inspector, role="inspector", by=SYSTEM, at=clock.now())
        self.newcomer = identity.add_person(
            name="新人", phone="13000000099", organisation=self.bureau, title="科员", is_group_leader=False,
            by=SYSTEM, at=clock.now(),
        )  # fmt: skip
        self.notice = notices.notify(person=self.chief, title="通知", body="内容", link="/", at=clock.now())

    def credentials(self) -> dict[str, str]:
        return {"username": Account.objects.get(person__uid=self.staff).username, "password": PASSWORD}

    def other_session(self) -> UUID:
        """A session of the chief's besides the one of ``clients``."""
        signed_in_client(self.chief)
        found = SignedIn.objects.filter(account__person__uid=self.chief).latest("pk")
        return found.uid

    def certificate(self) -> UUID:
        return Certificate.objects.get(person__uid=self.staff).uid

    # register

    def _register(self) -> None:
        by, at = actor_of(self.chief), clock.now()
        self.other_entity = make_entity(organisation=self.bureau, supervision_classes=("YP",))
        self.licence = registry.add_licence(
            entity=self.entity,
            kind="other",
            number="甘准字7号",
            valid_from=None,
            valid_to=date(2031, 1, 1),
            by=by,
            at=at,
        )
        self.entity_person = registry.add_person(
            entity=self.entity, given=PersonIn(role="pharmacist", name="周药师", id_number="P1234567"), by=by, at=at
        )

    def entity_body(self) -> dict[str, Any]:
        return {
            "name": "清河大药房有限公司",
            "short_name": "清河大药房",
            "legal_person": "林测",
            "phone": "13000001234",
            "address": "南湖区试验路7号",
            "street": "城北街道",
            "supervision_classes": ["YP"],
            "tags": ["连锁"],
            "source": "现场核对",
        }

    # tasks and records

    def _records(self) -> None:
        team = self.team
        made = {stage: new_task(team) for stage in ("planned", "approved")}
        dispatching.approve_task(task=made["approved"], by=actor_of(team.approver), at=clock.now())
        self.tasks = {**made, "dispatched": make_task(team).uid, "to_submit": make_task(team).uid}
        self.waiting = make_record(team).uid
        self.sms_team = make_team(matter=team.matter)
        self.sms_waiting = make_record(self.sms_team)
        self.signed = signed_with_order(team).uid
        self.rectification = Rectification.objects.get(inspection__uid=self.signed).uid
        self.publication = Publication.objects.get(inspection__uid=self.signed).uid
        failed = Rectification.objects.get(inspection=signed_with_order(team, wrong=1))
        reinspect(team, failed, dict.fromkeys(first_items(1), "no"))
        self.failed = failed.uid
        shown = make_signed(team)
        self.published = Publication.objects.get(inspection=shown).uid
        publications.publish(
            publications=[self.published], result_codes=None, detail="", by=actor_of(self.chief), at=clock.now()
        )
        self.held = self._held()
        self.clue = enforcement.register_clue(
            given=NewClue(source="report", title="线索", facts="事实"),
            organisation=self.bureau,
            by=SYSTEM,
            at=clock.now(),
        )

    def _held(self) -> UUID:
        """A submission kept aside, as the refusal leaves it."""
        made = HeldSubmission.objects.create(
            inspection=self.waiting, task=Inspection.objects.get(uid=self.waiting).task.uid, sent_by=self.lead,
            sent_by_name="人员", reason="inspection.content_differs", submission_hash="ef" * 32,
            payload=body_of(Task.objects.get(uid=self.tasks["to_submit"])), received_at=clock.now(),
        )  # fmt: skip
        return made.uid

    def version_of_planned(self) -> int:
        return Task.objects.get(uid=self.tasks["planned"]).version

    def record_body(self) -> dict[str, Any]:
        body = body_of(Task.objects.get(uid=self.tasks["to_submit"]))
        return {**body, "opinion": "无异议", "summary": "现场整洁"} if "opinion" in body else body

    def task_body(self) -> dict[str, Any]:
        return {
            "kind": "daily",
            "matter": self.team.matter.uid,
            "entity": self.entity,
            "officers": [self.lead, self.second],
            "lead": self.lead,
            "reason": "年度计划",
            "starts_on": today(),
            "due_on": today() + timedelta(days=9),
        }

    def content_hash(self) -> str:
        return Inspection.objects.get(uid=self.waiting).content_hash

    def sms_word(self) -> dict[str, Any]:
        """The co-signer's code as they read it from their phone."""
        sent = countersigns.send_code(
            inspection=self.sms_waiting.uid,
            person=self.sms_team.second,
            by=actor_of(self.sms_team.lead),
            at=clock.now(),
        )
        text = unseal(bytes(Message.objects.latest("pk").text))
        code = re.search(r"\d{6}", text)
        assert code, text
        return {
            "person": self.sms_team.second,
            "challenge": sent.challenge,
            "code": code.group(0),
            "content_hash": self.sms_waiting.content_hash,
        }

    # papers, files, imports, forms

    def _papers_and_files(self) -> None:
        by, at = actor_of(self.chief), clock.now()
        self.document = documents.of_subject(kind="inspection.record", subject=self.signed)[0].uid
        self.evidence = make_evidence(by=by).uid
        self.photo = make_jpeg()
        self.picture = upload_evidence(make_jpeg(), by=by).sha256
        self.upload_begun, self.upload_sent = self._begun(), self._begun()
        evidence.append_chunk(upload=self.upload_sent, offset=0, data=self.photo, by=by, at=at)
        sheet = make_csv([HEADINGS, ("", "没有代码的店", "某路1号", "", "CY", "", "")])
        mapped = upload_file(sheet, by=by, at=at, name="b.csv")
        fields = [column.field for column in mapped.columns]
        self.imports = {
            "uploaded": upload_file(sheet, by=by, at=at, name="a.csv"),
            "mapped": exchange.set_mapping(batch=mapped.uid, fields=fields, version=mapped.version, by=by, at=at),
            "checked": checked(sheet, by=by, at=at, name="c.csv"),
        }
        forms.save_draft(definition=self.form(version=9), by=SYSTEM, at=at)

    def _begun(self) -> UUID:
        return evidence.begin_upload(
            sha256=sha256_hex(self.photo), size=len(self.photo), media_type="image/jpeg",
            by=actor_of(self.chief), at=clock.now(),
        ).uid  # fmt: skip

    def form(self, *, version: int) -> dict[str, Any]:
        made = deepcopy(preset("qx-rc"))
        made.pop("hash", None)
        return {**made, "version": version}

    # libraries and draws

    def _pools(self) -> None:
        by, at = actor_of(self.chief), clock.now()
        self.officer_pool = pools.make_officer_pool(
            name="人员库", organisation=None, members={self.staff: True, self.second: False}, by=by, at=at
        ).uid
        self.object_pool = pools.make_object_pool(
            name="对象库", organisation=None, chosen_by=None, entities=(self.entity,), by=by, at=at
        ).uid
        self.filtered_pool = pools.make_object_pool(
            name="筛选库", organisation=None, chosen_by=ObjectFilter(classes=("YP",)), entities=(), by=by, at=at
        ).uid
        self.avoidance = avoidances.declare_avoidance(
            person=self.second, entity=self.other_entity, reason="近亲属任职", valid_to=None, by=by, at=at
        ).uid

    def _draws(self) -> None:
        began = clock.now() - timedelta(days=2)
        self.lots = Lots(lots.make_world(at=began), began)
        self.draw_approver = self.lots.world.approver.uid
        stages = ("draft", "hashed", "committed", "valued", "seeded", "drawn")
        self.draws = {**{stage: self.lots.at(stage) for stage in stages}, "again": self.lots.again()}

    def draw_body(self) -> dict[str, Any]:
        changes = self.lots.changes()
        promised = self.lots.plan(clock.now() + timedelta(hours=3))
        asked = lots.parameters(self.lots.world, **{**changes, "public_value": promised})
        body: dict[str, Any] = PARAMETERS.dump_python(asked, mode="json")
        return body

    def draw_version(self, stage: str) -> int:
        return lots.detail(self.lots.world, self.draws[stage]).draw.version
