"""Questions about orders, re-inspections and publicity."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Case, Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from zhijian.business.inspection.access import results as access
from zhijian.business.inspection.models import Publication, Rectification, RectificationItem, Task
from zhijian.business.inspection.rules.acts import CANCELLABLE
from zhijian.business.inspection.rules.reinspection import REVIEW_RULE
from zhijian.business.inspection.rules.stages import (
    NEXT_PUBLICATION_STATES,
    OPEN_RECTIFICATIONS,
    RESULT_CODES,
    Disposition,
    PublicationState,
    RectificationStage,
    TaskKind,
)
from zhijian.business.inspection.types.results import (
    PublicationRow,
    PublicResult,
    RectificationItemRecord,
    RectificationRecord,
    RectificationRow,
)
from zhijian.kernel.clock import business_date
from zhijian.kernel.http import cut_page, decode_cursor
from zhijian.support.deadlines.queries import ClockRecord, clocks_of
from zhijian.support.identity import queries as identity
from zhijian.support.identity.types import Actor

FAR = date(9999, 12, 31)


def _clocks(rows: list[UUID], today: date) -> dict[UUID, ClockRecord]:
    """The clock beside the due day of each order or result; the review of special equipment has another day."""
    every = clocks_of(subjects=rows, today=today)
    return {subject: one for subject, clocks in every.items() for one in clocks if one.rule != REVIEW_RULE}


def _settled_last(rows: QuerySet[Any], *, open_in: Sequence[str], state: str = "state") -> QuerySet[Any]:
    """Rows in the order in which they ask for a decision: open before settled, then by the day it is due."""
    is_open = Q(**{f"{state}__in": list(open_in)})
    ranked: QuerySet[Any] = rows.annotate(
        due=Coalesce(F("due_on"), Value(FAR)), settled=Case(When(is_open, then=Value(0)), default=Value(1))
    )
    return ranked.order_by("settled", "due", "pk")


def _cut(rows: QuerySet[Any], after: str | None, limit: int) -> tuple[list[Any], str | None]:
    """A page of what ``_settled_last`` gave, and the mark of the next. Raises CursorInvalid."""
    key = decode_cursor(after, int, date, int)
    if key is not None:
        settled, due, pk = key
        rows = rows.filter(
            Q(settled__gt=settled) | Q(settled=settled, due__gt=due) | Q(settled=settled, due=due, pk__gt=pk)
        )
    return cut_page(list(rows[: limit + 1]), limit, lambda row: (row.settled, row.due.isoformat(), row.pk))


def _orders_visible_to(by: Actor) -> QuerySet[Any]:
    """Orders with what their rows show: entity, office, number of things, latest re-inspection, the caller's right."""
    # Subqueries, so that only a page's rows are counted: a join would group every order before the page is cut.
    things = RectificationItem.objects.filter(rectification=OuterRef("pk")).order_by().values("rectification")
    visits = Task.objects.filter(rectification=OuterRef("pk")).order_by("-pk")
    seen = access.rectifications_visible_to(by).select_related("entity", "organisation")
    return seen.annotate(
        things=Coalesce(Subquery(things.annotate(count=Count("pk")).values("count")), 0),
        reinspection_task=Subquery(visits.values("uid")[:1]),
        visit_stage=Subquery(visits.values("stage")[:1]),
        followed_by=Subquery(
            Rectification.objects.filter(inspection__task__rectification=OuterRef("pk")).values("uid")[:1]
        ),
        may_follow_up=Exists(access.reached(by, "inspection.rectify").filter(pk=OuterRef("inspection__task"))),
        may_decide=Exists(access.reached(by, "inspection.approve").filter(pk=OuterRef("inspection__task"))),
    )


def rectifications(
    *,
    by: Actor,
    today: date,
    stage: RectificationStage | None = None,
    overdue: bool = False,
    entity: UUID | None = None,
    text: str = "",
    after: str | None = None,
    limit: int = 50,
) -> tuple[list[RectificationRow], str | None]:
    """Orders, those still open before the settled ones, the first due first; a page and the mark of the next."""
    rows = _settled_last(_orders_visible_to(by), open_in=OPEN_RECTIFICATIONS, state="stage")
    if stage:
        rows = rows.filter(stage=stage)
    if overdue:
        rows = rows.filter(due_on__lt=today, stage__in=OPEN_RECTIFICATIONS)
    if entity:
        rows = rows.filter(entity__uid=entity)
    if text:
        rows = rows.filter(Q(entity__name__contains=text) | Q(number__contains=text))
    page, following = _cut(rows, after, limit)
    clocks = _clocks([row.uid for row in page], today)
    return [_rectification_row(row, clocks) for row in page], following


def _rectification_row(row: Any, clocks: dict[UUID, ClockRecord]) -> RectificationRow:
    clock = clocks.get(row.uid)
    return RectificationRow(
        uid=row.uid,
        number=row.number,
        entity=row.entity.uid,
        entity_name=row.entity.name,
        organisation_name=row.organisation.short_name,
        stage=row.stage,
        stage_label=RectificationStage(row.stage).label,
        items=row.things,
        ordered_at=row.ordered_at,
        due_on=row.due_on,
        level=clock.level if clock else "normal",
        text=clock.text if clock else ("立即改正" if row.length == 0 else ""),
        reinspection_task=row.reinspection_task,
        followed_by=row.followed_by,
        may=_acts(row),
    )


def _acts(row: Any) -> tuple[str, ...]:
    is_ordered = row.stage == RectificationStage.ORDERED
    is_awaited = row.stage == RectificationStage.REINSPECTING
    has_failed = row.stage == RectificationStage.FAILED and row.followed_by is None
    open_now = {
        "reinspect": is_ordered and row.may_follow_up,
        "report_done": is_ordered and row.may_follow_up and row.reported_at is None,
        "reissue": has_failed and row.may_decide,
        "withdraw": row.may_decide and (is_ordered or (is_awaited and row.visit_stage in CANCELLABLE)),
    }
    return tuple(act for act, is_open in open_now.items() if is_open)


def rectification(uid: UUID, *, by: Actor, today: date) -> RectificationRecord:
    """One order with its items. Raises RectificationMissing."""
    row = (
        _orders_visible_to(by)
        .select_related("inspection__task__matter", "inspection__task__rectification", "withdrawn_by")
        .filter(uid=uid)
        .first()
    )
    if row is None:
        raise access.RectificationMissing("没有找到这份整改要求，可能不在您的权限范围内。")
    things = tuple(
        RectificationItemRecord(
            item=item.item,
            no=item.no,
            text=item.text,
            order=item.order,
            note=item.note,
            evidence=tuple(UUID(one) for one in item.evidence),
            is_fixed=item.is_fixed,
            fixed_note=item.fixed_note,
            fixed_evidence=tuple(UUID(one) for one in item.fixed_evidence),
        )
        for item in row.items.order_by("pk")
    )
    short = _rectification_row(row, _clocks([row.uid], today))
    return RectificationRecord(
        **{name: getattr(short, name) for name in RectificationRow.__dataclass_fields__},
        inspection=row.inspection.uid,
        task_number=row.inspection.task.number,
        document=row.document,
        length=row.length,
        unit=row.unit,
        basis=row.inspection.task.matter.basis,
        reported_at=row.reported_at,
        closed_at=row.closed_at,
        withdraw_reason=row.withdraw_reason,
        withdrawn_by=row.withdrawn_by.name if row.withdrawn_by else "",
        follows=row.inspection.task.rectification.uid if row.inspection.task.rectification else None,
        things=things,
    )


def _publications(
    by: Actor, *, state: PublicationState | None = None, inspection: UUID | None = None, text: str = ""
) -> QuerySet[Publication]:
    rows = access.publications_visible_to(by)
    if state:
        rows = rows.filter(state=state)
    if text:
        rows = rows.filter(
            Q(inspection__task__entity__name__contains=text) | Q(inspection__task__number=text.strip().upper())
        )
    return rows.filter(inspection__uid=inspection) if inspection else rows


def publications(
    *,
    by: Actor,
    today: date,
    state: PublicationState | None = None,
    inspection: UUID | None = None,
    text: str = "",
    after: str | None = None,
    limit: int = 50,
) -> tuple[list[PublicationRow], str | None]:
    """Results, those waiting for a decision first, by the day it is due; a page and the mark of the next.

    text: a part of the entity's name, or a task number.
    """
    found = _publications(by, state=state, inspection=inspection, text=text)
    rows = _settled_last(found, open_in=[PublicationState.PENDING])
    page, following = _cut(rows.select_related("inspection__task__entity"), after, limit)
    clocks = _clocks([row.uid for row in page], today)
    return [_publication_row(row, clocks) for row in page], following


ACTS = {
    PublicationState.PUBLISHED: "publish",
    PublicationState.WITHHELD: "withhold",
    PublicationState.WITHDRAWN: "withdraw",
}


def _publication_row(row: Publication, clocks: dict[UUID, ClockRecord]) -> PublicationRow:
    clock, task = clocks.get(row.uid), row.inspection.task
    following = NEXT_PUBLICATION_STATES[PublicationState(row.state)]
    return PublicationRow(
        uid=row.uid,
        inspection=row.inspection.uid,
        task_number=task.number,
        entity=task.entity.uid,
        entity_name=task.entity.name,
        verdict=row.inspection.verdict,
        disposition_label=Disposition(row.inspection.disposition).label if row.inspection.disposition else "",
        state=row.state,
        state_label=PublicationState(row.state).label,
        result_codes=tuple(row.result_codes),
        result_labels=tuple(RESULT_CODES[code][0] for code in row.result_codes),
        detail=row.detail,
        reason=row.reason,
        formed_at=row.formed_at,
        due_on=row.due_on,
        level=clock.level if clock else "normal",
        text=clock.text if clock else "",
        published_at=row.published_at,
        may=tuple(act for state, act in ACTS.items() if state in following),
    )


def public_results(
    *, text: str = "", after: str | None = None, limit: int = 20
) -> tuple[list[PublicResult], str | None]:
    """Published results, the latest first; no sign-in, only what was approved for the public."""
    rows = Publication.objects.filter(state=PublicationState.PUBLISHED)
    if text:
        rows = rows.filter(
            Q(inspection__task__entity__name__contains=text) | Q(inspection__task__entity__uscc=text.upper())
        )
    key = decode_cursor(after, datetime, int)
    if key is not None:
        rows = rows.filter(Q(published_at__lt=key[0]) | Q(published_at=key[0], pk__lt=key[1]))
    fetched = list(
        rows.select_related("inspection__task__entity", "inspection__task__matter", "organisation").order_by(
            "-published_at", "-pk"
        )[: limit + 1]
    )
    page, following = cut_page(
        fetched, limit, lambda row: (row.published_at.isoformat() if row.published_at else "", row.pk)
    )
    organs = {uid: identity.organ_of(uid).name for uid in {row.organisation.uid for row in page}}
    return [_public(row, organs[row.organisation.uid]) for row in page], following


def _public(row: Publication, organ: str) -> PublicResult:
    task = row.inspection.task
    assert row.published_at is not None
    return PublicResult(
        uid=row.uid,
        entity_name=task.entity.name,
        uscc=task.entity.uscc,
        address=task.entity.address,
        kind_label=TaskKind(task.kind).label,
        matter_name=task.matter.name,
        inspected_on=business_date(row.inspection.started_at),
        organ_name=organ,
        result_labels=tuple(RESULT_CODES[code][0] for code in row.result_codes),
        detail=row.detail,
        published_at=row.published_at,
    )


def pending_publications(*, by: Actor) -> int:
    """How many results wait for a decision; the rows that ``publications(state=PENDING)`` lists."""
    return _publications(by, state=PublicationState.PENDING).count()


def open_rectifications(*, by: Actor) -> int:
    """How many orders are being corrected; the rows that ``rectifications(stage=ORDERED)`` lists."""
    return access.rectifications_visible_to(by).filter(stage=RectificationStage.ORDERED).count()
