"""Facts reach every handler exactly once, whatever fails on the way."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from textwrap import dedent
from typing import ClassVar
from uuid import UUID, uuid4

import pytest
from django.db import connection, transaction

from zhijian.events import Event
from zhijian.events.inspection import SeriousProblemReported
from zhijian.support.bus import services as bus
from zhijian.support.bus.models import Delivery, OutboxEvent
from zhijian.support.codes.models import CodeTable

AT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


@dataclass(frozen=True, kw_only=True)
class FineRecorded(Event):
    """A fact of this test only."""

    name: ClassVar[str] = "bustest.fine_recorded"

    fine: Decimal = Decimal("0.00")
    note: str = ""
    parts: tuple[UUID, ...] = ()


def fact(**overrides: object) -> FineRecorded:
    return FineRecorded(**{"subject": uuid4(), "by": None, "at": AT, **overrides})  # type: ignore[arg-type]


@pytest.fixture
def subscribe(monkeypatch: pytest.MonkeyPatch) -> Callable[..., object]:
    """Subscribes handlers for the length of one test."""
    monkeypatch.setattr(bus, "_handlers", {})
    monkeypatch.setattr(bus, "_classes", {})
    return lambda handler: bus.subscribe(FineRecorded)(handler)


def def_handler(name: str, act: Callable[[FineRecorded], object]) -> Callable[[FineRecorded], None]:
    """A handler with a name of its own."""

    def handler(event: FineRecorded) -> None:
        act(event)

    handler.__name__ = name
    return handler


@pytest.mark.django_db
@pytest.mark.req("PLT-11")
def test_a_fact_reaches_each_handler_with_all_its_fields(subscribe: Callable[..., object]) -> None:
    seen: list[tuple[str, Event]] = []
    subscribe(def_handler("first", lambda event: seen.append(("first", event))))
    subscribe(def_handler("second", lambda event: seen.append(("second", event))))
    event = fact(fine=Decimal("1234.50"), note="注", parts=(uuid4(), uuid4()), by=uuid4())

    bus.publish(event)
    bus.deliver_all(at=AT)

    assert sorted(name for name, _ in seen) == ["first", "second"]
    assert all(got == event for _, got in seen)


@pytest.mark.django_db
def test_many_facts_are_published_in_three_statements_and_each_reaches_each_handler(
    subscribe: Callable[..., object], django_assert_num_queries: Callable[[int], AbstractContextManager[object]]
) -> None:
    seen: list[FineRecorded] = []
    subscribe(def_handler("first", seen.append))
    subscribe(def_handler("second", lambda event: None))
    facts = [fact(note=str(number)) for number in range(20)]

    with django_assert_num_queries(3):
        bus.publish_all(facts)
    bus.deliver_all(at=AT)

    assert sorted(seen, key=lambda event: int(event.note)) == facts
    assert Delivery.objects.filter(done_at__isnull=False).count() == 40


@pytest.mark.django_db
def test_a_delivered_fact_is_not_delivered_again(subscribe: Callable[..., object]) -> None:
    seen: list[Event] = []
    subscribe(def_handler("once", seen.append))
    bus.publish(fact())

    assert bus.deliver_all(at=AT) == 1
    assert bus.deliver_all(at=AT + timedelta(days=1)) == 0
    assert len(seen) == 1


@pytest.mark.django_db
@pytest.mark.req("PLT-11")
def test_a_fact_of_an_act_that_was_undone_was_never_published(subscribe: Callable[..., object]) -> None:
    subscribe(def_handler("never", lambda event: None))

    with transaction.atomic():
        bus.publish(fact())
        transaction.set_rollback(True)

    assert not OutboxEvent.objects.filter(name=FineRecorded.name).exists()
    assert bus.deliver_all(at=AT) == 0


@pytest.mark.django_db
def test_what_a_failing_handler_wrote_is_undone_and_the_others_go_on(subscribe: Callable[..., object]) -> None:
    seen: list[Event] = []

    def fail(event: FineRecorded) -> None:
        CodeTable.objects.create(code=str(event.uid), name="半")
        raise ValueError("今天不行")

    subscribe(fail)
    subscribe(def_handler("good", seen.append))
    event = fact()
    bus.publish(event)

    bus.deliver_all(at=AT)

    assert len(seen) == 1
    assert not CodeTable.objects.filter(code=str(event.uid)).exists()
    waiting = Delivery.objects.get(done_at__isnull=True)
    assert waiting.tries == 1
    assert "今天不行" in waiting.last_error
    assert waiting.due_at > AT


@pytest.mark.django_db
@pytest.mark.req("PLT-11")
def test_after_five_failures_a_delivery_waits_for_a_person_and_can_be_tried_again(
    subscribe: Callable[..., object],
) -> None:
    broken, seen = [True], []

    def handler(event: FineRecorded) -> None:
        if broken[0]:
            raise ValueError("坏了")
        seen.append(event)

    subscribe(handler)
    bus.publish(fact())

    for hour in range(8):
        bus.deliver_all(at=AT + timedelta(hours=hour))

    (parked,) = bus.parked()
    assert Delivery.objects.get(pk=parked["id"]).tries == bus.MOST_TRIES
    assert "坏了" in parked["error"]

    broken[0] = False
    bus.retry_parked(delivery=parked["id"], at=AT + timedelta(days=1))
    bus.deliver_all(at=AT + timedelta(days=1))
    assert len(seen) == 1
    assert bus.parked() == []


@pytest.mark.django_db
def test_the_pauses_between_tries_grow(subscribe: Callable[..., object]) -> None:
    def fail(event: FineRecorded) -> None:
        raise ValueError

    subscribe(fail)
    bus.publish(fact())
    pauses, at = [], AT
    for _ in range(bus.MOST_TRIES - 1):
        bus.deliver_all(at=at)
        due = Delivery.objects.get().due_at
        pauses.append(due - at)
        at = due

    assert pauses == sorted(set(pauses))


@pytest.mark.django_db
def test_a_handler_that_is_gone_leaves_its_delivery_for_a_person(subscribe: Callable[..., object]) -> None:
    subscribe(def_handler("gone", lambda event: None))
    bus.publish(fact())
    bus._handlers.clear()

    bus.deliver_all(at=AT)

    assert "no handler" in Delivery.objects.get().last_error


def test_a_stored_fact_of_an_older_version_takes_the_defaults_of_new_fields(subscribe: Callable[..., object]) -> None:
    subscribe(def_handler("any", lambda event: None))
    event = fact(note="旧")
    body = bus.to_body(event)
    del body["fine"], body["parts"]

    assert bus.from_body(FineRecorded.name, {**body, "gone_field": 1}) == event


def test_a_list_of_ids_comes_back_as_it_was_published(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(bus._classes, SeriousProblemReported.name, SeriousProblemReported)
    event = SeriousProblemReported(
        subject=uuid4(), by=uuid4(), at=AT, entity=uuid4(), organisation=uuid4(), title="题", facts="事实",
        task_number="JC-2026-000001", evidence=(uuid4(), uuid4()), documents=(),
    )  # fmt: skip

    assert bus.from_body(event.name, bus.to_body(event)) == event


@pytest.mark.django_db(transaction=True)
@pytest.mark.req("PLT-11", "S-EX-03")
def test_many_workers_deliver_each_fact_once(subscribe: Callable[..., object]) -> None:
    def handler(event: FineRecorded) -> None:
        CodeTable.objects.create(code=f"{event.uid.hex[:30]}-{uuid4().hex[:8]}", name=str(event.uid))

    subscribe(handler)
    events = [fact() for _ in range(40)]
    for event in events:
        bus.publish(event)

    def work() -> None:
        try:
            bus.deliver_all(at=AT)
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _ in range(6)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)

    assert sorted(CodeTable.objects.values_list("name", flat=True)) == sorted(str(event.uid) for event in events)
    assert not Delivery.objects.filter(done_at__isnull=True).exists()


KILLED_IN_THE_MIDDLE = """
    import os, signal
    from zhijian.config.setup import use_django
    use_django()
    from zhijian.events import Event
    from zhijian.support.bus import services as bus
    from zhijian.support.codes.models import CodeTable
    from datetime import datetime, UTC

    class FineRecorded(Event):
        name = "bustest.fine_recorded"

    def handler(event):
        CodeTable.objects.create(code=event.uid.hex, name="死前")
        os.kill(os.getpid(), signal.SIGKILL)

    handler.__module__, handler.__name__ = "bustest", "record"
    bus.subscribe(FineRecorded)(handler)
    bus.deliver_all(at=datetime(2026, 3, 2, 1, 0, tzinfo=UTC))
"""


@pytest.mark.django_db(transaction=True)
@pytest.mark.req("PLT-11", "S-EX-03")
def test_a_worker_killed_in_the_middle_leaves_the_fact_to_the_next_one(subscribe: Callable[..., object]) -> None:
    def record(event: FineRecorded) -> None:
        CodeTable.objects.create(code=event.uid.hex, name="接着")

    record.__module__, record.__name__ = "bustest", "record"
    subscribe(record)
    event = fact()
    bus.publish(event)

    killed = subprocess.run(
        [sys.executable, "-c", dedent(KILLED_IN_THE_MIDDLE)],
        env={**os.environ, "ZHIJIAN_DB_NAME": str(connection.settings_dict["NAME"])},
        check=False,
    )
    assert killed.returncode == -signal.SIGKILL
    bus.deliver_all(at=AT)

    assert list(CodeTable.objects.values_list("code", "name")) == [(event.uid.hex, "接着")]
    assert Delivery.objects.get().done_at == AT
