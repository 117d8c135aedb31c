"""The scene made once for all tests of a folder; what a test changes is undone behind it.

A folder's ``conftest.py`` takes these fixtures. They stand in place of the marker ``django_db``: a test with that
marker would close the connection that holds the scene.
"""

from collections.abc import Iterator

import pytest
from django.db import transaction
from pytest_django import DjangoDbBlocker

from zhijian.support.deadlines.tests.factories import load_calendar
from zhijian.support.identity.tests.factories import SYSTEM

from .things import Scene


@pytest.fixture(scope="package")
def scene(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Scene]:
    """One bureau with one of each thing, in a transaction that is never committed."""
    with django_db_blocker.unblock(), transaction.atomic():
        load_calendar(by=SYSTEM)
        yield Scene()
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def db(scene: Scene) -> Iterator[None]:
    """The database with the scene in it, as it was before when the test ends."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
