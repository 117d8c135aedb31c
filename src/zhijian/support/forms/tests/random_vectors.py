"""Writes the computed parts of vectors.json: random answers, draws and hashes. Same seed, same file.

    python -m zhijian.support.forms.tests.random_vectors

The parts worked out by hand (`definitions`, `cases`, `differences`, `snapshots`) are kept as they are.  Run it after a
wanted change of the engine, and read the difference before committing it.
"""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

from zhijian.kernel.canonical import canonical_json
from zhijian.kernel.hashes import sha256_hex
from zhijian.support.forms.engine import definition_hash, evaluate, parse_definition, sample_items

VECTORS = Path(__file__).with_name("vectors.json")
PRESETS = Path(__file__).parents[3] / "business" / "inspection" / "presets"
RANDOM_CASES = 500
SAMPLE_SEEDS = 40

_TIDY_VALUES: list[Any] = ["yes"] * 12 + ["no", "na"]
_VALUES: list[Any] = ["yes", "no", "na", "", "gas", "wood", "10", "-2.50", "2026-03-01", "x"]
_MALFORMED: list[Any] = [None, True, 0, 7, [], {}, ["yes"], "yes", "\u3000", {"value": 1}, {"note": "孤立的备注"}]
_NOTES: list[Any] = ["", " ", "地面有油污", "不经营", 5]
_EVIDENCE: list[Any] = [["p"], ["p", "q"], ["p", "p"], ["p", "q", "r"], [""], "p", [1]]


def random_answers(definition: dict[str, Any], chance: random.Random) -> dict[str, Any]:
    """Half the time a tidy form, half the time gaps, answers to items that are not there, and malformed ones."""
    tidy = chance.random() < 0.5
    ids = [item["id"] for section in definition["sections"] for item in section["items"]]
    answers = {item: _random_answer(chance, tidy) for item in ids if tidy or chance.random() < 0.9}
    if not tidy and chance.random() < 0.2:
        answers[chance.choice(["nobody", "constructor", "\U0001f35c面", "\ufb01"])] = _random_answer(chance, tidy)
    return answers


def _random_answer(chance: random.Random, tidy: bool) -> Any:
    if not tidy and chance.random() < 0.05:
        return chance.choice(_MALFORMED)
    answer: dict[str, Any] = {"value": chance.choice(_TIDY_VALUES if tidy else _VALUES)}
    if chance.random() < 0.2:
        answer["note"] = chance.choice(_NOTES)
    if chance.random() < 0.15:
        answer["evidence"] = chance.choice(_EVIDENCE)
    if chance.random() < 0.05:
        answer["fixedOnSite"] = chance.choice([True, True, False, "true"])
    return answer


def evaluation_digest(definition: dict[str, Any], answers: object) -> str:
    """The first 16 hexadecimal digits of SHA-256 over the canonical JSON of the evaluation."""
    judged = evaluate(parse_definition(definition), answers).as_json()
    return sha256_hex(canonical_json(judged))[:16]


def computed_parts(definitions: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """The parts of the file that the engine computes."""
    chance = random.Random(20261123)
    names = ["food", "hidden", "kinds", "operators", "figures", "drug"]
    cases = []
    for number in range(RANDOM_CASES):
        name = names[number % len(names)]
        answers = random_answers(definitions[name], chance)
        digest = evaluation_digest(definitions[name], answers)
        cases.append({"definition": name, "answers": answers, "digest": digest})
    sampled = parse_definition(definitions["sampled"])
    seeds = [sha256_hex(f"seed {number}".encode()) for number in range(SAMPLE_SEEDS)]
    return {
        "random": cases,
        "samples": [{"definition": "sampled", "seed": seed, "items": sample_items(sampled, seed)} for seed in seeds],
        "hashes": {name: definition_hash(definition) for name, definition in definitions.items()},
        "presets": {
            path.name: definition_hash(json.loads(path.read_bytes())) for path in sorted(PRESETS.glob("*.json"))
        },
    }


def written(vectors: dict[str, Any]) -> str:
    """The file: one line for each element of its parts, so that differences can be read."""
    parts = []
    for name, part in vectors.items():
        if isinstance(part, list):
            body = ",\n".join(_line(element) for element in part)
            parts.append(f"{_line(name)}: [\n{body}\n]")
        elif isinstance(part, dict):
            body = ",\n".join(f"{_line(key)}: {_line(element)}" for key, element in part.items())
            parts.append(f"{_line(name)}: {{\n{body}\n}}")
        else:
            parts.append(f"{_line(name)}: {_line(part)}")
    return "{\n" + ",\n".join(parts) + "\n}\n"


def _line(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


if __name__ == "__main__":
    vectors = json.loads(VECTORS.read_bytes())
    VECTORS.write_text(written(vectors | computed_parts(vectors["definitions"])))
