"""Who acts is told to the database; noted acts; sealing committed leaves; signed checkpoints outside the database."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.db import connection, transaction

from zhijian.support.audit.models import AuditBlock
from zhijian.support.audit.rules import START, block_hashes, leaf_hash

if TYPE_CHECKING:
    from zhijian.support.identity.types import Actor

BLOCK_SIZE = 2000
SEAL_LOCK = 7_202_611

LEAF_TEXT = (
    'json_build_array(id, transaction, (extract(epoch FROM at) * 1000000)::bigint, "table", row, act, before, after, '
    "actor)::text"
)


def _actor_json(by: "Actor | None") -> str:
    if by is None:
        return ""
    return orjson.dumps(
        {
            "person": by.uid,
            "name": by.name,
            "account": by.account,
            "post": by.post,
            "organisation": by.organisation,
            "channel": by.origin.channel,
            "address": by.origin.address,
            "device": by.origin.device,
            "request": by.origin.request,
        }
    ).decode()


def tell(by: "Actor | None") -> None:
    """Tell the database session who acts from now on; every captured change names them."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('zhijian.actor', %s, false)", [_actor_json(by)])


@contextmanager
def acting(by: "Actor | None") -> Iterator[None]:
    """Every change inside is captured as done by ``by``; used around jobs and commands."""
    tell(by)
    try:
        yield
    finally:
        tell(None)


def note(*, action: str, subject: str, by: "Actor | None", facts: Mapping[str, Any], kind: str = "note") -> None:
    """Record an act that changes no row: a refusal, a look at secret data, a failed sign-in.

    action: ``capability.verb``.  subject: uid or name of what it was about.  facts: JSON, no personal data.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        if by is not None:  # until the transaction ends: the connection's next request is somebody else's
            cursor.execute("SELECT set_config('zhijian.actor', %s, true)", [_actor_json(by)])
        cursor.execute(
            "SELECT audit_note(%s, %s, %s, %s::jsonb)",
            [action, kind, subject, orjson.dumps(dict(facts), default=str).decode()],
        )


def take_turn(name: str) -> None:
    """Wait for whoever does the same thing in another transaction; lasts until this transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 21))", [name])


@transaction.atomic
def seal(*, at: datetime) -> int:
    """Chain committed leaves into blocks; gives how many leaves were sealed.

    Takes only leaves of transactions older than the oldest one running, in order of (transaction, id), so that
    nothing can slip in behind a block. One sealer at a time holds the lock; others do nothing.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [SEAL_LOCK])
        (locked,) = cursor.fetchone() or (False,)
        if not locked:
            return 0
        sealed = 0
        while True:
            rows = _unsealed(cursor)
            if not rows:
                return sealed
            _append_block(rows, at)
            sealed += len(rows)


def _unsealed(cursor: Any) -> list[tuple[int, int, str]]:
    last = AuditBlock.objects.order_by("-number").values_list("last_transaction", "leaves").first()
    last_transaction, last_leaf = (last[0], last[1][-1]) if last else (-1, -1)
    cursor.execute(
        f"SELECT id, transaction, {LEAF_TEXT} FROM audit_auditleaf "  # noqa: S608 (constant)
        "WHERE (transaction, id) > (%s, %s) "
        "AND transaction < pg_snapshot_xmin(pg_current_snapshot())::text::bigint "
        "ORDER BY transaction, id LIMIT %s",
        [last_transaction, last_leaf, BLOCK_SIZE],
    )
    return list(cursor.fetchall())


def _append_block(rows: list[tuple[int, int, str]], at: datetime) -> None:
    before = AuditBlock.objects.order_by("-number").first()
    number = before.number + 1 if before else 1
    leaves = [row[0] for row in rows]
    hashes = b"".join(leaf_hash(row[2]) for row in rows)
    sha256, sm3 = block_hashes(
        number=number,
        before_sha256=bytes(before.sha256) if before else START,
        before_sm3=bytes(before.sm3) if before else START,
        leaves=leaves,
        leaf_sha256=hashes,
    )
    AuditBlock.objects.create(
        number=number,
        leaves=leaves,
        leaf_sha256=hashes,
        last_transaction=rows[-1][1],
        sha256=sha256,
        sm3=sm3,
        sealed_at=at,
    )


def signing_key() -> Ed25519PrivateKey:
    """The key that signs checkpoints; made on first use, readable by the owner only."""
    path = Path(settings.CHECKPOINT_KEY)
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh = Ed25519PrivateKey.generate().private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(fresh)
    key = serialization.load_pem_private_key(path.read_bytes(), password=None)
    assert isinstance(key, Ed25519PrivateKey)
    return key


def publish_checkpoint(*, at: datetime) -> dict[str, Any] | None:
    """Append a signed line naming the chain's head to each checkpoint folder; None while nothing is sealed."""
    head = AuditBlock.objects.order_by("-number").first()
    if head is None:
        return None
    body = {
        "block": head.number,
        "sha256": bytes(head.sha256).hex(),
        "sm3": bytes(head.sm3).hex(),
        "at": at.isoformat(),
    }
    signed = orjson.dumps(body, option=orjson.OPT_SORT_KEYS)
    line = {**body, "signature": signing_key().sign(signed).hex()}
    for directory in map(Path, settings.CHECKPOINT_DIRS):
        directory.mkdir(parents=True, exist_ok=True)
        with (directory / "checkpoints.jsonl").open("ab") as file:
            file.write(orjson.dumps(line, option=orjson.OPT_SORT_KEYS) + b"\n")
            file.flush()
            os.fsync(file.fileno())
    return line
