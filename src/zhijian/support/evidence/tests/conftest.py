"""Fixtures of the evidence tests: a store of their own, an officer who may capture."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from zhijian.support.evidence import subjects
from zhijian.support.evidence.tests.factories import SUBJECT_KIND, everybody_sees
from zhijian.support.identity.rules import Scope
from zhijian.support.identity.tests.factories import make_actor
from zhijian.support.identity.types import Actor


@pytest.fixture(autouse=True)
def store_folder(tmp_path: Path, settings: Any) -> Path:
    """An empty store."""
    settings.EVIDENCE_DIR = tmp_path / "evidence"
    settings.CHECKPOINT_KEY = tmp_path / "key.pem"
    return tmp_path / "evidence"


@pytest.fixture(autouse=True)
def visible_subjects() -> Iterator[None]:
    """Everybody sees the subjects of these tests, unless a test says otherwise; afterwards nobody knows them."""
    everybody_sees()
    yield
    subjects._visible_of.pop(SUBJECT_KIND, None)


@pytest.fixture
def officer(db: None) -> Actor:
    """An officer who may capture and export."""
    return make_actor("evidence.capture", "evidence.export", scope=Scope.ORGANISATION)
