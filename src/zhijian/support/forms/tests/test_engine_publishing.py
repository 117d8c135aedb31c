"""What an author is told before a form is published, and the address of what was published."""

import copy
import json
from collections.abc import Callable
from typing import Any

import pytest

from zhijian.support.forms.engine import DefinitionInvalid, definition_hash, parse_definition, publishable
from zhijian.support.forms.tests import random_vectors

FOOD: dict[str, Any] = json.loads(random_vectors.VECTORS.read_bytes())["definitions"]["food"]


def edited(change: Callable[[dict[str, Any]], object]) -> dict[str, Any]:
    form = copy.deepcopy(FOOD)
    change(form)
    return form


def item(form: dict[str, Any], section: int = 0, place: int = 0) -> dict[str, Any]:
    found: dict[str, Any] = form["sections"][section]["items"][place]
    return found


def codes(form: dict[str, Any], previous: dict[str, Any] | None = None) -> set[str]:
    return {problem.code for problem in publishable(form, previous)}


def eq(about: str, value: str) -> dict[str, Any]:
    return {"op": "eq", "q": about, "v": value}


@pytest.mark.req("INS-1")
def test_a_form_in_order_has_no_problems() -> None:
    assert publishable(FOOD) == []


SEMANTIC: list[tuple[str, Callable[[dict[str, Any]], object], bool]] = [
    ("duplicate_item", lambda form: item(form, 1).update(id="k1"), True),
    ("duplicate_no", lambda form: item(form, 1).update(no="1"), True),
    ("duplicate_section", lambda form: form["sections"][1].update(id="s1"), True),
    ("empty_section", lambda form: form["sections"].append({"id": "s3", "title": "三、空", "items": []}), True),
    ("no_items", lambda form: form.update(sections=[]), True),
    ("rule_unknown_item", lambda form: item(form, 1).update(visible=eq("nobody", "yes")), True),
    ("rule_looks_ahead", lambda form: item(form, 1).update(visible=eq("g2", "yes")), True),
    ("rule_looks_ahead", lambda form: item(form, 1).update(visible=eq("g1", "yes")), True),
    ("rule_figure", lambda form: item(form, 1).update(visible={"op": "gt", "n": "no", "v": 0}), True),
    ("rule_unknown_item", lambda form: form["verdict"][0].update({"if": eq("nobody", "yes")}), True),
    ("rule_unknown_figure", lambda form: form["verdict"][0].update({"if": {"op": "gt", "n": "bad", "v": 0}}), True),
    ("officers_min", lambda form: form.update(notice={"officersMin": 1}), True),
    ("no_classes", lambda form: form["applies"].update(classes=[]), True),
    ("no_kinds", lambda form: form["applies"].update(kinds=[]), True),
    ("sample_too_large", lambda form: form.update(sample={"minKey": 3, "minTotal": 5}), True),
    ("sample_too_large", lambda form: form.update(sample={"minKey": 1, "minTotal": 13}), True),
    ("no_follow_up", lambda form: item(form).pop("onNo"), True),
    ("no_period", lambda form: item(form)["onNo"].update(days=0), True),
    ("no_options", lambda form: item(form).update(kind="choice", evidence=[]), True),
    ("duplicate_option", lambda form: item(form).update(options=[{"value": "a", "label": "甲"}] * 2), True),
    ("hash_mismatch", lambda form: form.update(hash="sha256:00"), True),
    ("no_basis", lambda form: item(form).update(basis=[]), False),
    ("no_guide", lambda form: item(form).pop("guide"), False),
    ("basis_unverified", lambda form: item(form)["basis"].append({"law": "某办法", "tag": "K"}), False),
    ("level_unverified", lambda form: item(form).update(levelTag="K"), False),
]


@pytest.mark.req("INS-1")
@pytest.mark.parametrize(("code", "change", "blocking"), SEMANTIC)
def test_a_mistake_of_the_author_is_told(code: str, change: Callable[[dict[str, Any]], object], blocking: bool) -> None:
    problems = [problem for problem in publishable(edited(change)) if problem.code == code]

    assert problems
    assert all(problem.blocking is blocking for problem in problems)
    assert all(problem.message_zh.endswith("。") and problem.where for problem in problems)


SHAPE: list[Callable[[dict[str, Any]], object]] = [
    lambda form: form.update(schema="inspect-form/2"),
    lambda form: form.update(version=0),
    lambda form: form.update(version=True),
    lambda form: form.update(title=" "),
    lambda form: form.pop("applies"),
    lambda form: form["applies"].update(classes="CY"),
    lambda form: form.update(sections={}),
    lambda form: form.update(surprise=1),
    lambda form: form["verdict"].pop(),
    lambda form: form["verdict"].insert(0, {"else": "符合"}),
    lambda form: form["disposition"][-1].update({"else": "jail"}),
    lambda form: form["verdict"][0].update({"if": "keyNo > 0"}),
    lambda form: form["verdict"][0].update({"if": {"op": "gt", "n": "keyNo", "v": 0.5}}),
    lambda form: form["verdict"][0].update({"if": {"op": "xor", "of": []}}),
    lambda form: form["verdict"][0].update({"if": {"op": "count", "of": [eq("k1", "no")]}}),
    lambda form: form["verdict"][0].update({"if": {"op": "in", "q": "k1", "v": "no"}}),
    lambda form: form["verdict"][0].update({"if": eq("k1", "no") | {"code": "eval"}}),
    lambda form: form.update(sample={"minKey": 9, "minTotal": 3}),
    lambda form: form.update(print={"thermal": {"mm": 58}}),
    lambda form: item(form).update(level="**"),
    lambda form: item(form).update(kind="slider"),
    lambda form: item(form).update(weight=0.5),
    lambda form: item(form).update(weight="-1"),
    lambda form: item(form).update(na=True),
    lambda form: item(form).update(evidence=[{"when": ["nein"], "kind": "photo", "min": 1}]),
    lambda form: item(form).update(basis=[{"article": "第一条"}]),
    lambda form: item(form)["onNo"].update(unit="days"),
    lambda form: item(form)["onNo"].update(days="5"),
    lambda form: item(form)["onNo"].update(serious="yes"),
    lambda form: item(form).pop("text"),
]


@pytest.mark.parametrize("change", SHAPE)
def test_what_is_not_a_form_is_refused_with_sentences(change: Callable[[dict[str, Any]], object]) -> None:
    broken = edited(change)

    with pytest.raises(DefinitionInvalid) as refused:
        parse_definition(broken)

    assert refused.value.code == "forms.definition_invalid"
    assert refused.value.problems
    assert all(problem.blocking and problem.message_zh.endswith("。") for problem in refused.value.problems)
    assert publishable(broken) == refused.value.problems


def test_all_problems_of_shape_are_told_together() -> None:
    broken = edited(lambda form: (form.update(title=""), item(form).update(no=3), item(form, 1).update(text=None)))

    assert [problem.where for problem in publishable(broken)] == ["表单", "第1节第1项", "第2节第1项"]


def test_the_hash_leaves_out_only_itself() -> None:
    address = definition_hash(FOOD)
    signed = edited(lambda form: form.update(hash=address))

    assert definition_hash(signed) == address
    assert publishable(signed) == []
    assert definition_hash(edited(lambda form: item(form).update(text="换了一句话"))) != address
    assert definition_hash(dict(reversed(FOOD.items()))) == address


@pytest.mark.req("PLT-3")
def test_an_id_keeps_its_meaning_in_the_next_version() -> None:
    following = edited(lambda form: form.update(version=2))
    reused = edited(lambda form: (form.update(version=2), item(form).update(kind="text", evidence=[])))

    assert codes(following, FOOD) == set()
    assert codes(reused, FOOD) == {"id_reused"}
    assert codes(FOOD, FOOD) == {"succession"}
