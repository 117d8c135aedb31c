"""Publishing facts and delivering them to their handlers."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import fields
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, TypeVar, get_type_hints
from uuid import UUID

from django.db import connection, transaction

from zhijian.events import Event
from zhijian.kernel import clock
from zhijian.support.bus.models import Delivery, OutboxEvent

log = logging.getLogger("zhijian.bus")

E = TypeVar("E", bound=Event)
Handler = Callable[[Any], None]

MOST_TRIES = 5
CHANNEL = "zhijian_bus"

_handlers: dict[str, dict[str, Handler]] = {}
_classes: dict[str, type[Event]] = {}


def subscribe(event: type[E]) -> Callable[[Callable[[E], None]], Callable[[E], None]]:
    """Register a handler for an event class; it must be idempotent by ``event.uid``."""

    def register(handler: Callable[[E], None]) -> Callable[[E], None]:
        key = f"{handler.__module__}.{handler.__name__}"
        _classes[event.name] = event
        _handlers.setdefault(event.name, {})[key] = handler
        return handler

    return register


def subscriptions() -> dict[str, tuple[str, ...]]:
    """Handlers by event name, for the architecture tests and the operator."""
    return {name: tuple(handlers) for name, handlers in _handlers.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, UUID | Decimal):
        return str(value)
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value]
    return value


def _rebuild(kind: Any, value: Any) -> Any:
    if value is None:
        return None
    text = str(kind)
    if isinstance(value, list):  # a frozen event holds tuples
        return tuple(UUID(item) if "UUID" in text else item for item in value)
    if kind is UUID or "UUID" in text:
        return UUID(value)
    if kind is Decimal or "Decimal" in text:
        return Decimal(value)
    if kind is datetime or "datetime.datetime" in text:
        return datetime.fromisoformat(value)
    if kind is date or "datetime.date" in text:
        return date.fromisoformat(value)
    return value


def to_body(event: Event) -> dict[str, Any]:
    """The event's fields as JSON."""
    return {item.name: _plain(getattr(event, item.name)) for item in fields(event)}


def from_body(name: str, body: dict[str, Any]) -> Event:
    """The event of a stored body; fields it does not know are left out, missing ones take their default."""
    kind = _classes[name]
    hints = get_type_hints(kind)
    known = {item.name for item in fields(kind)}
    return kind(**{key: _rebuild(hints[key], value) for key, value in body.items() if key in known})


def publish(event: Event) -> None:
    """Write the fact and a delivery for each of its handlers in the caller's transaction; workers do the rest."""
    publish_all([event])


def publish_all(events: Sequence[Event]) -> None:
    """The same for many facts, in three statements."""
    rows = OutboxEvent.objects.bulk_create(
        OutboxEvent(uid=event.uid, name=event.name, body=to_body(event), at=event.at) for event in events
    )
    Delivery.objects.bulk_create(
        Delivery(event=row, handler=key, due_at=row.at) for row in rows for key in _handlers.get(row.name, {})
    )
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, '')", [CHANNEL])  # reaches the worker when, and only if, we commit


def deliver_one(*, at: datetime) -> bool:
    """Deliver one waiting event to one handler, in one transaction with what the handler writes.

    False when nothing waits. A failing handler is tried again later and later, then parked for a person.
    """
    with transaction.atomic():
        row = (
            Delivery.objects.select_for_update(skip_locked=True, of=("self",))
            .select_related("event")
            .filter(done_at__isnull=True, parked_at__isnull=True, due_at__lte=at)
            .order_by("due_at", "pk")
            .first()
        )
        if row is None:
            return False
        handler = _handlers.get(row.event.name, {}).get(row.handler)
        try:
            with transaction.atomic():
                if handler is None:
                    raise LookupError(f"no handler {row.handler}")
                handler(from_body(row.event.name, row.event.body))
        except Exception as error:  # a handler may fail in any way; it must not stop the others
            _postpone(row, error, at)
        else:
            row.done_at = at
            row.save(update_fields=["done_at"])
    return True


def _postpone(row: Delivery, error: Exception, at: datetime) -> None:
    log.warning("delivery_failed", exc_info=error, extra={"handler": row.handler, "event_uid": str(row.event.uid)})
    row.tries += 1
    row.last_error = repr(error)[:2000]
    row.due_at = at + timedelta(seconds=2 ** min(row.tries, 10))
    row.parked_at = at if row.tries >= MOST_TRIES else None
    row.save(update_fields=["tries", "last_error", "due_at", "parked_at"])


def deliver_all(*, at: datetime | None = None) -> int:
    """Deliver until nothing waits; gives how many deliveries were tried. Used by the worker and by tests."""
    count = 0
    while deliver_one(at=at or clock.now()):
        count += 1
    return count


def parked() -> list[dict[str, Any]]:
    """Deliveries that wait for a person, the oldest first."""
    rows = Delivery.objects.filter(parked_at__isnull=False).select_related("event").order_by("parked_at", "pk")
    return [
        {"id": row.pk, "event": row.event.name, "handler": row.handler, "error": row.last_error, "since": row.parked_at}
        for row in rows
    ]


def retry_parked(*, delivery: int, at: datetime) -> None:
    """Give a parked delivery its tries again, after a person mended the cause."""
    Delivery.objects.filter(pk=delivery, parked_at__isnull=False).update(tries=0, parked_at=None, due_at=at)
