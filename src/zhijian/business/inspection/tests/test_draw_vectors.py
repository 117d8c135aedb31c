"""The kept vectors that this program and the one in ``web/packages/draw`` must both meet."""

import json
from collections import Counter

import pytest

from zhijian.business.inspection.rules import draw as drawing
from zhijian.business.inspection.tests.draw_cases import VECTORS, finish, make_beacon_drawn, numbered_document, outcome

KEPT = json.loads(VECTORS.read_text(encoding="utf-8"))


@pytest.mark.req("S-DR2", "INS-4.4")
def test_every_numbered_draw_has_the_outcome_kept_in_the_file() -> None:
    documents = [numbered_document(number) for number in range(1, len(KEPT["numbered"]) + 1)]

    assert [[row["commitment"], row["seed"], outcome(row)] for row in documents] == KEPT["numbered"]


def test_the_vectors_reach_every_outcome() -> None:
    kinds = Counter(outcome if len(outcome) < 64 else "drawn" for _, _, outcome in KEPT["numbered"])

    assert kinds["drawn"] >= 1_000
    assert set(kinds) == {"drawn", "few_objects", "few_officers", "few_leaders", "no_pairing"}


@pytest.mark.req("S-DR2")
def test_the_written_out_documents_hold_and_are_what_the_numbers_make() -> None:
    numbers = [number for number, row in enumerate(KEPT["numbered"], start=1) if len(row[2]) == 64]

    *plain, beacon = KEPT["documents"]
    for number, document in zip(numbers, plain, strict=False):
        assert document == finish(numbered_document(number))
        assert drawing.verify(document, published_commitment=KEPT["numbered"][number - 1][0]).ok
    assert len(plain) == 3
    assert beacon == make_beacon_drawn()
    assert drawing.verify(beacon).ok
