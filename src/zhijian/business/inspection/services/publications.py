"""Publicity of results: off until somebody decides, with a clock that forces publication or a recorded reason."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from zhijian.business.inspection.access import results as access
from zhijian.business.inspection.models import Inspection, Publication
from zhijian.business.inspection.rules.results import check_codes, needing_detail, proposed_codes, withheld_reason
from zhijian.business.inspection.rules.stages import NEXT_PUBLICATION_STATES, PublicationState
from zhijian.data.registry import services as dossiers
from zhijian.events.inspection import ResultPublished
from zhijian.kernel.errors import Conflict
from zhijian.support.bus import services as bus
from zhijian.support.deadlines import services as deadlines
from zhijian.support.identity.access import person_of
from zhijian.support.identity.types import Actor
from zhijian.support.worklist import services as worklist
from zhijian.support.worklist.rules import ItemKind

SOURCE = "inspection.publication"
RULE = "inspection.publicity"


class WrongPublicationState(Conflict):
    """The result is not in a state in which this can be done."""

    code = "inspection.publication_wrong_state"


@transaction.atomic
def open_publication(*, inspection: Inspection, at: datetime) -> Publication:
    """A result was formed: nothing is public yet, and the 20-working-day clock runs.

    Source: 《企业信息公示暂行条例》第六条；《食品生产经营监督检查管理办法》第三十九条.
    """
    task = inspection.task
    row = Publication.objects.create(
        inspection=inspection,
        organisation=task.organisation,
        result_codes=proposed_codes(inspection.disposition, task.matter.classes),
        formed_at=at,
    )
    clock = deadlines.start_clock(rule=RULE, subject_kind=SOURCE, subject=row.uid, at=at)
    row.due_on = clock.due_on
    row.save(update_fields=["due_on"])
    worklist.put(
        source=SOURCE,
        source_uid=row.uid,
        step="decide",
        title=f"公示检查结果：{task.entity.name}",
        detail=task.number,
        link=f"/inspection/publications?inspection={inspection.uid}",
        organisation=task.organisation.uid,
        permission="inspection.publish",
        kind=ItemKind.WARNING,
        due_on=clock.due_on,
        at=at,
    )
    return row


def _decide(row: Publication, wanted: PublicationState, by: Actor) -> None:
    if wanted not in NEXT_PUBLICATION_STATES[PublicationState(row.state)]:
        raise WrongPublicationState(
            f"{row.inspection.task.entity.name} 的结果当前是“{PublicationState(row.state).label}”，不能这样办理。",
            state=row.state,
        )
    row.state, row.version = wanted, row.version + 1
    row.decided_by = person_of(by)


def _end_waiting(row: Publication, at: datetime) -> None:
    deadlines.stop_clocks(subject=row.uid, at=at)
    worklist.close(source=SOURCE, source_uid=row.uid, at=at)


@transaction.atomic
def publish(*, publications: list[UUID], result_codes: list[str] | None, detail: str, by: Actor, at: datetime) -> int:
    """Make results public at once, all of them or none; gives how many.

    result_codes: for all of them; None keeps each one's own.  detail: what was found, in words for the public; without
    codes it goes to those results only whose own codes ask for one.
    Raises PublicationMissing, WrongPublicationState, ResultCodesInvalid, NotAllowed. Publishes ResultPublished.
    """
    by.must("inspection.publish")
    rows = access.publications_to_change(publications, by=by)
    for row in rows:
        wanted = row.result_codes if result_codes is None else result_codes
        is_meant = result_codes is not None or needing_detail(wanted)
        text = (detail.strip() if is_meant else "") or row.detail
        codes = check_codes(wanted, text)
        _end_waiting(row, at)
        _decide(row, PublicationState.PUBLISHED, by)
        row.result_codes, row.detail, row.published_at, row.withdrawn_at, row.reason = codes, text[:500], at, None, ""
        row.save()
        _tell_published(row, by, at)
    return len(rows)


def _tell_published(row: Publication, by: Actor, at: datetime) -> None:
    entity = row.inspection.task.entity
    dossiers.record_event(
        entity=entity.uid,
        source=row.uid,
        kind="inspection.result_published",
        title="检查结果已公示",
        link=f"/inspection/records/{row.inspection.uid}",
        at=at,
        by=by,
    )
    bus.publish(ResultPublished(subject=row.inspection.uid, by=by.uid, at=at, entity=entity.uid))


@transaction.atomic
def withhold(*, publication: UUID, reason: str, by: Actor, at: datetime) -> None:
    """Keep a result from the public, with a reason that stays on record.

    Raises PublicationMissing, WrongPublicationState, Invalid, NotAllowed.
    """
    by.must("inspection.publish")
    (row,) = access.publications_to_change([publication], by=by)
    why = withheld_reason(reason)
    _end_waiting(row, at)
    _decide(row, PublicationState.WITHHELD, by)
    row.reason = why
    row.save()


@transaction.atomic
def withdraw(*, publication: UUID, reason: str, by: Actor, at: datetime) -> None:
    """Take a published result back, with a reason; the public page shows it no longer at once.

    Raises PublicationMissing, WrongPublicationState, Invalid, NotAllowed.
    """
    by.must("inspection.publish")
    (row,) = access.publications_to_change([publication], by=by)
    why = withheld_reason(reason)
    _decide(row, PublicationState.WITHDRAWN, by)
    row.reason, row.withdrawn_at = why, at
    row.save()
