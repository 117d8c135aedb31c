"""The hashes that tie a draw together: fingerprints of the libraries, the commitment, the seed."""

import re
from collections.abc import Sequence
from typing import Final

import orjson

from zhijian.business.inspection.rules.draw.document import (
    FORMAT,
    Document,
    Fingerprints,
    Libraries,
    NonceHash,
    ObjectRow,
    OfficerRow,
    Parameters,
    PromisedValue,
    PublicValue,
    RedrawOf,
)
from zhijian.business.inspection.rules.draw.reading import read_document
from zhijian.kernel.canonical import canonical_json
from zhijian.kernel.hashes import sha256_hex

NONCE_DIGITS: Final = (64, 512)
"""Least and most hexadecimal digits of a nonce: 32 to 256 bytes."""

_HEXADECIMAL = re.compile(r"(?:[0-9a-f]{2})+")


def fingerprints(libraries: Libraries) -> Fingerprints:
    """SHA-256 of the canonical JSON of each library; the rows must have passed ``read_document``'s checks."""
    return {"objects": _fingerprint(libraries["objects"]), "officers": _fingerprint(libraries["officers"])}


def commitment(document: Document) -> str:
    """SHA-256 over all that is fixed before the seed exists; fingerprints are taken as written in the document."""
    return sha256_hex(
        canonical_json(
            {
                "format": document["format"],
                "fingerprints": document["fingerprints"],
                "parameters": document["parameters"],
                "nonce_hashes": document["nonce_hashes"],
                "promised_value": document["promised_value"],
                "committed_at": document["committed_at"],
                "redraw_of": document["redraw_of"],
            }
        )
    )


def nonce_hash(nonce: str) -> str:
    """What a person publishes first: SHA-256 of the ASCII bytes of the nonce's lower-case hexadecimal text."""
    return sha256_hex(nonce.encode("ascii"))


def is_nonce(text: str) -> bool:
    """Whether the text is a nonce: 32–256 bytes in lower-case hexadecimal."""
    least, most = NONCE_DIGITS
    return least <= len(text) <= most and _HEXADECIMAL.fullmatch(text) is not None


def seed(commitment: str, public_value: str, nonces: Sequence[str]) -> str:
    """The seed as 64 hexadecimal digits: SHA-256 over the commitment, the public value and the nonces in order.

    The moment of fetching stays out: whoever notes it could otherwise try moments until the result pleases.
    """
    return sha256_hex(canonical_json({"commitment": commitment, "public_value": public_value, "nonces": list(nonces)}))


def commit(
    *,
    libraries: Libraries,
    parameters: Parameters,
    nonce_hashes: Sequence[NonceHash],
    promised_value: PromisedValue,
    committed_at: str,
    redraw_of: RedrawOf | None = None,
) -> Document:
    """The document as it is published before the seed can be known.  Raises Malformed.

    libraries: rows in any order; they are sorted here.  committed_at: UTC, YYYY-MM-DDTHH:MM:SSZ.
    """
    unsigned = "0" * 64
    document = read_document(
        {
            "format": FORMAT,
            "libraries": {
                "objects": sorted(libraries["objects"], key=lambda row: row["uid"]),
                "officers": sorted(libraries["officers"], key=lambda row: row["uid"]),
            },
            "fingerprints": {"objects": unsigned, "officers": unsigned},
            "parameters": parameters,
            "nonce_hashes": list(nonce_hashes),
            "promised_value": promised_value,
            "committed_at": committed_at,
            "redraw_of": redraw_of,
            "commitment": unsigned,
            "public_value": None,
            "nonces": None,
            "seed": None,
            "result": None,
        }
    )
    document["fingerprints"] = fingerprints(document["libraries"])
    document["commitment"] = commitment(document)
    return document


def open_seed(document: Document, *, public_value: PublicValue, nonces: Sequence[str]) -> Document:
    """The document with the public value, the opened nonces and the seed; what was committed stays as it is."""
    return {
        **document,
        "public_value": public_value,
        "nonces": list(nonces),
        "seed": seed(document["commitment"], public_value["value"], nonces),
    }


def _fingerprint(rows: Sequence[ObjectRow] | Sequence[OfficerRow]) -> str:
    # The bytes of canonical_json, which looks at every value in Python: 200,000 rows take it seconds.  The rows have
    # passed the reader, so nothing is in them that has no canonical form; a test holds both spellings together.
    return sha256_hex(orjson.dumps(rows, option=orjson.OPT_SORT_KEYS))
