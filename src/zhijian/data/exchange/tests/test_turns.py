"""Loads at the same time: each finds what the one before it brought."""

import threading
from contextlib import suppress
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.db import connections

from zhijian.data.exchange import passes, queries, services
from zhijian.data.exchange.rules import Mode
from zhijian.data.exchange.tests.factories import HEADINGS, make_csv, upload
from zhijian.data.registry.importing import _Run
from zhijian.data.registry.models import Entity
from zhijian.kernel import clock
from zhijian.support.identity.tests.factories import make_actor
from zhijian.support.identity.types import Actor

pytestmark = pytest.mark.django_db(transaction=True)
NOW = clock.now()
STALLS = 6
MEET_WITHIN_S = 0.5
"""How long a load that is about to store waits for another one to come as far; in turns none ever does."""


def _sheet(kind: str) -> bytes:
    """Stalls without any code, which only name and address tell apart."""
    rows = [["", f"清河第{number}小吃摊", f"试验路{number}号", "", "CY", "", ""] for number in range(STALLS)]
    if kind == "registry.entities":
        return make_csv([list(HEADINGS), *rows])
    return make_csv([["名录库", *HEADINGS], *(["摊点名录", *row] for row in rows)])


def _waiting(kind: str, mode: Mode, by: Actor) -> UUID:
    """An import whose load waits to be run."""
    made = upload(_sheet(kind), by=by, at=NOW, name="摊点.csv", kind=kind)
    fields = [column.field for column in made.columns]
    services.set_mapping(batch=made.uid, fields=fields, version=made.version, by=by, at=NOW)
    services.start_check(batch=made.uid, by=by, at=NOW)
    services.run_check(batch=made.uid, at=NOW)
    services.start_load(batch=made.uid, mode=mode, by=by, at=NOW)
    return made.uid


def _load_at_once(batches: list[UUID], monkeypatch: pytest.MonkeyPatch) -> None:
    """Run the loads in threads of their own; whoever is about to store waits a moment for the other."""
    together, store = threading.Barrier(len(batches)), _Run.store

    def store_when_both_are_there(run: _Run, ready: Any) -> None:
        with suppress(threading.BrokenBarrierError):
            together.wait(MEET_WITHIN_S)
        store(run, ready)

    def run(batch: UUID) -> None:
        try:
            services.run_load(batch=batch, at=NOW)
        finally:
            connections.close_all()

    monkeypatch.setattr(_Run, "store", store_when_both_are_there)
    threads = [threading.Thread(target=run, args=(batch,)) for batch in batches]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


@pytest.mark.req("REG-1")
@pytest.mark.parametrize("mode", list(Mode))
@pytest.mark.parametrize("kind", ["registry.entities", "inspection.objects"])
def test_two_loads_at_once_bring_each_stall_without_a_code_once(
    tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch, mode: Mode, kind: str
) -> None:
    settings.IMPORTS_DIR = tmp_path
    monkeypatch.setattr(passes, "CHUNK_ROWS", 2)
    by = make_actor("registry.import", "registry.manage", "registry.view", "inspection.pools")
    batches = [_waiting("registry.entities", mode, by), _waiting(kind, mode, by)]

    _load_at_once(batches, monkeypatch)

    ended = [queries.detail(batch, by=by) for batch in batches]
    assert [item.state for item in ended] == ["finished", "finished"]
    assert sorted(item.new for item in ended) == [0, STALLS]
    assert Entity.objects.count() == STALLS
