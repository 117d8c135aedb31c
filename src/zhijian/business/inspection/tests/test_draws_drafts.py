"""Drafts of draws: changed with their version, thrown away, refused when they contradict themselves."""

from datetime import date
from uuid import UUID

import orjson
import pytest

from zhijian.business.inspection.models import Draw, DrawNonce
from zhijian.business.inspection.queries import draws as queries
from zhijian.business.inspection.queries import published_draws
from zhijian.business.inspection.rules import draw as drawing
from zhijian.business.inspection.services import draw_drafts
from zhijian.business.inspection.services.draw_checks import (
    DrawParametersInvalid,
    DrawVersionStale,
    WrongDrawStage,
)
from zhijian.business.inspection.tests.factories_draws import (
    AT,
    World,
    detail,
    give_nonces,
    make_committed,
    make_draft,
    make_world,
    parameters,
)
from zhijian.business.inspection.types.draws import ExcludedRow, PublicValuePlan
from zhijian.support.worklist.models import WorkItem

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world()


def public_document(draw: UUID) -> dict[str, object]:
    found: dict[str, object] = orjson.loads(published_draws.published_document(draw=draw))
    return found


def open_steps(draw: UUID) -> set[str]:
    steps = WorkItem.objects.filter(source="inspection.draw", source_uid=draw, state="open")
    return {step.partition(".")[0] for step in steps.values_list("step", flat=True)}


def test_a_draft_changes_with_the_version_it_was_read_with(world: World) -> None:
    draw = make_draft(world)

    draw_drafts.change(draw=draw, parameters=parameters(world, groups=1), version=1, by=world.organiser, at=AT)

    shown = detail(world, draw)
    assert shown.parameters.groups == 1
    assert shown.draw.version == 2
    with pytest.raises(DrawVersionStale) as stale:
        draw_drafts.change(draw=draw, parameters=parameters(world, groups=3), version=1, by=world.organiser, at=AT)
    assert stale.value.facts["fields"] == [{"field": "groups", "mine": 3, "theirs": 1}]


def test_other_witnesses_mean_new_random_numbers(world: World) -> None:
    draw = make_draft(world)
    give_nonces(world, draw)

    draw_drafts.change(draw=draw, parameters=parameters(world, witnesses=()), version=1, by=world.organiser, at=AT)

    assert not DrawNonce.objects.filter(draw__uid=draw).exists()


def test_a_draft_can_be_thrown_away_with_what_it_asked_for(world: World) -> None:
    draw = make_draft(world)
    give_nonces(world, draw)

    draw_drafts.discard(draw=draw, by=world.organiser, at=AT)

    assert not Draw.objects.filter(uid=draw).exists()
    assert open_steps(draw) == set()


def test_a_committed_draw_is_neither_changed_nor_thrown_away(world: World) -> None:
    draw = make_committed(world)

    with pytest.raises(WrongDrawStage):
        draw_drafts.change(draw=draw, parameters=parameters(world), version=2, by=world.organiser, at=AT)
    with pytest.raises(WrongDrawStage):
        draw_drafts.discard(draw=draw, by=world.organiser, at=AT)
    assert drawing.verify_commitment(public_document(draw)).ok


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"period_to": date(2026, 5, 10)}, "period_to"),
        ({"period_from": date(2026, 1, 1), "period_to": date(2026, 5, 5)}, "period_to"),
        ({"objects_per_group": None}, "objects_per_group"),
        ({"public_value": PublicValuePlan(kind="manual")}, "public_value.source"),
        (
            {"public_value": PublicValuePlan(kind="manual", source="甲", identifier="乙", notation="丙")},
            "public_value.available_at",
        ),
        ({"witnesses": (UUID(int=1), UUID(int=1))}, "witnesses"),
        ({"third_person": UUID(int=1)}, "third_person"),
        (
            {
                "excluded_objects": (
                    ExcludedRow(uid=UUID(int=1), reason="甲"),
                    ExcludedRow(uid=UUID(int=1), reason="乙"),
                )
            },
            "excluded_objects",
        ),
    ],
)
def test_parameters_that_contradict_each_other_are_refused(
    world: World, changed: dict[str, object], field: str
) -> None:
    with pytest.raises(DrawParametersInvalid) as refusal:
        make_draft(world, **changed)

    assert refusal.value.facts["field"] == field


def test_the_last_parameters_are_offered_again(world: World) -> None:
    assert queries.last_parameters(by=world.organiser) is None
    make_draft(world, groups=1)

    found = queries.last_parameters(by=world.organiser)

    assert found == parameters(world, groups=1)
