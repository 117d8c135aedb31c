"""Questions about clues."""

from dataclasses import asdict
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q

from zhijian.business.enforcement import access
from zhijian.business.enforcement.models import Clue
from zhijian.business.enforcement.rules import ClueSource, ClueStage
from zhijian.business.enforcement.types import ClueRecord, ClueRow
from zhijian.kernel.http import cut_page, decode_cursor
from zhijian.support.deadlines.queries import clocks_of
from zhijian.support.identity.types import Actor


def _row(row: Clue) -> ClueRow:
    return ClueRow(
        uid=row.uid,
        number=row.number,
        source=row.source,
        source_label=ClueSource(row.source).label,
        title=row.title,
        party_name=row.party_name,
        entity=row.entity.uid if row.entity else None,
        organisation_name=row.organisation.short_name,
        stage=row.stage,
        stage_label=ClueStage(row.stage).label,
        received_at=row.received_at,
    )


def clues(
    *,
    by: Actor,
    source: ClueSource | None = None,
    stage: ClueStage | None = None,
    text: str = "",
    entity: UUID | None = None,
    after: str | None = None,
    limit: int = 50,
) -> tuple[list[ClueRow], str | None]:
    """Clues, the latest first; a page and the mark of the next."""
    rows = access.visible_to(by).select_related("organisation", "entity")
    if source:
        rows = rows.filter(source=source)
    if stage:
        rows = rows.filter(stage=stage)
    if entity:
        rows = rows.filter(entity__uid=entity)
    if text:
        rows = rows.filter(Q(title__contains=text) | Q(party_name__contains=text) | Q(number__startswith=text))
    key = decode_cursor(after, datetime, int)
    if key is not None:
        rows = rows.filter(Q(received_at__lt=key[0]) | Q(received_at=key[0], pk__lt=key[1]))
    fetched = list(rows.order_by("-received_at", "-pk")[: limit + 1])
    page, following = cut_page(fetched, limit, lambda row: (row.received_at.isoformat(), row.pk))
    return [_row(row) for row in page], following


def clue(uid: UUID, *, by: Actor, today: date) -> ClueRecord:
    """One clue with everything attached. Raises ClueMissing."""
    row = access.clue(uid, by=by)
    clocks = clocks_of(subjects=[row.uid], today=today).get(row.uid, [])
    return ClueRecord(
        **asdict(_row(row)),
        facts=row.facts,
        party_address=row.party_address,
        source_number=row.source_number,
        source_link=row.source_link,
        source_record=row.source_record,
        evidence=tuple(UUID(item) for item in row.evidence),
        documents=tuple(UUID(item) for item in row.documents),
        registered_by_name=row.registered_by.name if row.registered_by else "系统转入",
        clock=clocks[0] if clocks else None,
        reviewed_by_name=row.reviewed_by.name if row.reviewed_by else "",
        reviewed_at=row.reviewed_at,
        review_reason=row.review_reason,
        may=("review",) if row.stage == ClueStage.PENDING and access.may_review(row, by=by) else (),
    )


def pending_count(*, by: Actor) -> int:
    """How many clues wait for verification; the rows that ``clues(stage=PENDING)`` lists."""
    return access.visible_to(by).filter(stage=ClueStage.PENDING).count()
