"""The second officer's word: in their own session, or by a code that was sent to their phone (INS-5.4)."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from zhijian.business.inspection.access import records as access
from zhijian.business.inspection.access.tasks import NotItsOfficer
from zhijian.business.inspection.models import Countersign, Inspection, Task
from zhijian.business.inspection.rules.countersigning import Round, Word, after_word, refusal_of
from zhijian.business.inspection.rules.stages import CountersignDecision, CountersignMethod, RecordState
from zhijian.business.inspection.services import assignments, attachments, rounds, signing, sms_codes
from zhijian.business.inspection.types.records import SmsChallenge
from zhijian.kernel.clock import business_date
from zhijian.kernel.errors import Conflict, DomainError, Invalid, NotAllowed
from zhijian.support.identity import queries as identity
from zhijian.support.identity.models import Person
from zhijian.support.identity.types import Actor


class NotCountersigning(Conflict):
    """Nobody's word is asked for at this record now."""

    code = "inspection.not_countersigning"


class OwnCountersign(NotAllowed):
    """Who submitted a record does not countersign it."""

    code = "inspection.own_countersign"


class AlreadyCountersigned(Conflict):
    """This officer has approved this round."""

    code = "inspection.already_countersigned"


class CertificateInvalid(NotAllowed):
    """The signer's certificate is not valid on the day they speak."""

    code = "inspection.certificate_invalid"


class MustKeepAway(NotAllowed):
    """The signer has to keep away from the entity (行政处罚法 第四十三条)."""

    code = "inspection.must_keep_away"


class ContentChanged(Conflict):
    """The content is not the one that was shown to the signer."""

    code = "inspection.content_changed"


class ReasonMissing(Invalid):
    """Sending a record back wants a reason."""

    code = "inspection.reason_missing"


class SignerNotAsked(Invalid):
    """Words are asked only of officers of the task who have not approved."""

    code = "inspection.signer_not_asked"


REFUSALS: dict[str, type[DomainError]] = {
    one.code: one
    for one in (
        NotCountersigning,
        OwnCountersign,
        NotItsOfficer,
        AlreadyCountersigned,
        CertificateInvalid,
        MustKeepAway,
        ContentChanged,
    )
}


@transaction.atomic
def countersign(
    *,
    inspection: UUID,
    decision: CountersignDecision,
    content_hash: str,
    reason: str,
    signature: UUID | None,
    signature_sha256: str | None,
    by: Actor,
    at: datetime,
) -> None:
    """The word of ``by`` on exactly this content, with their handwriting if they gave it.

    The last approval signs the record; a rejection sends it back to the lead and voids the round's signatures.
    Raises InspectionMissing, NotItsOfficer, the refusals above, ReasonMissing. Publishes InspectionFinished.
    """
    task, record = access.inspection_to_change(inspection, by=by, permission="inspection.countersign")
    assert by.uid is not None
    if decision is CountersignDecision.REJECT and len(reason.strip()) < 2:
        raise ReasonMissing("请写明退回的原因，至少2个字。", field="reason")
    standing, word = _weigh(task, record, by.uid, decision, content_hash, at)
    if signature is not None and signature_sha256 is not None:
        attachments.attach_signature(record=record.uid, uid=signature, sha256=signature_sha256, by=by, at=at)
    given = Countersign(method=CountersignMethod.APP, reason=reason.strip(), signature=signature)
    _speak(task, record, standing, word, given, by=by, at=at)


@transaction.atomic
def send_code(*, inspection: UUID, person: UUID, by: Actor, at: datetime) -> SmsChallenge:
    """Send a code to a co-signer's phone, good once, for this content and this signer only.

    Raises InspectionMissing, NotItsOfficer, the refusals above, and what the notices part raises.
    """
    task, record = access.inspection_to_change(inspection, by=by, permission="inspection.perform")
    _weigh(task, record, person, CountersignDecision.APPROVE, record.content_hash, at)
    signer = identity.officers_by_uid([person], on=business_date(at))[person]
    return sms_codes.send(signer, entity=task.entity.name, content_hash=record.content_hash, by=by, at=at)


@transaction.atomic
def countersign_by_sms(
    *, inspection: UUID, person: UUID, challenge: UUID, code: str, content_hash: str, by: Actor, at: datetime
) -> None:
    """A co-signer's approval by the code from their phone, typed in by a colleague beside them.

    Raises InspectionMissing, NotItsOfficer, the refusals above, and for a wrong code what the notices part raises.
    """
    task, record = access.inspection_to_change(inspection, by=by, permission="inspection.perform")
    standing, word = _weigh(task, record, person, CountersignDecision.APPROVE, content_hash, at)
    sms_codes.spend(challenge=challenge, code=code, person=person, content_hash=content_hash, at=at)
    given = Countersign(method=CountersignMethod.SMS, challenge=challenge)
    _speak(task, record, standing, word, given, by=by, at=at)


@transaction.atomic
def ask(*, inspection: UUID, persons: tuple[UUID, ...], by: Actor, at: datetime) -> None:
    """Put the record (again) before officers who have not spoken yet.

    Raises InspectionMissing, NotItsOfficer, NotCountersigning, SignerNotAsked.
    """
    task, record = access.inspection_to_change(inspection, by=by, permission="inspection.perform")
    standing = rounds.standing_of(task, record)
    if standing.state is not RecordState.COUNTERSIGNING:
        raise NotCountersigning("这份记录当前不在会签中，请刷新后查看。", state=standing.state)
    if not set(persons) <= standing.wanted:
        raise SignerNotAsked("只能请这项任务中还没有会签的检查人员会签，请重新选择。", field="persons")
    rounds.ask_again(task, record, standing.wanted, at=at)


def void_for_new_officers(task: Task, *, by: Actor, at: datetime) -> None:
    """Other officers make it another content: a record waiting for countersigns goes back to the lead."""
    record = Inspection.objects.select_for_update().get(task=task)
    rounds.send_back(task, record, reason="检查人员有调整，请核对后重新提交。", at=at)


def _weigh(
    task: Task, record: Inspection, person: UUID, decision: CountersignDecision, content_hash: str, at: datetime
) -> tuple[Round, Word]:
    """The standing round and the word, if it counts."""
    staff = assignments.staff_of([person], [task.entity_id], on=business_date(at))
    (signer,) = staff.candidates([(person, False)], task.entity_id)
    word = Word(
        person=person,
        decision=decision,
        content_hash=content_hash,
        has_certificate=signer.has_certificate,
        avoids=signer.avoids,
    )
    standing = rounds.standing_of(task, record)
    refusal = refusal_of(standing, word)
    if refusal is not None:
        code, message = refusal
        raise REFUSALS[code](message, state=standing.state, content_hash=standing.content_hash)
    return standing, word


def _speak(
    task: Task, record: Inspection, standing: Round, word: Word, given: Countersign, *, by: Actor, at: datetime
) -> None:
    given.inspection, given.round, given.content_hash, given.at = record, standing.number, word.content_hash, at
    given.person, given.decision = Person.objects.get(uid=word.person), word.decision
    given.save(force_insert=True)
    after = after_word(standing, word)
    if after.state is RecordState.SIGNED:
        signing.sign(task, record, by=by, at=at)
    elif after.state is RecordState.EDITING:
        rounds.send_back(task, record, reason=given.reason, at=at)
    else:
        rounds.ask_again(task, record, after.wanted, at=at)
