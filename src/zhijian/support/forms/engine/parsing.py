"""Read `inspect-form/1` from JSON, with all problems of shape told together."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from zhijian.kernel.errors import Invalid
from zhijian.support.forms.engine.definition import (
    BASIS_TAGS,
    DISPOSITIONS,
    EVIDENCE_KINDS,
    LEVELS,
    SCHEMA,
    UNITS,
    Basis,
    Definition,
    EvidenceDemand,
    Item,
    OnNo,
    Outcome,
    Section,
)
from zhijian.support.forms.engine.reading import FormProblem, Reader
from zhijian.support.forms.engine.values import KINDS, TRI_LABELS


class DefinitionInvalid(Invalid):
    """The JSON is not a form of this schema; `problems` says all that is wrong, in Chinese."""

    code = "forms.definition_invalid"

    def __init__(self, problems: list[FormProblem]) -> None:
        told = "；".join(f"{one.where}：{one.message_zh}" for one in problems)
        super().__init__(f"检查表定义有{len(problems)}处问题：{told}", problems=[one.as_json() for one in problems])
        self.problems = problems


def parse_definition(source: Mapping[str, Any]) -> Definition:
    """The definition in a JSON object. Raises DefinitionInvalid with every problem of shape."""
    definition, problems = read_definition(source)
    if problems:
        raise DefinitionInvalid(problems)
    return definition


def read_definition(source: object) -> tuple[Definition, list[FormProblem]]:
    """The definition as far as it can be read, and what is wrong with its shape."""
    problems: list[FormProblem] = []
    reader = Reader(source, "表单", problems)
    if reader.text("schema") != SCHEMA:
        reader.complain(f"“schema”应当是“{SCHEMA}”。", code="schema")
    reader.text("hash", "")
    applies = reader.child("applies", "适用范围")
    officers_min, avoidance = _notice(reader)
    definition = Definition(
        code=reader.text("code"),
        version=reader.whole("version", least=1),
        title=reader.text("title"),
        classes=applies.texts("classes"),
        kinds=applies.texts("kinds"),
        officers_min=officers_min,
        avoidance=avoidance,
        sections=tuple(_section(one, number, problems) for number, one in reader.children("sections")),
        sample=_sample(reader),
        verdict=_outcomes(reader, "verdict", "结论规则", None),
        disposition=_outcomes(reader, "disposition", "处理建议规则", tuple(DISPOSITIONS)),
    )
    _print(reader)
    applies.finish()
    reader.finish()
    return definition, problems


def _notice(parent: Reader) -> tuple[int, bool]:
    if not parent.has("notice"):
        return 2, True
    reader = parent.child("notice", "告知页")
    reader.text("template", "告知页")
    notice = reader.whole("officersMin", least=1, default=2), reader.flag("avoidance", True)
    reader.finish()
    return notice


def _sample(parent: Reader) -> tuple[int, int] | None:
    if not parent.has("sample"):
        return None
    reader = parent.child("sample", "抽查数量")
    least_key, least_total = reader.whole("minKey", least=0), reader.whole("minTotal", least=1)
    if least_key > least_total:
        reader.complain("重点项的最少数量不能大于总的最少数量。", code="sample")
    reader.finish()
    return least_key, least_total


def _print(parent: Reader) -> None:
    if not parent.has("print"):
        return
    reader = parent.child("print", "打印")
    reader.text("a4", "")
    if reader.has("thermal"):
        thermal = reader.child("thermal", "小票")
        if thermal.whole("mm", least=1, default=72) not in (48, 72):
            thermal.complain("小票纸的有效宽度只能是 48 或者 72 毫米。")
        thermal.one_of("show", ("all", "no-only"), "no-only")
        thermal.finish()
    reader.finish()


def _outcomes(parent: Reader, key: str, name: str, results: tuple[str, ...] | None) -> tuple[Outcome, ...]:
    steps = [
        _outcome(Reader(one, f"{parent.where}·{name}第{number}条", parent.problems), results)
        for number, one in parent.children(key)
    ]
    endings = [number for number, step in enumerate(steps, start=1) if step.condition is None]
    if endings != [len(steps)]:
        parent.complain(f"{name}必须以一条“其余情况”（else）结尾，并且只有这一条。", code="no_else")
    return tuple(steps)


def _outcome(reader: Reader, results: tuple[str, ...] | None) -> Outcome:
    condition = reader.rule("if")
    key = "result" if reader.has("if") else "else"
    result = reader.text(key) if results is None else reader.one_of(key, results)
    outcome = Outcome(condition=condition, result=result, reason=reader.text("reason", ""))
    reader.finish()
    return outcome


def _section(source: object, number: int, problems: list[FormProblem]) -> Section:
    reader = Reader(source, f"第{number}节", problems)
    section = Section(
        id=reader.text("id"),
        title=reader.text("title"),
        items=tuple(_item(one, f"第{number}节第{place}项", problems) for place, one in reader.children("items")),
    )
    reader.finish()
    return section


def _item(source: object, where: str, problems: list[FormProblem]) -> Item:
    reader = Reader(source, where, problems)
    kind = reader.one_of("kind", KINDS, "tri")
    options = tuple(_option(Reader(one, f"{where}选项{n}", problems)) for n, one in reader.children("options"))
    values = tuple(TRI_LABELS) if kind == "tri" else tuple(value for value, _ in options)
    na_allowed, na_reason = _na(reader)
    item = Item(
        id=reader.text("id"),
        no=reader.text("no"),
        text=reader.text("text"),
        level=reader.one_of("level", LEVELS, "general"),
        level_tag=reader.one_of("levelTag", BASIS_TAGS, "V"),
        kind=kind,
        required=reader.flag("required", True),
        guide=reader.text("guide", ""),
        basis=tuple(_basis(Reader(one, f"{where}依据{n}", problems)) for n, one in reader.children("basis")),
        weight=reader.weight("weight"),
        na_allowed=na_allowed,
        na_reason=na_reason,
        evidence=tuple(
            _demand(Reader(one, f"{where}证据要求{n}", problems), values) for n, one in reader.children("evidence")
        ),
        visible=reader.rule("visible"),
        on_no=_on_no(reader),
        options=options,
        measure=reader.text("measure", ""),
    )
    reader.finish()
    return item


def _option(reader: Reader) -> tuple[str, str]:
    option = reader.text("value"), reader.text("label")
    reader.finish()
    return option


def _na(parent: Reader) -> tuple[bool, bool]:
    if not parent.has("na"):
        return False, True
    reader = parent.child("na", "合理缺项")
    rule = reader.flag("allowed", True), reader.flag("reason", True)
    reader.finish()
    return rule


def _basis(reader: Reader) -> Basis:
    basis = Basis(
        law=reader.text("law"),
        article=reader.text("article", ""),
        note=reader.text("note", ""),
        tag=reader.one_of("tag", BASIS_TAGS, "K"),
    )
    reader.finish()
    return basis


def _demand(reader: Reader, values: tuple[str, ...]) -> EvidenceDemand:
    demand = EvidenceDemand(
        when=reader.texts("when", values),
        kind=reader.one_of("kind", EVIDENCE_KINDS, "photo"),
        least=reader.whole("min", least=1, default=1),
    )
    reader.finish()
    return demand


def _on_no(parent: Reader) -> OnNo | None:
    if not parent.has("onNo"):
        return None
    reader = parent.child("onNo", "选“否”时")
    on_no = OnNo(
        order=reader.text("order"),
        days=reader.whole("days", least=0),
        unit=reader.one_of("unit", UNITS),
        on_site_fix=reader.flag("onSiteFix", False),
        serious=reader.flag("serious", False),
    )
    reader.finish()
    return on_no
