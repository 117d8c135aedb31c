"""Sealing and checking the chain: what an evil administrator of the database does is found at the right record."""

from itertools import product
from pathlib import Path
from typing import Any

import orjson
import psycopg
import pytest
from django.db import connection, transaction

from zhijian.kernel import clock
from zhijian.support.audit import services
from zhijian.support.audit.models import AuditBlock, AuditLeaf
from zhijian.support.audit.verify import verify
from zhijian.support.codes.models import CodeTable

pytestmark = pytest.mark.django_db(transaction=True)

OLDEST_RUNNING = "pg_snapshot_xmin(pg_current_snapshot())::text::bigint"
OLDEST_RUNNING_HERE = """(
    SELECT coalesce(min(backend_xid::text::bigint), pg_snapshot_xmax(pg_current_snapshot())::text::bigint)
    FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid())"""


class OnlyThisDatabase:
    """A cursor for which the oldest running transaction is that of this database.

    The real boundary counts every database of the server, and test runs side by side keep transactions open for long.
    """

    def __init__(self, cursor: Any) -> None:
        self._cursor = cursor

    def execute(self, statement: str, values: list[object]) -> None:
        assert OLDEST_RUNNING in statement
        self._cursor.execute(statement.replace(OLDEST_RUNNING, OLDEST_RUNNING_HERE), values)

    def fetchall(self) -> list[Any]:
        return list(self._cursor.fetchall())


@pytest.fixture
def alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Seal as if this were the only database of the server."""
    unsealed = services._unsealed
    monkeypatch.setattr(services, "_unsealed", lambda cursor: unsealed(OnlyThisDatabase(cursor)))


@pytest.fixture(autouse=True)
def checkpoints(settings: Any, tmp_path: Path) -> Path:
    """A checkpoint folder and a key of this test's own."""
    settings.CHECKPOINT_DIRS = [tmp_path / "checkpoints"]
    settings.CHECKPOINT_KEY = tmp_path / "key.pem"
    return tmp_path / "checkpoints" / "checkpoints.jsonl"


def sealed_trail(blocks: int = 3, rows: int = 4) -> list[int]:
    """A sealed and published trail of some blocks; gives the ids of all leaves in order."""
    for block in range(blocks):
        for number in range(rows):
            CodeTable.objects.create(code=f"{block}-{number}", name=f"名{number}")
        services.seal(at=clock.now())
        services.publish_checkpoint(at=clock.now())
    return list(AuditLeaf.objects.order_by("transaction", "pk").values_list("pk", flat=True))


def sql(statement: str, *values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


@pytest.mark.req("PLT-6", "S-AD-04")
@pytest.mark.usefixtures("alone")
def test_an_untouched_trail_is_found_whole() -> None:
    leaves = sealed_trail()

    finding = verify()

    assert finding.ok, finding.message
    assert finding.leaves == len(leaves)
    assert finding.blocks == AuditBlock.objects.count()


@pytest.mark.req("S-AD-03")
@pytest.mark.usefixtures("alone")
def test_each_committed_record_is_sealed_once_and_in_order() -> None:
    leaves = sealed_trail()

    sealed = [leaf for block in AuditBlock.objects.order_by("number") for leaf in block.leaves]
    assert sealed == leaves
    assert services.seal(at=clock.now()) == 0


@pytest.mark.req("S-AD-03")
def test_a_transaction_that_commits_late_cannot_slip_in_behind_a_block(request: pytest.FixtureRequest) -> None:
    place = connection.settings_dict
    with psycopg.connect(host=place["HOST"], user=place["USER"], dbname=place["NAME"]) as slow:
        slow.execute("INSERT INTO codes_codetable (code, name, standard) VALUES ('慢', '慢', '')")
        CodeTable.objects.create(code="快", name="快")

        services.seal(at=clock.now())
        assert not AuditBlock.objects.exists()  # the fast one waits for the slow one that began before it

        slow.commit()
    request.getfixturevalue("alone")
    services.seal(at=clock.now())
    (slow_leaf, fast_leaf) = AuditLeaf.objects.order_by("transaction")
    assert slow_leaf.after is not None
    assert slow_leaf.after["code"] == "慢"
    assert [leaf for block in AuditBlock.objects.order_by("number") for leaf in block.leaves] == [
        slow_leaf.pk,
        fast_leaf.pk,
    ]
    assert verify().ok


def edit_after(leaf: int, other: int) -> None:
    sql("UPDATE audit_auditleaf SET after = jsonb_set(after, '{name}', '\"改过\"') WHERE id = %s", leaf)


def edit_actor(leaf: int, other: int) -> None:
    sql('UPDATE audit_auditleaf SET actor = \'{"name": "别人"}\' WHERE id = %s', leaf)


def edit_time(leaf: int, other: int) -> None:
    sql("UPDATE audit_auditleaf SET at = at - interval '1 microsecond' WHERE id = %s", leaf)


def swap_columns(leaf: int, other: int) -> None:
    sql("UPDATE audit_auditleaf SET before = after, after = before WHERE id = %s", leaf)


def delete_leaf(leaf: int, other: int) -> None:
    sql("DELETE FROM audit_auditleaf WHERE id = %s", leaf)


def swap_leaves(leaf: int, other: int) -> None:
    sql(
        "UPDATE audit_auditleaf a SET after = b.after FROM audit_auditleaf b "
        "WHERE (a.id, b.id) IN ((%s, %s), (%s, %s))",
        leaf, other, other, leaf,
    )  # fmt: skip


def edit_row_key(leaf: int, other: int) -> None:
    sql("UPDATE audit_auditleaf SET row = '999999' WHERE id = %s", leaf)


TAMPERINGS = (edit_after, edit_actor, edit_time, swap_columns, delete_leaf, swap_leaves, edit_row_key)


@pytest.mark.req("S-AD-04")
@pytest.mark.usefixtures("alone")
def test_any_tampering_with_any_record_is_found_at_that_record() -> None:
    leaves = sealed_trail()

    found = {}
    for tamper, (position, leaf) in product(TAMPERINGS, enumerate(leaves)):
        with transaction.atomic():
            tamper(leaf, leaves[position - 1])
            found[tamper, leaf] = verify()
            transaction.set_rollback(True)

    assert verify().ok
    for (tamper, leaf), finding in found.items():
        neighbour = leaves[leaves.index(leaf) - 1]
        assert not finding.ok
        assert finding.leaf == (min(leaf, neighbour) if tamper is swap_leaves else leaf), tamper.__name__


@pytest.mark.req("S-AD-04")
@pytest.mark.usefixtures("alone")
def test_a_record_put_in_afterwards_is_named() -> None:
    leaves = sealed_trail()
    early = AuditLeaf.objects.get(pk=leaves[2])

    sql(
        'INSERT INTO audit_auditleaf (transaction, at, "table", row, act) VALUES (%s, now(), %s, %s, %s)',
        early.transaction, "codes_codetable", "1", "insert",
    )  # fmt: skip

    stray = AuditLeaf.objects.exclude(pk__in=leaves).get()
    finding = verify()
    assert not finding.ok
    assert finding.leaf == stray.pk


@pytest.mark.req("S-AD-04")
@pytest.mark.parametrize("number", [1, 2])
@pytest.mark.usefixtures("alone")
def test_a_missing_block_is_named(number: int) -> None:
    sealed_trail()

    sql("DELETE FROM audit_auditblock WHERE number = %s", number)

    finding = verify()
    assert not finding.ok
    assert finding.block == number


@pytest.mark.req("S-AD-04")
@pytest.mark.parametrize("column", ["sha256", "sm3"])
@pytest.mark.usefixtures("alone")
def test_a_changed_block_is_named(column: str) -> None:
    sealed_trail()

    sql(f"UPDATE audit_auditblock SET {column} = set_byte({column}, 0, get_byte({column}, 0) # 1) WHERE number = 2")

    finding = verify()
    assert not finding.ok
    assert finding.block == 2


@pytest.mark.req("S-AD-04")
@pytest.mark.usefixtures("alone")
def test_a_cut_tail_is_noticed_by_the_checkpoint_outside() -> None:
    sealed_trail()
    last = AuditBlock.objects.latest("number")

    sql("DELETE FROM audit_auditleaf WHERE id = ANY (%s)", last.leaves)
    sql("DELETE FROM audit_auditblock WHERE number = %s", last.number)

    finding = verify()
    assert not finding.ok
    assert finding.block == last.number
    assert "检查点" in finding.message


@pytest.mark.req("S-AD-04")
@pytest.mark.usefixtures("alone")
def test_a_history_written_anew_with_a_fitting_chain_is_noticed_by_the_checkpoint_outside() -> None:
    leaves = sealed_trail()

    edit_after(leaves[0], leaves[1])
    sql("DELETE FROM audit_auditblock")
    services.seal(at=clock.now())

    finding = verify()
    assert not finding.ok
    assert "检查点" in finding.message


@pytest.mark.req("S-AD-04")
@pytest.mark.usefixtures("alone")
def test_a_forged_checkpoint_is_noticed(checkpoints: Path) -> None:
    sealed_trail()
    lines = [orjson.loads(line) for line in checkpoints.read_bytes().splitlines()]
    lines[0]["sha256"] = "0" * 64

    checkpoints.write_bytes(b"\n".join(orjson.dumps(line) for line in lines) + b"\n")

    finding = verify()
    assert not finding.ok
    assert "签名" in finding.message


@pytest.mark.req("S-AD-03")
@pytest.mark.usefixtures("alone")
def test_checkpoints_name_the_head_and_grow_only(checkpoints: Path) -> None:
    sealed_trail()

    lines = [orjson.loads(line) for line in checkpoints.read_bytes().splitlines()]
    head = AuditBlock.objects.latest("number")
    assert [line["block"] for line in lines] == sorted(line["block"] for line in lines)
    assert lines[-1]["sha256"] == bytes(head.sha256).hex()
    assert lines[-1]["sm3"] == bytes(head.sm3).hex()


def test_without_records_there_is_nothing_to_publish() -> None:
    assert services.publish_checkpoint(at=clock.now()) is None
    assert verify().ok
