"""Bringing the promised public value into a draw: from drand, typed from its source, or a third person's nonce."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from zhijian.business.inspection.access import draws as access
from zhijian.business.inspection.models import Draw, DrawNonce
from zhijian.business.inspection.queries import draws as queries
from zhijian.business.inspection.rules import beacons
from zhijian.business.inspection.rules import draw as drawing
from zhijian.business.inspection.rules.draw_acts import THIRD_PERSON_POSITION
from zhijian.business.inspection.services import draw_worklist
from zhijian.business.inspection.services.draw_checks import must_be_open
from zhijian.business.inspection.services.draws import DrawNonceDiffers
from zhijian.business.inspection.types.draws import DrawDetail, PublicValueKind
from zhijian.kernel.errors import Conflict, Invalid
from zhijian.support.audit import services as audit
from zhijian.support.identity.types import Actor
from zhijian.support.outbound import Destination, fetch

DRAND = Destination(scheme="https", host=beacons.QUICKNET.host, port=443)


class PublicValueWrong(Invalid):
    """What was given is not the public value that was promised."""

    code = "inspection.draw_public_value_wrong"


class PublicValueEarly(Conflict):
    """The promised public value does not exist yet; ``promised_at`` says when it will."""

    code = "inspection.draw_public_value_early"


def set_public_value(
    *, draw: UUID, source: PublicValueKind, round_: str, value: str, source_note: str, by: Actor, at: datetime
) -> DrawDetail:
    """Bring in the public value that was promised; only after its moment, and once.

    source: drand fetches it; manual takes ``value`` as a person read it and ``source_note`` where, and may be corrected
    until a witness has opened; for a drand round, on a network that does not reach drand, ``value`` is the signature,
    from which the value follows and which nobody can make up; third_person takes the caller's nonce.
    Raises DrawMissing, WrongDrawStage, PublicValueEarly, PublicValueWrong, BeaconAnswerWrong, DrawNonceDiffers,
    NotAllowed, Unavailable.
    """
    # Nothing is locked while another system is asked; all is checked again under the lock.
    row = access.draw(draw, by=by)
    _check(row, source, round_, by=by, at=at)
    if source == "drand":
        value = _signature_from_drand(row)
    return _record(draw=draw, source=source, round_=round_, value=value.strip(), note=source_note.strip(), by=by, at=at)


@transaction.atomic
def _record(
    *, draw: UUID, source: PublicValueKind, round_: str, value: str, note: str, by: Actor, at: datetime
) -> DrawDetail:
    row = access.draw_to_take_part(draw, by=by)
    _check(row, source, round_, by=by, at=at)
    nonces = queries.nonces_of([row])[row.pk]
    if source == "manual":
        _check_typed(value, note)
    is_drand = queries.parameters_of(row).public_value.kind == "drand"
    proved = beacons.beacon(value, round_=_round_of(row)) if is_drand else None
    if source == "third_person":
        _check_third(nonces, value)
    assert row.document is not None  # committed
    public = {
        "value": proved.value if proved else value,
        "source": row.document["promised_value"]["source"],
        "fetched_at": drawing.moment_text(at),
        "signature": proved.signature if proved else None,
    }
    row.document = {**row.document, "public_value": public}
    row.parameters = {**row.parameters, "public_value_note": note, "public_value_by": str(by.uid)}
    row.version += 1
    row.save(update_fields=["document", "parameters", "version"])
    audit.note(action="inspection.draw_public_value", subject=str(row.uid), by=by, facts={**public, "note": note})
    draw_worklist.close(row, at=at)
    draw_worklist.ask_to_open(row, nonces, at=at)
    return queries.draw(draw=row.uid, by=by)


def _check(row: Draw, source: PublicValueKind, round_: str, *, by: Actor, at: datetime) -> None:
    kind = queries.parameters_of(row).public_value.kind
    if kind != "third_person":
        by.must("inspection.draw")
    has_value = bool(row.document and row.document["public_value"])
    must_be_open("correct_public_value" if has_value else "set_public_value", row, by=by)
    assert row.document is not None  # committed
    if source != kind and not (source == "manual" and kind == "drand"):
        raise PublicValueWrong("公共随机值的来源与事先约定的不同。", field="source")
    promised = row.document["promised_value"]
    if round_ and round_.strip() != promised["identifier"]:
        raise PublicValueWrong(f"约定的是 {promised['identifier']}，不能使用别的期号。", field="round")
    if drawing.moment_text(at) < promised["promised_at"]:
        raise PublicValueEarly("约定的公共随机值还没有产生，请到时再录入。", promised_at=promised["promised_at"])


def _round_of(row: Draw) -> int:
    assert row.document is not None  # committed
    return int(row.document["promised_value"]["identifier"])


def _signature_from_drand(row: Draw) -> str:
    answer = fetch(beacons.QUICKNET.url_of(_round_of(row)), allowed=(DRAND,))
    return beacons.answered(answer.body, round_=_round_of(row)).signature


def _check_typed(value: str, note: str) -> None:
    if not value or not note:
        raise PublicValueWrong("请写明公共随机值以及在哪里查到的。", field="value" if not value else "source_note")


def _check_third(nonces: list[DrawNonce], value: str) -> None:
    own = next(nonce for nonce in nonces if nonce.position == THIRD_PERSON_POSITION)
    if not drawing.is_nonce(value) or drawing.nonce_hash(value) != own.nonce_hash:
        raise DrawNonceDiffers("随机数与事先提交的摘要不一致，请在当时提交的电脑和浏览器上打开。")
