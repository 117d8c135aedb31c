"""The same protective headers on every answer: of every operation, of errors, of pages and files."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client

from authorisation.operations import operations
from scene.calls import calls
from scene.things import Scene

from .test_text import complaint

ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}


def lacks(answer: HttpResponse, *, is_data: bool) -> list[str]:
    """What an answer's headers lack."""
    found = [name for name, value in ALWAYS.items() if answer.headers.get(name) != value]
    parts = answer.headers.get("Content-Security-Policy", "").split(";")
    policy = {name: rest.strip() for name, _, rest in (part.strip().partition(" ") for part in parts if part.strip())}
    scripts = policy.get("script-src", policy.get("default-src", "" if "sandbox" not in policy else "'none'"))
    if (
        not scripts
        or "'unsafe-inline'" in scripts
        or "'unsafe-eval'" in scripts
        or "*" in scripts
        or "http:" in scripts
    ):
        found.append(f"script-src {scripts!r}")
    if "frame-ancestors" not in policy and "sandbox" not in policy:
        found.append("frame-ancestors")
    if "sandbox" not in policy and (policy.get("object-src") != "'none'" or policy.get("base-uri") != "'none'"):
        found.append("object-src, base-uri")
    if is_data and "no-store" not in answer.headers.get("Cache-Control", ""):
        found.append(f"Cache-Control {answer.headers.get('Cache-Control')!r}")
    return found


def answers(scene: Scene) -> Iterator[tuple[str, HttpResponse]]:
    """An answer of every operation, refused and, where a valid request is known, taken."""
    known = calls(scene)
    for operation in operations():
        path = re.sub(r"\{\w+\}", str(uuid4()), operation.path)
        headers = {"Idempotency-Key": str(uuid4())}
        yield f"{operation.name} unsigned", Client().generic(operation.method, path, headers=headers)
        if operation.name in known:
            call = known[operation.name]
            yield f"{operation.name} taken", call.send(scene.client(call.who))
        else:
            yield f"{operation.name} asked", scene.client("chief").get(path, operation.query)


@pytest.mark.req("S-WE-01")
def test_every_answer_of_every_operation_is_protected_and_kept_nowhere(scene: Scene) -> None:
    wrong, seen = [], 0
    with transaction.atomic():
        for name, answer in answers(scene):
            seen += 1
            wrong += [f"{name}: {what}" for what in lacks(answer, is_data=True)]
        transaction.set_rollback(True)

    assert seen > 250
    assert wrong == [], "\n".join(wrong)


@pytest.mark.req("S-WE-01")
@pytest.mark.parametrize("path", ["/", "/m/", "/h5/", "/v/ABCD", "/healthz", "/assets/none.js", "/registry/entities"])
def test_pages_and_files_are_protected(path: str, tmp_path: Path, settings: Any) -> None:
    for app in ("console", "field", "h5"):
        (tmp_path / app / "dist").mkdir(parents=True)
        (tmp_path / app / "dist" / "index.html").write_text("<!doctype html>")
    settings.WEB_APPS_DIR = tmp_path

    answer = Client().get(path)

    assert lacks(answer, is_data=False) == []


@pytest.mark.req("S-WE-01")
def test_behind_https_browsers_are_told_to_stay_there(settings: Any) -> None:
    settings.PUBLIC_URL = "https://zhijian.example"

    assert Client().get("/healthz").headers["Strict-Transport-Security"].startswith("max-age=31536000")


#: Whoever signs in has no token yet; a browser tells where the request comes from.
BY_ORIGIN = {"signIn", "demoSignIn"}


@pytest.mark.req("S-WE-03")
def test_a_write_without_the_token_or_from_elsewhere_is_refused(scene: Scene) -> None:
    wrong = []
    for name, call in calls(scene).items():
        strict = Client(enforce_csrf_checks=True)
        strict.cookies = scene.client(call.who).cookies
        for what, client, headers in (
            ("the token", strict, {}),
            ("the right origin", scene.client(call.who), {"Origin": "https://evil.example"}),
            ("the same site", scene.client(call.who), {"Sec-Fetch-Site": "cross-site"}),
        ):
            if name in BY_ORIGIN and what == "the token":
                continue
            with transaction.atomic():
                answer = replace(call, headers={**call.headers, **headers}).send(client)
                if answer.status_code != 403 or complaint(answer) is not None:
                    wrong.append(f"{name} without {what}: {answer.status_code}")
                transaction.set_rollback(True)

    assert wrong == [], "\n".join(wrong)
