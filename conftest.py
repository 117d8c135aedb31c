"""Fixtures that every test may use."""

import pytest
from django.test import Client

from zhijian.support.deadlines.tests.factories import load_calendar
from zhijian.support.identity.types import Actor, system_actor


@pytest.fixture
def system() -> Actor:
    """The platform itself, which may do everything."""
    return system_actor("测试")


@pytest.fixture
def reference(db: None, system: Actor) -> None:
    """The work calendar and the deadline rules."""
    load_calendar(by=system)


@pytest.fixture
def browser_client() -> Client:
    """An HTTP client that checks CSRF as browsers meet it."""
    return Client(enforce_csrf_checks=True)
