"""Conditions as data: a tree of named operators, with no code in strings and no way to fail.

Leaves ask about an item (`q`) or a figure of the result (`n`). A leaf about something that is not there (unknown,
hidden, not drawn) is false, whatever its operator.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from zhijian.support.forms.engine.values import as_day, scaled

Rule = Mapping[str, Any]

LEAVES = ("eq", "ne", "in", "gt", "lt")
GROUPS = ("and", "or", "count")
MAX_DEPTH = 12


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What a rule may look at: the visible items as {id: (kind, value or None)}, and the figures of the result."""

    items: Mapping[str, tuple[str, str | None]]
    figures: Mapping[str, int] = field(default_factory=dict)


def holds(rule: Rule, facts: Facts) -> bool:
    """Whether the rule is met. Total: anything unknown or malformed is false."""
    op = rule.get("op")
    if op in LEAVES:
        return _item_leaf(rule, facts) if "q" in rule else _figure_leaf(rule, facts)
    if op == "not":
        return not holds(rule["of"], facts)
    met = sum(1 for part in rule["of"] if holds(part, facts))
    if op == "and":
        return met == len(rule["of"])
    least: int = rule["min"] if op == "count" else 1
    return met >= least


def _item_leaf(rule: Rule, facts: Facts) -> bool:
    if rule["q"] not in facts.items:
        return False
    kind, value = facts.items[rule["q"]]
    op, wanted = rule["op"], rule["v"]
    if op == "ne":
        return value is None or not _same(kind, value, wanted)
    if value is None:
        return False
    if op == "eq":
        return _same(kind, value, wanted)
    if op == "in":
        return any(_same(kind, value, one) for one in wanted)
    left, right = _ordinal(kind, value), _ordinal(kind, wanted)
    if left is None or right is None:
        return False
    return left > right if op == "gt" else left < right


def _same(kind: str, value: str, wanted: str) -> bool:
    if kind == "number":
        number = scaled(wanted)
        return number is not None and scaled(value) == number
    return value == wanted


def _ordinal(kind: str, text: str) -> int | None:
    if kind == "number":
        return scaled(text)
    if kind == "date":
        day = as_day(text)
        return None if day is None else day.toordinal()
    return None


def _figure_leaf(rule: Rule, facts: Facts) -> bool:
    """Compare a count, or with `per` a share in whole per cent, by cross multiplication so that nothing is rounded."""
    figure = facts.figures.get(rule["n"])
    if figure is None:
        return False
    base = 1
    if "per" in rule:
        base = facts.figures.get(rule["per"], 0)
        if base == 0:
            return False
        figure *= 100
    op, wanted = rule["op"], rule["v"]
    if op == "in":
        return any(figure == one * base for one in wanted)
    bound = wanted * base
    outcomes: dict[str, bool] = {
        "eq": figure == bound,
        "ne": figure != bound,
        "gt": figure > bound,
        "lt": figure < bound,
    }
    return outcomes[op]


def leaves(rule: Rule) -> Iterator[Rule]:
    """Every leaf of the rule, from left to right."""
    op = rule["op"]
    if op in LEAVES:
        yield rule
    elif op == "not":
        yield from leaves(rule["of"])
    else:
        for part in rule["of"]:
            yield from leaves(part)


def items_asked(rule: Rule) -> set[str]:
    """Ids of the items the rule looks at."""
    return {leaf["q"] for leaf in leaves(rule) if "q" in leaf}


def rule_faults(rule: object, *, depth: int = 0) -> list[str]:
    """What is wrong with the shape of a rule, as Chinese sentences; empty when it can be evaluated."""
    if depth > MAX_DEPTH:
        return [f"条件嵌套超过{MAX_DEPTH}层，请拆成更简单的条件。"]
    if not isinstance(rule, Mapping):
        return ["条件应当是一个对象，请用条件编辑器重新填写。"]
    op = rule.get("op")
    if op in LEAVES:
        return _leaf_faults(rule)
    if op == "not":
        return _extra_keys(rule, {"op", "of"}) + rule_faults(rule.get("of"), depth=depth + 1)
    if op not in GROUPS:
        return [f"条件里的运算“{op}”不认识，只能用 eq、ne、in、gt、lt、and、or、not、count。"]
    parts = rule.get("of")
    if not isinstance(parts, list) or not parts:
        return [f"运算“{op}”需要至少一个下级条件。"]
    faults = _extra_keys(rule, {"op", "of", "min"} if op == "count" else {"op", "of"})
    if op == "count" and not (_is_whole(rule.get("min")) and rule["min"] >= 1):
        faults.append("运算“count”需要写明至少满足几条（min，正整数）。")
    return faults + [fault for part in parts for fault in rule_faults(part, depth=depth + 1)]


def _leaf_faults(rule: Rule) -> list[str]:
    about = "q" if "q" in rule else "n"
    faults = _extra_keys(rule, {"op", "v", "q"} if about == "q" else {"op", "v", "n", "per"})
    if not isinstance(rule.get(about), str):
        faults.append("条件没有写明看哪个项目（q）或者哪个统计数（n）。")
    if "per" in rule and not isinstance(rule["per"], str):
        faults.append("条件的分母（per）应当是统计数的名称。")
    wanted = rule.get("v")
    if rule["op"] == "in" and not (isinstance(wanted, list) and wanted):
        return [*faults, "运算“in”需要列出至少一个值。"]
    values = wanted if rule["op"] == "in" and isinstance(wanted, list) else [wanted]
    if about == "q" and not all(isinstance(value, str) for value in values):
        faults.append("与项目答案比较的值应当是文字，数字也写成文字，例如“12.5”。")
    if about == "n" and not all(_is_whole(value) for value in values):
        faults.append("与统计数比较的值应当是整数，百分比也写整数，例如 70。")
    return faults


def _extra_keys(rule: Rule, allowed: set[str]) -> list[str]:
    return [f"条件里有不认识的内容“{key}”，请删除。" for key in rule if key not in allowed]


def _is_whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)
