"""Media types, clock flags, gaps in capture numbers: pure."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhijian.support.evidence.rules import (
    OURS,
    ClockFlag,
    Moment,
    clock_difference_s,
    clock_flags,
    extension_of,
    is_magic_of,
    missing_numbers,
    submission_hash,
)

NOON = datetime(2026, 3, 5, 4, 0, tzinfo=UTC)

HEADS = {
    "image/jpeg": b"\xff\xd8\xff\xe0",
    "image/png": b"\x89PNG\r\n\x1a\n",
    "image/webp": b"RIFF\x00\x00\x00\x00WEBPVP8 ",
    "video/webm": b"\x1aE\xdf\xa3\x9fB\x86\x81\x01B\x82\x84webm",
    "video/mp4": b"\x00\x00\x00\x20ftypisom",
    "audio/ogg": b"OggS\x00",
    "audio/wav": b"RIFF\x00\x00\x00\x00WAVEfmt ",
    "application/pdf": b"%PDF-1.7",
}


@pytest.mark.req("S-FI-01")
@pytest.mark.parametrize("declared", sorted(HEADS))
def test_only_the_declared_type_own_magic_passes(declared: str) -> None:
    passing = {kind for kind, head in HEADS.items() if is_magic_of(declared, head)}

    assert passing == {declared}


@pytest.mark.req("S-FI-01")
@pytest.mark.parametrize("kind", ["image/svg+xml", "text/html", "image/gif", "application/zip", ""])
def test_a_type_outside_the_list_never_passes(kind: str) -> None:
    assert not any(is_magic_of(kind, head) for head in [*HEADS.values(), b"<svg", b"GIF89a", b"PK\x03\x04"])


def test_every_type_has_a_file_ending_of_its_own() -> None:
    endings = [extension_of(kind) for kind in OURS]

    assert len(set(endings)) == len(endings)


@pytest.mark.req("S-EV-06")
@pytest.mark.parametrize(
    ("device_ahead", "flagged"),
    [
        (timedelta(0), False),
        (timedelta(minutes=5), False),
        (timedelta(minutes=5, seconds=1), True),
        (-timedelta(minutes=6), True),
        (timedelta(days=3), True),
        (-timedelta(days=3), True),
    ],
)
def test_a_clock_more_than_five_minutes_off_is_flagged(device_ahead: timedelta, flagged: bool) -> None:
    sent_at = NOON + device_ahead

    flags = clock_flags(Moment(taken_at=sent_at - timedelta(hours=2)), sent_at=sent_at, received_at=NOON, before=None)

    assert (ClockFlag.DEVICE_CLOCK_WRONG in flags) is flagged
    assert clock_difference_s(sent_at, NOON) == device_ahead.total_seconds()


@pytest.mark.req("S-EV-06")
def test_a_photo_sent_a_day_late_from_a_cellar_is_not_odd() -> None:
    taken = Moment(taken_at=NOON - timedelta(days=1), uptime_ms=5_000, session="a")

    assert clock_flags(taken, sent_at=NOON, received_at=NOON, before=None) == ()


@pytest.mark.req("S-EV-06")
def test_a_step_back_and_a_moved_clock_are_flagged() -> None:
    before = Moment(taken_at=NOON, uptime_ms=0, session="a")
    back = Moment(taken_at=NOON - timedelta(hours=1), uptime_ms=60_000, session="a")
    jumped = Moment(taken_at=NOON + timedelta(hours=1), uptime_ms=60_000, session="a")

    assert set(clock_flags(back, sent_at=NOON, received_at=NOON, before=before)) == {
        ClockFlag.STEPPED_BACK,
        ClockFlag.CLOCK_MOVED,
    }
    later = NOON + timedelta(hours=1)
    assert clock_flags(jumped, sent_at=later, received_at=later, before=before) == (ClockFlag.CLOCK_MOVED,)


@pytest.mark.req("S-EV-06")
def test_a_restarted_app_cannot_compare_its_uptime() -> None:
    before = Moment(taken_at=NOON, uptime_ms=900_000, session="a")
    after = Moment(taken_at=NOON + timedelta(hours=1), uptime_ms=10, session="b")

    later = NOON + timedelta(hours=1)
    assert clock_flags(after, sent_at=later, received_at=later, before=before) == ()


def test_a_capture_from_the_future_is_flagged() -> None:
    flags = clock_flags(Moment(taken_at=NOON + timedelta(hours=1)), sent_at=None, received_at=NOON, before=None)

    assert flags == (ClockFlag.IN_THE_FUTURE,)


@pytest.mark.req("S-EV-04")
@given(last=st.integers(0, 60), omitted=st.sets(st.integers(1, 60)))
def test_exactly_the_omitted_numbers_are_missing(last: int, omitted: set[int]) -> None:
    held = [number for number in range(1, last + 1) if number not in omitted]

    assert missing_numbers(held, last) == tuple(sorted(number for number in omitted if number <= last))


@pytest.mark.req("S-EV-08")
@given(st.lists(st.tuples(st.uuids().map(str), st.sampled_from(["a" * 64, "b" * 64]), st.just("kept")), max_size=6))
def test_the_hash_of_a_list_does_not_depend_on_its_order_but_on_every_piece(pieces: list[tuple[str, str, str]]) -> None:
    assert submission_hash(pieces) == submission_hash(reversed(pieces))
    for left_out in range(len(pieces)):
        assert submission_hash(pieces[:left_out] + pieces[left_out + 1 :]) != submission_hash(pieces)
