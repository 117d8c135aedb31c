"""Which pass may work now: one job for a batch, one load at a time."""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from django.db import connection

LOADING = -22
"""Key of the turn of loads; the keys of batches are never negative."""


@contextmanager
def alone(batch: UUID) -> Iterator[bool]:
    """Whether no other connection works on this batch; a killed one lets go by itself."""
    key = batch.int >> 65
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [key])
        (is_alone,) = cursor.fetchone() or (False,)
    try:
        yield is_alone
    finally:
        if is_alone:
            _let_go(key)


@contextmanager
def one_load() -> Iterator[None]:
    """Wait until no other load runs, of whatever kind and bureau.

    Rows are matched against the whole register, which several kinds of import write. A row is looked up before the
    transaction that stores it begins, so the turn lasts longer than transactions; a killed load lets go by itself.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [LOADING])
    try:
        yield
    finally:
        _let_go(LOADING)


def _let_go(key: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_unlock(%s)", [key])
