"""Whether the worker lives: it holds a row in procrastinate's table of workers and refreshes it."""

from datetime import datetime, timedelta

from django.db import connection

LATE = timedelta(seconds=30)


def state(*, at: datetime) -> str:
    """``ok`` when some worker reported within the last 30 seconds, else ``down``."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(last_heartbeat) FROM procrastinate_workers")
        (last,) = cursor.fetchone() or (None,)
    return "ok" if last is not None and at - last < LATE else "down"
