"""Public random values of the drand network: which round comes when, and whether an answer is what was promised.

Source: https://docs.drand.love (HTTP API, chain ``quicknet``).  What is checked here is the round and that the
randomness is the SHA-256 of the signature; the signature itself is checked by whoever wants to, at any drand node.
"""

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from zhijian.kernel.errors import Invalid
from zhijian.kernel.hashes import sha256_hex


class BeaconAnswerWrong(Invalid):
    """What the network answered is not the round that was promised."""

    code = "inspection.draw_beacon_wrong"


@dataclass(frozen=True, kw_only=True)
class Chain:
    """One drand chain: a new value every ``period_s`` seconds from ``genesis`` (UTC) on, numbered from 1."""

    name: str
    hash: str
    host: str
    genesis: datetime
    period_s: int

    def round_at(self, moment: datetime) -> int:
        """The first round that appears at ``moment`` or later."""
        late = -((self.genesis - moment) // timedelta(seconds=1))
        return max(1, -(-late // self.period_s) + 1)

    def moment_of(self, round_: int) -> datetime:
        """When a round appears."""
        return self.genesis + timedelta(seconds=(round_ - 1) * self.period_s)

    def url_of(self, round_: int) -> str:
        """Where a round can be read by everybody."""
        return f"https://{self.host}/{self.hash}/public/{round_}"


QUICKNET: Final = Chain(
    name="quicknet",
    hash="52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971",
    host="api.drand.sh",
    genesis=datetime(2023, 8, 23, 15, 9, 27, tzinfo=UTC),
    period_s=3,
)

SOURCE: Final = "drand quicknet"
NOTATION: Final = "randomness 字段，64 位小写十六进制"
HEX_DIGITS: Final = 64


def randomness(answer: bytes, *, round_: int) -> str:
    """The value of a round out of the network's JSON, 64 hexadecimal digits. Raises BeaconAnswerWrong."""
    try:
        found = json.loads(answer)
        number, value, signature = found["round"], found["randomness"], bytes.fromhex(found["signature"])
    except (ValueError, KeyError, TypeError) as error:
        raise BeaconAnswerWrong("drand 的回答无法识别，请稍后再取。") from error
    if number != round_:
        raise BeaconAnswerWrong(f"drand 回答的是第 {number} 轮，约定的是第 {round_} 轮，请稍后再取。", round=number)
    if value != sha256_hex(signature):
        raise BeaconAnswerWrong("drand 回答的随机值与其签名不符，请稍后再取。")
    return str(value)


def is_randomness(value: str) -> bool:
    """Whether a text has the form of the network's values: 64 lower-case hexadecimal digits."""
    return len(value) == HEX_DIGITS and set(value) <= set("0123456789abcdef")
