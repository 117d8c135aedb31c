"""The device's seal on each capture: any field that is altered breaks it."""

import base64
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, SECP256R1, EllipticCurvePrivateKey, generate_private_key
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from zhijian.business.inspection.rules.seals import sealed_text, seals

RECORD = "7a0d4a58-1c2a-4f0e-9d55-0a8a6f1f0001"


def capture(**changes: Any) -> dict[str, Any]:
    made = {
        "uid": "7a0d4a58-1c2a-4f0e-9d55-0a8a6f1f0002",
        "number": 1,
        "sha256": "ab" * 32,
        "kind": "photo",
        "item": "A01",
        "caption": "第1.1项",
        "taken_at": "2026-11-27T04:10:00.120000Z",
        "uptime_ms": 5120,
        "session": "run-1",
        "latitude": "27.465000",
        "longitude": "106.221000",
        "accuracy_m": "8.0",
        "officers": ["7a0d4a58-1c2a-4f0e-9d55-0a8a6f1f0003"],
        "seal": "",
        "discarded": None,
    }
    return made | changes


def sealed(key: EllipticCurvePrivateKey, **changes: Any) -> dict[str, Any]:
    made = capture(**changes)
    text = sealed_text(made, inspection=RECORD, device="field-1")
    r, s = decode_dss_signature(key.sign(text, ECDSA(SHA256())))
    return made | {"seal": base64.b64encode(r.to_bytes(32) + s.to_bytes(32)).decode()}


def payload(key: EllipticCurvePrivateKey, *captures: dict[str, Any]) -> dict[str, Any]:
    public = key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return {"device": "field-1", "device_key": base64.b64encode(public).decode(), "captures": list(captures)}


@pytest.fixture(scope="module")
def key() -> EllipticCurvePrivateKey:
    return generate_private_key(SECP256R1())


def test_the_text_is_the_one_that_the_phone_signs() -> None:
    assert sealed_text(capture(), inspection=RECORD, device="field-1").decode() == (
        '{"accuracy_m":"8.0","caption":"第1.1项","device":"field-1","inspection":"7a0d4a58-1c2a-4f0e-9d55-0a8a6f1f0001",'
        '"item":"A01","kind":"photo","latitude":"27.465000","longitude":"106.221000","number":1,'
        '"officers":["7a0d4a58-1c2a-4f0e-9d55-0a8a6f1f0003"],"schema":"capture-seal/1","session":"run-1",'
        f'"sha256":"{"ab" * 32}","taken_at":"2026-11-27T04:10:00.120Z","uid":"7a0d4a58-1c2a-4f0e-9d55-0a8a6f1f0002",'
        '"uptime_ms":5120}'
    )


@pytest.mark.req("S-EV-01")
def test_a_sealed_capture_stands_also_after_it_was_discarded(key: EllipticCurvePrivateKey) -> None:
    thrown = sealed(key, number=2) | {"discarded": {"reason": "拍虚了", "at": "2026-11-27T04:12:00Z"}}

    found = seals(payload(key, sealed(key), thrown), inspection=RECORD)

    assert (found["missing"], found["broken"]) == ([], [])
    assert len(found["key"]) == 64


@pytest.mark.req("S-EV-01")
@pytest.mark.parametrize(
    "changes",
    [
        {"sha256": "cd" * 32},
        {"number": 3},
        {"kind": "video"},
        {"item": "A02"},
        {"caption": "第1.2项"},
        {"taken_at": "2026-11-27T04:10:00.121000Z"},
        {"uptime_ms": 5121},
        {"session": "run-2"},
        {"latitude": "27.465001"},
        {"longitude": None},
        {"accuracy_m": "9.0"},
        {"officers": []},
        {"uid": "7a0d4a58-1c2a-4f0e-9d55-0a8a6f1f0009"},
        {"seal": "bm8gc2VhbA=="},
    ],
    ids=lambda changes: next(iter(changes)),
)
def test_altering_any_field_breaks_the_seal(key: EllipticCurvePrivateKey, changes: dict[str, Any]) -> None:
    altered = sealed(key) | changes

    assert seals(payload(key, altered), inspection=RECORD)["broken"] == [altered["number"]]


@pytest.mark.req("S-EV-01")
def test_a_seal_belongs_to_its_record_and_its_device(key: EllipticCurvePrivateKey) -> None:
    given = payload(key, sealed(key))
    other = generate_private_key(SECP256R1())

    assert seals(given, inspection=RECORD[:-1] + "9")["broken"] == [1]
    assert seals(given | {"device": "field-2"}, inspection=RECORD)["broken"] == [1]
    assert seals(payload(other, sealed(key)), inspection=RECORD)["broken"] == [1]


@pytest.mark.parametrize("text", ["", "not base64", base64.b64encode(b"no key").decode()])
def test_without_a_readable_key_every_capture_is_unsealed(key: EllipticCurvePrivateKey, text: str) -> None:
    given = payload(key, sealed(key)) | {"device_key": text}

    assert seals(given, inspection=RECORD) == {"key": "", "missing": [1], "broken": []}
