"""The shared vectors: what the TypeScript engine computes, this engine computes."""

import json
from collections import Counter
from typing import Any

import pytest

from zhijian.support.forms.engine import (
    definition_hash,
    diff_answers,
    evaluate,
    parse_definition,
    sample_items,
    snapshot,
)
from zhijian.support.forms.tests import random_vectors

VECTORS = json.loads(random_vectors.VECTORS.read_bytes())
DEFINITIONS = VECTORS["definitions"]


def named(part: str) -> list[Any]:
    return [pytest.param(case, id=case["name"]) for case in VECTORS[part]]


def summary(judged: dict[str, Any], wanted: dict[str, Any]) -> dict[str, Any]:
    """The judgement reduced to what a case worked out by hand states."""
    reduced = judged | {
        "problems": [[one["item"], one["code"]] for one in judged["problems"]],
        "disposition": judged["disposition"] and judged["disposition"]["code"],
        "rectification": [one["item"] for one in judged["rectification"]],
        "counts": {name: judged["counts"][name] for name in wanted.get("counts", {})},
    }
    return {name: reduced[name] for name in wanted}


@pytest.mark.req("PLT-3", "INS-1")
@pytest.mark.parametrize("case", named("cases"))
def test_a_case_worked_out_by_hand_is_judged_as_stated(case: dict[str, Any]) -> None:
    definition = parse_definition(DEFINITIONS[case["definition"]])

    judged = evaluate(definition, case["answers"], drawn=case.get("drawn")).as_json()

    assert summary(judged, case["expect"]) == case["expect"]


@pytest.mark.parametrize("case", named("snapshots"))
def test_a_snapshot_says_in_words_what_was_asked_and_answered(case: dict[str, Any]) -> None:
    assert snapshot(parse_definition(DEFINITIONS[case["definition"]]), case["answers"]) == case["expect"]


@pytest.mark.parametrize("case", named("differences"))
def test_differences_show_both_values(case: dict[str, Any]) -> None:
    assert diff_answers(case["mine"], case["theirs"]) == case["expect"]


def test_random_answers_are_judged_as_recorded() -> None:
    parsed = {name: parse_definition(definition) for name, definition in DEFINITIONS.items()}
    verdicts: Counter[str | None] = Counter()

    for case in VECTORS["random"]:
        assert random_vectors.evaluation_digest(DEFINITIONS[case["definition"]], case["answers"]) == case["digest"]
        verdicts[evaluate(parsed[case["definition"]], case["answers"]).verdict] += 1

    assert len(VECTORS["random"]) == random_vectors.RANDOM_CASES
    assert len(verdicts) >= 6  # the random answers reach the different conclusions, not only the open one


def test_draws_and_hashes_are_as_recorded() -> None:
    sampled = parse_definition(DEFINITIONS["sampled"])

    assert [list(sample_items(sampled, case["seed"])) for case in VECTORS["samples"]] == [
        case["items"] for case in VECTORS["samples"]
    ]
    assert {name: definition_hash(definition) for name, definition in DEFINITIONS.items()} == VECTORS["hashes"]


def test_the_file_is_what_its_generator_writes() -> None:
    assert random_vectors.VECTORS.read_text() == random_vectors.written(
        VECTORS | random_vectors.computed_parts(DEFINITIONS)
    )
