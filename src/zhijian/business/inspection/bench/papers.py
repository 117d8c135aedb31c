"""How long the record of an inspection takes as PDF, beside a paper of one paragraph."""

from collections.abc import Iterator
from copy import deepcopy
from datetime import date
from importlib import resources
from typing import Any

import orjson
from django.conf import settings

from zhijian.business.inspection.rules.content import content_of
from zhijian.business.inspection.rules.record_paper import Circumstances, OfficerSignature, paper_content
from zhijian.business.inspection.rules.stages import Disposition, TaskKind
from zhijian.business.inspection.rules.submission import engine_answers
from zhijian.kernel.figures import Figure, alternately
from zhijian.support.documents.fonts import load_fonts
from zhijian.support.documents.render import parse_content, parse_definition, render_pdf
from zhijian.support.forms.engine import evaluate, snapshot
from zhijian.support.forms.engine import parse_definition as parse_form

QUESTIONS, MOST_MS, ROUNDS = 40, 60, 60
ADDRESS = "https://zhijian.example/v/DEMO"
_BLANK = {
    "schema": "document/1",
    "code": "empty",
    "version": 1,
    "title": "空白",
    "vocabulary": {},
    "blocks": [{"type": "paragraph", "text": "空白"}],
}


def bench_pdf() -> Iterator[Figure]:
    """The record of a catering inspection of 40 questions as PDF, warm, and a paper of one paragraph beside it."""
    fonts = load_fonts(settings.FONTS_DIR)
    definition = parse_definition(_shipped("papers", "inspection-record"))
    content = _record()
    records = iter([parse_content(_of_entity(_filled(content, code), code)) for code in _codes()])
    small = parse_definition(orjson.dumps(_BLANK))
    blanks = iter([parse_content({"verification_code": code}) for code in _codes()])
    times = alternately(
        {
            "record": lambda: render_pdf(definition, next(records), _no_picture, ADDRESS, fonts),
            "blank": lambda: render_pdf(small, next(blanks), _no_picture, ADDRESS, fonts),
        },
        rounds=ROUNDS,
        warm_up=5,
    )
    found = times["record"]
    yield Figure(
        what=f"{QUESTIONS} 项检查记录的 PDF（热）", median=found.median, p95=found.p95, goal=f"≤ {MOST_MS} ms",
        met=found.median <= MOST_MS, reference="只有一段话的 PDF", reference_median=times["blank"].median,
    )  # fmt: skip


def _codes() -> Iterator[str]:
    """Each paper is another one: typst would only remember what it set before."""
    return (f"DEMO-0000-0000-{number:04d}" for number in range(2 * ROUNDS))


def _of_entity(content: Any, code: str) -> Any:
    """The same record of another entity, whose name stands all over it."""
    return orjson.loads(orjson.dumps(content).replace("测速餐饮店".encode(), f"测速餐饮店{code[-4:]}号".encode()))


def _shipped(folder: str, name: str) -> str:
    return (resources.files("zhijian.business.inspection") / folder / f"{name}.json").read_text(encoding="utf-8")


def _record() -> dict[str, Any]:
    """The paper's content of a record in which all is in order."""
    source = _with_questions(orjson.loads(_shipped("presets", "cy-rc")))
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


def _with_questions(source: dict[str, Any]) -> dict[str, Any]:
    """The form with so many questions: the last ones are asked once more."""
    items = [item for section in source["sections"] for item in section["items"]]
    more = [deepcopy(item) | {"id": f"{item['id']}x"} for item in items[len(items) * 2 - QUESTIONS :]]
    source["sections"][-1]["items"].extend(more)
    return source


def _filled(content: dict[str, Any], code: str) -> dict[str, Any]:
    content["values"]["record"]["number"] = "测市监检〔2026〕1号"
    return content | {"verification_code": code}


def _no_picture(sha256: str) -> bytes:
    raise LookupError(sha256)
