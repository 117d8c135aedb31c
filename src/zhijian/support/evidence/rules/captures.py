"""Times that a device claims, set beside the server's and never repaired; gaps in its numbering."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from zhijian.kernel.hashes import sha256_hex

TOLERANCE = timedelta(minutes=5)
"""S-EV-06: a larger difference between two clocks is flagged."""


class ClockFlag(StrEnum):
    """What is odd about the times of a capture; a person judges it."""

    DEVICE_CLOCK_WRONG = "device_clock_wrong"
    IN_THE_FUTURE = "in_the_future"
    STEPPED_BACK = "stepped_back"
    CLOCK_MOVED = "clock_moved"

    @property
    def label(self) -> str:
        """What users read."""
        return {
            "device_clock_wrong": "设备时间与服务器时间相差超过5分钟",
            "in_the_future": "拍摄时间晚于发送时间",
            "stepped_back": "拍摄时间早于前一张",
            "clock_moved": "两次拍摄之间设备时间被改动",
        }[self.value]


@dataclass(frozen=True, kw_only=True)
class Moment:
    """When a capture was made, as its device tells: clock time, and milliseconds since the app started (session)."""

    taken_at: datetime
    uptime_ms: int | None = None
    session: str = ""


def clock_difference_s(sent_at: datetime | None, received_at: datetime) -> int | None:
    """Seconds by which the device's clock is ahead of the server's, from its time of sending; None when not told."""
    return None if sent_at is None else round((sent_at - received_at).total_seconds())


def clock_flags(
    moment: Moment, *, sent_at: datetime | None, received_at: datetime, before: Moment | None
) -> tuple[ClockFlag, ...]:
    """What is odd about a capture.

    sent_at: the device's clock when it sent the capture, so that hours in a cellar without a network are no
    difference.  before: the capture with the next lower number of the same device.
    """
    found = []
    if sent_at is not None and abs(sent_at - received_at) > TOLERANCE:
        found.append(ClockFlag.DEVICE_CLOCK_WRONG)
    if moment.taken_at > (sent_at or received_at) + TOLERANCE:
        found.append(ClockFlag.IN_THE_FUTURE)
    if before is not None and moment.taken_at < before.taken_at:
        found.append(ClockFlag.STEPPED_BACK)
    if before is not None and _clock_moved(before, moment):
        found.append(ClockFlag.CLOCK_MOVED)
    return tuple(found)


def _clock_moved(before: Moment, after: Moment) -> bool:
    """Within one run of the app clock and uptime must advance alike."""
    if before.uptime_ms is None or after.uptime_ms is None or before.session != after.session:
        return False
    by_uptime = timedelta(milliseconds=after.uptime_ms - before.uptime_ms)
    return abs((after.taken_at - before.taken_at) - by_uptime) > TOLERANCE


def missing_numbers(held: Collection[int], last: int | None = None) -> tuple[int, ...]:
    """Capture numbers of one device, counted from 1 without gaps, that nobody has seen, neither kept nor discarded.

    last: the highest number the device says it has given; without it the highest one held.
    """
    top = max([*held, last or 0], default=0)
    seen = set(held)
    return tuple(number for number in range(1, top + 1) if number not in seen)


def submission_hash(pieces: Iterable[tuple[str, str, str]]) -> str:
    """The hash of a list of (uid, sha256, state), by which a decision names exactly its evidence (S-EV-08)."""
    return sha256_hex("".join(f"{uid} {sha256} {state}\n" for uid, sha256, state in sorted(pieces)).encode())
