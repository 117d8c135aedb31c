"""Numbers of identity documents at rest: sealed with AES-256-GCM, found again by a keyed digest, shown masked."""

import os
from functools import lru_cache

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from zhijian.kernel.hashes import hmac_sha256

_NONCE = 12


@lru_cache(maxsize=8)
def _key(secret: str, purpose: str) -> bytes:
    """A key of its own for each purpose, from the platform's secret (HKDF-SHA-256)."""
    derived = HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=f"zhijian.registry.{purpose}.1".encode())
    return derived.derive(secret.encode())


def seal(number: str, *, owner: bytes) -> bytes:
    """The number, readable only with the platform's secret and only as that of ``owner`` (bytes of its uid)."""
    nonce = os.urandom(_NONCE)
    return nonce + AESGCM(_key(settings.SECRET_KEY, "seal")).encrypt(nonce, number.encode(), owner)


def unseal(sealed: bytes, *, owner: bytes) -> str:
    """The number; raises cryptography's InvalidTag when it was changed or moved to another owner."""
    content = AESGCM(_key(settings.SECRET_KEY, "seal")).decrypt(sealed[:_NONCE], sealed[_NONCE:], owner)
    return content.decode()


def digest(number: str) -> str:
    """What two rows with the same number share: 64 hexadecimal digits, useless without the platform's secret."""
    return hmac_sha256(_key(settings.SECRET_KEY, "digest"), number.encode()).hex()
