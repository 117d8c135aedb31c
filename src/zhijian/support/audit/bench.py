"""How fast the trail is sealed and verified, beside reading the same leaves without a hash (SECURITY L6)."""

import time
from collections.abc import Iterator
from tempfile import TemporaryDirectory

from django.db import connection
from django.test import override_settings

from zhijian.kernel import clock
from zhijian.kernel.figures import Figure
from zhijian.support.audit.models import AuditLeaf
from zhijian.support.audit.services import LEAF_TEXT, publish_checkpoint, seal
from zhijian.support.audit.verify import verify

LEAVES = 1_000_000
MOST_VERIFY_S, LEAST_SEALED = 60, 500
_FILL = """
SELECT count(audit_note('bench.changed', 'bench', number::text, jsonb_build_object(
    'name', '测速主体' || number, 'address', '青河市南湖区测速路' || number || '号', 'status', '1')))
FROM generate_series(1, %s) number
"""


def bench_audit() -> Iterator[Figure]:
    """Seal a million leaves, then verify all of them against chain and checkpoint."""
    with connection.cursor() as cursor:
        cursor.execute(_FILL, [LEAVES - AuditLeaf.objects.count()])
    began = time.perf_counter()
    sealed = seal(at=clock.now())
    sealed_s = time.perf_counter() - began
    with TemporaryDirectory() as folder, override_settings(CHECKPOINT_DIRS=[folder]):  # not those of other benches
        publish_checkpoint(at=clock.now())
        began = time.perf_counter()
        finding = verify()
        verified_s = time.perf_counter() - began
    assert finding.ok, finding.message
    reading_s = _read_all()
    rate = sealed / sealed_s
    yield Figure(
        what="审计封存", unit="条/秒", median=rate, goal=f"≥ {LEAST_SEALED} 条/秒", met=rate >= LEAST_SEALED,
        reference="只读出同样的记录", reference_median=finding.leaves / reading_s,
    )  # fmt: skip
    yield Figure(
        what=f"核验 {finding.leaves:,} 条审计记录", unit="秒", median=verified_s, goal=f"≤ {MOST_VERIFY_S} 秒",
        met=verified_s <= MOST_VERIFY_S, reference="只读出同样的记录", reference_median=reading_s,
    )  # fmt: skip


def _read_all() -> float:
    began = time.perf_counter()
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(length({LEAF_TEXT})) FROM audit_auditleaf")  # noqa: S608 (constant)
    return time.perf_counter() - began
