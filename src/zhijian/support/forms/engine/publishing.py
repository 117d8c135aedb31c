"""What must be right before a form is published, and the hash by which a published form is addressed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from zhijian.kernel.canonical import canonical_json
from zhijian.kernel.hashes import sha256_hex
from zhijian.support.forms.engine.definition import Definition, Item
from zhijian.support.forms.engine.evaluate import FIGURES
from zhijian.support.forms.engine.parsing import read_definition
from zhijian.support.forms.engine.reading import FormProblem
from zhijian.support.forms.engine.rule_tree import Rule, items_asked, leaves

_MINIMUM_OFFICERS = 2  # 《行政处罚法》(2021) 第四十二条, 《食品生产经营监督检查管理办法》(2021) 第二十三条


def definition_hash(source: Mapping[str, Any]) -> str:
    """The address of a form: "sha256:" and the hex digest of its canonical JSON without the field `hash`."""
    content = {key: value for key, value in source.items() if key != "hash"}
    return f"sha256:{sha256_hex(canonical_json(content))}"


def publishable(source: Mapping[str, Any], previous: Mapping[str, Any] | None = None) -> list[FormProblem]:
    """All that is wrong with a form before it is published; those that are `blocking` forbid it.

    previous: the version published before, whose item ids keep their meaning.  When the JSON is not even a form, only
    the problems of shape are told.
    """
    definition, problems = read_definition(source)
    if problems:
        return problems
    found = [
        *_identity_problems(definition),
        *_rule_problems(definition),
        *_content_problems(definition),
        *_hash_problems(source),
    ]
    return found if previous is None else found + list(_succession_problems(definition, read_definition(previous)[0]))


def _problem(where: str, code: str, message: str, *, blocking: bool = True) -> FormProblem:
    return FormProblem(where=where, code=code, message_zh=message, blocking=blocking)


def _identity_problems(definition: Definition) -> Iterator[FormProblem]:
    items = [item for _, item in definition.items()]
    named = (
        ("duplicate_section", "节编号", [section.id for section in definition.sections]),
        ("duplicate_item", "项目编号", [item.id for item in items]),
        ("duplicate_no", "项目序号", [item.no for item in items]),
    )
    for code, name, values in named:
        for value, times in Counter(values).items():
            if times > 1:
                yield _problem("表单", code, f"{name}“{value}”用了{times}次，请改成各不相同。")
    for section in definition.sections:
        if not section.items:
            yield _problem(section.title, "empty_section", "这一节没有检查项目，请添加项目或者删除这一节。")
    if not items:
        yield _problem("表单", "no_items", "检查表没有检查项目，请先添加项目。")


def _rule_problems(definition: Definition) -> Iterator[FormProblem]:
    before: set[str] = set()
    every = {item.id for _, item in definition.items()}
    for _, item in definition.items():
        if item.visible is not None:
            yield from _visible_problems(item, item.visible, before, every)
        before.add(item.id)
    for name, steps in (("结论规则", definition.verdict), ("处理建议规则", definition.disposition)):
        for number, step in enumerate(steps, start=1):
            if step.condition is not None:
                yield from _outcome_problems(f"{name}第{number}条", step.condition, every)


def _visible_problems(item: Item, rule: Rule, before: set[str], every: set[str]) -> Iterator[FormProblem]:
    where = f"第{item.no}项"
    for asked in sorted(items_asked(rule) - before):
        if asked in every:
            message = f"显示条件用到的项目“{asked}”排在本项之后，请只使用前面的项目。"
            yield _problem(where, "rule_looks_ahead", message)
        else:
            yield _problem(where, "rule_unknown_item", f"显示条件用到的项目“{asked}”不存在，请改正。")
    if any("n" in leaf for leaf in leaves(rule)):
        yield _problem(where, "rule_figure", "显示条件不能使用统计数，请只使用前面项目的答案。")


def _outcome_problems(where: str, rule: Rule, every: set[str]) -> Iterator[FormProblem]:
    for asked in sorted(items_asked(rule) - every):
        yield _problem(where, "rule_unknown_item", f"条件用到的项目“{asked}”不存在，请改正。")
    figures = {leaf[key] for leaf in leaves(rule) for key in ("n", "per") if key in leaf}
    for figure in sorted(figures - FIGURES):
        yield _problem(where, "rule_unknown_figure", f"条件用到的统计数“{figure}”不存在，请改正。")


def _content_problems(definition: Definition) -> Iterator[FormProblem]:
    if definition.officers_min < _MINIMUM_OFFICERS:
        yield _problem("告知页", "officers_min", "现场检查人员不得少于两人，请把最少人数改为2以上。")
    if not definition.classes:
        yield _problem("适用范围", "no_classes", "请写明检查表适用于哪些类别的主体。")
    if not definition.kinds:
        yield _problem("适用范围", "no_kinds", "请写明检查表适用于哪些检查类型。")
    yield from _sample_problems(definition)
    for _, item in definition.items():
        yield from _item_problems(item)
    unverified = sum(1 for _, item in definition.items() if any(basis.tag == "K" for basis in item.basis))
    if unverified:
        message = f"有{unverified}项的法律依据尚未核对原文（标记K），请在使用前核对。"
        yield _problem("表单", "basis_unverified", message, blocking=False)
    stars = sum(1 for _, item in definition.items() if item.level_tag == "K")
    if stars:
        message = f"有{stars}项的重点标记尚未核对原表（标记K），请在使用前核对。"
        yield _problem("表单", "level_unverified", message, blocking=False)


def _sample_problems(definition: Definition) -> Iterator[FormProblem]:
    if definition.sample is None:
        return
    least_key, least_total = definition.sample
    drawable = [item for _, item in definition.items() if item.kind == "tri" and item.visible is None]
    keys = sum(1 for item in drawable if item.level != "general")
    if keys < least_key or len(drawable) < least_total:
        message = f"可抽取的项目只有{len(drawable)}项（其中重点项{keys}项），不足抽查数量，请减少抽查数量。"
        yield _problem("抽查数量", "sample_too_large", message)


def _item_problems(item: Item) -> Iterator[FormProblem]:
    where = f"第{item.no}项"
    if item.kind == "choice" and not item.options:
        yield _problem(where, "no_options", "选择题没有选项，请至少添加两个选项。")
    for value, times in Counter(value for value, _ in item.options).items():
        if times > 1:
            yield _problem(where, "duplicate_option", f"选项“{value}”重复，请改成各不相同。")
    if item.kind != "tri":
        return
    if item.on_no is None:
        yield _problem(where, "no_follow_up", "没有写明选“否”时的改正要求和期限，请补充。")
    elif item.on_no.days == 0 and not item.on_no.on_site_fix and not item.on_no.serious:
        yield _problem(where, "no_period", "改正期限为0天，但不允许当场改正，请改正期限。")
    if not item.basis:
        yield _problem(where, "no_basis", "没有写明法律依据，请补充。", blocking=False)
    if not item.guide:
        yield _problem(where, "no_guide", "没有写明检查方法，建议补充。", blocking=False)


def _hash_problems(source: Mapping[str, Any]) -> Iterator[FormProblem]:
    if source.get("hash") and source["hash"] != definition_hash(source):
        yield _problem("表单", "hash_mismatch", "内容与哈希值不一致，请以已发布的版本为准，或者另建新版本。")


def _succession_problems(definition: Definition, previous: Definition) -> Iterator[FormProblem]:
    if definition.code != previous.code or definition.version != previous.version + 1:
        message = f"新版本应当是“{previous.code}”第{previous.version + 1}版，请改正编号或者版本号。"
        yield _problem("表单", "succession", message)
    kinds = {item.id: item.kind for _, item in previous.items()}
    for _, item in definition.items():
        if kinds.get(item.id, item.kind) != item.kind:
            message = f"编号“{item.id}”在上一版中是另一种题型，编号不能改作他用，请换一个新编号。"
            yield _problem(f"第{item.no}项", "id_reused", message)
