"""The hashes of the chain: pure."""

import struct
from collections.abc import Sequence

from zhijian.kernel.hashes import Hasher, sha256_hex

START = bytes(32)


def leaf_hash(payload: str) -> bytes:
    """SHA-256 of a leaf's text as the database gives it (a JSON array of its columns)."""
    return bytes.fromhex(sha256_hex(payload.encode()))


def block_hashes(
    *, number: int, before_sha256: bytes, before_sm3: bytes, leaves: Sequence[int], leaf_sha256: bytes
) -> tuple[bytes, bytes]:
    """SHA-256 and SM3 of a block: its number, its leaves' ids and hashes, each chained to the block before."""
    body = struct.pack(f">q{len(leaves)}q", number, *leaves) + leaf_sha256
    sha256, sm3 = Hasher(), Hasher()
    sha256.update(before_sha256 + body)
    sm3.update(before_sm3 + body)
    return bytes.fromhex(sha256.sha256_hex()), bytes.fromhex(sm3.sm3_hex())
