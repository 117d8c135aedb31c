"""Bodies that are no JSON, too deep, too large, or of other types than described: a proper refusal, never a fault."""

from typing import Any
from uuid import uuid4

import orjson
import pytest
from django.db import transaction

from scene.calls import calls
from scene.things import Scene

from . import corpus
from .fields import body_schema, object_fields, with_value
from .test_text import complaint

DEEP = b'{"a":' * 5000 + b"1" + b"}" * 5000
DEEP_LIST = b"[" * 70 + b"]" * 70
BODIES: dict[str, bytes] = {
    "nothing": b"",
    "no JSON": b"\xff\xfe<xml/>",
    "half": b'{"a": ',
    "not a number": b'{"a": NaN, "b": Infinity}',
    "a list": b"[]",
    "a text": b'"text"',
    "null": b"null",
    "deep": DEEP,
    "deep list": DEEP_LIST,
    "half a surrogate": b'{"name": "\\ud800"}',
    "huge number": b'{"version": 1' + b"0" * 400 + b"}",
}
WRONG: tuple[Any, ...] = (None, True, -1, 10**30, 1.5, "", "x" * 300, [], [[]], {}, {"a": 1}, ["\u202e"])


@pytest.mark.req("SEC-3", "S-WE-04")
def test_a_body_that_is_no_request_of_ours_is_refused(scene: Scene) -> None:
    wrong = []
    for call in calls(scene).values():
        if not isinstance(call.body, dict):
            continue
        for shape, body in BODIES.items():
            with transaction.atomic():
                answer = call.send(scene.client(call.who), body=body)
                if answer.status_code < 400:
                    wrong.append(f"{call.operation.name} took {shape}: {answer.status_code}")
                elif (fault := complaint(answer)) is not None:
                    wrong.append(f"{call.operation.name} answered {fault} to {shape}")
                transaction.set_rollback(True)

    assert wrong == [], "\n".join(wrong)


@pytest.mark.torture
@pytest.mark.req("SEC-3")
def test_each_field_with_each_wrong_type_is_refused_or_taken_and_never_a_fault(scene: Scene) -> None:
    wrong = []
    for call in calls(scene).values():
        if not isinstance(call.body, dict):
            continue
        for field in call.body:
            for value in WRONG:
                with transaction.atomic():
                    body = {**call.body, field: value}
                    content = orjson.dumps(body) if value != 10**30 else _with_huge(body, field)
                    answer = call.send(scene.client(call.who), body=content)
                    if answer.status_code >= 400 and (fault := complaint(answer)) is not None:
                        wrong.append(f"{call.operation.name} {field}={str(value)[:30]!r} answered {fault}")
                    transaction.set_rollback(True)

    assert wrong == [], "\n".join(wrong)


@pytest.mark.req("SEC-3", "S-WE-04")
@pytest.mark.parametrize("value", [[], [1], "", 7, True], ids=str)
def test_what_is_no_object_is_never_read_as_an_empty_one(scene: Scene, value: Any) -> None:
    taken, tried = [], 0
    for call in calls(scene).values():
        schema = body_schema(call.operation.path, call.operation.method)
        for path in dict.fromkeys(object_fields(schema)) if schema else ():
            if path:
                tried += 1
                answer = call.send(scene.client(call.who), body=with_value(call.body, schema or {}, path, value))
                if answer.status_code != 422 or complaint(answer) is not None:
                    taken.append(f"{call.operation.name} {path} answered {answer.status_code}")

    assert tried > 15
    assert taken == []


def _with_huge(body: dict[str, Any], field: str) -> bytes:
    return orjson.dumps({**body, field: "@@"}).replace(b'"@@"', b"1" + b"0" * 30)


@pytest.mark.req("SEC-3", "S-WE-04")
def test_ten_megabytes_of_text_are_refused_in_a_sentence(scene: Scene) -> None:
    found = calls(scene)
    for name in ("registerClue", "createTask", "submitInspection", "saveFormDraft", "signIn"):
        call = found[name]
        field = next(key for key, value in call.body.items() if isinstance(value, str | dict))
        answer = call.send(scene.client(call.who), body={**call.body, field: corpus.LONG})

        assert answer.status_code == 413, (name, answer.status_code)
        assert complaint(answer) is None, complaint(answer)


@pytest.mark.req("SEC-3")
def test_hostile_headers_are_refused_or_ignored(scene: Scene) -> None:
    client, found = scene.client("chief"), calls(scene)
    for given in ({"If-Match": '"9" OR 1'}, {"Upload-Offset": "-1"}, {"User-Agent": "<script>" * 999}):
        for call in (found["changeTask"], found["appendChunk"]):
            with transaction.atomic():
                path = call.operation.path
                for name, value in call.path.items():
                    path = path.replace(f"{{{name}}}", value)
                answer = client.generic(
                    call.operation.method,
                    path,
                    b"{}",
                    content_type="application/json",
                    headers={"Idempotency-Key": str(uuid4()), "If-Match": '"1"', "Upload-Offset": "0", **given},
                )
                assert answer.status_code < 500, given
                transaction.set_rollback(True)


@pytest.mark.req("SEC-3")
@pytest.mark.parametrize(
    "path", ["/api/v1/exchange/imports?kind=registry.entities", "/api/v1/deadlines/calendar?source=x"]
)
def test_a_form_without_its_boundary_is_refused_in_a_sentence(scene: Scene, path: str) -> None:
    client = scene.client("chief")

    answer = client.generic(
        "POST", path, b"\x89PNG", content_type="multipart/form-data", headers={"Idempotency-Key": str(uuid4())}
    )

    assert answer.status_code == 422
    assert complaint(answer) is None
