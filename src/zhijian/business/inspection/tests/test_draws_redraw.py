"""Repeating a draw: another person approves, the first one stays visible with its result."""

from collections.abc import Callable
from uuid import UUID

import orjson
import pytest

from zhijian.business.inspection.models import Draw
from zhijian.business.inspection.queries import published_draws
from zhijian.business.inspection.rules import draw as drawing
from zhijian.business.inspection.rules.draw import DrawReasonMissing, DrawSelfApproved
from zhijian.business.inspection.services import draw_dispatch, draw_drafts, draw_endings, draws, pools, redraws
from zhijian.business.inspection.services.draw_checks import WrongDrawStage
from zhijian.business.inspection.services.draw_dispatch import DrawReplaced
from zhijian.business.inspection.services.draw_succession import DrawUnfinished
from zhijian.business.inspection.services.redraws import ApproverUnfit
from zhijian.business.inspection.tests.factories_draws import (
    AT,
    LATER,
    NONCES,
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
from zhijian.business.inspection.types.draws import PublicValuePlan
from zhijian.data.registry.tests.factories import make_entity
from zhijian.kernel.errors import NotAllowed
from zhijian.support.worklist.models import WorkItem

pytestmark = pytest.mark.django_db

REASON = "一组人员临时抽调参加应急处置"


@pytest.fixture
def world() -> World:
    return make_world()


def ask(world: World, draw: UUID, **changed: object) -> UUID:
    given = {"reason": REASON, "approver": world.approver.uid, "by": world.organiser, "at": LATER}
    return redraws.request_redraw(draw=draw, **(given | changed)).draw.uid  # type: ignore[arg-type]


@pytest.mark.req("INS-4.4")
def test_a_redraw_names_the_first_draw_which_stays_visible_with_its_result(world: World) -> None:
    first = make_drawn(world)
    before = published_draws.published_document(draw=first)
    again = ask(world, first)
    redraws.approve_redraw(draw=again, by=world.approver, at=LATER)
    later = PublicValuePlan(
        kind="manual",
        source="福利彩票双色球",
        identifier="第2026052期",
        notation="同前",
        available_at=LATER.replace(hour=20),
    )
    changed = parameters(world, public_value=later)
    draw_drafts.change(draw=again, parameters=changed, version=2, by=world.organiser, at=LATER)
    redraws.approve_redraw(draw=again, by=world.approver, at=LATER)
    give_nonces(world, again, at=LATER)
    draws.commit(draw=again, by=world.organiser, at=LATER)
    put_public_value(world, again, round_="第2026052期", value="02 09 10 15 21 33 12", at=LATER.replace(hour=21))
    open_nonces(world, again, at=LATER.replace(hour=21))
    draws.draw_lots(draw=again, by=world.organiser, at=LATER.replace(hour=22))

    document = orjson.loads(published_draws.published_document(draw=again))

    assert drawing.verify(document).ok
    assert document["redraw_of"] == {
        "commitment": detail(world, first).draw.commitment,
        "reason": REASON,
        "requested_by": world.organiser.name,
        "approved_by": world.approver.name,
    }
    assert published_draws.published_document(draw=first) == before
    assert [(item.uid, item.redraw_of) for item in published_draws.published_draws()[0]] == [
        (again, first),
        (first, None),
    ]
    assert detail(world, first).draw.replaced_by == again


def test_a_draw_that_is_repeated_is_no_longer_carried_out(world: World) -> None:
    first = make_drawn(world)
    ask(world, first)

    with pytest.raises(DrawReplaced):
        draw_dispatch.dispatch(draw=first, by=world.organiser, at=LATER)

    assert detail(world, first).draw.may == ("show",)


def test_a_discarded_redraw_gives_the_first_draw_back(world: World) -> None:
    first = make_drawn(world)
    draw_drafts.discard(draw=ask(world, first), by=world.organiser, at=LATER)

    draw_dispatch.dispatch(draw=first, by=world.organiser, at=LATER)

    assert detail(world, first).draw.stage == "dispatched"


def test_a_voided_draw_can_be_repeated(world: World) -> None:
    first = make_committed(world)
    draw_endings.void(draw=first, reason="随机数未公开", by=world.organiser, at=LATER)

    again = ask(world, first)

    assert detail(world, again).draw.redraw_of == first


def test_the_approver_is_asked_and_only_they_approve(world: World) -> None:
    again = ask(world, make_drawn(world))
    item = WorkItem.objects.get(source_uid=again, step__startswith="approve_redraw", state="open")
    assert item.person is not None
    assert item.person.uid == world.approver.uid
    other = actor(world.bureau, "inspection.approve", "inspection.view")
    with pytest.raises(NotAllowed):
        redraws.approve_redraw(draw=again, by=world.organiser, at=LATER)
    with pytest.raises(WrongDrawStage):
        redraws.approve_redraw(draw=again, by=other, at=LATER)

    redraws.approve_redraw(draw=again, by=world.approver, at=LATER)

    item.refresh_from_db()
    assert item.state == "done"
    assert detail(world, again).redraw_approved_by is not None
    with pytest.raises(WrongDrawStage):
        redraws.approve_redraw(draw=again, by=world.approver, at=LATER)


def test_nothing_is_committed_before_the_approval_and_a_change_asks_for_it_anew(world: World) -> None:
    again = ask(world, make_drawn(world))
    give_nonces(world, again, at=LATER)
    with pytest.raises(WrongDrawStage):
        draws.commit(draw=again, by=world.organiser, at=LATER)
    redraws.approve_redraw(draw=again, by=world.approver, at=LATER)

    draw_drafts.change(draw=again, parameters=parameters(world, groups=1), version=2, by=world.organiser, at=LATER)

    with pytest.raises(WrongDrawStage):
        draws.commit(draw=again, by=world.organiser, at=LATER)
    assert WorkItem.objects.filter(source_uid=again, step__startswith="approve_redraw", state="open").count() == 1


def test_every_redraw_that_must_not_be_is_refused_from_the_same_draw(world: World) -> None:
    first = make_drawn(world)
    also_approver = actor(world.bureau, "inspection.draw", "inspection.approve", "inspection.view")

    with pytest.raises(DrawReasonMissing):
        ask(world, first, reason="  ")
    with pytest.raises(ApproverUnfit):
        ask(world, first, approver=world.witness.uid)
    with pytest.raises(ApproverUnfit):
        ask(world, first, approver=actor(world.outside, "inspection.approve").uid)
    with pytest.raises(DrawSelfApproved):
        ask(world, first, approver=also_approver.uid, by=also_approver)
    with pytest.raises(NotAllowed):
        ask(world, first, by=world.approver)
    assert Draw.objects.count() == 1

    ask(world, first)
    with pytest.raises(WrongDrawStage):
        ask(world, first)


def test_a_draw_on_its_way_or_carried_out_is_not_repeated(world: World) -> None:
    drawn = make_draft(world)
    with pytest.raises(WrongDrawStage):
        ask(world, drawn)
    give_nonces(world, drawn)
    draws.commit(draw=drawn, by=world.organiser, at=AT)
    with pytest.raises(WrongDrawStage):
        ask(world, drawn)
    put_public_value(world, drawn)
    open_nonces(world, drawn)
    draws.draw_lots(draw=drawn, by=world.organiser, at=LATER)
    draw_dispatch.dispatch(draw=drawn, by=world.organiser, at=LATER)

    with pytest.raises(WrongDrawStage):
        ask(world, drawn)


@pytest.mark.req("INS-4.4")
@pytest.mark.parametrize("make", [make_committed, make_seeded, make_drawn])
def test_nobody_starts_afresh_beside_a_draw_that_was_promised(world: World, make: Callable[[World], UUID]) -> None:
    first = make(world)

    with pytest.raises(DrawUnfinished) as refused:
        make_draft(world)

    assert refused.value.facts["draw"] == first
    assert make_draft(world, object_pool=_pool(world, make_entity(organisation=world.office)))


@pytest.mark.req("INS-4.4")
def test_after_a_voided_draw_there_is_only_its_redraw_whatever_the_new_library_is_called(world: World) -> None:
    first = make_committed(world)
    draw_endings.void(draw=first, reason="随机数未公开", by=world.organiser, at=LATER)
    same_objects = _pool(world, *world.entities[:1])

    for changed in ({}, {"object_pool": same_objects}):
        with pytest.raises(DrawUnfinished):
            make_draft(world, **changed)
    again = ask(world, first)

    with pytest.raises(DrawUnfinished):  # a draft of a re-draw replaces nothing yet
        make_draft(world)
    redraws.approve_redraw(draw=again, by=world.approver, at=AT)
    give_nonces(world, again)
    assert draws.commit(draw=again, by=world.organiser, at=AT).draw.stage == "committed"


def test_of_two_drafts_one_is_promised(world: World) -> None:
    drafts = [make_draft(world), make_draft(world)]
    for draw in drafts:
        give_nonces(world, draw)

    draws.commit(draw=drafts[0], by=world.organiser, at=AT)

    with pytest.raises(DrawUnfinished):
        draws.commit(draw=drafts[1], by=world.organiser, at=AT)


@pytest.mark.req("INS-4.4")
def test_voiding_the_redraw_does_not_bring_back_the_first_result(world: World) -> None:
    first = make_drawn(world)
    again = ask(world, first)
    redraws.approve_redraw(draw=again, by=world.approver, at=AT)
    give_nonces(world, again)
    draws.commit(draw=again, by=world.organiser, at=AT)
    draw_endings.void(draw=again, reason="随机数未公开", by=world.organiser, at=LATER)

    with pytest.raises(DrawReplaced):
        draw_dispatch.dispatch(draw=first, by=world.organiser, at=LATER)

    assert detail(world, first).draw.may == ("show",)
    assert detail(world, again).draw.may == ("redraw",)


def _pool(world: World, *entities: UUID) -> UUID:
    return pools.make_object_pool(
        name="另一个名录", organisation=None, chosen_by=None, entities=entities, by=world.organiser, at=AT
    ).uid


def test_a_redraw_asks_for_new_random_numbers(world: World) -> None:
    again = ask(world, make_drawn(world))

    assert detail(world, again).nonces == ()
    assert len(set(NONCES)) == 2
