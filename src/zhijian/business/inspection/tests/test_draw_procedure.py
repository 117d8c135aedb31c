"""The steps of the draw: numbers, quotas, eligibility, groups, recusal."""

import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhijian.business.inspection.rules import draw as drawing
from zhijian.business.inspection.rules.draw import CREDIT_CLASSES
from zhijian.business.inspection.rules.draw.algorithm import draw_lots
from zhijian.business.inspection.rules.draw.pairing import capacities, pair
from zhijian.business.inspection.rules.draw.quotas import quotas
from zhijian.business.inspection.rules.draw.stream import WORDS, Stream, sample
from zhijian.business.inspection.tests.draw_cases import (
    NONCES,
    make_object,
    make_officer,
    make_parameters,
    make_seeded,
    numbered_document,
)
from zhijian.kernel.canonical import canonical_json
from zhijian.kernel.hashes import sha256_hex

seeds = st.binary(min_size=32, max_size=32)
SEED = "5e" * 32


def _libraries(objects: int = 20, officers: int = 8) -> drawing.Libraries:
    return {
        "objects": [make_object(number) for number in range(1, objects + 1)],
        "officers": [make_officer(number) for number in range(1, officers + 1)],
    }


def test_the_stream_is_sha256_in_counter_mode_as_published() -> None:
    seed, stream = bytes(range(32)), Stream(bytes(range(32)), "pairing")
    blocks = [hashlib.sha256(seed + b"pairing" + b"\0" + bytes(7) + bytes([number])).digest() for number in range(2)]
    words = [int.from_bytes(block[at : at + 8], "big") for block in blocks for at in range(0, 32, 8)]

    assert [stream.below(WORDS) for _ in words] == words


def test_words_past_the_last_full_multiple_are_thrown_away() -> None:
    seed, limit = bytes(32), WORDS // 2 + 1  # nearly half of all words are of no use
    kept = [word for word in (Stream(seed, "x").below(WORDS),) if word < limit]
    words = Stream(seed, "x")
    expected = [word for word in (words.below(WORDS) for _ in range(200)) if word < limit][:50]

    stream = Stream(seed, "x")

    assert [stream.below(limit) for _ in expected] == expected
    assert kept == expected[: len(kept)]


@given(seed=seeds, limit=st.integers(1, 1_000))
def test_a_number_is_below_its_limit_and_repeats_with_the_seed(seed: bytes, limit: int) -> None:
    first, second, other = (Stream(seed, label) for label in ("a", "a", "b"))
    row = [first.below(limit) for _ in range(20)]

    assert all(0 <= number < limit for number in row)
    assert row == [second.below(limit) for _ in range(20)]
    assert limit < 100 or row != [other.below(limit) for _ in range(20)]


@given(seed=seeds, size=st.integers(0, 40), more=st.integers(0, 40))
def test_a_sample_is_a_part_of_the_pool_without_doubles_and_starts_the_longer_sample(
    seed: bytes, size: int, more: int
) -> None:
    pool = list(range(size + more))

    drawn = sample(Stream(seed, "s"), pool, size)

    assert len(set(drawn)) == len(drawn) == size
    assert set(drawn) <= set(pool)
    assert sample(Stream(seed, "s"), pool, size + more)[:size] == drawn
    assert pool == list(range(size + more))


@pytest.mark.req("INS-4.3")
@pytest.mark.parametrize(
    ("sizes", "rates", "total", "expected"),
    [
        # D 3.0 · C 10.0 · B 9.0 · A 5.0 of 27: nothing to round
        ((10, 100, 300, 500), (300, 100, 30, 10), 27, (3, 10, 9, 5)),
        # weights 1500, 6300: shares 1.538 and 6.462 of 8: the larger remainder is A's
        ((0, 0, 210, 150), (300, 100, 30, 10), 8, (0, 0, 6, 2)),
        # four equal shares of 1.5: two places left go to the riskier classes
        ((10, 10, 10, 10), (100, 100, 100, 100), 6, (2, 2, 1, 1)),
        # D's share of 9 would be 6.43 but only 2 are there: all of D, then 7 among C with 100 ‰ and A with 50 ‰
        ((2, 10, 0, 10), (1000, 100, 0, 50), 9, (2, 5, 0, 2)),
        ((1, 1, 1, 1), (1000, 1000, 1000, 1000), 4, (1, 1, 1, 1)),
    ],
)
def test_quotas_by_largest_remainder_worked_out_by_hand(
    sizes: tuple[int, ...], rates: tuple[int, ...], total: int, expected: tuple[int, ...]
) -> None:
    by_class = {name: dict(zip(CREDIT_CLASSES, row, strict=True)) for name, row in (("sizes", sizes), ("rates", rates))}

    assert tuple(quotas(by_class["sizes"], by_class["rates"], total).values()) == expected


@given(
    sizes=st.lists(st.integers(0, 300), min_size=4, max_size=4),
    rates=st.lists(st.integers(0, 1000), min_size=4, max_size=4),
    data=st.data(),
)
def test_quotas_add_up_stay_within_the_class_and_near_the_exact_share(
    sizes: list[int], rates: list[int], data: st.DataObject
) -> None:
    drawable = sum(size for size, rate in zip(sizes, rates, strict=True) if rate)
    total = data.draw(st.integers(0, drawable))
    size, rate = dict(zip(CREDIT_CLASSES, sizes, strict=True)), dict(zip(CREDIT_CLASSES, rates, strict=True))

    shares = quotas(size, rate, total)

    assert sum(shares.values()) == total
    assert all(0 <= shares[name] <= (size[name] if rate[name] else 0) for name in CREDIT_CLASSES)
    weights = {name: size[name] * rate[name] for name in CREDIT_CLASSES}
    whole = sum(weights.values())
    if whole and all(total * weights[name] <= size[name] * whole for name in CREDIT_CLASSES):
        assert all(abs(shares[name] * whole - total * weights[name]) < whole for name in CREDIT_CLASSES)


@pytest.mark.req("S-DR3", "INS-4.3")
@pytest.mark.parametrize(
    ("changed", "reasons"),
    [
        ({}, ()),
        ({"certificate_valid_from": "2026-05-08"}, ()),
        ({"certificate_valid_from": "2026-05-09"}, ("certificate_not_yet_valid",)),
        ({"certificate_valid_to": "2026-07-01"}, ()),
        ({"certificate_valid_to": None}, ()),
        ({"certificate_valid_to": "2026-06-30"}, ("certificate_ends_early",)),
        ({"specialities": ["药品"]}, ("speciality_missing",)),
        ({"uid": "off-excluded"}, ("excluded",)),
        (
            {"uid": "off-excluded", "certificate_valid_to": "2026-01-01", "specialities": []},
            ("excluded", "certificate_ends_early", "speciality_missing"),
        ),
    ],
)
def test_an_officer_is_in_the_pool_or_refused_with_every_reason(
    changed: dict[str, Any], reasons: tuple[str, ...]
) -> None:
    libraries = _libraries()
    officer = make_officer(9, **changed)
    libraries["officers"].append(officer)
    asked = make_parameters(specialities=["食品"], excluded_officers=[{"uid": "off-excluded", "reason": "休假"}])

    pools = drawing.plan(libraries, asked).pools

    assert (officer in pools.officers) is (reasons == ())
    assert [refusal.reasons for refusal in pools.refused_officers] == ([reasons] if reasons else [])
    assert set(drawing.INELIGIBLE_LABELS) >= set(reasons)


@pytest.mark.req("S-DR3")
@pytest.mark.parametrize("status", "1234569")
def test_revoked_and_deregistered_objects_are_not_inspected(status: str) -> None:
    libraries = _libraries()
    libraries["objects"].append(make_object(21, status=status))

    pools = drawing.plan(libraries, make_parameters()).pools

    assert [refusal.uid for refusal in pools.refused_objects] == (["obj-000021"] if status in "2345" else [])


def _outcomes() -> Iterator[tuple[drawing.Document, drawing.Result]]:
    for number in range(1, 301):
        document = numbered_document(number)
        try:
            yield document, drawing.draw(document)
        except drawing.DrawImpossible:
            continue


@pytest.mark.req("S-DR3", "S-DR4", "INS-4.3")
def test_every_result_keeps_the_rules_of_the_draw() -> None:
    seen = 0
    for document, result in _outcomes():
        seen += 1
        asked, officers = document["parameters"], {row["uid"]: row for row in document["libraries"]["officers"]}
        refused = {refusal.uid for refusal in (*result.refused_objects, *result.refused_officers)}
        drawn_officers = [uid for group in result.groups for uid in group.officers]
        drawn_objects = [uid for group in result.groups for uid in group.objects]

        assert len(result.groups) == asked["groups"]
        assert len(set(drawn_officers)) == len(drawn_officers) == asked["groups"] * asked["officers_per_group"]
        assert len(set(drawn_objects)) == len(drawn_objects)
        assert not refused & {*drawn_officers, *drawn_objects}
        sizes = [len(group.objects) for group in result.groups]
        assert max(sizes) - min(sizes) <= 1
        for group in result.groups:
            assert len(group.officers) >= 2
            assert not any(set(officers[uid]["conflicts"]) & set(group.objects) for uid in group.officers)
            assert (group.leader is not None) is asked["leader_rule"]
            if group.leader is not None:
                assert group.leader == group.officers[0]
                assert officers[group.leader]["leader"]
        classes = {row["uid"]: row["credit_class"] for row in document["libraries"]["objects"]}
        if result.quotas is not None:
            assert Counter(classes[uid] for uid in drawn_objects) == Counter(dict(result.quotas))
        if asked["objects_per_group"] is not None:
            assert len(drawn_objects) == asked["groups"] * asked["objects_per_group"]
    assert seen > 200


@pytest.mark.req("S-DR3", "S-DR4")
@pytest.mark.parametrize(
    ("kind", "objects", "officers", "changed"),
    [
        ("few_officers", 20, 3, {}),
        ("few_leaders", 20, 4, {"leader_rule": True, "groups": 2}),
        ("few_objects", 5, 8, {}),
        ("no_objects", 20, 8, {"objects_per_group": None, "rates": dict.fromkeys("ABCD", 0)}),
        ("few_objects", 20, 8, {"rates": dict.fromkeys("ABCD", 0) | {"D": 100}}),
    ],
)
def test_a_draw_that_cannot_be_made_says_so_before_the_commitment(
    kind: str, objects: int, officers: int, changed: dict[str, Any]
) -> None:
    libraries = _libraries(objects, officers)
    for officer in libraries["officers"][1:]:
        officer["leader"] = False

    with pytest.raises(drawing.DrawImpossible) as refusal:
        drawing.plan(libraries, make_parameters(**changed))

    assert refusal.value.kind == kind
    assert refusal.value.message.endswith("。")


def test_an_object_that_every_group_must_avoid_is_named() -> None:
    libraries = _libraries(6, 4)
    for officer in libraries["officers"]:
        officer["conflicts"] = ["obj-000004"]

    with pytest.raises(drawing.DrawImpossible, match="obj-000004") as refusal:
        draw_lots(libraries, make_parameters(), SEED)

    assert refusal.value.kind == "no_pairing"


@given(seed=seeds, objects=st.integers(1, 8), data=st.data())
@settings(max_examples=60, deadline=None)
def test_a_permitted_dealing_is_found_exactly_when_there_is_one(seed: bytes, objects: int, data: st.DataObject) -> None:
    uids = [f"o{number}" for number in range(objects)]
    barred = [frozenset(data.draw(st.sets(st.sampled_from(uids)))) for _ in range(data.draw(st.integers(1, 3)))]
    room = capacities(objects, len(barred))

    try:
        dealt = pair(seed, uids, barred)
    except drawing.DrawImpossible:
        assert not _dealings(uids, barred, room)
        return

    assert [len(each) for each in dealt] == room
    assert sorted(uid for each in dealt for uid in each) == uids
    assert not any(set(each) & avoid for each, avoid in zip(dealt, barred, strict=True))


def _dealings(uids: Sequence[str], barred: Sequence[frozenset[str]], room: Sequence[int]) -> bool:
    """Whether any dealing is permitted, by trying them all."""
    if not uids:
        return True
    first, rest = uids[0], uids[1:]
    return any(
        _dealings(rest, barred, [left - (place == group) for place, left in enumerate(room)])
        for group in range(len(room))
        if room[group] and first not in barred[group]
    )


def test_the_search_finds_the_only_dealing_where_a_thousand_shuffles_fail() -> None:
    uids = [f"o{number:02}" for number in range(24)]
    own = [frozenset(uids[group::4]) for group in range(4)]
    barred = [frozenset(uids) - each for each in own]

    assert [frozenset(each) for each in pair(bytes.fromhex(SEED), uids, barred)] == own


def test_changing_the_officers_does_not_change_the_objects_drawn() -> None:
    few, many = (draw_lots(_libraries(officers=count), make_parameters(), SEED) for count in (4, 30))
    drawn = [{uid for group in result.groups for uid in group.objects} for result in (few, many)]

    assert drawn[0] == drawn[1]


@pytest.mark.req("S-DR6", "INS-4.4")
def test_pressing_stop_sooner_or_later_changes_nothing() -> None:
    document = make_seeded()
    results = []
    for fetched_at in ("2026-05-07T13:15:00Z", "2026-05-07T13:15:01Z", "2026-05-08T00:00:00Z"):
        assert document["public_value"] is not None
        public: drawing.PublicValue = {**document["public_value"], "fetched_at": fetched_at}
        again = drawing.open_seed(document, public_value=public, nonces=NONCES)
        results.append(drawing.draw(again).to_json())

    assert all(one == other for one, other in pairwise(results))


@pytest.mark.req("S-DR2")
def test_the_order_of_the_rows_given_to_the_commitment_does_not_matter() -> None:
    objects = [make_object(number) for number in range(1, 21)]

    assert make_seeded(objects=objects)["seed"] == make_seeded(objects=objects[::-1])["seed"]


@given(name=st.text(st.characters(codec="utf-8"), min_size=1, max_size=30))
def test_a_fingerprint_is_the_hash_of_the_canonical_json(name: str) -> None:
    libraries: drawing.Libraries = {
        "objects": [make_object(1, name=name)],
        "officers": [make_officer(1, organisation=name)],
    }

    assert drawing.fingerprints(libraries) == {
        "objects": sha256_hex(canonical_json(libraries["objects"])),
        "officers": sha256_hex(canonical_json(libraries["officers"])),
    }
