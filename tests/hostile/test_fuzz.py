"""Generated requests, valid and broken, over all operations, as schemathesis makes them from the description."""

import json
import logging
from collections import Counter
from typing import Any
from uuid import uuid4

import orjson
import pytest
import schemathesis
from django.db import transaction
from django.http import HttpResponse
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode

from scene.calls import Call, calls
from scene.things import Scene
from zhijian.config.api import api

from .test_text import complaint

log = logging.getLogger("zhijian.tests")


def generated() -> dict[str, Any]:
    """Operations as schemathesis sees them, by name."""
    described = json.loads(json.dumps(api.get_openapi_schema(), default=str))
    schema = schemathesis.openapi.from_dict(described)
    found = [result.ok() for result in schema.get_all_operations()]
    return {one.definition.raw["operationId"]: one for one in found}


class Fuzzer:
    """Sends generated requests as the person who may make them; what they change is undone."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.known = calls(self.scene)
        self.sent, self.taken = Counter[str](), Counter[str]()
        self.wrong: list[str] = []

    def send(self, name: str, case: Any) -> None:
        call = self.known.get(name)
        client = self.scene.client(call.who if call else "chief")
        with transaction.atomic():
            answer = client.generic(
                case.method.upper(),
                self._path(case, call),
                self._body(case),
                content_type=case.media_type or "application/json",
                query_params=dict(case.query or {}),
                headers={"Idempotency-Key": str(uuid4()), "If-Match": '"1"', "Upload-Offset": "0"},
            )
            self._look(name, case, answer)
            transaction.set_rollback(True)

    def _path(self, case: Any, call: Call | None) -> str:
        path = str(case.path)
        for name, value in {**(case.path_parameters or {}), **(call.path if call else {})}.items():
            path = path.replace(f"{{{name}}}", str(value))
        return path

    def _body(self, case: Any) -> bytes:
        if not isinstance(case.body, dict | list | str | int | float | bool | type(None)):
            return b""
        try:
            return orjson.dumps(case.body)
        except (TypeError, ValueError):  # halves of surrogate pairs, numbers beyond 64 bits: tried elsewhere
            return b"{}"

    def _look(self, name: str, case: Any, answer: HttpResponse) -> None:
        self.sent[name] += 1
        if answer.status_code < 300:
            self.taken[name] += 1
        elif answer.status_code >= 400 and (fault := complaint(answer)) is not None:
            self.wrong.append(f"{name} answered {fault} to {case.query} {str(case.body)[:300]}")


def fuzz(fuzzer: Fuzzer, examples: int) -> None:
    """Some valid and as many broken requests for each operation."""
    for name, operation in generated().items():
        for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
            try:
                _some(fuzzer, name, operation.as_strategy(generation_mode=mode), examples)
            except BaseException as error:  # an operation in which nothing can be broken has no negative cases
                if not {"Unsatisfiable", "Skipped", "SkipTest"} & {one.__name__ for one in type(error).__mro__}:
                    raise


def _some(fuzzer: Fuzzer, name: str, cases: Any, examples: int) -> None:
    @settings(
        max_examples=examples,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=cases)
    def send(case: Any) -> None:
        fuzzer.send(name, case)

    send()


@pytest.mark.req("SEC-3", "S-AZ-01")
def test_generated_requests_meet_no_fault(scene: Scene) -> None:
    fuzzer = Fuzzer(scene)

    fuzz(fuzzer, examples=2)

    log.info("sent %s to %s operations, %s took one", fuzzer.sent.total(), len(fuzzer.sent), len(fuzzer.taken))
    assert fuzzer.wrong == [], "\n".join(fuzzer.wrong)
    assert len(fuzzer.sent) > 130


@pytest.mark.torture
@pytest.mark.req("SEC-3", "S-AZ-01")
def test_many_generated_requests_meet_no_fault(scene: Scene) -> None:
    fuzzer = Fuzzer(scene)

    fuzz(fuzzer, examples=60)

    log.info("sent %s to %s operations, %s took one", fuzzer.sent.total(), len(fuzzer.sent), len(fuzzer.taken))
    assert fuzzer.wrong == [], "\n".join(fuzzer.wrong)
