"""The device's signature over each capture: hash, number, officers, clock and place in one text (S-EV-01). Pure."""

import base64
import binascii
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, SECP256R1, EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_der_public_key

from zhijian.kernel.canonical import canonical_json
from zhijian.kernel.hashes import sha256_hex

SCHEMA = "capture-seal/1"
HALF = 32
"""Bytes of each of the two numbers of a signature on the curve P-256."""

FIELDS = ("uid", "number", "sha256", "kind", "item", "caption", "uptime_ms", "session", "officers")
PLACE = ("latitude", "longitude", "accuracy_m")


def sealed_text(capture: Mapping[str, Any], *, inspection: str, device: str) -> bytes:
    """What the device signs: the capture as it was made; whether it was discarded later is told beside it."""
    fields = {name: capture[name] for name in (*FIELDS, *PLACE)}
    return canonical_json(
        {"schema": SCHEMA, "inspection": inspection, "device": device, "taken_at": _moment(capture), **fields}
    )


def _moment(capture: Mapping[str, Any]) -> str | None:
    """As browsers write moments: milliseconds, UTC."""
    if not capture["taken_at"]:
        return None
    at = datetime.fromisoformat(capture["taken_at"]).astimezone(UTC)
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def seals(payload: Mapping[str, Any], *, inspection: str) -> dict[str, Any]:
    """The device's key by its hash, and the numbers of captures whose seal is missing or does not fit.

    A record without a key comes from an older app; all its captures count as without a seal. Nothing is refused:
    the evidence stands, and who reviews it sees what cannot be relied on.
    """
    captures = payload["captures"]
    key = _key(payload.get("device_key", ""))
    if key is None:
        return {"key": "", "missing": [one["number"] for one in captures], "broken": []}
    missing = [one["number"] for one in captures if not one.get("seal")]
    broken = [
        one["number"]
        for one in captures
        if one.get("seal")
        and not _fits(key, one["seal"], sealed_text(one, inspection=inspection, device=payload["device"]))
    ]
    return {"key": sha256_hex(base64.b64decode(payload["device_key"])), "missing": missing, "broken": broken}


def _key(text: str) -> EllipticCurvePublicKey | None:
    try:
        found = load_der_public_key(base64.b64decode(text, validate=True))
    except (ValueError, UnsupportedAlgorithm, binascii.Error):
        return None
    return found if isinstance(found, EllipticCurvePublicKey) and isinstance(found.curve, SECP256R1) else None


def _fits(key: EllipticCurvePublicKey, seal: str, text: bytes) -> bool:
    try:
        raw = base64.b64decode(seal, validate=True)
        if len(raw) != 2 * HALF:
            return False
        r, s = int.from_bytes(raw[:HALF]), int.from_bytes(raw[HALF:])
        key.verify(encode_dss_signature(r, s), text, ECDSA(SHA256()))
    except (InvalidSignature, ValueError, binascii.Error):
        return False
    return True
