"""The canonical content of a round: everything that is signed, in one value with one hash. Pure."""

from collections.abc import Mapping
from typing import Any

from zhijian.kernel.canonical import canonical_json
from zhijian.kernel.hashes import sha256_hex

SCHEMA = "inspection-record/1"


def value_hash(value: Mapping[str, Any]) -> str:
    """SHA-256 of the canonical JSON. Raises TypeError, ValueError for what has no canonical form."""
    return sha256_hex(canonical_json(value))


def content_of(
    *,
    payload: Mapping[str, Any],
    submission: str,
    round_number: int,
    task: Mapping[str, Any],
    form: Mapping[str, Any],
    entity: Mapping[str, Any],
    officers: list[dict[str, Any]],
    snapshot: Mapping[str, Any],
    evaluation: Mapping[str, Any],
    disposition: str,
    flags: Mapping[str, Any],
    resolutions: list[dict[str, Any]],
) -> dict[str, Any]:
    """The content of one round.

    payload: as the device sent it; submission: its hash, by which the same content sent again is recognised.
    """
    return {
        "schema": SCHEMA,
        "round": round_number,
        "submission": submission,
        "task": dict(task),
        "form": dict(form),
        "entity": dict(entity),
        "officers": officers,
        "started_at": payload["started_at"],
        "ended_at": payload["ended_at"],
        "device": payload["device"],
        "device_key": payload.get("device_key", ""),
        "notice": payload["notice"],
        "answers": payload["answers"],
        "snapshot": dict(snapshot),
        "evaluation": dict(evaluation),
        "verdict": "无法检查" if payload["could_not_inspect"] else evaluation["verdict"] or "",
        "disposition": disposition,
        "rectification": payload["rectification"],
        "opinion": payload["opinion"],
        "entity_opinion": payload["entity_opinion"],
        "serious": payload["serious"],
        "could_not_inspect": payload["could_not_inspect"],
        "signer": payload["signer"],
        "refusal": payload["refusal"],
        "evidence": payload["captures"],
        "flags": dict(flags),
        "resolutions": resolutions,
    }
