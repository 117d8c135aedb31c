"""The readable copy of a filled form that a record keeps: in thirty years it prints without the form."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from zhijian.support.forms.engine.definition import Basis, Definition, Item
from zhijian.support.forms.engine.evaluate import Visible, evaluate, is_fixed_on_site, visible_items
from zhijian.support.forms.engine.values import TRI_LABELS

SCHEMA = "inspect-record/1"
LEVEL_LABELS = {"critical": "关键项", "key": "重点项", "general": "一般项"}
LEVEL_MARKS = {"critical": "**", "key": "*", "general": ""}


def snapshot(definition: Definition, answers: object, *, drawn: Collection[str] | None = None) -> dict[str, Any]:
    """Every question that was asked with its answer, as texts: canonical JSON can carry it, nothing needs looking up.

    {schema, form: {code, version, title}, verdict, rows: [{section, item, no, mark, level, text, answer, note,
    fixed, evidence: [ids], basis}]}.  Hidden and undrawn items are not in it.
    """
    judged = evaluate(definition, answers, drawn=drawn)
    return {
        "schema": SCHEMA,
        "form": {"code": definition.code, "version": definition.version, "title": definition.title},
        "verdict": judged.verdict or "",
        "rows": [_row(one) for one in visible_items(definition, answers, drawn=drawn)],
    }


def _row(one: Visible) -> dict[str, Any]:
    return {
        "section": one.section.title,
        "item": one.item.id,
        "no": one.item.no,
        "mark": LEVEL_MARKS[one.item.level],
        "level": LEVEL_LABELS[one.item.level],
        "text": one.item.text,
        "answer": answer_label(one.item, one.value),
        "note": one.answer.note,
        "fixed": "已当场改正" if is_fixed_on_site(one) else "",
        "evidence": list(one.answer.evidence),
        "basis": "；".join(basis_text(basis) for basis in one.item.basis),
    }


def answer_label(item: Item, value: str | None) -> str:
    """The answer as a person reads it; 未作答 when there is none."""
    if value is None:
        return "未作答"
    if item.kind == "tri":
        return TRI_LABELS[value]
    if item.kind == "choice":
        return dict(item.options)[value]
    if item.kind == "date":
        year, month, day = (int(part) for part in value.split("-"))
        return f"{year}年{month}月{day}日"
    return f"{value}{item.measure}"


def basis_text(basis: Basis) -> str:
    """The legal basis as it is printed: 《食品安全法》第三十五条（说明）."""
    note = f"（{basis.note}）" if basis.note else ""
    return f"《{basis.law}》{basis.article}{note}"
