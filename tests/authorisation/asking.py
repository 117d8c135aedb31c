"""What the walks over all operations share: the operations, the things of the scene, and how one asks about them."""

import re
from functools import cache
from typing import Any
from uuid import UUID, uuid4

import orjson
from django.http import HttpResponse
from django.test import Client

from scene.reading import content_of
from scene.things import Scene
from zhijian.support.evidence import queries as evidence
from zhijian.support.identity.tests.factories import SYSTEM

from .operations import Operation, operations

#: Which thing a path speaks of, by the segment before its identifier.
THINGS = re.compile(r"/(\w[\w-]*)/\{(?:uid|\w+)\}")

#: Paths whose identifier is no object of an organisation: codes of public lists, one's own things.
NOBODYS = {"codes", "forms", "sessions", "notices", "uploads", "documents", "kinds", "trail", "verifications"}


@cache
def all_operations() -> tuple[Operation, ...]:
    """All of them, read once."""
    return tuple(operations())


def call(client: Client, operation: Operation, uid: UUID | None = None) -> HttpResponse:
    """Send the smallest request that the description allows, about a thing or, without one, about nothing."""
    path = re.sub(r"\{version\}", "1", operation.path)
    path = re.sub(r"\{\w+\}", str(uid or uuid4()), path)
    headers = {"Idempotency-Key": str(uuid4()), "If-Match": '"1"', "Upload-Offset": "0"}
    if operation.method == "GET":
        return client.get(path, operation.query, headers=headers)
    return client.generic(
        operation.method,
        path + ("?" + "&".join(f"{k}={v}" for k, v in operation.query.items()) if operation.query else ""),
        b"" if operation.body is None else orjson.dumps(operation.body),
        content_type="application/json",
        headers=headers,
    )


def things(scene: Scene) -> dict[str, UUID]:
    """The things of the scene by the name they have in paths."""
    return {
        "tasks": scene.tasks["dispatched"],
        "inspections": scene.signed,
        "rectifications": scene.rectification,
        "publications": scene.publication,
        "clues": scene.clue,
        "documents": scene.document,
        "items": evidence.of_subject(subject=scene.signed, by=SYSTEM)[0].uid,
        "packages": scene.signed,
        "draws": scene.draws["drawn"],
        "officer-pools": scene.officer_pool,
        "object-pools": scene.object_pool,
        "avoidances": scene.avoidance,
        "entities": scene.entity,
        "staff": scene.lead,
        "licences": scene.licence,
        "people": scene.entity_person,
        "held-submissions": scene.held,
        "imports": scene.imports["checked"].uid,
    }


def thing_of(operation: Operation) -> str:
    """Which thing a path speaks of, by the word before its identifier."""
    found = THINGS.search(operation.path)
    assert found, operation.path
    return found.group(1)


def without_trace(answer: HttpResponse) -> Any:
    """What an answer says, but for the id of its request."""
    content = content_of(answer)
    if not content or "json" not in answer.headers.get("Content-Type", ""):
        return answer.headers.get("Content-Type")
    body = orjson.loads(content)
    return {key: value for key, value in body.items() if key != "trace"} if isinstance(body, dict) else body
