"""Addresses that lead nowhere, identifiers that are none, methods that are not offered: each told as a problem."""

import re
from uuid import uuid4

import orjson
import pytest
from django.http import HttpResponse
from django.test import Client

from authorisation.operations import operations
from scene.things import ADMINISTRATION, Scene

from .test_text import complaint

HOSTILE = (
    "%00",
    "..%2f..%2fetc%2fpasswd",
    "%ff%fe",
    "'%20OR%20'1'='1",
    "%E2%80%AE",
    "a" * 3000,
    "-1",
    "1e9",
    "%25s%25n",
)
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "TRACE", "OPTIONS", "BREW")


def ask(client: Client, method: str, path: str) -> HttpResponse:
    headers = {"Idempotency-Key": str(uuid4()), "If-Match": '"1"', "Upload-Offset": "0"}
    return client.generic(method, path, b"", content_type="application/json", headers=headers)  # type: ignore[return-value]


def code_of(answer: HttpResponse) -> str:
    code: str = orjson.loads(answer.content)["code"]
    return code


@pytest.mark.req("S-WE-04")
@pytest.mark.parametrize("path", ["/api", "/api/", "/api/v1", "/api/v1/nothing", "/api/v1/registry/entities/x/y/z"])
@pytest.mark.parametrize("method", [method for method in METHODS if method != "HEAD"])
def test_an_address_that_leads_nowhere_is_told_as_a_problem(method: str, path: str) -> None:
    answer = ask(Client(), method, path)

    assert answer.status_code == 404
    assert complaint(answer) is None
    assert code_of(answer) == "http.address_unknown"
    assert answer.headers["X-Trace-Id"] == orjson.loads(answer.content)["trace"]


@pytest.mark.req("S-WE-04")
def test_a_missing_file_of_a_page_is_told_without_internals() -> None:
    answer = Client().get("/assets/none.js")

    assert answer.status_code == 404
    assert b"Traceback" not in answer.content
    assert b"zhijian.config" not in answer.content


@pytest.mark.req("S-WE-04", "SEC-3")
def test_a_method_that_an_address_does_not_offer_is_told_as_a_problem_with_those_it_does(scene: Scene) -> None:
    client, wrong = scene.client("chief"), []
    offered: dict[str, tuple[str, set[str]]] = {}
    for operation in operations():
        path = re.sub(r"\{\w+\}", str(uuid4()), operation.path)
        offered.setdefault(operation.path, (path, set()))[1].add(operation.method)
    for path, taken in offered.values():
        for method in set(METHODS) - taken - {"HEAD"}:
            answer = ask(client, method, path)
            allowed = {one.strip() for one in answer.headers.get("Allow", "").split(",")}
            if answer.status_code != 405 or complaint(answer) is not None or allowed != taken:
                wrong.append((method, path, answer.status_code, answer.headers.get("Allow"), answer.content[:200]))

    assert len(offered) > 100
    assert wrong == [], "\n".join(map(str, wrong))


@pytest.mark.req("S-WE-04")
def test_an_identifier_that_is_none_finds_nothing(scene: Scene) -> None:
    client, wrong, asked = scene.client("chief"), [], 0
    for operation in operations():
        if not operation.identifiers or operation.permission in ADMINISTRATION:
            continue
        asked += 1
        answer = ask(client, operation.method, re.sub(r"\{\w+\}", "7", operation.path))
        if answer.status_code != 404 or complaint(answer) is not None:
            wrong.append((operation.name, answer.status_code, answer.content[:200]))

    assert asked > 80
    assert wrong == [], "\n".join(map(str, wrong))


@pytest.mark.req("SEC-3", "S-FI-03")
def test_hostile_addresses_find_nothing_and_break_nothing(scene: Scene) -> None:
    client, wrong = scene.client("chief"), []
    for operation in operations():
        for part in HOSTILE if operation.parameters else ():
            answer = ask(client, operation.method, re.sub(r"\{\w+\}", lambda _, part=part: part, operation.path))
            if answer.status_code >= 500 or (answer.status_code >= 400 and complaint(answer) is not None):
                wrong.append(f"{operation.name} {part[:20]} answered {answer.status_code} {answer.content[:100]!r}")

    assert wrong == [], "\n".join(wrong)
