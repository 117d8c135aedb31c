"""Texts and codes at rest: sealed or hashed under keys derived from the platform's secret."""

import os
from functools import lru_cache

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from zhijian.kernel.hashes import hmac_sha256

_NONCE_BYTES = 12


@lru_cache(maxsize=8)
def _key(use: bytes, secret: str) -> bytes:
    return HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=use).derive(secret.encode())


def seal(text: str) -> bytes:
    """The text, readable with the platform's secret only."""
    nonce = os.urandom(_NONCE_BYTES)
    return nonce + AESGCM(_key(b"notices.text", settings.SECRET_KEY)).encrypt(nonce, text.encode(), None)


def unseal(sealed: bytes) -> str:
    """The text of a sealed one; raises cryptography's InvalidTag when it was changed."""
    cipher = AESGCM(_key(b"notices.text", settings.SECRET_KEY))
    return cipher.decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], None).decode()


def code_hash(*facts: str) -> bytes:
    """A keyed hash of a code with everything it is bound to; without the key a million guesses tell nothing."""
    return hmac_sha256(_key(b"notices.code", settings.SECRET_KEY), "\n".join(facts).encode())
