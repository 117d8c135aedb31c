"""The five forms that ship with the system."""

import json
from collections import Counter
from typing import Any

import pytest

from zhijian.support.forms.engine import definition_hash, evaluate, parse_definition, publishable
from zhijian.support.forms.tests import random_vectors

PRESETS = {path.name: json.loads(path.read_bytes()) for path in random_vectors.PRESETS.glob("*.json")}
RECORDED = json.loads(random_vectors.VECTORS.read_bytes())["presets"]

# (form, prefix of its item ids, items, ** items, * items), after the seed lists of the trade
EXPECTED = [
    ("cy-rc.json", "C", 38, [], [1, 5, 8, 10, 14, 15, 17, 19, 22, 31, 32]),
    ("xs-rc.json", "S", 20, [], [1, 6, 7, 8, 11, 15, 18]),
    ("yp-rc.json", "D", 19, [1, 2, 3, 6], [4, 5, 7, 8, 9, 10, 11, 18]),
    ("qx-rc.json", "M", 12, [], [1, 2, 3, 4, 7]),
    ("ts-rc.json", "E", 14, [], [1, 2, 3, 4, 5, 14]),
]


def items(form: dict[str, Any]) -> list[dict[str, Any]]:
    return [item for section in form["sections"] for item in section["items"]]


def answered(form: dict[str, Any], **others: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {item["id"]: {"value": "yes"} for item in items(form)} | others


@pytest.mark.req("INS-1")
@pytest.mark.parametrize(("name", "prefix", "number", "critical", "key"), EXPECTED)
def test_a_preset_holds_its_items_with_their_stars(
    name: str, prefix: str, number: int, critical: list[int], key: list[int]
) -> None:
    levels = {item["id"]: item["level"] for item in items(PRESETS[name])}

    assert set(levels) == {f"{prefix}{place:02d}" for place in range(1, number + 1)}
    assert {one for one, level in levels.items() if level == "critical"} == {f"{prefix}{one:02d}" for one in critical}
    assert {one for one, level in levels.items() if level == "key"} == {f"{prefix}{one:02d}" for one in key}


@pytest.mark.req("INS-1")
@pytest.mark.parametrize("name", sorted(PRESETS))
def test_a_preset_can_be_published_and_tells_what_is_not_verified(name: str) -> None:
    problems = publishable(PRESETS[name])

    assert {problem.code for problem in problems} <= {"basis_unverified", "level_unverified"}
    assert not any(problem.blocking for problem in problems)


@pytest.mark.parametrize("name", sorted(PRESETS))
def test_a_published_preset_never_changes_without_a_new_version(name: str) -> None:
    assert definition_hash(PRESETS[name]) == RECORDED[name]
    assert set(RECORDED) == set(PRESETS)


@pytest.mark.parametrize("name", sorted(PRESETS))
def test_every_item_says_how_to_check_and_what_follows(name: str) -> None:
    for item in items(PRESETS[name]):
        assert item["text"].endswith("。"), item["id"]
        assert item["guide"].endswith("。"), item["id"]
        assert item["onNo"]["order"].endswith("。"), item["id"]
        assert item["evidence"] == [{"when": ["no"], "kind": "photo", "min": 1}]
        assert not (item["onNo"]["serious"] and item["onNo"]["onSiteFix"]), item["id"]
        assert item["onNo"]["unit"] == "working" or item["onNo"]["days"] > 10, item["id"]
        assert item["na"]["allowed"] == ("选合理缺项" in item["guide"]), item["id"]


def test_the_catering_form_has_six_sections() -> None:
    assert [len(section["items"]) for section in PRESETS["cy-rc.json"]["sections"]] == [4, 8, 9, 3, 6, 8]


@pytest.mark.parametrize("name", sorted(PRESETS))
def test_all_yes_is_conform_and_complete(name: str) -> None:
    judged = evaluate(parse_definition(PRESETS[name]), answered(PRESETS[name]))

    assert (judged.verdict, judged.disposition, judged.complete) == ("符合", "conform", True)


@pytest.mark.req("INS-5.5")
def test_a_general_catering_problem_becomes_an_order_with_a_period() -> None:
    form = PRESETS["cy-rc.json"]
    judged = evaluate(parse_definition(form), answered(form, C26={"value": "no", "evidence": ["photo-1"]}))

    assert (judged.verdict, judged.disposition, judged.complete) == ("基本符合", "rectify", True)
    assert [(one.item, one.days, one.unit) for one in judged.rectification] == [("C26", 5, "working")]


@pytest.mark.req("INS-5.5")
def test_a_general_catering_problem_put_right_at_once_needs_no_order() -> None:
    form = PRESETS["cy-rc.json"]
    fixed = {"value": "no", "evidence": ["photo-1"], "fixedOnSite": True}
    judged = evaluate(parse_definition(form), answered(form, C02=fixed))

    assert (judged.disposition, judged.complete) == ("fixed_on_site", True)


def test_a_serious_key_problem_proposes_to_look_into_it() -> None:
    form = PRESETS["xs-rc.json"]
    judged = evaluate(parse_definition(form), answered(form, S06={"value": "no", "evidence": ["photo-1"]}))

    assert (judged.verdict, judged.disposition) == ("不符合", "investigate")


def test_a_general_pass_rate_of_seventy_per_cent_is_the_border() -> None:
    form = PRESETS["xs-rc.json"]  # 13 general items: 9 of 13 is below seventy per cent, 10 of 13 is not
    general = [item["id"] for item in items(form) if item["level"] == "general"]
    verdicts = []
    for failed in (3, 4):
        wrong = {one: {"value": "no", "evidence": ["p"]} for one in general[:failed]}
        verdicts.append(evaluate(parse_definition(form), answered(form, **wrong)).verdict)

    assert len(general) == 13
    assert verdicts == ["基本符合", "不符合"]


def test_the_drug_form_judges_by_severe_and_main_defects() -> None:
    form = PRESETS["yp-rc.json"]
    no = {"value": "no", "evidence": ["p"]}
    verdicts = [
        evaluate(parse_definition(form), answered(form, **failed)).verdict
        for failed in ({"D03": no}, {"D04": no}, {"D12": no})
    ]

    # one of eight main items is 12.5 per cent, above the ten allowed
    assert verdicts == ["严重不符合", "不通过，限期整改", "整改"]


@pytest.mark.parametrize("name", sorted(PRESETS))
def test_item_texts_are_not_repeated(name: str) -> None:
    texts = Counter(item[field] for item in items(PRESETS[name]) for field in ("text", "guide"))

    assert [text for text, times in texts.items() if times > 1] == []
