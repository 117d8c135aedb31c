"""Public random values of the drand network: which round comes when, and whether an answer is what was promised.

Source: https://docs.drand.love (HTTP API, chain ``quicknet``, scheme bls-unchained-g1-rfc9380).  A value is taken only
with the signature that proves it, so that it does not matter who brings it.
"""

import hashlib
import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from py_arkworks_bls12381 import GT, G1Point, G2Point

from zhijian.kernel.errors import Invalid
from zhijian.kernel.hashes import sha256_hex


class BeaconAnswerWrong(Invalid):
    """What the network answered is not the round that was promised."""

    code = "inspection.draw_beacon_wrong"


SIGNATURE: Final = re.compile(r"[0-9a-f]{96}")
CIPHER_SUITE: Final = b"BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_NUL_"


@dataclass(frozen=True, kw_only=True)
class Chain:
    """One drand chain: a new value every ``period_s`` seconds from ``genesis`` (UTC) on, numbered from 1."""

    name: str
    hash: str
    host: str
    genesis: datetime
    period_s: int
    public_key: bytes

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

    def has_signed(self, round_: int, signature: str) -> bool:
        """Whether the chain's key signed this round (BLS on BLS12-381, short signature in G1, RFC 9380).

        signature: 96 lower-case hexadecimal digits; anything else is none.
        """
        if not SIGNATURE.fullmatch(signature):
            return False
        try:
            point = G1Point.from_compressed_bytes(bytes.fromhex(signature))
        except ValueError:
            return False
        message = hashlib.sha256(round_.to_bytes(8, "big")).digest()
        promised = G1Point.hash_to_curve(message, CIPHER_SUITE)
        key = G2Point.from_compressed_bytes(self.public_key)
        return point != G1Point.identity() and GT.pairing_check([point, -promised], [G2Point(), key])


QUICKNET: Final = Chain(
    name="quicknet",
    hash="52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971",
    host="api.drand.sh",
    genesis=datetime(2023, 8, 23, 15, 9, 27, tzinfo=UTC),
    period_s=3,
    public_key=bytes.fromhex(
        "83cf0f2896adee7eb8b5f01fcad3912212c437e0073e911fb90022d3e760183c8c4b450b6a0a6c3ac6a5776a2d106451"
        "0d1fec758c921cc22b0e17e63aaf4bcb5ed66304de9cf809bd274ca73bab4af5a6e9c76a4bc09e76eae8991ef5ece45a"
    ),
)

SOURCE: Final = "drand quicknet"
NOTATION: Final = "randomness 字段，64 位小写十六进制"


@dataclass(frozen=True, kw_only=True)
class Beacon:
    """The value of one round, 64 hexadecimal digits, and the network's signature that it follows from, 96 digits."""

    value: str
    signature: str


def beacon(signature: str, *, round_: int) -> Beacon:
    """The value that a signature proves. Raises BeaconAnswerWrong when the network did not sign this round with it."""
    plain = signature.strip().lower()
    if not QUICKNET.has_signed(round_, plain):
        raise BeaconAnswerWrong(f"这不是 drand 第 {round_} 轮的签名，请核对轮次和签名。", round=round_)
    return Beacon(value=sha256_hex(bytes.fromhex(plain)), signature=plain)


def answered(answer: bytes, *, round_: int) -> Beacon:
    """The value of a round out of the network's JSON. Raises BeaconAnswerWrong."""
    try:
        found = json.loads(answer)
        number, value, signature = found["round"], found["randomness"], str(found["signature"])
    except (ValueError, KeyError, TypeError) as error:
        raise BeaconAnswerWrong("drand 的回答无法识别，请稍后再取。") from error
    if number != round_:
        raise BeaconAnswerWrong(f"drand 回答的是第 {number} 轮，约定的是第 {round_} 轮，请稍后再取。", round=number)
    proved = beacon(signature, round_=round_)
    if value != proved.value:
        raise BeaconAnswerWrong("drand 回答的随机值与其签名不符，请稍后再取。")
    return proved


def round_of(identifier: str) -> int | None:
    """The round that a published identifier names, None when it is no round."""
    return int(identifier) if re.fullmatch(r"[1-9][0-9]{0,9}", identifier) else None
