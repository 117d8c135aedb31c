"""What can be done with clues."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from zhijian.business.enforcement import access
from zhijian.business.enforcement.models import Clue
from zhijian.business.enforcement.rules import NEXT_CLUE_STAGES, ClueSource, ClueStage
from zhijian.business.enforcement.types import NewClue
from zhijian.data.registry import access as registry_access
from zhijian.data.registry import queries as registry
from zhijian.data.registry import services as dossiers
from zhijian.events.enforcement import ClueRegistered, ClueReviewed
from zhijian.kernel.errors import Conflict, Invalid
from zhijian.kernel.text import normalise, refuse_hidden_characters
from zhijian.support.bus import services as bus
from zhijian.support.deadlines import services as deadlines
from zhijian.support.identity.access import person_of
from zhijian.support.identity.models import Organisation
from zhijian.support.identity.types import Actor
from zhijian.support.numbering import services as numbering
from zhijian.support.numbering.rules import task_number
from zhijian.support.search import services as search
from zhijian.support.worklist import services as worklist

SOURCE = "enforcement.clue"
VERIFICATION = "enforcement.clue_verification"


class ClueInvalid(Invalid):
    """What was given of a clue is not enough; ``field`` says where."""

    code = "enforcement.clue_invalid"


class AlreadyReviewed(Conflict):
    """What becomes of the clue was settled before."""

    code = "enforcement.clue_already_reviewed"


@transaction.atomic
def register_clue(*, given: NewClue, organisation: UUID, by: Actor, at: datetime) -> UUID:
    """Register a clue and start its 15-working-day verification clock; gives its uid.

    Idempotent by ``given.source_event``. Raises NotAllowed, EntityMissing, ClueInvalid. Publishes
    ClueRegistered.
    Source: 《市场监督管理行政处罚程序规定》第十八条 (15 working days, +15).
    """
    by.must("enforcement.clue_register")
    if given.source_event is not None:
        earlier = Clue.objects.filter(source_event=given.source_event).first()
        if earlier is not None:
            return earlier.uid
    if given.entity is not None:
        registry_access.entity(given.entity, by=by)
    row = _created(given, Organisation.objects.get(uid=organisation), by, at)
    clock = deadlines.start_clock(rule=VERIFICATION, subject_kind=SOURCE, subject=row.uid, at=at)
    worklist.put(
        source=SOURCE,
        source_uid=row.uid,
        step="verify",
        title=f"核查线索：{row.title}",
        detail=row.party_name,
        link=f"/enforcement/clues/{row.uid}",
        organisation=organisation,
        permission="enforcement.clue_review",
        due_on=clock.due_on,
        at=at,
    )
    _tell(row, given, by, at)
    return row.uid


def _created(given: NewClue, organisation: Organisation, by: Actor, at: datetime) -> Clue:
    if given.source not in set(ClueSource):
        raise ClueInvalid("线索来源不对。", field="source")
    title, facts = refuse_hidden_characters(normalise(given.title)), refuse_hidden_characters(given.facts.strip())
    if not title or not facts:
        raise ClueInvalid("请填写线索标题和事实。", field="title" if not title else "facts")
    card = registry.cards([given.entity]).get(given.entity) if given.entity else None
    return Clue.objects.create(
        number=numbering.next_number(prefix="XS", at=at, shape=task_number),
        source=given.source,
        source_event=given.source_event,
        source_record=given.source_record,
        source_number=given.source_number,
        source_link=given.source_link,
        title=title[:200],
        facts=facts,
        entity_id=_entity_id(given.entity),
        party_name=card.name if card else given.party_name,
        party_address=card.address if card else given.party_address,
        evidence=[str(item) for item in given.evidence],
        documents=[str(item) for item in given.documents],
        organisation=organisation,
        received_at=at,
        registered_by=person_of(by),
    )


def _entity_id(entity: UUID | None) -> int | None:
    from zhijian.data.registry.models import Entity

    return Entity.objects.values_list("pk", flat=True).get(uid=entity) if entity else None


@transaction.atomic
def review_clue(*, clue: UUID, outcome: ClueStage, reason: str, by: Actor, at: datetime) -> None:
    """Settle what becomes of a clue: taken over as a case source, or not, each with its reason; the clock stands.

    Raises NotAllowed, ClueMissing, ClueReviewed, ClueInvalid. Publishes ClueReviewed.
    Source: 《市场监督管理行政处罚程序规定》第十八条、第二十条 (not filing needs a recorded reason).
    """
    row = access.clue_to_review(clue, by=by)
    if outcome not in NEXT_CLUE_STAGES[ClueStage(row.stage)]:
        raise AlreadyReviewed("这条线索已经审核过，请刷新后查看结论。", stage=row.stage)
    if outcome is ClueStage.MERGED:
        raise ClueInvalid("请选择“属实，转为案源”或者“不予采用”。", field="outcome")
    reason = refuse_hidden_characters(normalise(reason))
    if not 4 <= len(reason) <= 500:
        raise ClueInvalid("请写明审核意见和理由（4 至 500 个字）。", field="reason")
    row.stage, row.review_reason, row.reviewed_at = outcome, reason, at
    row.reviewed_by = person_of(by)
    row.version += 1
    row.save(update_fields=["stage", "review_reason", "reviewed_at", "reviewed_by", "version"])
    deadlines.stop_clocks(subject=row.uid, at=at)
    worklist.close(source=SOURCE, source_uid=row.uid, at=at)
    if row.entity is not None:
        dossiers.record_event(
            entity=row.entity.uid,
            source=row.uid,
            kind="enforcement.clue_reviewed",
            title=f"稽查线索 {row.number}：{outcome.label}",
            detail=reason,
            link=f"/enforcement/clues/{row.uid}",
            at=at,
            by=by,
        )
    bus.publish(ClueReviewed(subject=row.uid, by=by.uid, at=at, number=row.number, outcome=outcome.value))


def _tell(row: Clue, given: NewClue, by: Actor, at: datetime) -> None:
    search.put(
        kind="clue",
        subject=row.uid,
        organisation=row.organisation.pk,
        title=f"{row.number} {row.title}",
        detail=row.party_name,
        link=f"/enforcement/clues/{row.uid}",
        name=f"{row.title} {row.party_name}",
        codes=[row.number],
    )
    if given.entity is not None:
        dossiers.record_event(
            entity=given.entity,
            source=row.uid,
            kind="enforcement.clue_registered",
            title=f"登记稽查线索 {row.number}",
            detail=row.title,
            link=f"/enforcement/clues/{row.uid}",
            at=at,
            by=by,
        )
    bus.publish(
        ClueRegistered(
            subject=row.uid,
            by=by.uid,
            at=at,
            number=row.number,
            source=row.source,
            source_uid=row.source_record,
            entity=given.entity,
        )
    )
