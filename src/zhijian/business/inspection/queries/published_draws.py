"""What everybody may ask about draws."""

from datetime import datetime
from uuid import UUID

from django.db.models import F, Q

from zhijian.business.inspection.access import draws as access
from zhijian.business.inspection.models import Draw
from zhijian.business.inspection.queries import libraries
from zhijian.business.inspection.rules.draw import STAGE_LABELS, DrawStage, moment_of
from zhijian.business.inspection.types.draws import PublicDraw
from zhijian.kernel.errors import NotFound
from zhijian.kernel.http import cut_page, decode_cursor


class DrawUnpublished(NotFound):
    """No draw with this uid was ever committed."""

    code = "inspection.draw_unpublished"


def published_draws(
    *, text: str = "", after: str | None = None, limit: int = 50
) -> tuple[list[PublicDraw], str | None]:
    """All draws that were ever committed, the newest first, for everybody; a page and the mark of the next."""
    rows = access.published()
    if text:
        rows = rows.filter(Q(name__contains=text) | Q(commitment=text.lower()))
    key = decode_cursor(after, datetime, int)
    if key is not None:
        rows = rows.filter(Q(committed_at__lt=key[0]) | Q(committed_at=key[0], pk__lt=key[1]))
    fetched = list(rows.order_by(F("committed_at").desc(), F("pk").desc())[: limit + 1])
    page, following = cut_page(fetched, limit, lambda row: (str(row.committed_at), row.pk))
    sizes = libraries.sizes_of(page)
    return [_to_public(row, sizes[row.pk]) for row in page], following


def _to_public(row: Draw, sizes: dict[str, int]) -> PublicDraw:
    assert row.document is not None  # committed
    assert row.committed_at is not None
    promised = row.document["promised_value"]
    return PublicDraw(
        uid=row.uid,
        name=row.name,
        organisation_name=row.organisation.name,
        matter_name=row.matter.name,
        stage=row.stage,
        stage_label=STAGE_LABELS[DrawStage(row.stage)],
        commitment=row.commitment,
        committed_at=row.committed_at,
        public_value_source=promised["source"],
        public_value_identifier=promised["identifier"],
        promised_at=moment_of(promised["promised_at"]),
        objects=sizes.get("objects", 0),
        officers=sizes.get("officers", 0),
        drawn_at=row.drawn_at,
        void_reason=row.void_reason,
        redraw_of=row.redraw_of.uid if row.redraw_of else None,
        redraw_reason=row.redraw_reason,
        document=f"/api/v1/public/draws/{row.uid}.json",
    )


def published_document(*, draw: UUID) -> bytes:
    """The published document ``draw/1`` as JSON, as far as the draw has come. Raises DrawUnpublished."""
    row = access.published().filter(uid=draw).first()
    if row is None:
        raise DrawUnpublished("没有找到这次抽取，请核对网址或者编号。")
    return libraries.document_json(row)
