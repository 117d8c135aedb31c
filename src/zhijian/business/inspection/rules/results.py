"""What follows from a signed record: result codes, orders, what a re-inspection closes; pure."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from zhijian.business.inspection.rules.stages import RESULT_CODES, Disposition
from zhijian.data.registry.rules import SupervisionClass
from zhijian.kernel.errors import Invalid

NO_PROBLEM = "1"
FOOD_AND_DRUGS = frozenset(SupervisionClass) - {SupervisionClass.SPECIAL_EQUIPMENT}
"""Trades of the code 违反食品药品相关规定; medical devices went with drugs when the national list split the organs."""


class ResultCodesInvalid(Invalid):
    """Result codes contradict each other or the national list (DOMAIN 3.5)."""

    code = "inspection.result_codes_invalid"


def proposed_codes(disposition: str, classes: Collection[str]) -> list[str]:
    """The result code that a disposition usually publishes; for what was found wrong, that of the matter's trade.

    classes: supervision classes of the matter that was inspected.
    """
    return {
        Disposition.PASSED.value: [NO_PROBLEM],
        Disposition.FIXED_ON_SITE.value: ["E"],
        Disposition.COULD_NOT_INSPECT.value: ["6"],
    }.get(disposition, [_violation(set(classes))])


def _violation(classes: set[str]) -> str:
    if classes and classes <= FOOD_AND_DRUGS:
        return "3"
    return "4" if classes == {SupervisionClass.SPECIAL_EQUIPMENT} else "D"


def needing_detail(codes: Iterable[str]) -> list[str]:
    """Those of the codes that say too little alone: what was found is written beside them."""
    return [code for code in codes if code in RESULT_CODES and RESULT_CODES[code][1]]


def check_codes(codes: Sequence[str], detail: str) -> list[str]:
    """The codes in the list's order. Raises ResultCodesInvalid: unknown, none, 1 beside others, detail missing."""
    unknown = sorted(set(codes) - set(RESULT_CODES))
    if unknown or not codes:
        raise ResultCodesInvalid("请选择抽查结果，且只能用国家公示系统的结果代码。", codes=unknown)
    if NO_PROBLEM in codes and len(set(codes)) > 1:
        raise ResultCodesInvalid("“未发现问题”不能与其他结果同时选择。", codes=list(codes))
    silent = needing_detail(codes)
    if silent and not detail.strip():
        named = "、".join(f"“{RESULT_CODES[code][0]}”（代码 {code}）" for code in silent)
        raise ResultCodesInvalid(f"结果{named}需要填写具体情况。", codes=silent, field="detail")
    return [code for code in RESULT_CODES if code in set(codes)]


def rows_by_item(content: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Rows of a record's snapshot by item id."""
    return {row["item"]: row for row in content["snapshot"]["rows"]}


def as_clause(text: str) -> str:
    """A sentence as it stands inside another: without its own full stop."""
    return text.strip().rstrip("。；")


def transfer_facts(rows: Iterable[Mapping[str, Any]]) -> str:
    """The facts of a record that goes to enforcement: each answer 否 with its number and note, a line each.

    The browser proposes the same text (``transferFacts`` of the web package forms).
    """
    told = [
        f"第{row['no']}项 {as_clause(row['text'])}" + (f"：{note}" if (note := as_clause(row["note"])) else "")
        for row in rows
        if row["answer"] == "否"
    ]
    return "；\n".join(told) + "。" if told else ""


def corrected_items(answers: Mapping[str, Any]) -> dict[str, bool]:
    """What a re-inspection found: item id to whether it is corrected (yes) or not (anything else)."""
    return {item: answer.get("value") == "yes" for item, answer in answers.items()}


def withheld_reason(reason: str) -> str:
    """A reason that explains. Raises Invalid when it does not."""
    text = reason.strip()
    if len(text) < 4:
        raise Invalid("请写明理由（至少 4 个字）。", field="reason")
    return text
