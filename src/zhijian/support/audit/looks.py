"""Looking into the trail: every look, and every copy taken out of it, is itself a record of the trail."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import connection

from zhijian.kernel.errors import Invalid
from zhijian.support.audit import export, queries, services
from zhijian.support.audit.types import LeafDetail, LeafFilter, LeafRecord

if TYPE_CHECKING:
    from zhijian.support.identity.types import Actor

MOST_EXPORTED = 50_000


class ExportTooLarge(Invalid):
    """More records than one export may hold."""

    code = "audit.export_too_large"


def read_list(wanted: LeafFilter, *, by: "Actor", after: str | None, limit: int) -> tuple[list[LeafRecord], str | None]:
    """A page of the trail. Raises NotAllowed."""
    found = queries.leaves(wanted, by=by, after=after, limit=limit)
    services.note(
        action="audit.list_read",
        subject="审计记录",
        by=by,
        facts={"filter": wanted.facts(), "count": len(found[0]), "from_start": after is None},
    )
    return found


def read_record(number: int, *, by: "Actor") -> LeafDetail:
    """One record in full. Raises LeafMissing, NotAllowed."""
    found = queries.leaf(number, by=by)
    services.note(action="audit.record_read", subject=str(number), by=by, facts={})
    return found


def take_out(wanted: LeafFilter, *, as_package: bool, by: "Actor", at: datetime) -> bytes:
    """The records that fit, as a workbook or as a package; the oldest first. Raises ExportTooLarge, NotAllowed."""
    by.must("audit.view")
    rows = queries.matching(wanted, by=by).order_by("pk")
    count = rows[: MOST_EXPORTED + 1].count()
    if count > MOST_EXPORTED:
        raise ExportTooLarge(f"符合条件的记录超过 {MOST_EXPORTED} 条，请缩小时间范围后分次导出。", most=MOST_EXPORTED)
    services.note(
        action="audit.exported",
        subject="审计记录",
        by=by,
        facts={"filter": wanted.facts(), "count": count, "format": "json" if as_package else "xlsx"},
    )
    made = f"{by.name} 于 {at.astimezone(queries.CHINA):{export.CHINA_FORMAT}} 导出"
    if as_package:
        texts = _texts(list(rows.values_list("pk", flat=True)))
        return export.package(texts, wanted=wanted, chain=queries.chain(by=by), made=made)
    return export.workbook(rows.iterator(chunk_size=2000), wanted=wanted, made=made)


def _texts(numbers: list[int]) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {services.LEAF_TEXT} FROM audit_auditleaf WHERE id = ANY (%s) ORDER BY id",  # noqa: S608 (constant)
            [numbers],
        )
        return [str(text) for (text,) in cursor.fetchall()]
