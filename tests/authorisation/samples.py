"""The smallest instance of a JSON schema, so that a request gets past its shape and reaches the rules behind it."""

from typing import Any
from uuid import UUID

ANY_UID = str(UUID(int=7))
FORMATS = {
    "uuid": ANY_UID,
    "date": "2026-03-02",
    "date-time": "2026-03-02T02:00:00Z",
    "binary": "x",
}


def sample(schema: dict[str, Any], components: dict[str, Any]) -> Any:
    """A value that the schema accepts: required fields only, the first of several choices."""
    if "$ref" in schema:
        return sample(components[schema["$ref"].rpartition("/")[2]], components)
    if "const" in schema:
        return schema["const"]
    if "enum" in schema:
        return schema["enum"][0]
    for several in ("anyOf", "oneOf", "allOf"):
        if several in schema:
            return sample(schema[several][0], components)
    kind = schema.get("type")
    if kind == "object":
        wanted = schema.get("required", [])
        return {name: sample(schema["properties"][name], components) for name in wanted}
    if kind == "array":
        return [sample(schema["items"], components)] * schema.get("minItems", 0)
    if kind == "string":
        return _text(schema)
    if kind in {"integer", "number"}:
        return schema.get("minimum", 1)
    return kind == "boolean"


def _text(schema: dict[str, Any]) -> str:
    if schema.get("format") in FORMATS:
        return FORMATS[schema["format"]]
    if "[0-9a-f]{64}" in schema.get("pattern", ""):
        return "ab" * 32
    return "试" * max(schema.get("minLength", 0), 2)
