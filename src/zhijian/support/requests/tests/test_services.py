"""A request that acts has one effect, however often it arrives."""

import threading
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.http import HttpResponse

from zhijian.support.codes.models import CodeTable
from zhijian.support.identity.tests.factories import PASSWORD, make_person, signed_in_client
from zhijian.support.requests import services
from zhijian.support.requests.models import HandledRequest

AT = datetime(2026, 5, 6, 3, 0, tzinfo=UTC)
PARALLEL = 50


def once(key: str, asked: str = "asked", status: int = 200) -> tuple[HttpResponse, bool]:
    """One request that makes one row."""

    def act() -> HttpResponse:
        row = CodeTable.objects.create(code=uuid4().hex, name=key)
        return HttpResponse(f'{{"row": {row.pk}}}', status=status, content_type="application/json")

    return services.once(caller="caller", key=key, asked=asked, at=AT, act=act)


@pytest.mark.django_db
def test_the_second_time_gives_the_first_answer_and_does_nothing() -> None:
    first, repeated = once("key-00000001")
    second, is_repetition = once("key-00000001")

    assert (repeated, is_repetition) == (False, True)
    assert second.content == first.content
    assert second["Idempotency-Replayed"] == "true"
    assert CodeTable.objects.filter(name="key-00000001").count() == 1


@pytest.mark.django_db
def test_the_same_id_for_something_else_is_refused() -> None:
    once("key-00000001", asked="one")

    with pytest.raises(services.KeyReused):
        once("key-00000001", asked="other")

    assert CodeTable.objects.filter(name="key-00000001").count() == 1


@pytest.mark.django_db
def test_a_refused_request_leaves_nothing_and_may_be_sent_again() -> None:
    once("key-00000001", status=422)
    assert not CodeTable.objects.filter(name="key-00000001").exists()

    answer, repeated = once("key-00000001")

    assert (answer.status_code, repeated) == (200, False)
    assert CodeTable.objects.filter(name="key-00000001").count() == 1


@pytest.mark.django_db
def test_two_callers_may_use_the_same_id() -> None:
    once("key-00000001")

    _, repeated = services.once(
        caller="another", key="key-00000001", asked="asked", at=AT, act=lambda: HttpResponse("x")
    )

    assert not repeated


@pytest.mark.django_db
def test_kept_answers_are_forgotten_after_400_days() -> None:
    once("key-00000001")

    assert services.forget_old(at=AT + timedelta(days=400)) == 0
    assert services.forget_old(at=AT + timedelta(days=401)) == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.req("PLT-11", "S-EX-03")
def test_50_arrivals_of_one_request_at_once_have_one_effect_and_one_answer() -> None:
    answers: list[tuple[bytes, bool]] = []
    ready = threading.Barrier(PARALLEL)

    def arrive() -> None:
        try:
            ready.wait(60)
            response, repeated = once("key-parallel")
            answers.append((response.content, repeated))
        finally:
            connection.close()

    threads = [threading.Thread(target=arrive) for _ in range(PARALLEL)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)

    assert len(answers) == PARALLEL
    assert len({content for content, _ in answers}) == 1
    assert [repeated for _, repeated in answers].count(False) == 1
    assert CodeTable.objects.filter(name="key-parallel").count() == 1
    assert HandledRequest.objects.filter(key="key-parallel").count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("key", [None, "short", "with space in it", "x" * 101])
def test_a_write_without_a_proper_id_is_refused_and_says_so(key: str | None) -> None:
    client = signed_in_client(make_person())

    answer = client.post(
        "/api/v1/identity/password",
        {"old": PASSWORD, "new": "Luzhou-88-fengye"},
        content_type="application/json",
        headers={} if key is None else {"Idempotency-Key": key},
    )

    assert answer.status_code == 422
    assert answer.json()["code"] == "requests.key_missing"
