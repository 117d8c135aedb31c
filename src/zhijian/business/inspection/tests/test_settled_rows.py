"""What a draw has promised, what was ordered, decided and signed: the database itself refuses to change it."""

from typing import Any
from uuid import UUID

import pytest
from django.db import DatabaseError, connection, transaction

from zhijian.business.inspection.models import Draw, DrawNonce, Inspection, Publication, Rectification
from zhijian.business.inspection.services import (
    draw_dispatch,
    draw_drafts,
    draw_endings,
    draws,
    publications,
    withdrawals,
)
from zhijian.business.inspection.tests import factories_draws as lots
from zhijian.business.inspection.tests.factories import make_signed, make_team
from zhijian.business.inspection.tests.factories_results import chief_of, first_items, reinspect, signed_with_order
from zhijian.kernel import clock
from zhijian.support.identity.tests.factories import make_actor

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]


def refused(statement: str, match: str, *values: Any) -> None:
    """Run one statement as it is; the database refuses it and says why."""
    with pytest.raises(DatabaseError, match=match), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)


def as_they_stand(*tables: str) -> dict[str, list[tuple[Any, ...]]]:
    found = {}
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"SELECT to_jsonb(t)::text FROM {table} t ORDER BY id")
            found[table] = cursor.fetchall()
    return found


STAGES = ("committed", "seeded", "drawn", "dispatched", "void")


def a_draw(world: lots.World, stage: str) -> UUID:
    """A draw at a stage."""
    if stage in {"committed", "void"}:
        draw = lots.make_committed(world)
    else:
        draw = lots.make_seeded(world) if stage == "seeded" else lots.make_drawn(world)
    if stage == "dispatched":
        draw_dispatch.dispatch(draw=draw, by=world.organiser, at=lots.LATER)
    if stage == "void":
        draw_endings.void(draw=draw, reason="网络故障，没有取得", by=world.organiser, at=lots.LATER)
    return draw


PROMISED = (
    "name = '别的抽取'",
    "commitment = repeat('0', 64)",
    "committed_at = now()",
    "organisation_id = organisation_id + 1",
    "parameters = parameters || '{\"groups\": 99}'",
    "document = jsonb_set(document, '{fingerprints,objects}', '\"00\"')",
    "document = jsonb_set(document, '{promised_value,identifier}', '\"1\"')",
    'document = document || \'{"result": {"groups": []}}\'',
    'document = document || \'{"seed": "00"}\'',
    "document = document - 'commitment'",
    "document = NULL",
    "stage = 'draft'",
)


@pytest.mark.req("INS-4.4", "S-AD-05")
@pytest.mark.parametrize("stage", STAGES)
def test_what_a_committed_draw_has_promised_is_never_changed(stage: str) -> None:
    draw = a_draw(lots.make_world(), stage)
    before = as_they_stand("inspection_draw")

    for change in PROMISED:
        refused(f"UPDATE inspection_draw SET {change} WHERE uid = %s", "never changed|does not go", draw)
    refused("DELETE FROM inspection_draw WHERE uid = %s", "never deleted", draw)

    assert as_they_stand("inspection_draw") == before


@pytest.mark.req("INS-4.4", "S-AD-05")
@pytest.mark.parametrize(
    ("stage", "wanted"),
    [
        ("draft", "seeded"),
        ("draft", "void"),
        ("committed", "drawn"),
        ("committed", "dispatched"),
        ("seeded", "committed"),
        ("seeded", "dispatched"),
        ("drawn", "seeded"),
        ("drawn", "void"),
        ("dispatched", "drawn"),
        ("dispatched", "void"),
        ("void", "committed"),
    ],
)
def test_a_draw_goes_by_the_steps_of_its_procedure_only(stage: str, wanted: str) -> None:
    world = lots.make_world()
    draw = lots.make_draft(world) if stage == "draft" else a_draw(world, stage)

    refused("UPDATE inspection_draw SET stage = %s WHERE uid = %s", "does not go|never changed", wanted, draw)

    assert Draw.objects.get(uid=draw).stage == stage


@pytest.mark.req("INS-4.4", "S-AD-05")
def test_the_public_value_is_fixed_once_a_random_number_is_open() -> None:
    world = lots.make_world()
    draw = lots.make_committed(world)
    change = (
        "UPDATE inspection_draw SET document = jsonb_set(document, '{public_value,value}', '\"07\"') WHERE uid = %s"
    )
    lots.put_public_value(world, draw)
    with connection.cursor() as cursor:  # a slip of the pen is corrected as long as nobody has opened
        cursor.execute(change, [draw])
    lots.put_public_value(world, draw)
    draws.open_nonce(draw=draw, nonce=lots.NONCES[0], public_value=lots.VALUE, by=world.organiser, at=lots.LATER)

    refused(change, "once a random number is open", draw)

    document = Draw.objects.get(uid=draw).document
    assert document is not None
    assert document["public_value"]["value"] == lots.VALUE


@pytest.mark.req("INS-4.4", "S-AD-05")
@pytest.mark.parametrize("stage", STAGES)
def test_random_numbers_of_a_committed_draw_are_opened_once_and_never_changed(stage: str) -> None:
    draw = a_draw(lots.make_world(), stage)
    row = Draw.objects.get(uid=draw).pk
    before = as_they_stand("inspection_drawnonce")

    for change in ("nonce_hash = repeat('0', 64)", "position = position + 5", "person_id = person_id + 1"):
        refused(f"UPDATE inspection_drawnonce SET {change} WHERE draw_id = %s", "only opened once", row)
    if stage != "committed":
        refused("UPDATE inspection_drawnonce SET nonce = 'ab', opened_at = now()", "only opened once")
    refused("DELETE FROM inspection_drawnonce WHERE draw_id = %s", "never added or deleted", row)
    refused(
        "INSERT INTO inspection_drawnonce (draw_id, person_id, organisation_id, position, nonce_hash, nonce, given_at)"
        " SELECT draw_id, person_id, organisation_id, 9, nonce_hash, '', now() FROM inspection_drawnonce LIMIT 1",
        "never added or deleted",
    )

    assert as_they_stand("inspection_drawnonce") == before


def test_a_random_number_is_not_moved_into_a_committed_draw() -> None:
    world = lots.make_world()
    draft, committed = lots.make_draft(world), lots.make_committed(world)
    lots.give_nonces(world, draft)
    before = as_they_stand("inspection_drawnonce")

    refused(
        "UPDATE inspection_drawnonce SET draw_id = %s, position = 9 WHERE draw_id = %s",
        "never changed",
        Draw.objects.get(uid=committed).pk,
        Draw.objects.get(uid=draft).pk,
    )

    assert as_they_stand("inspection_drawnonce") == before


def test_a_draft_and_its_random_numbers_may_still_be_given_up() -> None:
    world = lots.make_world()
    draw = lots.make_draft(world)
    lots.give_nonces(world, draw)

    draw_drafts.discard(draw=draw, by=world.organiser, at=lots.LATER)

    assert not Draw.objects.filter(uid=draw).exists()
    assert not DrawNonce.objects.exists()


@pytest.mark.req("INS-4.6", "S-AD-05")
@pytest.mark.parametrize("state", ["pending", "published", "withheld", "withdrawn"])
def test_what_was_decided_on_a_result_changes_only_by_the_next_decision(state: str) -> None:
    team = make_team()
    by, at = make_actor("inspection.publish", organisation=team.organisation), clock.now()
    row = Publication.objects.get(inspection=make_signed(team))
    if state in {"published", "withdrawn"}:
        publications.publish(publications=[row.uid], result_codes=None, detail="", by=by, at=at)
    if state == "withheld":
        publications.withhold(publication=row.uid, reason="涉及商业秘密", by=by, at=at)
    if state == "withdrawn":
        publications.withdraw(publication=row.uid, reason="公示内容有误", by=by, at=at)
    before = as_they_stand("inspection_publication")

    for change in (
        "formed_at = now()",
        "inspection_id = inspection_id + 1",
        "organisation_id = organisation_id + 1",
        "published_at = '2020-01-01'",
        "result_codes = '[\"9\"]'",
        "detail = '别的'",
        "reason = '别的'",
        f"state = '{'withdrawn' if state in {'pending', 'withheld'} else 'pending'}'",
    ):
        refused(f"UPDATE inspection_publication SET {change}", "next decision|does not go")
    if state != "pending":
        refused("UPDATE inspection_publication SET due_on = '2020-01-01'", "next decision")
    refused("DELETE FROM inspection_publication", "never deleted")

    assert as_they_stand("inspection_publication") == before


@pytest.mark.req("INS-5.5", "S-AD-05")
@pytest.mark.parametrize("answer", ["yes", "no"])
def test_a_settled_order_stays_with_what_was_found(answer: str) -> None:
    team = make_team()
    order = Rectification.objects.get(inspection=signed_with_order(team, wrong=1))
    reinspect(team, order, dict.fromkeys(first_items(1), answer))
    before = as_they_stand("inspection_rectification", "inspection_rectificationitem")

    for change in (
        "stage = 'ordered'",
        "due_on = '2030-01-01'",
        "closed_at = now()",
        "reported_at = now()",
        "version = 9",
        "number = 'x'",
    ):
        refused(f"UPDATE inspection_rectification SET {change}", "never changed")
    for change in ("is_fixed = NOT is_fixed", "fixed_note = '别的'", "fixed_evidence = '[1]'", "text = '别的'"):
        refused(f"UPDATE inspection_rectificationitem SET {change}", "never changed")
    refused("DELETE FROM inspection_rectificationitem", "never deleted")
    refused("DELETE FROM inspection_rectification", "never deleted")

    assert as_they_stand("inspection_rectification", "inspection_rectificationitem") == before


@pytest.mark.req("INS-5.5", "S-AD-05")
def test_a_withdrawn_order_stays_with_its_reason() -> None:
    team = make_team()
    order = Rectification.objects.get(inspection=signed_with_order(team, wrong=1))
    withdrawals.withdraw(rectification=order.uid, reason="责令对象有误", by=chief_of(team), at=clock.now())
    before = as_they_stand("inspection_rectification", "inspection_rectificationitem")

    for change in ("stage = 'ordered'", "withdraw_reason = '别的'", "withdrawn_by_id = NULL", "closed_at = now()"):
        refused(f"UPDATE inspection_rectification SET {change}", "never changed")
    refused("UPDATE inspection_rectificationitem SET is_fixed = true", "never changed")

    assert as_they_stand("inspection_rectification", "inspection_rectificationitem") == before


@pytest.mark.req("INS-5.5", "S-AD-05")
def test_what_an_open_order_says_is_never_changed() -> None:
    signed_with_order(make_team(), wrong=1)
    before = as_they_stand("inspection_rectification", "inspection_rectificationitem")

    for change in (
        "length = 99",
        "unit = 'calendar_days'",
        "number = 'x'",
        "document = NULL",
        "ordered_at = now()",
        "entity_id = entity_id + 1",
        "inspection_id = inspection_id + 1",
        "withdraw_reason = '没有撤销'",
    ):
        refused(f"UPDATE inspection_rectification SET {change}", "never changed")
    refused("UPDATE inspection_rectificationitem SET \"order\" = '不必改正'", "never changed")
    refused("DELETE FROM inspection_rectificationitem", "never deleted")
    refused("DELETE FROM inspection_rectification", "never deleted")
    refused(
        'INSERT INTO inspection_rectificationitem (rectification_id, item, no, text, "order", note, evidence,'
        " fixed_note, fixed_evidence) SELECT id, 'x', '', '', '再改一项', '', '[]', '', '[]'"
        " FROM inspection_rectification",
        "nothing is added",
    )

    assert as_they_stand("inspection_rectification", "inspection_rectificationitem") == before


@pytest.mark.req("INS-5.4", "S-AD-05")
def test_rounds_and_signatures_of_a_signed_record_are_neither_added_nor_voided() -> None:
    record = make_signed()
    tables = ("inspection_inspectionround", "inspection_countersign")
    before = as_they_stand(*tables)

    for table in tables:
        refused(f"UPDATE {table} SET voided_at = now()", "never added or changed")
        refused(f"DELETE FROM {table}", "never")
    refused(
        "INSERT INTO inspection_inspectionround (inspection_id, round, content, content_hash, device, submitted_by_id,"
        " submitted_at) SELECT inspection_id, 7, content, content_hash, '', submitted_by_id, now()"
        " FROM inspection_inspectionround",
        "never added or changed",
    )

    assert as_they_stand(*tables) == before
    assert Inspection.objects.get(pk=record.pk).state == "signed"
