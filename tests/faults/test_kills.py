"""kill -9 of web, worker and database at random while people write."""

import logging
import random
import threading
import time
from collections import Counter
from collections.abc import Iterator

import pytest

from .district import District
from .ledger import Ledger

CLIENTS = 4
log = logging.getLogger("zhijian.tests")


@pytest.fixture(scope="module")
def district() -> Iterator[District]:
    running = District()
    running.start()
    yield running
    running.stop()


def write_while_killing(district: District, *, writes: int, kills: int, seed: int) -> tuple[Ledger, Counter[str]]:
    """Let clients write, and kill a process each time another share of the writes was acknowledged."""
    dice, ledger, killed = random.Random(seed), Ledger(district.url, district.somebody), Counter[str]()
    threads = [threading.Thread(target=ledger.work, args=(writes // CLIENTS,), daemon=True) for _ in range(CLIENTS)]
    for thread in threads:
        thread.start()
    parts = ["web", "worker", "database"] * kills
    while any(thread.is_alive() for thread in threads):
        share = killed.total() * writes // (kills + 1) + 3
        ledger.allowed = share + 2 * CLIENTS if killed.total() < kills else writes
        due = killed.total() < kills and len(ledger.acknowledged) >= share
        if due and district.kill(parts[killed.total()], dice):
            killed[parts[killed.total()]] += 1
            time.sleep(dice.random())
        time.sleep(0.01)
    return ledger, killed


def look_at(district: District, ledger: Ledger, *, writes: int) -> None:
    """Nothing acknowledged is lost or doubled; numbers have no gap; the trail holds and names each act once."""
    rows = district.select("SELECT title, uid::text FROM enforcement_clue WHERE title = ANY (%s)", list(ledger.sent))
    stored = dict(rows)

    assert ledger.faults == []
    assert len(ledger.acknowledged) == len(ledger.sent) == writes
    assert len(rows) == len(stored), "a title was stored twice"
    assert {title: stored.get(title) for title in ledger.acknowledged} == ledger.acknowledged
    assert set(stored) == ledger.sent

    serials = [serial for (serial,) in district.select("SELECT serial FROM numbering_issuednumber ORDER BY serial")]
    assert serials == list(range(1, len(serials) + 1))
    (made,) = district.select(
        'SELECT count(*), count(DISTINCT row) FROM audit_auditleaf WHERE "table" = %s AND act = %s '
        "AND after ->> 'title' = ANY (%s)",
        "enforcement_clue",
        "insert",
        list(ledger.sent),
    )
    assert made == (len(rows), len(rows))


def settle(district: District) -> None:
    """Wait until events are delivered and the trail is sealed."""
    until = time.monotonic() + 60
    waiting = "SELECT count(*) FROM bus_delivery WHERE done_at IS NULL"
    unsealed = (
        "SELECT count(*) FROM audit_auditleaf WHERE (transaction, id) > "
        "(SELECT last_transaction, leaves[array_upper(leaves, 1)] FROM audit_auditblock ORDER BY number DESC LIMIT 1)"
    )
    while district.select(waiting) != [(0,)] or district.select(unsealed) != [(0,)]:
        assert time.monotonic() < until, (district.select(waiting), district.select(unsealed))
        time.sleep(0.2)


def assert_nothing_is_lost(district: District, *, writes: int, kills: int, seed: int) -> None:
    ledger, killed = write_while_killing(district, writes=writes, kills=kills, seed=seed)
    back = district.wait_until_healthy()
    settle(district)

    look_at(district, ledger, writes=writes)
    assert killed.total() == kills
    assert "审计链完好" in district.command("audit", "verify")
    parked = district.select("SELECT count(*) FROM bus_delivery WHERE parked_at IS NOT NULL")
    assert parked == [(0,)]
    told = {"writes": writes, "kills": dict(killed), "requests repeated": ledger.repeated, "healthy after": back}
    log.info("%s", told)


@pytest.mark.req("F1", "PLT-9", "PLT-11", "S-MO-03", "S-EX-03")
def test_sixty_writes_survive_a_kill_of_each_part(district: District) -> None:
    assert_nothing_is_lost(district, writes=60, kills=3, seed=20261127)


@pytest.mark.torture
@pytest.mark.req("F1", "PLT-9", "PLT-11", "S-MO-03", "S-EX-03")
def test_a_thousand_writes_survive_twenty_kills(district: District) -> None:
    assert_nothing_is_lost(district, writes=1000, kills=20, seed=7)
