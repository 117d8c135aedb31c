"""Making the next thing ready while the last one is used."""

import sys
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TypeVar

T = TypeVar("T")
_END = object()
SWITCH_S = 0.0002
"""How long a thread that waits for Python is kept waiting by one that computes; Python's own is five times this."""


def ahead(items: Iterable[T]) -> Iterator[T]:
    """The same items; while the caller uses one, a thread makes the next.

    Worth it where either of them waits or computes outside Python. The items are made without the database, for its
    connection belongs to the caller's thread.
    """
    with one_helper() as helper:
        source = iter(items)
        job = helper.submit(next, source, _END)
        while (item := job.result()) is not _END:
            job = helper.submit(next, source, _END)
            yield item  # type: ignore[misc]  # _END was told apart


@contextmanager
def one_helper() -> Iterator[ThreadPoolExecutor]:
    """A thread beside the caller's; the two take turns quickly as long as it is there."""
    usual = sys.getswitchinterval()
    sys.setswitchinterval(min(usual, SWITCH_S))
    try:
        with ThreadPoolExecutor(1) as helper:
            yield helper
    finally:
        sys.setswitchinterval(usual)
