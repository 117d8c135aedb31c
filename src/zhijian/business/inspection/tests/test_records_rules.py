"""What must hold of a submitted record, beyond its answers."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhijian.business.inspection.rules import submission as rules
from zhijian.business.inspection.rules.content import value_hash
from zhijian.business.inspection.rules.reinspection import OpenItem, definition_of
from zhijian.business.inspection.rules.stages import Disposition
from zhijian.support.forms.engine import evaluate, parse_definition

NOON = datetime(2026, 3, 5, 4, 0, tzinfo=UTC)


def answer(value: str, *, fixed: bool = False) -> dict[str, Any]:
    return {"value": value, "note": "", "evidence": [], "fixed_on_site": fixed}


def notice(**changes: Any) -> dict[str, Any]:
    return {"certificates_shown": True, "avoidance_asked": True, "purpose": "日常检查", "signature": None, **changes}


def payload(**changes: Any) -> dict[str, Any]:
    return {
        "answers": {},
        "captures": [],
        "notice": notice(),
        "signer": None,
        "refusal": None,
        "rectification": None,
        "serious": False,
        "could_not_inspect": "",
        **changes,
    }


def codes(problems: list[rules.Problem]) -> list[str]:
    return [one.code for one in problems]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, []),
        ({"certificates_shown": False}, ["certificates_not_shown"]),
        ({"avoidance_asked": False}, ["avoidance_not_asked"]),
        ({"purpose": " "}, ["purpose_missing"]),
    ],
)
def test_the_notice_page_is_complete(changes: dict[str, Any], expected: list[str]) -> None:
    assert codes(rules.notice_problems(notice(**changes))) == expected


SIGNER = {"name": "陈店长", "signature": "s"}


@pytest.mark.req("INS-5.4")
@pytest.mark.parametrize(
    ("signer", "refusal", "nobody", "expected"),
    [
        (SIGNER, None, False, []),
        (None, {"reason": "不签", "witness": "王", "video": None}, False, []),
        (None, {"reason": "不签", "witness": "", "video": "v"}, False, []),
        (None, {"reason": "不签", "witness": " ", "video": None}, False, ["refusal_unproved"]),
        (None, None, False, ["signature_missing"]),
        (None, None, True, []),
        (SIGNER, {"reason": "不签", "witness": "王", "video": None}, False, ["signature_and_refusal"]),
    ],
)
def test_the_entity_signs_or_its_refusal_is_proved(
    signer: dict[str, Any] | None, refusal: dict[str, Any] | None, nobody: bool, expected: list[str]
) -> None:
    assert codes(rules.signature_problems(signer, refusal, could_not_inspect=nobody)) == expected


def order(*items: str) -> dict[str, Any]:
    return {"length": 5, "unit": "working_days", "items": [{"item": item, "order": "改正"} for item in items]}


ANSWERS = {"a": answer("yes"), "b": answer("no"), "c": answer("no", fixed=True)}


@pytest.mark.req("INS-5.5")
@pytest.mark.parametrize(
    ("given_order", "disposition", "again", "expected"),
    [
        (order("b"), Disposition.RECTIFY, False, []),
        (order("b", "c"), Disposition.RECTIFY, False, []),
        (None, Disposition.RECTIFY, False, ["order_missing"]),
        (None, Disposition.TRANSFER, False, []),
        (None, Disposition.RECTIFY, True, []),
        (order("b"), Disposition.RECTIFY, True, []),
        (order("c"), Disposition.RECTIFY, True, ["order_missing"]),
        (order("a", "b"), Disposition.RECTIFY, False, ["order_of_other_item"]),
        (order("b", "b"), Disposition.RECTIFY, False, ["order_twice"]),
    ],
)
def test_what_was_wrong_and_not_put_right_is_ordered(
    given_order: dict[str, Any] | None, disposition: Disposition, again: bool, expected: list[str]
) -> None:
    found = rules.order_problems(given_order, ANSWERS, disposition=disposition, is_reinspection=again)

    assert codes(found) == expected


@pytest.mark.parametrize(
    ("proposed", "changes", "expected"),
    [
        ("conform", {}, Disposition.PASSED),
        ("fixed_on_site", {}, Disposition.FIXED_ON_SITE),
        ("rectify", {}, Disposition.RECTIFY),
        ("fixed_on_site", {"rectification": order("b")}, Disposition.RECTIFY),
        ("investigate", {"rectification": order("b")}, Disposition.TRANSFER),
        ("conform", {"serious": True}, Disposition.TRANSFER),
        ("closed", {}, Disposition.COULD_NOT_INSPECT),
        (None, {"could_not_inspect": "大门紧闭"}, Disposition.COULD_NOT_INSPECT),
    ],
)
def test_what_follows_from_a_record(proposed: str | None, changes: dict[str, Any], expected: Disposition) -> None:
    assert rules.disposition_of(proposed, payload(**changes)) is expected


@pytest.mark.parametrize(("hours", "expected"), [(-1, ["ended_before_start"]), (0, []), (72, []), (73, ["too_long"])])
def test_a_visit_has_a_sensible_length(hours: int, expected: list[str]) -> None:
    assert codes(rules.time_problems(NOON, NOON + timedelta(hours=hours))) == expected


@pytest.mark.req("S-EV-04")
def test_evidence_that_is_referred_to_came_along_and_was_not_discarded() -> None:
    captures = [{"uid": "kept", "discarded": None}, {"uid": "gone", "discarded": {"reason": "模糊"}}]
    answers = {"a": {**answer("no"), "evidence": ["kept", "gone", "never", "earlier"]}}

    found = rules.evidence_problems(payload(captures=captures, answers=answers), {"earlier"})

    assert [(one.item, one.code) for one in found] == [("a", "evidence_unknown")] * 2


STANDING = {"due_on": "2026-03-20", "officers": ["1", "2"], "lead": "1"}


@pytest.mark.req("S-MO-04")
@pytest.mark.parametrize(
    ("base", "fields"),
    [
        (None, []),
        (STANDING, []),
        ({**STANDING, "officers": ["2", "1"]}, []),
        ({**STANDING, "due_on": "2026-03-10"}, ["due_on"]),
        ({**STANDING, "officers": ["1", "3"]}, ["officers"]),
        ({**STANDING, "lead": "2"}, ["officers"]),
        ({"due_on": "2026-03-10", "officers": ["3", "1"], "lead": "1"}, ["due_on", "officers"]),
        ({"officers": []}, []),
    ],
)
def test_changes_of_the_office_are_seen_beside_what_the_device_knew(
    base: dict[str, Any] | None, fields: list[str]
) -> None:
    found = rules.differences(base, STANDING, is_current=True)

    assert [one.field for one in found] == fields
    assert all(one.mine != one.theirs for one in found)


@pytest.mark.req("S-MO-04")
@pytest.mark.parametrize(
    ("base", "unknown"),
    [
        (None, ["due_on", "officers"]),
        ({}, ["due_on", "officers"]),
        ({"due_on": "2026-03-20", "officers": [], "lead": None}, ["officers"]),
        ({"due_on": None, "officers": ["1", "2"], "lead": "1"}, ["due_on"]),
        (STANDING, []),
    ],
)
def test_what_a_device_does_not_tell_of_a_task_that_was_changed_is_not_taken_for_agreement(
    base: dict[str, Any] | None, unknown: list[str]
) -> None:
    found = rules.differences(base, STANDING, is_current=False)

    assert [(one.field, one.mine) for one in found] == [(field, None) for field in unknown]
    assert all(one.theirs for one in found)


@pytest.mark.req("S-EV-06")
@pytest.mark.parametrize(
    ("ahead", "flags"),
    [(0, []), (300, []), (-300, []), (301, ["device_clock_wrong"]), (-301, ["device_clock_wrong"])],
)
def test_a_clock_more_than_five_minutes_off_is_flagged(ahead: int, flags: list[str]) -> None:
    found, difference = rules.clock_flags(
        started_at=NOON - timedelta(hours=2),
        ended_at=NOON - timedelta(hours=1),
        sent_at=NOON + timedelta(seconds=ahead),
        received_at=NOON,
        earliest=NOON - timedelta(hours=3),
    )

    assert (found, difference) == (flags, ahead)


def test_a_visit_in_the_future_is_flagged() -> None:
    found, difference = rules.clock_flags(
        started_at=NOON, ended_at=NOON + timedelta(days=3), sent_at=None, received_at=NOON, earliest=NOON
    )

    assert (found, difference) == (["in_the_future"], None)


@pytest.mark.req("S-EV-06")
@pytest.mark.parametrize(("early_s", "flags"), [(-1, []), (0, []), (300, []), (301, ["before_task"])])
def test_a_visit_that_began_before_its_task_is_flagged(early_s: int, flags: list[str]) -> None:
    found, _ = rules.clock_flags(
        started_at=NOON - timedelta(seconds=early_s), ended_at=NOON, sent_at=NOON, received_at=NOON, earliest=NOON
    )

    assert found == flags


json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(alphabet="是否ab7 。", max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abcde"), inner, max_size=3),
    max_leaves=12,
)


@pytest.mark.req("S-EV-09")
@given(value=st.dictionaries(st.sampled_from("abcde"), json_values, min_size=1), data=st.data())
def test_one_changed_value_changes_the_hash(value: dict[str, Any], data: st.DataObject) -> None:
    key = data.draw(st.sampled_from(sorted(value)))
    other = data.draw(json_values.filter(lambda one: repr(one) != repr(value[key])))

    assert value_hash({**value, key: other}) != value_hash(value)
    assert value_hash(dict(reversed(value.items()))) == value_hash(value)


ITEMS = (
    OpenItem(item="Y01", no="1.1", text="许可证有效", order="换发许可证"),
    OpenItem(item="Y05", no="2.3", text="处方药凭处方销售", order="立即停止无处方销售"),
)


@pytest.mark.req("INS-5.10")
def test_a_reinspection_asks_for_the_open_items_and_nothing_else() -> None:
    form = parse_definition(definition_of(ITEMS))

    all_done = evaluate(form, {"Y01": {"value": "yes"}, "Y05": {"value": "yes"}})
    one_open = evaluate(form, {"Y01": {"value": "yes"}, "Y05": {"value": "no"}})

    assert all_done.visible == ("Y01", "Y05")
    assert (all_done.verdict, all_done.disposition, all_done.complete) == ("整改合格", "conform", True)
    assert (one_open.verdict, one_open.disposition) == ("整改不合格", "rectify")


@pytest.mark.req("INS-5.10")
def test_a_reinspection_claims_no_law_of_its_own() -> None:
    (section,) = definition_of(ITEMS)["sections"]

    assert [item["basis"] for item in section["items"]] == [[], []]


def test_the_same_open_items_give_the_same_form() -> None:
    assert definition_of(ITEMS) == definition_of(list(ITEMS))
    assert definition_of(ITEMS)["code"] != definition_of(ITEMS[:1])["code"]
    assert len(definition_of(ITEMS)["code"]) <= 32
