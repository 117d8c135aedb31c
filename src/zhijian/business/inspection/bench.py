"""Figures of speed of tasks and papers, each beside a reference that was measured in the same run."""

import statistics
import time
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from importlib import resources
from secrets import token_urlsafe
from typing import Any
from uuid import UUID

import orjson
from django.conf import settings
from django.db import connection, transaction
from django.http import HttpRequest
from django.test import Client
from ninja import Router
from ninja.testing import TestClient

from zhijian.business.inspection.api.tasks import TaskPage
from zhijian.business.inspection.models import Matter, Task, TaskOfficer
from zhijian.business.inspection.rules.content import content_of
from zhijian.business.inspection.rules.record_paper import Circumstances, OfficerSignature, paper_content
from zhijian.business.inspection.rules.stages import Disposition, TaskKind, TaskStage
from zhijian.business.inspection.rules.submission import engine_answers
from zhijian.data.registry import services as registry
from zhijian.data.registry.models import Entity
from zhijian.data.registry.types import EntityIn
from zhijian.kernel import clock
from zhijian.kernel.clock import business_date
from zhijian.support.documents.fonts import load_fonts
from zhijian.support.documents.render import parse_content, parse_definition, render_pdf
from zhijian.support.forms.engine import evaluate, snapshot
from zhijian.support.forms.engine import parse_definition as parse_form
from zhijian.support.identity import services as identity
from zhijian.support.identity import sessions
from zhijian.support.identity.models import Organisation, Person
from zhijian.support.identity.rules import OrganisationKind
from zhijian.support.identity.types import system_actor

OPEN_TASKS, ROWS, REQUESTS = 50_000, 100, 60
BY = system_actor("测速")


def bench_task_list() -> Iterator[str]:
    """A page of 100 tasks over HTTP with 50,000 open ones, and the same 100 rows from a route that looks nothing up.

    Everything is made in one transaction and taken back.
    """
    with transaction.atomic():
        at = clock.now()
        organisation, officer, client = _office(at)
        _open_tasks(organisation, officer, at)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE inspection_task, inspection_taskofficer")
        for label, query in (("office", ""), ("own", "&mine=true"), ("one kind", "&kind=daily")):
            path = f"/api/v1/inspection/tasks?limit={ROWS}{query}"
            page = orjson.loads(client.get(path).content)
            assert len(page["items"]) == ROWS
            took = _times(lambda path=path: client.get(path))  # type: ignore[misc]
            reference = _times(_bare_route(page))
            yield f"{ROWS} of {OPEN_TASKS:,} tasks, {label}: {_told(took)}; bare route {_told(reference)}; " + (
                f"{statistics.median(took) / statistics.median(reference):.1f} times"
            )
        transaction.set_rollback(True)


def bench_pdf() -> Iterator[str]:
    """The record of a catering inspection (38 questions) as PDF, and a paper of one paragraph beside it."""
    fonts = load_fonts(settings.FONTS_DIR)
    definition = parse_definition(_shipped("papers", "inspection-record"))
    record = parse_content(_filled(_record(), "DEMO-0000-0000-0000"))
    small = parse_definition(
        orjson.dumps(
            {
                "schema": "document/1",
                "code": "empty",
                "version": 1,
                "title": "空白",
                "vocabulary": {},
                "blocks": [{"type": "paragraph", "text": "空白"}],
            }
        )
    )
    blank = parse_content({"verification_code": "DEMO-0000-0000-0000"})
    took = _times(lambda: render_pdf(definition, record, _no_picture, "https://zhijian.example/v/DEMO", fonts))
    reference = _times(lambda: render_pdf(small, blank, _no_picture, "https://zhijian.example/v/DEMO", fonts))
    yield f"record of 38 questions: {_told(took)}; one paragraph {_told(reference)}; " + (
        f"{statistics.median(took) / statistics.median(reference):.1f} times"
    )


def _times(act: Callable[[], object]) -> list[float]:
    """Milliseconds of each of many runs, after some to warm up."""
    for _ in range(5):
        act()
    found = []
    for _ in range(REQUESTS):
        begun = time.perf_counter()
        act()
        found.append((time.perf_counter() - begun) * 1000)
    return found


def _told(took: list[float]) -> str:
    return f"median {statistics.median(took):.1f} ms, p95 {sorted(took)[int(len(took) * 0.95)]:.1f} ms"


def _bare_route(page: dict[str, Any]) -> Callable[[], object]:
    router = Router()

    @router.get("/rows", response=TaskPage)
    def rows(request: HttpRequest) -> dict[str, Any]:
        return page

    client = TestClient(router)
    return lambda: client.get("/rows")


def _office(at: datetime) -> tuple[UUID, UUID, Client]:
    """An office with one officer who sees all its tasks, signed in."""
    organisation = identity.add_organisation(
        code=f"bench{token_urlsafe(6)}", name="测速市场监督管理局", short_name="测速局", kind=OrganisationKind.DISTRICT,
        parent=None, document_prefix="测市监", by=BY, at=at,
    ).uid  # fmt: skip
    person = identity.add_person(
        name="测速员", phone="13000000000", organisation=organisation, title="科员", is_group_leader=False, by=BY, at=at
    )
    role, password = f"bench{token_urlsafe(6)}", token_urlsafe(18)
    identity.define_role(code=role, name="测速", permissions={"inspection.view": "subtree"}, order=0, by=BY)
    identity.grant_role(person=person, role=role, by=BY, at=at)
    sessions.add_account(person=person, username=role, password=password, must_change=False, by=BY, at=at)
    client = Client()
    signed_in = client.post(
        "/api/v1/identity/sign-in", {"username": role, "password": password}, content_type="application/json"
    )
    assert signed_in.status_code == 200
    return organisation, person, client


def _open_tasks(organisation: UUID, officer: UUID, at: datetime) -> None:
    place, person, today = (
        Organisation.objects.get(uid=organisation),
        Person.objects.get(uid=officer),
        business_date(at),
    )
    entities = [
        registry.register_entity(
            given=EntityIn(name=f"测速主体{number}", address=f"测速路{number}号"), organisation=organisation,
            source="测速", by=BY, at=at,
        )
        for number in range(200)
    ]  # fmt: skip
    rows = list(Entity.objects.filter(uid__in=entities))
    matter = Matter.objects.create(
        code=f"B{token_urlsafe(8)}", name="测速事项", classes=["CY"], form_code="CY-RC", basis="测速",
        valid_from=date(2020, 1, 1),
    )  # fmt: skip
    made = [
        Task(
            number=f"CS-{number:08d}-{matter.pk}", kind=TaskKind.DAILY if number % 3 else TaskKind.RANDOM,
            title=f"测速任务{number}", matter=matter, form_code="CY-RC", form_version=1, form_hash="sha256:0",
            entity=rows[number % len(rows)], organisation=place, starts_on=today,
            due_on=today + timedelta(days=number % 60), stage=TaskStage.DISPATCHED, created_by=person, created_at=at,
        )
        for number in range(OPEN_TASKS)
    ]  # fmt: skip
    Task.objects.bulk_create(made, batch_size=5000)
    TaskOfficer.objects.bulk_create(
        (TaskOfficer(task=task, person=person, is_lead=True) for task in made[::20]), batch_size=5000
    )


def _shipped(folder: str, name: str) -> str:
    return (resources.files("zhijian.business.inspection") / folder / f"{name}.json").read_text(encoding="utf-8")


def _record() -> dict[str, Any]:
    """The paper's content of a record in which all is in order."""
    source = orjson.loads(_shipped("presets", "cy-rc"))
    form = parse_form(source)
    answers = {
        item.id: {"value": "yes", "note": "", "evidence": [], "fixed_on_site": False} for _, item in form.items()
    }
    judged, moment = evaluate(form, engine_answers(answers)), "2026-03-05T01:30:00Z"
    content = content_of(
        payload={
            "started_at": moment, "ended_at": moment, "device": "", "answers": answers, "rectification": None,
            "opinion": "", "entity_opinion": "", "serious": False, "could_not_inspect": "", "captures": [],
            "signer": None, "refusal": {"reason": "拒签", "witness": "王某"},
            "notice": {"avoidance_reason": "", "representative": {"name": "陈某", "role": "店长"}},
        },
        submission="0" * 64, round_number=1,
        task={"uid": "", "number": "JC-2026-000001", "kind": TaskKind.DAILY, "matter": "日常检查"},
        form={"code": form.code, "version": form.version, "hash": "", "title": form.title},
        entity={"name": "测速餐饮店", "uscc": "", "address": "测速路1号", "legal_person": "", "licence": ""},
        officers=[{"name": "王明", "certificate": "24010012026"}, {"name": "李思远", "certificate": "24010012031"}],
        snapshot=snapshot(form, engine_answers(answers)), evaluation=judged.as_json(),
        disposition=Disposition.PASSED, flags={}, resolutions=[],
    )  # fmt: skip
    signatures = [OfficerSignature(name="王明", certificate="24010012026", method="本人登录提交", signed_at=moment)]
    return paper_content(
        content,
        Circumstances(
            organ="测速市场监督管理局", made_on=date(2026, 3, 5), source="年度计划", basis="《食品安全法》第一百一十条",
            phone="", visits=1, signatures=signatures,
        ),
    )  # fmt: skip


def _filled(content: dict[str, Any], code: str) -> dict[str, Any]:
    content["values"]["record"]["number"] = "测市监检〔2026〕1号"
    return content | {"verification_code": code}


def _no_picture(sha256: str) -> bytes:
    raise LookupError(sha256)
