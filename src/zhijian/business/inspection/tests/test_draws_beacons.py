"""drand rounds: which one is promised, and that nothing but it comes in. Answers are recorded, none is fetched."""

import json
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhijian.business.inspection.queries import published_draws
from zhijian.business.inspection.rules import beacons
from zhijian.business.inspection.rules import draw as drawing
from zhijian.business.inspection.rules.beacons import QUICKNET, BeaconAnswerWrong
from zhijian.business.inspection.services import draws, public_values
from zhijian.business.inspection.services.public_values import PublicValueEarly
from zhijian.business.inspection.tests.draw_cases import RANDOMNESS, ROUND, SIGNATURE, make_beacon_drawn
from zhijian.business.inspection.tests.factories_draws import (
    World,
    detail,
    make_committed,
    make_world,
    open_nonces,
    put_public_value,
)
from zhijian.business.inspection.types.draws import PublicValuePlan
from zhijian.support.outbound import Answer, OutboundFailed

RECORDED = {"round": ROUND, "randomness": RANDOMNESS, "signature": SIGNATURE}
APPEARS = datetime(2023, 8, 23, 15, 59, 24, tzinfo=UTC)
COMMITTED = APPEARS - timedelta(seconds=60)

moments = st.integers(1, 10**9).map(lambda seconds: QUICKNET.genesis + timedelta(seconds=seconds))


def test_the_round_of_a_moment_agrees_with_the_published_table() -> None:
    assert QUICKNET.moment_of(ROUND) == APPEARS
    assert QUICKNET.round_at(APPEARS) == ROUND
    assert QUICKNET.round_at(datetime(2026, 4, 20, tzinfo=UTC)) == 27946612
    assert QUICKNET.round_at(QUICKNET.genesis - timedelta(days=1)) == 1


@given(moments)
def test_a_promised_round_never_appears_before_its_moment_and_is_the_first_after_it(moment: datetime) -> None:
    round_ = QUICKNET.round_at(moment)

    assert QUICKNET.moment_of(round_) >= moment
    assert QUICKNET.moment_of(round_ - 1) < moment


def test_a_recorded_answer_gives_its_randomness() -> None:
    assert beacons.answered(json.dumps(RECORDED).encode(), round_=ROUND).value == RANDOMNESS


@pytest.mark.parametrize(
    ("round_", "signature"),
    [
        (657413, "b713718a38ae728dfd477991af2822e08d2f305e47718cef9f7848ce4050e7be41076862b98fad56e91a6b85b89cd97b"),
        (ROUND, SIGNATURE),
    ],
)
def test_the_network_signs_each_round_and_nothing_else(round_: int, signature: str) -> None:
    assert QUICKNET.has_signed(round_, signature)

    assert not QUICKNET.has_signed(round_ + 1, signature)
    infinity = "c" + "0" * 95
    for wrong in ("", "0" * 96, infinity, signature[:-1], signature[:-1] + "0", signature.upper(), "b" + "f" * 95):
        assert not QUICKNET.has_signed(round_, wrong)


@pytest.mark.req("INS-4.4", "S-DR1")
@pytest.mark.parametrize(
    ("changed", "check"),
    [
        ({"value": "ab" * 32}, "signature"),
        ({"signature": "8" + SIGNATURE[1:]}, "signature"),
        ({"identifier": "999"}, "promised_round"),
        ({"identifier": "第1000轮"}, "promised_round"),
        ({"promised_at": "2023-08-23T16:59:24Z"}, "promised_round"),
        ({"signature": None}, "format"),
    ],
)
def test_a_value_that_the_network_did_not_sign_at_that_moment_is_refused_by_anybody(
    changed: dict[str, str], check: str
) -> None:
    assert drawing.verify(make_beacon_drawn()).ok

    failure = drawing.verify(make_beacon_drawn(**changed)).first_failure

    assert failure is not None
    assert failure.name == check


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"[]",
        b"null",
        b"\xff",
        b"{}",
        json.dumps(RECORDED | {"round": 1001}).encode(),
        json.dumps(RECORDED | {"round": "1000"}).encode(),
        json.dumps(RECORDED | {"randomness": "0" * 64}).encode(),
        json.dumps(RECORDED | {"signature": "zz"}).encode(),
        json.dumps(RECORDED | {"signature": 7}).encode(),
    ],
)
def test_any_other_answer_is_refused(answer: bytes) -> None:
    with pytest.raises(BeaconAnswerWrong):
        beacons.answered(answer, round_=ROUND)


def recorded(url: str, **_: object) -> Answer:
    """The network as it answered."""
    assert url == QUICKNET.url_of(ROUND)
    return Answer(status=200, content_type="application/json", body=json.dumps(RECORDED).encode())


@pytest.fixture
def world(db: None) -> World:
    return make_world(at=COMMITTED)


@pytest.fixture
def committed(world: World) -> UUID:
    return make_committed(
        world,
        at=COMMITTED,
        public_value=PublicValuePlan(kind="drand"),
        period_from=date(2023, 9, 1),
        period_to=date(2023, 9, 30),
    )


@pytest.mark.req("INS-4.4")
def test_the_round_is_promised_at_the_commitment_and_fetched_when_it_is_there(
    world: World, committed: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(public_values, "fetch", recorded)
    promised = detail(world, committed).promised
    assert promised is not None
    assert (promised.identifier, promised.promised_at) == (str(ROUND), APPEARS)

    put_public_value(world, committed, source="drand", round_=str(ROUND), value="", source_note="", at=APPEARS)

    open_nonces(world, committed, at=APPEARS)
    draws.draw_lots(draw=committed, by=world.organiser, at=APPEARS)
    document = orjson.loads(published_draws.published_document(draw=committed))
    assert document["public_value"]["value"] == RECORDED["randomness"]
    assert drawing.verify(document).ok


def test_a_round_is_not_fetched_before_it_can_be_there(
    world: World, committed: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(public_values, "fetch", pytest.fail)

    with pytest.raises(PublicValueEarly):
        put_public_value(world, committed, source="drand", round_="", at=APPEARS - timedelta(seconds=1))


def test_a_network_that_answers_wrongly_or_not_at_all_leaves_the_draw_as_it_was(
    world: World, committed: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    def silent(url: str, **_: object) -> Answer:
        raise OutboundFailed("暂时连不上 api.drand.sh，请稍后重试。")

    def lying(url: str, **_: object) -> Answer:
        return Answer(status=200, content_type="", body=json.dumps(RECORDED | {"round": 7}).encode())

    for network, error in ((silent, OutboundFailed), (lying, BeaconAnswerWrong)):
        monkeypatch.setattr(public_values, "fetch", network)
        with pytest.raises(error):
            put_public_value(world, committed, source="drand", round_="", at=APPEARS)

    assert detail(world, committed).public_value is None


@pytest.mark.req("INS-4.4", "S-DR1")
def test_without_a_way_to_drand_somebody_brings_the_signature_which_nobody_can_make_up(
    world: World, committed: UUID
) -> None:
    for wrong in ("123", RANDOMNESS, "8" + SIGNATURE[1:]):
        with pytest.raises(BeaconAnswerWrong):
            put_public_value(world, committed, round_=str(ROUND), value=wrong, at=APPEARS)

    put_public_value(world, committed, round_=str(ROUND), value=f" {SIGNATURE.upper()} ", at=APPEARS)

    shown = detail(world, committed).public_value
    assert shown is not None
    assert (shown.value, shown.source) == (RANDOMNESS, beacons.SOURCE)
    open_nonces(world, committed, at=APPEARS)
    draws.draw_lots(draw=committed, by=world.organiser, at=APPEARS)
    assert drawing.verify(orjson.loads(published_draws.published_document(draw=committed))).ok
