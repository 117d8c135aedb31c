"""The smallest valid matters, teams, tasks and records for tests."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from importlib import resources
from itertools import count
from typing import Any
from uuid import UUID, uuid4

from django.db import connection

from zhijian.business.inspection.api.submissions import InspectionIn, to_submission
from zhijian.business.inspection.models import Inspection, Matter, Task
from zhijian.business.inspection.rules.stages import CountersignDecision, TaskKind
from zhijian.business.inspection.services import countersigns, dispatching, records, tasks
from zhijian.business.inspection.types.records import SubmittedRecord
from zhijian.business.inspection.types.tasks import NewTask
from zhijian.data.registry.tests.factories import make_entity
from zhijian.kernel import clock
from zhijian.kernel.clock import business_date
from zhijian.support.evidence import services as evidence
from zhijian.support.evidence.tests.factories import make_jpeg
from zhijian.support.forms import services as forms
from zhijian.support.identity.rules import Scope
from zhijian.support.identity.tests.factories import SYSTEM, actor_of, make_organisation, make_person
from zhijian.support.identity.types import Actor

_serial = count(1)

OFFICER = ("inspection.view", "inspection.perform", "inspection.countersign", "inspection.report_serious")
OFFICE = (
    "identity.view",
    "inspection.view",
    "inspection.create",
    "inspection.approve",
    "inspection.draw",
    "inspection.rectify",
)


VISIT = timedelta(minutes=4)
"""Short, so that a visit does not begin before its task was sent out, which tests do a moment earlier."""


def today() -> date:
    """The day in China."""
    return business_date(clock.now())


def preset(name: str = "yp-rc") -> dict[str, Any]:
    """One of the shipped forms."""
    folder = resources.files("zhijian.business.inspection") / "presets"
    found: dict[str, Any] = json.loads((folder / f"{name}.json").read_bytes())
    return found


def make_matter(form: str = "yp-rc", **changes: Any) -> Matter:
    """A published matter whose form is published."""
    definition = preset(form)
    forms.load_presets(definitions=[definition], by=SYSTEM, at=clock.now())
    serial = next(_serial)
    return Matter.objects.create(
        **{
            "code": f"T{serial}",
            "name": f"测试检查事项{serial}",
            "classes": ["YP"],
            "form_code": definition["code"],
            "basis": "《药品管理法》第九十九条",
            "valid_from": date(2020, 1, 1),
            **changes,
        }
    )


@dataclass(frozen=True, kw_only=True)
class Team:
    """An office with its matter, an entity, two officers, and two people who make and approve tasks."""

    organisation: UUID
    matter: Matter
    entity: UUID
    lead: UUID
    second: UUID
    maker: UUID
    approver: UUID

    def actor(self, person: UUID) -> Actor:
        """Who acts."""
        return actor_of(person)


def make_officer(organisation: UUID, **more: Any) -> UUID:
    """An officer who may perform and countersign inspections."""
    permissions = {**dict.fromkeys(OFFICER, Scope.OWN), "identity.view": Scope.SUBTREE, "registry.view": Scope.SUBTREE}
    return make_person(organisation=organisation, permissions=permissions, **more)


def make_team(**changes: Any) -> Team:
    """A team that may do everything an inspection needs."""
    organisation = make_organisation().uid
    office = dict.fromkeys(OFFICE, Scope.SUBTREE)
    return Team(
        **{
            "organisation": organisation,
            "matter": changes.pop("matter", None) or make_matter(),
            "entity": make_entity(organisation=organisation, supervision_classes=("YP",)),
            "lead": make_officer(organisation),
            "second": make_officer(organisation),
            "maker": make_person(organisation=organisation, permissions=office),
            "approver": make_person(organisation=organisation, permissions=office),
            **changes,
        }
    )


def new_task(team: Team, kind: TaskKind = TaskKind.DAILY, **changes: Any) -> UUID:
    """A task as it stands right after it was made."""
    given: dict[str, Any] = {
        "kind": kind,
        "matter": team.matter.uid,
        "entity": team.entity,
        "officers": (team.lead, team.second),
        "lead": team.lead,
        "reason": "群众举报卫生状况差",
        "starts_on": today(),
        "due_on": today() + timedelta(days=10),
        "by": actor_of(team.maker),
        "at": clock.now(),
    }
    return tasks.create_task(**{**given, **changes})


def make_task(team: Team | None = None, **changes: Any) -> Task:
    """A task that was sent to its officers."""
    team = team or make_team()
    uid = new_task(team, **changes)
    for act in (dispatching.approve_task, dispatching.dispatch_task):
        act(task=uid, by=actor_of(team.approver), at=clock.now())
    return Task.objects.get(uid=uid)


def make_drawn_task(team: Team) -> Task:
    """A task as a draw makes it."""
    row = NewTask(entity=team.entity, officers=(team.lead, team.second), lead=team.lead)
    (uid,) = tasks.create_tasks(
        kind=TaskKind.RANDOM, matter=team.matter, rows=[row], starts_on=today(), due_on=today() + timedelta(days=10),
        by=actor_of(team.maker), at=clock.now(),
    )  # fmt: skip
    return Task.objects.get(uid=uid)


def answers_of(definition: Mapping[str, Any], **others: Mapping[str, Any]) -> dict[str, Any]:
    """All questions answered 是, but for those named."""
    items = [item["id"] for section in definition["sections"] for item in section["items"]]
    yes = {"value": "yes", "note": "", "evidence": [], "fixed_on_site": False}
    return {item: {**yes, **others.get(item, {})} for item in items}


def make_picture(by: Actor) -> str:
    """The hash of a picture that ``by`` has uploaded."""
    return evidence.store_bytes(data=make_jpeg(), media_type="image/jpeg", by=by, at=clock.now()).sha256


def capture_of(sha256: str, number: int, **changes: Any) -> dict[str, Any]:
    """A numbered capture of a device."""
    return {"uid": str(uuid4()), "number": number, "sha256": sha256, "kind": "photo", **changes}


def body_of(task: Task, *, at: datetime | None = None, **changes: Any) -> dict[str, Any]:
    """What a device sends when all is in order and the representative would not sign."""
    at = at or clock.now()
    return {
        "task": str(task.uid),
        "task_version": task.version,
        "form_hash": task.form_hash,
        "started_at": (at - VISIT).isoformat(),
        "ended_at": at.isoformat(),
        "device": "phone-1",
        "sent_at": at.isoformat(),
        "notice": {
            "shown_at": (at - VISIT).isoformat(),
            "certificates_shown": True,
            "purpose": "日常监督检查",
            "avoidance_asked": True,
            "representative": {"name": "陈店长", "role": "店长"},
        },
        "answers": answers_of(preset()),
        "refusal": {"reason": "负责人拒绝签名", "witness": "邻店王先生"},
        **changes,
    }


def submit(
    task: Task, by: UUID, *, uid: UUID | None = None, at: datetime | None = None, **changes: Any
) -> SubmittedRecord:
    """Send a record in, through the shape of the contract."""
    body = InspectionIn.model_validate(body_of(task, at=at, **changes))
    return records.submit(submission=to_submission(uid or uuid4(), body), by=actor_of(by), at=at or clock.now())


def make_record(team: Team | None = None, **changes: Any) -> Inspection:
    """A record that waits for the second officer."""
    team = team or make_team()
    taken = submit(make_task(team), team.lead, **changes)
    return Inspection.objects.select_related("task").get(uid=taken.inspection)


def approve(record: Inspection, by: UUID) -> None:
    """The second officer's approval in their own session."""
    countersigns.countersign(
        inspection=record.uid,
        decision=CountersignDecision.APPROVE,
        content_hash=Inspection.objects.get(pk=record.pk).content_hash,
        reason="",
        signature=None,
        signature_sha256=None,
        by=actor_of(by),
        at=clock.now(),
    )


def make_signed(team: Team | None = None, **changes: Any) -> Inspection:
    """A record that all officers have signed. The deadline rules must be loaded (fixture ``reference``)."""
    team = team or make_team()
    record = make_record(team, **changes)
    approve(record, team.second)
    record.refresh_from_db()
    return record


def ordinary_item() -> str:
    """An item whose 否 is no matter for a case."""
    items = [item for section in preset()["sections"] for item in section["items"]]
    return next(str(item["id"]) for item in items if not item["onNo"]["serious"] and item["level"] == "general")


def with_finding(by: UUID) -> dict[str, Any]:
    """A record with one problem, its picture and its order."""
    item, sha256 = ordinary_item(), make_picture(actor_of(by))
    capture = capture_of(sha256, 1, item=item)
    return {
        "captures": [capture],
        "answers": answers_of(preset(), **{item: {"value": "no", "note": "未公示", "evidence": [capture["uid"]]}}),
        "rectification": {"length": 5, "unit": "working_days", "items": [{"item": item, "order": "五日内改正"}]},
    }


@contextmanager
def without_trigger(table: str, trigger: str) -> Iterator[None]:
    """A table without one of its triggers, as whoever owns the database could have it; in the test's transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER {trigger}")
        yield
        cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER {trigger}")
