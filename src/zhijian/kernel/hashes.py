"""Digests: SHA-256, which browsers can compute, and SM3 (GB/T 32905) beside it, never instead."""

import hashlib
import hmac
from collections.abc import Iterable
from typing import Self

from cryptography.hazmat.primitives import hashes


def sha256_hex(data: bytes) -> str:
    """SHA-256 as 64 lower-case hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()


def sm3_hex(data: bytes) -> str:
    """SM3 as 64 lower-case hexadecimal digits."""
    digest = hashes.Hash(hashes.SM3())
    digest.update(data)
    return digest.finalize().hex()


def hmac_sha256(key: bytes, message: bytes) -> bytes:
    """HMAC-SHA-256, 32 bytes; compare with hmac.compare_digest."""
    return hmac.digest(key, message, "sha256")


class Hasher:
    """Both digests and the size of a stream, in one pass over its chunks."""

    def __init__(self) -> None:
        self._sha256 = hashlib.sha256()
        self._sm3 = hashes.Hash(hashes.SM3())
        self.size = 0

    @classmethod
    def over(cls, chunks: Iterable[bytes]) -> Self:
        """A hasher that has taken all chunks."""
        hasher = cls()
        for chunk in chunks:
            hasher.update(chunk)
        return hasher

    def update(self, chunk: bytes) -> None:
        """Take the next bytes of the stream."""
        self._sha256.update(chunk)
        self._sm3.update(chunk)
        self.size += len(chunk)

    def sha256_hex(self) -> str:
        """SHA-256 of what has been taken so far."""
        return self._sha256.hexdigest()

    def sm3_hex(self) -> str:
        """SM3 of what has been taken so far."""
        return self._sm3.copy().finalize().hex()
