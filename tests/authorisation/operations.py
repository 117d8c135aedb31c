"""Every operation of the interface, read from the living program."""

from dataclasses import dataclass
from typing import Any

from zhijian.config.api import api
from zhijian.support.identity.http_auth import Needs

from .samples import sample


@dataclass(frozen=True)
class Operation:
    """One method on one path."""

    method: str
    path: str
    name: str
    permission: str | None
    is_public: bool
    parameters: tuple[str, ...]
    identifiers: frozenset[str]
    query: dict[str, Any]
    body: Any
    is_upload: bool

    def __str__(self) -> str:
        return self.name


def operations() -> list[Operation]:
    """All of them, by path and method."""
    described = api.get_openapi_schema()
    components = described.get("components", {}).get("schemas", {})
    needs = _needs()
    found = []
    for path, methods in described["paths"].items():
        for method, operation in methods.items():
            given = operation.get("parameters", [])
            content = operation.get("requestBody", {}).get("content", {})
            as_json = content.get("application/json", {}).get("schema")
            auth = needs[operation["operationId"]]
            found.append(
                Operation(
                    method=method.upper(),
                    path=path,
                    name=operation["operationId"],
                    permission=auth.permission if auth else None,
                    is_public=auth is None,
                    parameters=tuple(one["name"] for one in given if one["in"] == "path"),
                    identifiers=frozenset(
                        one["name"] for one in given if one["in"] == "path" and one["schema"].get("format") == "uuid"
                    ),
                    query={
                        one["name"]: sample(one["schema"], components)
                        for one in given
                        if one["in"] == "query" and one.get("required")
                    },
                    body=sample(as_json, components) if as_json else None,
                    is_upload="multipart/form-data" in content,
                )
            )
    return sorted(found, key=lambda one: (one.path, one.method))


def _needs() -> dict[str, Needs | None]:
    table: dict[str, Needs | None] = {}
    for _, router in api._routers:
        for view in router.path_operations.values():
            for operation in view.operations:
                auths = [auth for auth in operation.auth_callbacks if isinstance(auth, Needs)]
                table[operation.operation_id or ""] = auths[0] if auths else None
    return table
