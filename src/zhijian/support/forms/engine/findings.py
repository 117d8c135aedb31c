"""What stands in the way of submitting a filled form, in sentences that say what to do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from zhijian.support.forms.engine.answers import Answer, suits
from zhijian.support.forms.engine.definition import Definition, Item
from zhijian.support.forms.engine.values import TRI_LABELS, code_units

_EVIDENCE_UNITS = {"photo": "张照片", "video": "段录像", "audio": "段录音", "file": "份材料"}
_WANTED = {
    "number": "请填写数字，例如 12.5。",
    "date": "请按“年-月-日”填写日期，例如 2026-03-15。",
    "choice": "请从给出的选项中选择一个。",
    "tri": "请选择“是”或者“否”。",
    "text": "请填写文字。",
}


_WANTED_OR_ABSENT = "请选择“是”“否”或者“合理缺项”。"


def _wanted(item: Item) -> str:
    return _WANTED_OR_ABSENT if item.kind == "tri" and item.na_allowed else _WANTED[item.kind]


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One problem of the answers; `item` is empty when the whole is meant."""

    item: str
    code: str
    message_zh: str

    def as_json(self) -> dict[str, Any]:
        """The finding as a JSON object."""
        return {"item": self.item, "code": self.code, "message_zh": self.message_zh}


def answer_findings(item: Item, answer: Answer) -> Iterator[Finding]:
    """Problems of one visible item, in the order in which a person would put them right."""

    def finding(code: str, message: str) -> Finding:
        return Finding(item=item.id, code=code, message_zh=f"第{item.no}项{message}")

    if not answer.readable:
        yield finding("malformed", "的答案格式不对，请重新填写这一项。")
    if answer.value is None:
        if item.required and answer.readable:
            yield finding("unanswered", f"还没有作答，{_wanted(item)}")
        return
    if not suits(item, answer.value):
        if item.kind == "tri" and answer.value == "na":
            yield finding("na_not_allowed", f"不能选“合理缺项”，{_wanted(item)}")
        else:
            yield finding("wrong_kind", f"的答案不符合要求，{_wanted(item)}")
        return
    if item.kind == "tri" and answer.value == "na" and item.na_reason and not answer.note:
        yield finding("na_without_reason", "选了“合理缺项”，请写明理由。")
    if answer.fixed_on_site and not (answer.value == "no" and item.on_no is not None and item.on_no.on_site_fix):
        yield finding("fix_not_allowed", "不能标记为当场改正，请取消标记，按要求责令改正。")
    yield from _missing_evidence(item, answer)


def _missing_evidence(item: Item, answer: Answer) -> Iterator[Finding]:
    due = [demand for demand in item.evidence if answer.value in demand.when]
    if sum(demand.least for demand in due) <= len(answer.evidence):
        return
    wanted = "、".join(f"{demand.least}{_EVIDENCE_UNITS[demand.kind]}" for demand in due)
    label = TRI_LABELS.get(answer.value or "", "") if item.kind == "tri" else ""
    chosen = f"选“{label}”" if label else ""
    yield Finding(
        item=item.id,
        code="missing_evidence",
        message_zh=f"第{item.no}项{chosen}至少需要{wanted}，现有{len(answer.evidence)}份，请补充。",
    )


def stray_findings(definition: Definition, answers: object) -> Iterator[Finding]:
    """Answers to items the form does not have, and answers that are no answers at all."""
    if not isinstance(answers, Mapping):
        if answers is not None:
            yield Finding(item="", code="malformed", message_zh="答案的整体格式不对，请重新打开这张检查表填写。")
        return
    known = {item.id for _, item in definition.items()}
    for stray in sorted(answers.keys() - known, key=code_units):
        yield Finding(
            item=stray,
            code="unknown_item",
            message_zh=f"检查表中没有编号为“{stray}”的项目，请删除这条答案或者更新检查表。",
        )
