"""Making the next thing ready while the last one is used."""

import sys
import threading
from collections.abc import Iterator

import pytest

from zhijian.kernel.ahead import ahead


def test_items_come_in_order_and_the_next_is_made_while_one_is_used() -> None:
    made = [threading.Event() for _ in range(4)]

    def items() -> Iterator[int]:
        for number, event in enumerate(made):
            event.set()
            yield number

    for number in ahead(items()):
        assert number == 3 or made[number + 1].wait(5)
        assert not any(event.is_set() for event in made[number + 2 :])


def test_none_is_an_item_and_nothing_is_nothing() -> None:
    assert list(ahead([None, 0])) == [None, 0]
    assert list(ahead([])) == []


def test_what_goes_wrong_in_the_making_reaches_the_user_in_its_place() -> None:
    def items() -> Iterator[int]:
        yield 1
        raise KeyError("gone")

    found = ahead(items())

    assert next(found) == 1
    with pytest.raises(KeyError):
        next(found)


def test_a_user_who_leaves_early_leaves_no_thread_and_no_quick_turns() -> None:
    usual, threads = sys.getswitchinterval(), threading.active_count()
    found = ahead(range(1000))
    next(found)
    found.close()

    assert (sys.getswitchinterval(), threading.active_count()) == (usual, threads)
