"""Every place of a request's body where text may stand, read from the description of the interface."""

from collections.abc import Iterator
from copy import deepcopy
from functools import cache
from typing import Any

from authorisation.samples import sample
from zhijian.config.api import api

Path = tuple[str | int, ...]
NO_TEXT = {"uuid", "date", "date-time", "binary"}


@cache
def _described() -> dict[str, Any]:
    found: dict[str, Any] = api.get_openapi_schema()
    return found


def components() -> dict[str, Any]:
    found: dict[str, Any] = _described()["components"]["schemas"]
    return found


def body_schema(path: str, method: str) -> dict[str, Any] | None:
    """The schema of an operation's JSON body."""
    operation = _described()["paths"][path][method.lower()]
    content = operation.get("requestBody", {}).get("content", {})
    found: dict[str, Any] | None = content.get("application/json", {}).get("schema")
    return found


def text_parameters(path: str, method: str) -> list[str]:
    """Names of query parameters that take text."""
    given = _described()["paths"][path][method.lower()].get("parameters", [])
    return [one["name"] for one in given if one["in"] == "query" and any(True for _ in text_fields(one["schema"]))]


def text_fields(schema: dict[str, Any], depth: int = 0) -> Iterator[Path]:
    """Paths of all texts below a schema; 0 stands for the first of a list, ``*`` for some key of a map."""
    if depth > 8:
        return
    if "$ref" in schema:
        yield from text_fields(components()[schema["$ref"].rpartition("/")[2]], depth + 1)
    for several in ("anyOf", "oneOf", "allOf"):
        for one in schema.get(several, []):
            yield from text_fields(one, depth + 1)
    kind = schema.get("type")
    if kind == "string" and not ({"enum", "const"} & set(schema)) and schema.get("format") not in NO_TEXT:
        yield ()
    for name, one in schema.get("properties", {}).items():
        yield from ((name, *rest) for rest in text_fields(one, depth + 1))
    if kind == "array":
        yield from ((0, *rest) for rest in text_fields(schema.get("items", {}), depth + 1))
    more = schema.get("additionalProperties")
    if kind == "object" and isinstance(more, dict):
        yield from (("*", *rest) for rest in text_fields(more, depth + 1))
        yield ("*",)


def identifier_fields(schema: dict[str, Any], depth: int = 0) -> Iterator[Path]:
    """Paths of all identifiers of things below a schema."""
    if depth > 8:
        return
    if "$ref" in schema:
        yield from identifier_fields(components()[schema["$ref"].rpartition("/")[2]], depth + 1)
    for several in ("anyOf", "oneOf", "allOf"):
        for one in schema.get(several, []):
            yield from identifier_fields(one, depth + 1)
    if schema.get("format") == "uuid":
        yield ()
    for name, one in schema.get("properties", {}).items():
        yield from ((name, *rest) for rest in identifier_fields(one, depth + 1))
    if schema.get("type") == "array":
        yield from ((0, *rest) for rest in identifier_fields(schema.get("items", {}), depth + 1))


def object_fields(schema: dict[str, Any], depth: int = 0) -> Iterator[Path]:
    """Paths of all objects with named fields below a schema, the whole body as ``()`` first."""
    if depth > 8:
        return
    if "$ref" in schema:
        yield from object_fields(components()[schema["$ref"].rpartition("/")[2]], depth + 1)
    for several in ("anyOf", "oneOf", "allOf"):
        for one in schema.get(several, []):
            yield from object_fields(one, depth + 1)
    if "properties" in schema:
        yield ()
    for name, one in schema.get("properties", {}).items():
        yield from ((name, *rest) for rest in object_fields(one, depth + 1))
    if schema.get("type") == "array":
        yield from ((0, *rest) for rest in object_fields(schema.get("items", {}), depth + 1))


def with_value(body: Any, schema: dict[str, Any], path: Path, value: Any) -> Any:
    """A copy of a body with a value at a place; what is missing on the way is made as the schema wants it."""
    return _put(deepcopy(body), schema, path, value)


def _put(held: Any, schema: dict[str, Any], path: Path, text: Any) -> Any:
    if not path:
        return text
    schema = _resolved(schema, path[0])
    if not isinstance(held, dict | list) or (isinstance(path[0], int) and not held):
        held = [sample(schema["items"], components())] if isinstance(path[0], int) else sample(schema, components())
    step: Any = path[0]
    if step == "*":
        if len(path) == 1:
            return {**held, text: next(iter(held.values()), "x")}
        step = next(iter(held), "x")
        below = schema["additionalProperties"]
    else:
        below = schema["items"] if isinstance(step, int) else schema["properties"][step]
    present = held[step] if isinstance(step, int) else held.get(step)
    held[step] = _put(present, below, path[1:], text)
    return held


def _resolved(schema: dict[str, Any], step: str | int) -> dict[str, Any]:
    """The branch of a schema in which a step exists."""
    if "$ref" in schema:
        return _resolved(components()[schema["$ref"].rpartition("/")[2]], step)
    wanted = "items" if isinstance(step, int) else "additionalProperties" if step == "*" else "properties"
    if wanted in schema and (wanted != "properties" or step in schema["properties"]):
        return schema
    for several in ("anyOf", "oneOf", "allOf"):
        for one in schema.get(several, []):
            try:
                return _resolved(one, step)
            except LookupError:
                continue
    raise LookupError(step)
