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
from zhijian.business.inspection.rules.draw import Document, DrawStage, NonceHash, algorithm
from zhijian.business.inspection.rules.draw_acts import THIRD_PERSON_POSITION, WITNESSES
from zhijian.business.inspection.rules.stages import TaskKind
from zhijian.business.inspection.services import draw_worklist
from zhijian.business.inspection.services.draw_checks import (
    caller,
    check_parameters,
    must_be_open,
    next_position,
    promised_value,
)
from zhijian.business.inspection.types.draws import DrawDetail
from zhijian.business.inspection.types.tasks import NewTask
from zhijian.kernel.canonical import canonical_json
from zhijian.kernel.clock import business_date
from zhijian.kernel.errors import Conflict, Invalid
from zhijian.kernel.hashes import sha256_hex
from zhijian.support.audit import services as audit
from zhijian.support.identity.types import Actor


class DrawNonceDiffers(Invalid):
    """The opened random number is not the one whose hash was promised."""

    code = "inspection.draw_nonce_differs"


class DrawReplaced(Conflict):
    """A re-draw of this draw was asked for, so its result is no longer carried out."""

    code = "inspection.draw_replaced"


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

    Raises DrawMissing, WrongDrawStage, DrawImpossible, DrawParametersInvalid, FormMissing, NotAllowed.
    """
    row = access.draw_to_change(draw, by=by)
    must_be_open("commit", row, by=by)
    asked = queries.parameters_of(row)
    check_parameters(asked, today=business_date(at))
    found, parameters = present(row, asked, on=business_date(at))
    drawing.plan(found.libraries, parameters)
    nonces = queries.nonces_of([row])[row.pk]
    document = drawing.commit(
        libraries=found.libraries,
        parameters=parameters,
        nonce_hashes=[_published(nonce) for nonce in nonces if nonce.position in WITNESSES],
        promised_value=promised_value(asked, third=_third(nonces), at=at),
        committed_at=queries.moment_text(at),
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
def open_nonce(*, draw: UUID, nonce: str, by: Actor, at: datetime) -> DrawDetail:
    """Open one's random number, after the public value came; with the second one the seed is complete.

    Raises DrawMissing, WrongDrawStage, DrawNonceDiffers.
    """
    row = access.draw_to_take_part(draw, by=by)
    must_be_open("open_nonce", row, by=by)
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


def _complete_seed(row: Draw, nonces: list[str], at: datetime) -> None:
    assert row.document is not None  # committed
    row.document = dict(drawing.open_seed(row.document, public_value=row.document["public_value"], nonces=nonces))
    row.stage, row.seeded_at = DrawStage.SEEDED, at
    _save(row, "document", "stage", "seeded_at")
    draw_worklist.ask_to_draw(row, at=at)


@transaction.atomic
def draw_lots(*, draw: UUID, by: Actor, at: datetime) -> DrawDetail:
    """Compute and fix the result; nothing that is shown afterwards can change it.

    Raises DrawMissing, WrongDrawStage, DrawImpossible (no_pairing: void it), DrawNotReady, NotAllowed.
    """
    row = access.draw_to_change(draw, by=by)
    must_be_open("draw", row, by=by)
    document = libraries.sealed_document(row)
    assert document["seed"] is not None  # sealed
    result = algorithm.draw_lots(document["libraries"], document["parameters"], document["seed"]).to_json()
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


@transaction.atomic
def dispatch(*, draw: UUID, by: Actor, at: datetime) -> DrawDetail:
    """Make one task for each drawn entity, for the officers of its group, in one step.

    Raises DrawMissing, WrongDrawStage, DrawReplaced, NotAllowed, and what ``create_tasks`` raises.
    """
    from zhijian.business.inspection.services.tasks import create_tasks

    row = access.draw_to_change(draw, by=by)
    if row.stage == DrawStage.DRAWN and queries.repeated_by([row]):
        raise DrawReplaced("这次抽取已申请重抽，不能再派发。")
    must_be_open("dispatch", row, by=by)
    asked = queries.parameters_of(row)
    assert row.document is not None  # drawn
    create_tasks(
        kind=TaskKind.RANDOM,
        matter=row.matter,
        rows=[task for group in row.document["result"]["groups"] for task in _tasks_of(row, group)],
        starts_on=asked.period_from,
        due_on=asked.period_to,
        by=by,
        at=at,
    )
    row.stage, row.dispatched_at = DrawStage.DISPATCHED, at
    _save(row, "stage", "dispatched_at")
    return queries.draw(draw=row.uid, by=by)


def _tasks_of(row: Draw, group: dict[str, list[str]]) -> list[NewTask]:
    officers = tuple(UUID(uid) for uid in group["officers"])
    return [
        NewTask(
            entity=UUID(uid),
            officers=officers,
            lead=officers[0],
            draw=row.uid,
            group_number=int(str(group["no"])),
            reason=f"双随机抽查：{row.name}",
        )
        for uid in group["objects"]
    ]


@transaction.atomic
def void(*, draw: UUID, reason: str, by: Actor, at: datetime) -> DrawDetail:
    """End a committed draw without a result, e.g. because a nonce was never opened; it stays visible with the reason.

    Raises DrawMissing, WrongDrawStage, DrawReasonMissing, NotAllowed.
    """
    row = access.draw_to_change(draw, by=by)
    must_be_open("void", row, by=by)
    row.void_reason = drawing.void_reason(reason)
    row.stage, row.voided_at = DrawStage.VOID, at
    _save(row, "void_reason", "stage", "voided_at")
    draw_worklist.close(row, at=at, cancelled=True)
    return queries.draw(draw=row.uid, by=by)
