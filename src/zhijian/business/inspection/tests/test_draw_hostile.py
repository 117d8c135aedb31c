"""Whatever JSON a stranger sends, verification answers and never raises."""

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhijian.business.inspection.rules import draw as drawing
from zhijian.business.inspection.tests.draw_cases import (
    NONCES,
    make_committed,
    make_drawn,
    make_object,
    make_officer,
    put,
)


def _nested(depth: int) -> object:
    value: object = 0
    for _ in range(depth):
        value = [value]
    return value


HOSTILE: list[Any] = [
    None,
    True,
    -1,
    0.5,
    float("nan"),
    10**5_000,
    "",
    "\ud800",
    "x" * 3_000,
    [],
    {},
    [[]],
    {"a": {}},
    _nested(9_000),
]
PATHS: list[tuple[str | int, ...]] = [
    (),
    *[(name,) for name in make_committed()],
    *[("parameters", name) for name in make_committed()["parameters"]],
    *[("promised_value", name) for name in make_committed()["promised_value"]],
    *[("libraries", "objects", 3, name) for name in make_object(1)],
    *[("libraries", "officers", 3, name) for name in make_officer(1)],
    ("libraries", "objects"),
    ("libraries", "objects", 3),
    ("libraries", "objects", 3, "classes", 0),
    ("libraries", "officers", 3),
    ("nonce_hashes", 1),
    ("nonces", 0),
    ("public_value", "value"),
    ("result", "groups", 0, "objects", 0),
]


@pytest.mark.parametrize("path", PATHS, ids=lambda path: ".".join(map(str, path)) or "all")
def test_hostile_values_anywhere_are_reported_and_never_raised(path: tuple[str | int, ...]) -> None:
    genuine = make_drawn()
    for value in HOSTILE:
        document = deepcopy(genuine)
        if path:
            put(path, value)(document)
        else:
            document = value

        verification = drawing.verify(document)

        unchanged = type(value) in (type(None), bool, list, str) and document == genuine
        assert verification.ok is unchanged
        assert all(check.message.encode() for check in verification.checks)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=12,
)


@given(value=json_values, path=st.sampled_from(PATHS[1:]))
@settings(max_examples=300, deadline=None)
def test_any_json_in_any_place_gives_an_answer(value: Any, path: tuple[str | int, ...]) -> None:
    document = make_drawn()
    put(path, value)(document)

    verification = drawing.verify(document)

    assert verification.ok is all(check.ok for check in verification.checks)
    assert verification.checks


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"\xff\xfe", b"[" * 100_000, b"9" * 10_000, b'{"format":"draw/1","format":"draw/1"}', b"NaN"],
)
def test_a_file_that_is_no_document_is_reported(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "draw.json"
    file.write_bytes(content)

    assert not drawing.verify_file(file).ok


def test_a_file_is_verified_and_a_missing_one_reported(tmp_path: Path) -> None:
    file = tmp_path / "draw.json"
    document = make_drawn()
    file.write_text(json.dumps(document, ensure_ascii=False, indent=2), encoding="utf-8")

    assert drawing.verify_file(file, published_commitment=document["commitment"]).ok
    assert drawing.verify_file(str(file)).ok
    assert [check.name for check in drawing.verify_file(tmp_path / "none.json").checks] == ["file"]


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("nonce_hashes",), []),
        (("parameters", "excluded_objects"), [{"uid": "obj-nowhere", "reason": "x"}]),
        (("parameters", "objects_per_group"), None),
        (("parameters", "officers_per_group"), 1),
        (("parameters", "period_until"), "2026-02-30"),
        (("parameters", "draw_on"), "2026-07-01"),
        (("libraries", "objects", 1, "uid"), "obj-000001"),
        (("promised_value", "third_person"), {"person": "丙", "organisation": "x", "sha256": "0" * 64}),
        (("committed_at",), "2026-05-06T01:00:00+00:00"),
    ],
)
def test_a_document_off_the_format_is_malformed_where_it_is_wrong(path: tuple[str | int, ...], value: Any) -> None:
    document = make_drawn()
    put(path, value)(document)

    with pytest.raises(drawing.Malformed):
        drawing.read_document(document)
    assert [check.name for check in drawing.verify(document).checks] == ["format"]


def test_a_nonce_has_at_least_32_bytes_in_lower_case_hexadecimal() -> None:
    assert all(drawing.is_nonce(nonce) for nonce in NONCES)
    assert not any(
        drawing.is_nonce(nonce) for nonce in ("", "ab" * 31, "AB" * 32, "ab" * 32 + "a", "zz" * 32, "ab" * 257)
    )
