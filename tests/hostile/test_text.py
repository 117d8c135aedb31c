"""Hostile text in every text field of every operation that writes: refused in Chinese, or stored as it was given."""

import logging
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

import orjson
import pytest
from django.db import transaction
from django.http import HttpResponse

from authorisation.operations import operations
from scene.calls import Call, calls
from scene.things import Scene
from zhijian.kernel.text import normalise
from zhijian.support.audit.models import AuditLeaf

from . import corpus
from .fields import Path, body_schema, text_fields, text_parameters, with_value

#: Page marks that no list gave out: ["1", "2"], ["x", "y"], [null, null], ["9999999999999999999999"].
MARKS = ("WyIxIiwiMiJd", "WyJ4IiwieSJd", "W251bGwsbnVsbF0=", "Wyk5OTk5OTk5OTk5OTk5OTk5OTk5OTkiXQ==")

CHINESE = re.compile("[一-鿿]")

log = logging.getLogger("zhijian.tests")

#: Rows that show the beginning of a text which stands whole where it belongs.
ABRIDGED = {"worklist_workitem", "registry_timelineentry"}


def places(found: dict[str, Call]) -> Iterator[tuple[Call, dict[str, Any], Path]]:
    """Every text field of every operation, with the schema of its body."""
    for call in found.values():
        schema = body_schema(call.operation.path, call.operation.method)
        if schema is not None:
            for path in dict.fromkeys(text_fields(schema)):
                yield call, schema, path


def complaint(answer: HttpResponse) -> str | None:
    """What is wrong with a refusal; None when it is a proper one."""
    if answer.status_code >= 500:
        return f"{answer.status_code}"
    if not str(answer.headers.get("Content-Type", "")).startswith("application/problem+json"):
        return f"{answer.status_code} as {answer.headers.get('Content-Type')}"
    body = orjson.loads(answer.content)
    return None if CHINESE.search(body["detail"]) else f"no Chinese: {body['detail']}"


def strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, one in value.items():
            yield key
            yield from strings(one)
    elif isinstance(value, list):
        for one in value:
            yield from strings(one)


def changed_text(since: int, text: str) -> list[str]:
    """What was stored of a text in any other form than the given one."""
    whole = normalise(text)
    return [
        f"{leaf.table}: {found!r}"
        for leaf in AuditLeaf.objects.filter(pk__gt=since)
        for found in strings(leaf.after)
        if corpus.START in found and whole not in normalise(found) and leaf.table not in ABRIDGED
    ]


def last_leaf() -> int:
    return AuditLeaf.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def walk(scene: Scene, texts: list[str]) -> tuple[Counter[str], list[str]]:
    """Send every text to every place; gives how often each operation took one, and what went wrong."""
    found, taken, wrong = calls(scene), Counter[str](), []
    for call, schema, path in places(found):
        for text in texts:
            with transaction.atomic():
                since = last_leaf()
                answer = call.send(scene.client(call.who), body=with_value(call.body, schema, path, text))
                where = f"{call.operation.name} {'.'.join(map(str, path))} {text[:60]!r}"
                if answer.status_code < 300:
                    taken[call.operation.name] += 1
                    wrong += [f"{where} stored as {other}" for other in changed_text(since, text)]
                elif (fault := complaint(answer)) is not None:
                    wrong.append(f"{where} answered {fault}")
                transaction.set_rollback(True)
    return taken, wrong


@pytest.mark.req("S-IN-07", "SEC-3")
def test_hostile_text_is_refused_in_chinese_or_stored_as_given(scene: Scene) -> None:
    taken, wrong = walk(scene, list(corpus.marked(corpus.FEW)))

    assert wrong == [], "\n".join(wrong)
    assert len(taken) >= 35, taken


@pytest.mark.torture
@pytest.mark.req("S-IN-07", "SEC-3")
def test_the_whole_corpus_is_refused_in_chinese_or_stored_as_given(scene: Scene) -> None:
    taken, wrong = walk(scene, list(corpus.marked(corpus.ALL)))

    log.info("operations that took a hostile text: %s, texts taken: %s", len(taken), taken.total())
    assert wrong == [], "\n".join(wrong)
    assert len(taken) >= 35


@pytest.mark.req("SEC-3", "S-WE-04")
def test_text_that_cannot_be_stored_is_refused_everywhere(scene: Scene) -> None:
    wrong = []
    for call, schema, path in places(calls(scene)):
        for text in corpus.IMPOSSIBLE[:1] + corpus.IMPOSSIBLE[2:3]:
            body = _as_ascii(with_value(call.body, schema, path, text))
            with transaction.atomic():
                answer = call.send(scene.client(call.who), body=body)
                where = f"{call.operation.name} {'.'.join(map(str, path))} {text!r}"
                if answer.status_code < 300:
                    wrong.append(f"{where} was taken")
                elif (fault := complaint(answer)) is not None:
                    wrong.append(f"{where} answered {fault}")
                transaction.set_rollback(True)

    assert wrong == [], "\n".join(wrong)


def _as_ascii(body: Any) -> bytes:
    """JSON with escapes, in which halves of surrogate pairs can be written."""
    import json

    return json.dumps(body).encode("ascii")


@pytest.mark.req("SEC-3", "S-IN-01")
def test_hostile_text_in_a_query_breaks_no_list(scene: Scene) -> None:
    wrong, asked = [], 0
    client = scene.client("chief")
    texts = [
        *corpus.FEW,
        "\x00",
        corpus.STATEMENTS[4],
        "WyIxIiwiMiJd",
        "WyJ4IiwieSJd",
        "W251bGwsbnVsbF0=",
        "%",
        "全" * 60,
    ]
    for operation in operations():
        if operation.method != "GET" or operation.parameters:
            continue
        for name in text_parameters(operation.path, "get"):
            for text in texts:
                with transaction.atomic():
                    answer = client.get(operation.path, {**operation.query, name: text})
                    asked += 1
                    if answer.status_code >= 400 and (fault := complaint(answer)) is not None:
                        wrong.append(f"{operation.name} {name}={text[:40]!r} answered {fault}")
                    transaction.set_rollback(True)

    assert asked > 300
    assert wrong == [], "\n".join(wrong)
