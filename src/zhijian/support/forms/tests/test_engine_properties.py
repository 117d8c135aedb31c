"""What holds for every form and every answer, however malformed."""

import json
import random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhijian.kernel.canonical import canonical_json
from zhijian.support.forms.engine import (
    Definition,
    diff_answers,
    evaluate,
    parse_definition,
    sample_items,
    snapshot,
)
from zhijian.support.forms.engine.rule_tree import MAX_DEPTH, Facts, holds, rule_faults
from zhijian.support.forms.engine.sampling import below
from zhijian.support.forms.tests import random_vectors

DEFINITIONS = json.loads(random_vectors.VECTORS.read_bytes())["definitions"]
FORMS = {name: parse_definition(definition) for name, definition in DEFINITIONS.items()}
ITEMS = sorted({item.id for form in FORMS.values() for _, item in form.items()})

any_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
values = st.sampled_from(["yes", "no", "na", "gas", "10", "2026-03-01", ""]) | any_json
answer = any_json | st.fixed_dictionaries(
    {"value": values},
    optional={"note": any_json, "evidence": st.lists(st.text(max_size=3)) | any_json, "fixedOnSite": any_json},
)
answers = any_json | st.dictionaries(st.sampled_from(ITEMS) | st.text(max_size=5), answer, max_size=20)
forms = st.sampled_from(list(FORMS.values()))
seeds = st.binary(min_size=16, max_size=64).map(bytes.hex)


@given(form=forms, given_answers=answers)
@settings(max_examples=300, deadline=None)
def test_judging_never_raises_and_its_counts_add_up(form: Definition, given_answers: Any) -> None:
    judged = evaluate(form, given_answers)

    counts = judged.counts
    assert counts["yes"] + counts["no"] + counts["na"] + counts["unanswered"] == counts["total"] <= len(judged.visible)
    assert counts["keyNo"] + counts["generalNo"] == counts["no"] == len(judged.rectification)
    assert counts["criticalNo"] + counts["majorNo"] == counts["keyNo"]
    assert (judged.verdict is None) == (counts["unanswered"] > 0 or counts["total"] == 0)
    assert judged.complete == (not judged.findings)
    assert all(one.message_zh.endswith("。") for one in judged.findings)


@given(form=forms, given_answers=answers, hidden=answer)
@settings(max_examples=300, deadline=None)
def test_hidden_answers_change_nothing(form: Definition, given_answers: Any, hidden: Any) -> None:
    before = evaluate(form, given_answers)
    absent = [item.id for _, item in form.items() if item.id not in before.visible]
    sent = given_answers if isinstance(given_answers, dict) else {}

    after = evaluate(form, sent | dict.fromkeys(absent, hidden))

    assert after.visible == before.visible
    assert after.counts == before.counts
    assert after.rectification == before.rectification
    assert snapshot(form, sent | dict.fromkeys(absent, hidden)) == snapshot(form, given_answers)


@given(form=forms, seed=st.integers())
@settings(max_examples=150, deadline=None)
def test_a_record_can_be_printed_from_its_snapshot_alone(form: Definition, seed: int) -> None:
    definition = next(one for one in DEFINITIONS.values() if one["code"] == form.code)
    given_answers = random_vectors.random_answers(definition, random.Random(seed))

    stored = canonical_json(snapshot(form, given_answers))

    record = json.loads(stored)
    printed = [f"{row['no']}{row['mark']} {row['text']} {row['answer']} {row['note']}" for row in record["rows"]]
    assert [row["item"] for row in record["rows"]] == list(evaluate(form, given_answers).visible)
    assert all(row["answer"] and row["level"] and row["section"] for row in record["rows"])
    assert len(printed) == len(record["rows"])
    assert record["form"] == {"code": form.code, "version": form.version, "title": form.title}


@given(mine=answers, theirs=answers)
@settings(max_examples=200, deadline=None)
def test_differences_are_the_same_from_both_sides(mine: Any, theirs: Any) -> None:
    forward, backward = diff_answers(mine, theirs), diff_answers(theirs, mine)

    assert [(one["item"], one["mine"], one["theirs"]) for one in forward] == [
        (one["item"], one["theirs"], one["mine"]) for one in backward
    ]
    assert diff_answers(mine, mine) == []


@given(seed=seeds)
@settings(max_examples=200, deadline=None)
def test_a_draw_meets_its_minimum_and_brings_what_hangs_on_it(seed: str) -> None:
    form = FORMS["sampled"]

    drawn = sample_items(form, seed)

    free = {item.id: item for _, item in form.items() if item.kind == "tri" and item.visible is None}
    chosen = [free[item] for item in drawn if item in free]
    assert len(chosen) == 8
    assert sum(1 for item in chosen if item.level != "general") >= 3
    assert "temp" in drawn
    assert ("if_k1" in drawn) == ("k1" in drawn)
    assert ("if_both" in drawn) == ({"g1", "if_k1"} <= set(drawn))
    assert list(drawn) == [item.id for _, item in form.items() if item.id in drawn]
    assert sample_items(form, seed) == drawn


def test_every_item_has_its_chance_to_be_drawn() -> None:
    form = FORMS["sampled"]

    times = dict.fromkeys((item.id for _, item in form.items()), 0)
    for number in range(600):
        for item in sample_items(form, f"{number:064x}"):
            times[item] += 1

    # 8 of 20: three of six key items first, then five of the other seventeen
    key_times = [times[f"k{number}"] for number in range(1, 7)]
    general_times = [times[f"g{number}"] for number in range(1, 15)]
    assert all(600 * 0.56 < one < 600 * 0.73 for one in key_times)  # expected 1/2 + 1/2 * 5/17 = 0.647
    assert all(600 * 0.22 < one < 600 * 0.37 for one in general_times)  # expected 5/17 = 0.294


def test_a_number_that_would_favour_some_items_is_thrown_away() -> None:
    last = 2**32 - 1  # 2^32 leaves 1 when divided by 3, so the last number has no partners

    assert below(3, iter([last, 4])) == 1
    assert below(3, iter([last - 1, 4])) == (last - 1) % 3
    assert below(4, iter([last])) == 3


leaf_rules = st.builds(
    lambda op, item, value: {"op": op, "q": item, "v": [value] if op == "in" else value},
    st.sampled_from(["eq", "ne", "in", "gt", "lt"]),
    st.sampled_from(["a", "b", "nobody"]),
    st.sampled_from(["yes", "no", "10", "2026-03-01"]),
)
rules = st.recursive(
    leaf_rules,
    lambda inner: st.lists(inner, min_size=1, max_size=3).flatmap(
        lambda parts: st.sampled_from(
            [{"op": "and", "of": parts}, {"op": "or", "of": parts}, {"op": "count", "of": parts, "min": 1}]
        )
    ),
    max_leaves=8,
)
facts = st.dictionaries(
    st.sampled_from(["a", "b"]),
    st.tuples(st.sampled_from(["tri", "number", "date", "text"]), st.none() | st.sampled_from(["yes", "10", "?"])),
).map(lambda items: Facts(items=items))


@given(rule=rules, known=facts)
def test_the_groups_of_rules_obey_logic(rule: dict[str, Any], known: Facts) -> None:
    assert rule_faults(rule) == []
    assert holds({"op": "not", "of": rule}, known) is not holds(rule, known)
    assert holds({"op": "and", "of": [rule, {"op": "not", "of": rule}]}, known) is False
    assert holds({"op": "or", "of": [rule, {"op": "not", "of": rule}]}, known) is True
    assert holds({"op": "count", "min": 2, "of": [rule, rule]}, known) is holds(rule, known)


@given(rule=any_json)
def test_any_json_is_either_a_rule_or_told_to_be_none(rule: Any) -> None:
    faults = rule_faults(rule)

    assert faults == [] or all(fault.endswith("。") for fault in faults)
    if not faults:
        assert holds(rule, Facts(items={})) in (True, False)


def test_conditions_nested_too_deeply_are_refused() -> None:
    rule: dict[str, Any] = {"op": "eq", "q": "a", "v": "yes"}
    for _ in range(MAX_DEPTH + 1):
        rule = {"op": "not", "of": rule}

    assert rule_faults(rule) == [f"条件嵌套超过{MAX_DEPTH}层，请拆成更简单的条件。"]


def test_a_seed_that_is_no_seed_is_refused() -> None:
    for seed in ("", "xyz", "AB" * 32, "ab" * 15, "ab" * 65, "ab" * 16 + "\n"):
        with pytest.raises(Exception, match="种子") as refused:
            sample_items(FORMS["sampled"], seed)
        assert getattr(refused.value, "code", None) == "forms.seed_invalid"
