"""The trail as auditors read it, and the state of its chain."""

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID
from zoneinfo import ZoneInfo

import orjson
from django.conf import settings
from django.db import connection
from django.db.models import Q, QuerySet

from zhijian.kernel.errors import NotFound
from zhijian.kernel.http import cut_page, decode_cursor
from zhijian.support.audit.access import leaves_visible_to
from zhijian.support.audit.models import AuditBlock, AuditLeaf, Verification
from zhijian.support.audit.names import ROW_ACTS, act_label, column_label, known, table_label
from zhijian.support.audit.tracking import tracked_models
from zhijian.support.audit.types import (
    ChainState,
    CheckpointRecord,
    FieldChange,
    LeafDetail,
    LeafFilter,
    LeafRecord,
    Named,
    VerificationRecord,
    Vocabulary,
)

if TYPE_CHECKING:
    from zhijian.support.identity.types import Actor

CHINA = ZoneInfo("Asia/Shanghai")
MASK = "***"
VERIFICATIONS_SHOWN = 5
LONGEST_LINE = 4096


class LeafMissing(NotFound):
    """No such record of the trail."""

    code = "audit.missing"


class VerificationMissing(NotFound):
    """No such check of the chain."""

    code = "audit.verification_missing"


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def _begin(day: Any) -> datetime:
    return datetime.combine(day, time(), CHINA).astimezone(UTC)


def matching(wanted: LeafFilter, *, by: "Actor") -> QuerySet[AuditLeaf]:
    """The part of the trail that fits the conditions."""
    rows = leaves_visible_to(by)
    if wanted.who:
        rows = rows.filter(actor__person=wanted.who) if _is_uuid(wanted.who) else _named(rows, wanted.who)
    for name in ("table", "row"):
        if getattr(wanted, name):
            rows = rows.filter(**{name: getattr(wanted, name)})
    if wanted.act == "note":
        rows = rows.exclude(act__in=ROW_ACTS)
    elif wanted.act:
        rows = rows.filter(act__in=ROW_ACTS if wanted.act == "change" else [wanted.act])
    if wanted.transaction is not None:
        rows = rows.filter(transaction=wanted.transaction)
    if wanted.on_from is not None:
        rows = rows.filter(at__gte=_begin(wanted.on_from))
    if wanted.on_to is not None:
        rows = rows.filter(at__lt=_begin(wanted.on_to + timedelta(days=1)))
    return rows


def _named(rows: QuerySet[AuditLeaf], text: str) -> QuerySet[AuditLeaf]:
    return rows.filter(actor__name__contains=text)


def leaves(
    wanted: LeafFilter, *, by: "Actor", after: str | None = None, limit: int = 50
) -> tuple[list[LeafRecord], str | None]:
    """Records of the trail, the newest first; a page and the mark of the next. Raises NotAllowed."""
    by.must("audit.view")
    rows = matching(wanted, by=by)
    mark = decode_cursor(after, datetime, int)
    if mark is not None:
        rows = rows.filter(Q(at__lt=mark[0]) | Q(at=mark[0], pk__lt=mark[1]))
    fetched = list(rows.order_by("-at", "-pk")[: limit + 1])
    page, following = cut_page(fetched, limit, lambda row: (row.at.isoformat(), row.pk))
    return [to_record(row) for row in page], following


def to_record(row: AuditLeaf) -> LeafRecord:
    """The record of a row; the list shows which columns it touched, not their content."""
    return LeafRecord(fields=tuple(column_label(name) for name in _columns(row)), **_base(row))


def _base(row: AuditLeaf) -> dict[str, Any]:
    actor = row.actor or {}
    return {
        "id": row.pk,
        "at": row.at,
        "act": row.act,
        "act_label": act_label(row.act),
        "table": row.table,
        "table_label": table_label(row.table) if row.table != "note" else "",
        "row": row.row,
        "transaction": row.transaction,
        "who": actor.get("name") or "",
        "person": actor.get("person"),
        "channel": actor.get("channel") or "",
        "address": actor.get("address"),
    }


def _columns(row: AuditLeaf) -> list[str]:
    return sorted({**(row.before or {}), **(row.after or {})})


def leaf(number: int, *, by: "Actor") -> LeafDetail:
    """One record with its columns before and after, and the block that seals it. Raises LeafMissing, NotAllowed."""
    by.must("audit.view")
    row = leaves_visible_to(by).filter(pk=number).first()
    if row is None:
        raise LeafMissing("没有这条审计记录。")
    actor, block = row.actor or {}, _block_of(row)
    position = block.leaves.index(row.pk) if block else 0
    return LeafDetail(
        **_base(row),
        fields=tuple(column_label(name) for name in _columns(row)),
        changes=tuple(_change(name, row) for name in _columns(row)),
        device=actor.get("device") or "",
        request=actor.get("request"),
        account=actor.get("account"),
        block=block.number if block else None,
        sealed_at=block.sealed_at if block else None,
        sha256=bytes(block.leaf_sha256)[32 * position : 32 * position + 32].hex() if block else None,
    )


def _change(name: str, row: AuditLeaf) -> FieldChange:
    before, after = (row.before or {}).get(name), (row.after or {}).get(name)
    return FieldChange(
        name=name, label=column_label(name), before=before, after=after, is_masked=MASK in (before, after)
    )


def _block_of(row: AuditLeaf) -> AuditBlock | None:
    """The block that seals a leaf: blocks follow the order of transactions, so few have to be looked into."""
    candidates = AuditBlock.objects.filter(last_transaction__gte=row.transaction).order_by("number")
    return candidates.filter(leaves__contains=[row.pk]).first()


def vocabulary() -> Vocabulary:
    """All kinds of rows and acts that the trail can hold, by name."""
    tables = {model._meta.db_table for model in tracked_models()}
    return Vocabulary(
        tables=tuple(Named(code=code, label=table_label(code)) for code in sorted(tables, key=table_label)),
        acts=tuple(Named(code=code, label=label) for code, label in known("act").items()),
    )


def chain(*, by: "Actor") -> ChainState:
    """Where the chain stands: what is sealed, what waits, the last checkpoint outside, the latest checks."""
    by.must("audit.view")
    head = AuditBlock.objects.order_by("-number").first()
    checks = Verification.objects.order_by("-asked_at", "-pk")[:VERIFICATIONS_SHOWN]
    return ChainState(
        blocks=head.number if head else 0,
        sealed_leaves=sealed_count(),
        waiting_leaves=_waiting(head),
        sealed_at=head.sealed_at if head else None,
        sha256=bytes(head.sha256).hex() if head else "",
        sm3=bytes(head.sm3).hex() if head else "",
        checkpoint=_last_checkpoint(),
        verifications=tuple(to_verification(row) for row in checks),
    )


def sealed_count() -> int:
    """How many records the chain holds."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(sum(octet_length(leaf_sha256)) / 32, 0) FROM audit_auditblock")
        (count,) = cursor.fetchone() or (0,)
    return int(count)


def _waiting(head: AuditBlock | None) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM audit_auditleaf WHERE (transaction, id) > (%s, %s)",
            [head.last_transaction, head.leaves[-1]] if head else [-1, -1],
        )
        (count,) = cursor.fetchone() or (0,)
    return int(count)


def checkpoint_lines(folder: Path) -> Iterator[dict[str, Any]]:
    """The signed lines of one checkpoint folder, in the order they were written."""
    file = folder / "checkpoints.jsonl"
    if file.exists():
        for line in file.read_bytes().splitlines():
            yield orjson.loads(line)


def _last_line(folder: Path) -> dict[str, Any] | None:
    """The last signed line, without reading the whole file: it grows for years."""
    file = folder / "checkpoints.jsonl"
    if not file.exists():
        return None
    with file.open("rb") as opened:
        opened.seek(max(file.stat().st_size - LONGEST_LINE, 0))
        lines = opened.read().splitlines()
    found: dict[str, Any] | None = orjson.loads(lines[-1]) if lines else None
    return found


def _last_checkpoint() -> CheckpointRecord | None:
    last = [line for folder in map(Path, settings.CHECKPOINT_DIRS) if (line := _last_line(folder))]
    if not last:
        return None
    line = max(last, key=lambda one: int(one["block"]))
    return CheckpointRecord(block=line["block"], sha256=line["sha256"], at=datetime.fromisoformat(line["at"]))


def to_verification(row: Verification) -> VerificationRecord:
    """The record of a row."""
    return VerificationRecord(**{name: getattr(row, name) for name in VerificationRecord.__dataclass_fields__})


def verification(uid: UUID, *, by: "Actor") -> VerificationRecord:
    """One check of the chain. Raises VerificationMissing, NotAllowed."""
    by.must("audit.view")
    row = Verification.objects.filter(uid=uid).first()
    if row is None:
        raise VerificationMissing("没有这次审计链验证。")
    return to_verification(row)
