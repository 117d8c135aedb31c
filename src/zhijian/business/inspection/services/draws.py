"""What can be done to a draw, from the first random number to the tasks (procedure: ``docs/processes/draw.md``)."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from zhijian.business.inspection.access import draws as access
from zhijian.business.inspection.models import Draw, DrawLibrary, DrawNonce
from zhijian.business.inspection.queries import draws as queries
from zhijian.business.inspection.queries import libraries
from zhijian.business.inspection.queries.planning import present
from zhijian.business.inspection.rules import draw as drawing
from zhijian.business.inspection.rules.draw import Document, DrawImpossible, DrawStage, NonceHash, algorithm
from zhijian.business.inspection.rules.draw_acts import THIRD_PERSON_POSITION, WITNESSES
from zhijian.business.inspection.services import draw_endings, draw_worklist
from zhijian.business.inspection.services.draw_checks import (
    caller,
    check_parameters,
    must_be_open,
    next_position,
    promised_value,
)
from zhijian.business.inspection.services.draw_succession import refuse_beside_unfinished
from zhijian.business.inspection.types.draws import DrawDetail
from zhijian.kernel.canonical import canonical_json
from zhijian.kernel.clock import business_date
from zhijian.kernel.errors import Invalid
from zhijian.kernel.hashes import sha256_hex
from zhijian.support.audit import services as audit
from zhijian.support.identity.types import Actor


class DrawNonceDiffers(Invalid):
    """The opened random number is not the one whose hash was promised."""

    code = "inspection.draw_nonce_differs"


class DrawPublicValueDiffers(Invalid):
    """The public value that a witness read is not the one that was entered."""

    code = "inspection.draw_public_value_differs"


@transaction.atomic
def give_nonce_hash(*, draw: UUID, nonce_hash: str, by: Actor, at: datetime) -> DrawDetail:
    """Promise a random number; before the commitment it may be replaced by its giver.

    nonce_hash: 64 lower-case hexadecimal digits.  Raises DrawMissing, WrongDrawStage, NotWitness, DrawPersonsAlike.
    """
    row = access.draw_to_take_part(draw, by=by)
    must_be_open("give_nonce", row, by=by)
    nonces = queries.nonces_of([row])[row.pk]
    own = next((nonce for nonce in nonces if nonce.person.uid == by.uid), None)
    if own is not None:
        own.nonce_hash, own.given_at = nonce_hash, at
        own.save(update_fields=["nonce_hash", "given_at"])
    else:
        person, organisation = caller(by)
        DrawNonce.objects.create(
            draw=row,
            person=person,
            organisation=organisation,
            position=next_position(queries.parameters_of(row), nonces, by=by),
            nonce_hash=nonce_hash,
            given_at=at,
        )
    draw_worklist.close(row, at=at, step=draw_worklist.step_of("give_nonce", by))
    return queries.draw(draw=row.uid, by=by)


@transaction.atomic
def commit(*, draw: UUID, by: Actor, at: datetime) -> DrawDetail:
    """Freeze both libraries as of now and publish the commitment; from this moment everybody can see it.

    Raises DrawMissing, WrongDrawStage, DrawImpossible, DrawParametersInvalid, DrawUnfinished,
    FormMissing, NotAllowed.
    """
    row = access.draw_to_change(draw, by=by)
    must_be_open("commit", row, by=by)
    asked = queries.parameters_of(row)
    check_parameters(asked, today=business_date(at))
    refuse_beside_unfinished(row)
    found, parameters = present(row, asked, on=business_date(at))
    drawing.plan(found.libraries, parameters)
    nonces = queries.nonces_of([row])[row.pk]
    document = drawing.commit(
        libraries=found.libraries,
        parameters=parameters,
        nonce_hashes=[_published(nonce) for nonce in nonces if nonce.position in WITNESSES],
        promised_value=promised_value(asked, third=_third(nonces), at=at),
        committed_at=drawing.moment_text(at),
        redraw_of=_redraw_of(row),
    )
    _freeze(row, document)
    row.document = {name: value for name, value in document.items() if name != "libraries"}
    row.commitment, row.committed_at, row.stage = document["commitment"], at, DrawStage.COMMITTED
    _save(row, "document", "commitment", "committed_at", "stage")
    audit.note(
        action="inspection.draw_committed",
        subject=str(row.uid),
        by=by,
        facts={"commitment": row.commitment, "fingerprints": document["fingerprints"]},
    )
    draw_worklist.close(row, at=at)
    draw_worklist.ask_for_public_value(row, nonces, at=at)
    return queries.draw(draw=row.uid, by=by)


def _published(nonce: DrawNonce) -> NonceHash:
    return {"person": nonce.person.name, "organisation": nonce.organisation.name, "sha256": nonce.nonce_hash}


def _third(nonces: list[DrawNonce]) -> NonceHash | None:
    return next((_published(nonce) for nonce in nonces if nonce.position == THIRD_PERSON_POSITION), None)


def _redraw_of(row: Draw) -> drawing.RedrawOf | None:
    if row.redraw_of is None or row.redraw_approved_by is None:
        return None
    return drawing.redraw_of(
        earlier=row.redraw_of.commitment,
        stage=DrawStage(row.redraw_of.stage),
        reason=row.redraw_reason,
        requested_by=row.created_by.name,
        approved_by=row.redraw_approved_by.name,
    )


def _freeze(row: Draw, document: Document) -> None:
    rows = document["libraries"]
    DrawLibrary.objects.create(
        draw=row,
        kind="objects",
        fingerprint=document["fingerprints"]["objects"],
        size=len(rows["objects"]),
        content=libraries.pack(rows["objects"]),
    )
    DrawLibrary.objects.create(
        draw=row,
        kind="officers",
        fingerprint=document["fingerprints"]["officers"],
        size=len(rows["officers"]),
        content=libraries.pack(rows["officers"]),
    )


def _save(row: Draw, *columns: str) -> None:
    row.version += 1
    row.save(update_fields=[*columns, "version"])


@transaction.atomic
def open_nonce(*, draw: UUID, nonce: str, public_value: str = "", by: Actor, at: datetime) -> DrawDetail:
    """Open one's random number, after the public value came; with the second one the seed is complete.

    public_value: where a person typed it, the value as this witness looked it up themselves.
    Raises DrawMissing, WrongDrawStage, DrawNonceDiffers, DrawPublicValueDiffers.
    """
    row = access.draw_to_take_part(draw, by=by)
    must_be_open("open_nonce", row, by=by)
    if queries.confirms_value(row, by=by) and public_value.strip() != _public_value(row):
        raise DrawPublicValueDiffers(
            "您查到的公共随机值与录入的不同，请到约定的来源核对；录入有误的，请组织人员更正后再公开。",
            field="public_value",
        )
    nonces = [each for each in queries.nonces_of([row])[row.pk] if each.position in WITNESSES]
    own = next(each for each in nonces if each.person.uid == by.uid)
    if not drawing.is_nonce(nonce) or drawing.nonce_hash(nonce) != own.nonce_hash:
        raise DrawNonceDiffers("随机数与事先提交的摘要不一致，请在当时提交的电脑和浏览器上打开，或者核对保存的随机数。")
    own.nonce, own.opened_at = nonce, at
    own.save(update_fields=["nonce", "opened_at"])
    draw_worklist.close(row, at=at, step=draw_worklist.step_of("open_nonce", by))
    if all(each.opened_at for each in nonces):
        _complete_seed(row, [each.nonce for each in nonces], at)
    return queries.draw(draw=row.uid, by=by)


def _public_value(row: Draw) -> str:
    assert row.document is not None  # committed
    return str(row.document["public_value"]["value"])


def _complete_seed(row: Draw, nonces: list[str], at: datetime) -> None:
    assert row.document is not None  # committed
    row.document = dict(drawing.open_seed(row.document, public_value=row.document["public_value"], nonces=nonces))
    row.stage, row.seeded_at = DrawStage.SEEDED, at
    _save(row, "document", "stage", "seeded_at")
    draw_worklist.ask_to_draw(row, at=at)


@transaction.atomic
def draw_lots(*, draw: UUID, by: Actor, at: datetime) -> DrawDetail:
    """Compute and fix the result; nothing that is shown afterwards can change it.

    A draw of which no result can be had (``no_pairing``) is void. Raises DrawMissing, WrongDrawStage, DrawNotReady,
    NotAllowed.
    """
    row = access.draw_to_change(draw, by=by)
    must_be_open("draw", row, by=by)
    document = libraries.sealed_document(row)
    assert document["seed"] is not None  # sealed
    try:
        result = algorithm.draw_lots(document["libraries"], document["parameters"], document["seed"]).to_json()
    except DrawImpossible as problem:
        draw_endings.end(row, f"抽不出结果：{problem.message}"[:300], at=at)
        return queries.draw(draw=row.uid, by=by)
    row.document = {**(row.document or {}), "result": result}
    row.stage, row.drawn_at = DrawStage.DRAWN, at
    _save(row, "document", "stage", "drawn_at")
    audit.note(
        action="inspection.draw_drawn",
        subject=str(row.uid),
        by=by,
        facts={"seed": row.document["seed"], "result": sha256_hex(canonical_json(result))},
    )
    draw_worklist.close(row, at=at)
    return queries.draw(draw=row.uid, by=by)
