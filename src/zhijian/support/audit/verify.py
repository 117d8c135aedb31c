"""Checks the trail against its chain and checkpoints, then the rows against the trail; names the first bad record."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson
from cryptography.exceptions import InvalidSignature
from django.conf import settings
from django.db import connection

from zhijian.support.audit import replay
from zhijian.support.audit.models import AuditBlock
from zhijian.support.audit.queries import checkpoint_lines
from zhijian.support.audit.rules import START, block_hashes, leaf_hash
from zhijian.support.audit.services import LEAF_TEXT, signing_key


@dataclass(frozen=True, kw_only=True)
class Finding:
    """The outcome: ``ok``, how many leaves and blocks were checked, and in Chinese what is wrong first.

    block, leaf: where the trail was touched.  table, row: the business record that was changed behind its back; leaf is
    then the last the trail knows of it, if anything.
    """

    ok: bool
    leaves: int
    blocks: int
    message: str
    block: int | None = None
    leaf: int | None = None
    table: str = ""
    row: str = ""


def verify(progress: Callable[[int], None] = lambda _: None) -> Finding:
    """Recompute every leaf and block hash, compare with the checkpoints, compare every row with its leaves.

    Stops at the first bad record of the trail: rows are compared with a sound trail only.

    progress: told after each block how many leaves were checked.  The checkpoints are read first: those that the
    worker publishes meanwhile name blocks that this look at the chain does not hold.
    """
    outside = {folder: list(checkpoint_lines(folder)) for folder in map(Path, settings.CHECKPOINT_DIRS)}
    sha256, sm3, leaves, blocks = START, START, 0, 0
    expected = 1
    heads: dict[int, str] = {}
    for block in AuditBlock.objects.order_by("number").iterator(chunk_size=50):
        if block.number != expected:
            return _bad(leaves, blocks, f"缺少第 {expected} 个区块：链被截断或删除过。", block=expected)
        bad = _bad_leaf(block)
        if bad is not None:
            return _bad(leaves, blocks, f"第 {bad} 条审计记录被改动、删除或调换过（第 {block.number} 个区块）。",
                        block=block.number, leaf=bad)  # fmt: skip
        sha256, sm3 = block_hashes(
            number=block.number,
            before_sha256=sha256,
            before_sm3=sm3,
            leaves=block.leaves,
            leaf_sha256=bytes(block.leaf_sha256),
        )
        if sha256 != bytes(block.sha256) or sm3 != bytes(block.sm3):
            return _bad(leaves, blocks, f"第 {block.number} 个区块的链值不符。", block=block.number)
        heads[block.number] = sha256.hex()
        leaves, blocks, expected = leaves + len(block.leaves), blocks + 1, expected + 1
        progress(leaves)
    return (
        _inserted(leaves, blocks)
        or _checkpoints(outside, heads, leaves, blocks)
        or _rows(leaves, blocks)
        or Finding(
            ok=True,
            leaves=leaves,
            blocks=blocks,
            message=f"审计链完好：{leaves} 条记录，{blocks} 个区块，检查点全部相符；业务数据逐行核对，与审计记录一致。",
        )
    )


def _bad(leaves: int, blocks: int, message: str, *, block: int | None = None, leaf: int | None = None) -> Finding:
    return Finding(ok=False, leaves=leaves, blocks=blocks, message=message, block=block, leaf=leaf)


def _bad_leaf(block: AuditBlock) -> int | None:
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT id, {LEAF_TEXT} FROM audit_auditleaf WHERE id = ANY (%s)",  # noqa: S608 (constant)
            [block.leaves],
        )
        texts = dict(cursor.fetchall())
    hashes = bytes(block.leaf_sha256)
    if len(hashes) != 32 * len(block.leaves):
        return block.leaves[0]
    for position, leaf in enumerate(block.leaves):
        if leaf not in texts or leaf_hash(texts[leaf]) != hashes[32 * position : 32 * position + 32]:
            return leaf
    return None


def _inserted(leaves: int, blocks: int) -> Finding | None:
    """A leaf that lies before the sealed head and is in no block was put in afterwards."""
    head = AuditBlock.objects.order_by("-number").first()
    if head is None:
        return None
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT min(id) FROM (SELECT id FROM audit_auditleaf WHERE (transaction, id) <= (%s, %s) "
            "EXCEPT SELECT unnest(leaves) FROM audit_auditblock) strays",
            [head.last_transaction, head.leaves[-1]],
        )
        (stray,) = cursor.fetchone() or (None,)
    return None if stray is None else _bad(leaves, blocks, f"第 {stray} 条审计记录是事后插入的。", leaf=stray)


def _rows(leaves: int, blocks: int) -> Finding | None:
    """A row that is not as its leaves left it was changed with the triggers off."""
    found = replay.differences()
    if not found:
        return None
    first = found[0]
    return Finding(
        ok=False,
        leaves=leaves,
        blocks=blocks,
        message=f"审计链完好，但{replay.told(found)}",
        leaf=first.leaf,
        table=first.table,
        row=first.row,
    )


def _checkpoints(
    outside: dict[Path, list[dict[str, Any]]], heads: dict[int, str], leaves: int, blocks: int
) -> Finding | None:
    public = signing_key().public_key()
    for lines in outside.values():
        for line in lines:
            body = {key: value for key, value in line.items() if key != "signature"}
            try:
                public.verify(bytes.fromhex(line["signature"]), orjson.dumps(body, option=orjson.OPT_SORT_KEYS))
            except (InvalidSignature, KeyError, ValueError):
                return _bad(leaves, blocks, f"检查点文件中第 {line.get('block')} 个区块的签名无效。")
            if heads.get(body["block"]) != body["sha256"]:
                return _bad(
                    leaves, blocks, f"第 {body['block']} 个区块与库外检查点不符：审计记录被整体替换或截短过。",
                    block=body["block"],
                )  # fmt: skip
    return None
