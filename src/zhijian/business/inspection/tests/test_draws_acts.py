"""A draw through its services: the whole way, and every refusal from the same starting point."""

import json
from collections import Counter
from collections.abc import Callable
from datetime import date
from uuid import UUID, uuid4

import orjson
import pytest

from zhijian.business.inspection.access.draws import DrawMissing
from zhijian.business.inspection.models import Draw, DrawLibrary, Task, TaskOfficer
from zhijian.business.inspection.queries import draws as queries
from zhijian.business.inspection.queries import published_draws
from zhijian.business.inspection.rules import draw as drawing
from zhijian.business.inspection.rules.draw import DrawImpossible, DrawNotReady
from zhijian.business.inspection.services import draw_dispatch, draw_drafts, draw_endings, draws
from zhijian.business.inspection.services.draw_checks import (
    WrongDrawStage,
)
from zhijian.business.inspection.tests.factories import without_trigger
from zhijian.business.inspection.tests.factories_draws import (
    AT,
    LATER,
    World,
    actor,
    detail,
    give_nonces,
    make_committed,
    make_draft,
    make_drawn,
    make_seeded,
    make_world,
    open_nonces,
    parameters,
    put_public_value,
)
from zhijian.business.inspection.types.draws import ExcludedRow
from zhijian.data.registry.models import Entity
from zhijian.data.registry.rules import EntityStatus
from zhijian.kernel.errors import NotAllowed
from zhijian.support.identity.models import Certificate
from zhijian.support.worklist.models import WorkItem

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world()


def public_document(draw: UUID) -> dict[str, object]:
    found: dict[str, object] = orjson.loads(published_draws.published_document(draw=draw))
    return found


def put(document: object, path: tuple[str | int, ...], value: object) -> None:
    for step in path[:-1]:
        document = document[step]  # type: ignore[index]
    document[path[-1]] = value  # type: ignore[index]


def open_steps(draw: UUID) -> set[str]:
    steps = WorkItem.objects.filter(source="inspection.draw", source_uid=draw, state="open")
    return {step.partition(".")[0] for step in steps.values_list("step", flat=True)}


@pytest.mark.req("INS-4.3", "INS-4.4", "INS-4.5")
def test_a_draw_goes_from_draft_to_tasks_and_its_document_verifies(world: World) -> None:
    draw = make_drawn(world)

    shown = draw_dispatch.dispatch(draw=draw, by=world.organiser, at=LATER)

    document = public_document(draw)
    assert drawing.verify(document, published_commitment=shown.draw.commitment).ok
    assert shown.draw.stage == "dispatched"
    assert len(shown.tasks) == 6
    for group in shown.groups:
        tasks = Task.objects.filter(draw__uid=draw, group_number=group.no)
        assert {task.entity.uid for task in tasks} == {item.uid for item in group.objects}
        for task in tasks:
            sent = TaskOfficer.objects.filter(task=task).order_by("-is_lead", "position")
            assert next(officer.person.uid for officer in sent) == group.officers[0].uid
            assert {officer.person.uid for officer in sent} == {officer.uid for officer in group.officers}
        assert group.leader is not None
        assert group.leader.uid == group.officers[0].uid


@pytest.mark.req("INS-4.5")
def test_who_left_the_register_or_the_service_does_not_hold_up_the_rest(world: World) -> None:
    draw = make_drawn(world)
    first, second = detail(world, draw).groups
    gone, absent = first.objects[0], second.officers[1]
    Entity.objects.filter(uid=gone.uid).update(status=EntityStatus.CLOSED)
    Certificate.objects.filter(person__uid=absent.uid).update(valid_to=date(2026, 5, 7))

    shown = draw_dispatch.dispatch(draw=draw, by=world.organiser, at=LATER)

    assert [(one.uid, one.reasons) for one in shown.left_out] == [(str(gone.uid), ("主体状态为“注销”",))]
    stages = Counter(Task.objects.filter(draw__uid=draw).values_list("group_number", "stage"))
    assert stages == {(1, "dispatched"): 2, (2, "approved"): 3}
    waiting = WorkItem.objects.filter(source="inspection.staff", state="open")
    assert waiting.count() == 3
    assert absent.name in waiting[0].detail


def test_every_stage_of_the_document_is_public_and_holds_together(world: World) -> None:
    draw = make_committed(world)
    noted = detail(world, draw).draw.commitment
    for step in (lambda: None, lambda: put_public_value(world, draw), lambda: open_nonces(world, draw)):
        step()
        assert drawing.verify_commitment(public_document(draw), published_commitment=noted).ok

    draws.draw_lots(draw=draw, by=world.organiser, at=LATER)

    assert drawing.verify(public_document(draw), published_commitment=noted).ok


def test_what_each_stage_still_lacks_is_named_by_the_verification(world: World) -> None:
    draw = make_committed(world)
    before = drawing.verify(public_document(draw))
    put_public_value(world, draw)
    open_nonces(world, draw)

    seeded = drawing.verify(public_document(draw))

    assert before.first_failure is not None
    assert before.first_failure.name == "seed"
    assert seeded.first_failure is not None
    assert seeded.first_failure.name == "result"


@pytest.mark.req("INS-4.4")
@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("libraries", "objects", 0, "name"), "换了一家店"),
        (("libraries", "officers", 0, "leader"), False),
        (("parameters", "groups"), 3),
        (("nonces", 0), "d4" * 32),
        (("public_value", "value"), "01 02 03 04 05 06 07"),
        (("result", "groups", 0, "officers", 0), "someone-else"),
        (("committed_at",), "2026-05-06T00:00:00Z"),
    ],
)
def test_a_changed_row_of_the_published_document_is_refused(
    world: World, path: tuple[str | int, ...], value: object
) -> None:
    document = public_document(make_drawn(world))
    put(document, path, value)

    assert not drawing.verify(document).ok


def test_the_frozen_libraries_do_not_follow_the_pools_after_the_commitment(world: World) -> None:
    from zhijian.business.inspection.services import pools

    draw = make_committed(world)
    before = public_document(draw)

    pools.remove_object(pool=world.object_pool, entity=world.entities[0], by=world.organiser, at=LATER)
    pools.remove_officer(pool=world.officer_pool, person=world.officers[0], by=world.organiser, at=LATER)

    assert public_document(draw) == before


def test_a_frozen_library_cannot_be_changed_below_the_services(world: World) -> None:
    from django.db import DatabaseError, transaction

    make_committed(world)

    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        DrawLibrary.objects.update(size=1)


@pytest.mark.parametrize(
    ("path", "value", "check"),
    [
        (("fingerprints", "objects"), "0" * 64, "fingerprints.objects"),
        (("fingerprints", "officers"), "0" * 64, "fingerprints.officers"),
        (("parameters", "groups"), 1, "commitment"),
        (("nonces", 1), "d4" * 32, "seed"),
        (("public_value", "value"), "01 02 03 04 05 06 07", "seed"),
        (("seed",), "0" * 64, "seed"),
    ],
)
def test_a_draw_that_was_changed_in_the_database_is_not_drawn(
    world: World, path: tuple[str | int, ...], value: object, check: str
) -> None:
    draw = make_seeded(world)
    row = Draw.objects.get(uid=draw)
    put(row.document, path, value)
    with without_trigger("inspection_draw", "draw_stays"):
        row.save()

    with pytest.raises(DrawNotReady) as refusal:
        draws.draw_lots(draw=draw, by=world.organiser, at=LATER)

    assert refusal.value.facts["check"] == check
    assert detail(world, draw).draw.stage == "seeded"


def test_the_result_is_fixed_before_it_is_shown_and_does_not_change_with_looking(world: World) -> None:
    draw = make_drawn(world)
    groups = detail(world, draw).groups

    shows = [queries.show(draw=draw, by=world.organiser) for _ in range(3)]

    assert all(show.groups == groups for show in shows)
    assert len(shows[0].object_names) == 12
    assert len(shows[0].officer_names) == 6


def test_nothing_is_shown_before_it_was_drawn(world: World) -> None:
    draw = make_seeded(world)

    with pytest.raises(queries.DrawNotDrawn):
        queries.show(draw=draw, by=world.organiser)


def test_drawing_again_is_refused(world: World) -> None:
    draw = make_drawn(world)

    with pytest.raises(WrongDrawStage):
        draws.draw_lots(draw=draw, by=world.organiser, at=LATER)


# who may


@pytest.mark.parametrize(
    "act",
    [draw_drafts.draft, draws.commit, draws.draw_lots, draw_dispatch.dispatch, draw_endings.void, draw_drafts.discard],
)
def test_organising_takes_its_own_right(world: World, act: Callable[..., object]) -> None:
    draw = make_draft(world)
    viewer = actor(world.bureau, "inspection.view", "inspection.draw_witness")
    more = {draw_drafts.draft: {"parameters": parameters(world)}, draw_endings.void: {"draw": draw, "reason": "误"}}

    with pytest.raises(NotAllowed):
        act(**more.get(act, {"draw": draw}), by=viewer, at=AT)


def test_a_foreign_draw_is_missing(world: World) -> None:
    draw = make_committed(world)
    foreign = make_world().organiser

    for act in (draws.commit, draws.draw_lots, draw_dispatch.dispatch, draw_drafts.discard):
        with pytest.raises(DrawMissing):
            act(draw=draw, by=foreign, at=AT)
    with pytest.raises(DrawMissing):
        queries.draw(draw=draw, by=foreign)
    with pytest.raises(DrawMissing):
        queries.draw(draw=uuid4(), by=world.organiser)
    assert [item.uid for item in queries.draws(by=foreign)[0]] == []


def test_a_witness_from_outside_sees_the_draw_they_are_named_in_and_no_other(world: World) -> None:
    named, other = make_draft(world), make_draft(world, witnesses=())

    seen, _ = queries.draws(by=world.witness)

    assert [item.uid for item in seen] == [named]
    assert seen[0].may == ("give_nonce",)
    with pytest.raises(DrawMissing):
        queries.draw(draw=other, by=world.witness)


@pytest.mark.parametrize(
    ("make", "acts"),
    [
        (make_draft, ("edit", "plan", "give_nonce", "discard")),
        (make_committed, ("set_public_value", "void")),
        (make_seeded, ("draw",)),
        (make_drawn, ("show", "dispatch", "redraw")),
    ],
)
def test_the_acts_shown_are_those_that_are_open(world: World, make: object, acts: tuple[str, ...]) -> None:
    draw = make(world)  # type: ignore[operator]

    assert detail(world, draw).draw.may == acts


# impossible draws


@pytest.mark.parametrize(
    ("changed", "kind"),
    [
        ({"groups": 4}, "few_officers"),
        ({"objects_per_group": 7}, "few_objects"),
        ({"specialities": ("核电站",)}, "few_officers"),
    ],
)
def test_what_cannot_be_drawn_is_told_by_the_plan_and_refused_at_the_commitment(
    world: World, changed: dict[str, object], kind: str
) -> None:
    draw = make_draft(world, **changed)
    give_nonces(world, draw)

    plan = queries.plan(draw=draw, by=world.organiser, at=AT)

    assert not plan.is_possible
    assert [problem.kind for problem in plan.problems] == [kind]
    with pytest.raises(DrawImpossible):
        draws.commit(draw=draw, by=world.organiser, at=AT)
    assert published_draws.published_draws()[0] == []


def test_a_plan_that_holds_counts_what_is_there(world: World) -> None:
    excluded = ExcludedRow(uid=world.entities[0], reason="本年度已检查")
    draw = make_draft(world, excluded_objects=(excluded,))

    plan = queries.plan(draw=draw, by=world.organiser, at=AT)

    assert plan.is_possible
    assert (plan.objects, plan.objects_eligible, plan.objects_wanted) == (12, 11, 6)
    assert (plan.officers, plan.officers_eligible, plan.officers_needed, plan.leaders_eligible) == (6, 6, 4, 6)
    assert [(row.uid, row.reasons) for row in plan.refused_objects] == [
        (str(world.entities[0]), ("已按公布的理由排除",))
    ]


def test_the_document_carries_no_phone_and_no_reason_of_avoidance(world: World) -> None:
    from zhijian.business.inspection.services import avoidances

    avoidances.declare_avoidance(
        person=world.officers[0],
        entity=world.entities[0],
        reason="配偶在该店任职",
        valid_to=None,
        by=world.organiser,
        at=AT,
    )

    text = json.dumps(public_document(make_drawn(world)), ensure_ascii=False)

    assert "配偶" not in text
    assert "130000" not in text
    assert str(world.entities[0]) in text
