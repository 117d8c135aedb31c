import json
from datetime import date
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhijian.kernel.canonical import LARGEST_INTEGER, canonical_json
from zhijian.kernel.hashes import sha256_hex

VECTORS: dict[str, Any] = json.loads((Path(__file__).parent / "canonical_vectors.json").read_text("utf-8"))
keys = st.text(st.characters(min_codepoint=0x20, max_codepoint=0x7E), max_size=8)
texts = st.text(st.characters(exclude_categories=["Cs"]))
values = st.recursive(
    st.none() | st.booleans() | st.integers(-LARGEST_INTEGER, LARGEST_INTEGER) | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(keys, inner, max_size=4),
    max_leaves=10,
)


@pytest.mark.parametrize("vector", VECTORS["vectors"], ids=lambda vector: vector["name"])
def test_a_value_has_the_bytes_and_the_hash_of_the_shared_vectors(vector: dict[str, Any]) -> None:
    spelled = canonical_json(vector["value"])

    assert spelled.decode() == vector["canonical"]
    assert sha256_hex(spelled) == vector["sha256"]


@pytest.mark.parametrize("vector", VECTORS["refused"], ids=lambda vector: vector["name"])
def test_a_value_that_both_sides_cannot_spell_alike_is_refused(vector: dict[str, Any]) -> None:
    with pytest.raises((TypeError, ValueError), match=r"^\$"):
        canonical_json(vector["value"])


@given(value=values)
def test_the_spelling_says_the_value_and_is_its_own_spelling(value: object) -> None:
    spelled = canonical_json(value)

    assert json.loads(spelled) == value
    assert canonical_json(json.loads(spelled)) == spelled


@given(record=st.dictionaries(keys, values, max_size=5))
def test_the_order_of_insertion_does_not_matter(record: dict[str, object]) -> None:
    turned = dict(reversed(record.items()))

    assert canonical_json(turned) == canonical_json(record)


@pytest.mark.parametrize(
    ("value", "place"),
    [
        (1.0, r"\$: float"),
        (float("nan"), r"\$: float"),
        ({"a": [1, Decimal("1.00")]}, r"\$\.a\[1\]: Decimal"),
        ({"a": {"on": date(2026, 1, 1)}}, r"\$\.a\.on: date"),
        ([b"x"], r"\$\[0\]: bytes"),
        ({1, 2}, r"\$: set"),
        ({1: "x"}, r"\$: key of type int"),
    ],
)
def test_other_types_are_refused_with_their_place(value: object, place: str) -> None:
    with pytest.raises(TypeError, match=place):
        canonical_json(value)


def test_tuples_are_lists_and_named_choices_are_text() -> None:
    class Answer(StrEnum):
        NO = "no"

    assert canonical_json((1, Answer.NO)) == b'[1,"no"]'
