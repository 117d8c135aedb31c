"""Random numbers and public values: who gives them, when, and that only the promised ones count."""

from datetime import timedelta
from uuid import UUID

import orjson
import pytest

from zhijian.business.inspection.models import DrawNonce
from zhijian.business.inspection.queries import published_draws
from zhijian.business.inspection.rules import draw as drawing
from zhijian.business.inspection.rules.draw import DrawImpossible, DrawReasonMissing
from zhijian.business.inspection.rules.draw_acts import OPENING_PERIOD
from zhijian.business.inspection.services import draw_endings, draws, public_values
from zhijian.business.inspection.services.draw_checks import (
    DrawNoncesFull,
    DrawParametersInvalid,
    DrawPersonsAlike,
    NotWitness,
    WrongDrawStage,
)
from zhijian.business.inspection.services.draws import DrawNonceDiffers, DrawPublicValueDiffers
from zhijian.business.inspection.services.public_values import PublicValueEarly, PublicValueWrong
from zhijian.business.inspection.tests.factories_draws import (
    AT,
    LATER,
    NONCES,
    THIRD,
    VALUE,
    World,
    actor,
    detail,
    give_nonces,
    make_committed,
    make_draft,
    make_seeded,
    make_world,
    open_nonces,
    put_public_value,
)
from zhijian.business.inspection.types.draws import PublicValuePlan
from zhijian.support.audit.models import AuditLeaf
from zhijian.support.identity.rules import Scope
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


# random numbers


def test_witnesses_are_asked_and_their_items_close_one_by_one(world: World) -> None:
    draw = make_draft(world)
    assert WorkItem.objects.filter(source_uid=draw, state="open").count() == 2

    draws.give_nonce_hash(draw=draw, nonce_hash="0" * 64, by=world.witness, at=AT)

    left = WorkItem.objects.get(source_uid=draw, state="open")
    assert left.person is not None
    assert left.person.uid == world.organiser.uid


def test_a_random_number_may_be_replaced_by_its_giver_before_the_commitment(world: World) -> None:
    draw = make_draft(world)
    give_nonces(world, draw)

    draws.give_nonce_hash(draw=draw, nonce_hash="f" * 64, by=world.witness, at=AT)

    assert [nonce.sha256 for nonce in detail(world, draw).nonces] == [drawing.nonce_hash(NONCES[0]), "f" * 64]


def test_somebody_who_was_not_asked_gives_no_random_number(world: World) -> None:
    draw = make_draft(world)
    stranger = actor(world.bureau, "inspection.draw_witness")

    with pytest.raises(NotWitness):
        draws.give_nonce_hash(draw=draw, nonce_hash="0" * 64, by=stranger, at=AT)


def test_two_random_numbers_come_from_two_organisations(world: World) -> None:
    draw = make_draft(world, witnesses=())
    draws.give_nonce_hash(draw=draw, nonce_hash="0" * 64, by=world.organiser, at=AT)
    colleague = actor(world.bureau, "inspection.draw_witness")

    with pytest.raises(DrawPersonsAlike):
        draws.give_nonce_hash(draw=draw, nonce_hash="1" * 64, by=colleague, at=AT)


def test_a_third_random_number_is_not_taken_where_none_was_agreed(world: World) -> None:
    draw = make_draft(world, witnesses=())
    for organisation in (world.bureau, world.office):
        by = actor(organisation, "inspection.draw_witness", scope=Scope.ALL)
        draws.give_nonce_hash(draw=draw, nonce_hash="0" * 64, by=by, at=AT)

    with pytest.raises(DrawNoncesFull):
        draws.give_nonce_hash(draw=draw, nonce_hash="1" * 64, by=world.organiser, at=AT)


def test_nothing_is_committed_before_both_random_numbers_are_promised(world: World) -> None:
    draw = make_draft(world)
    draws.give_nonce_hash(draw=draw, nonce_hash="0" * 64, by=world.witness, at=AT)

    with pytest.raises(WrongDrawStage, match="两人"):
        draws.commit(draw=draw, by=world.organiser, at=AT)


def test_only_the_promised_random_number_opens(world: World) -> None:
    draw = make_committed(world)
    put_public_value(world, draw)

    with pytest.raises(DrawNonceDiffers):
        draws.open_nonce(draw=draw, nonce=NONCES[1], by=world.organiser, at=LATER)

    assert not DrawNonce.objects.filter(draw__uid=draw, opened_at__isnull=False).exists()


def test_a_random_number_opens_after_the_public_value_only(world: World) -> None:
    draw = make_committed(world)

    with pytest.raises(WrongDrawStage):
        draws.open_nonce(draw=draw, nonce=NONCES[0], by=world.organiser, at=LATER)


def test_the_seed_is_complete_with_the_second_random_number(world: World) -> None:
    draw = make_committed(world)
    put_public_value(world, draw)
    draws.open_nonce(draw=draw, nonce=NONCES[0], by=world.organiser, at=LATER)
    assert detail(world, draw).draw.stage == "committed"
    assert public_document(draw)["nonces"] is None

    draws.open_nonce(draw=draw, nonce=NONCES[1], public_value=VALUE, by=world.witness, at=LATER)

    assert detail(world, draw).draw.stage == "seeded"
    assert open_steps(draw) == {"draw"}


@pytest.mark.req("INS-4.4")
def test_a_random_number_that_never_opens_ends_in_a_visible_void(world: World) -> None:
    draw = make_committed(world)
    put_public_value(world, draw)
    with pytest.raises(DrawReasonMissing):
        draw_endings.void(draw=draw, reason="  ", by=world.organiser, at=LATER)

    draw_endings.void(draw=draw, reason="乙未在约定时间公开随机数", by=world.organiser, at=LATER)

    (shown,), _ = published_draws.published_draws()
    assert (shown.stage, shown.void_reason) == ("void", "乙未在约定时间公开随机数")
    assert drawing.verify_commitment(public_document(draw)).ok
    assert open_steps(draw) == set()


# public values


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"source": "drand"}, PublicValueWrong),
        ({"source": "third_person"}, PublicValueWrong),
        ({"round_": "第2026052期"}, PublicValueWrong),
        ({"value": " "}, PublicValueWrong),
        ({"source_note": ""}, PublicValueWrong),
        ({"at": AT + timedelta(hours=11)}, PublicValueEarly),
    ],
)
def test_only_the_promised_public_value_comes_in(world: World, changed: dict[str, object], error: type) -> None:
    draw = make_committed(world)

    with pytest.raises(error):
        put_public_value(world, draw, **changed)

    assert public_document(draw)["public_value"] is None


def test_a_typed_public_value_is_what_the_other_witness_looked_up_too(world: World) -> None:
    draw = make_committed(world)
    put_public_value(world, draw, value="01 02 03 04 05 06 07")
    for looked_up in ("", VALUE):
        with pytest.raises(DrawPublicValueDiffers):
            draws.open_nonce(draw=draw, nonce=NONCES[1], public_value=looked_up, by=world.witness, at=LATER)
    assert detail(world, draw).draw.may == ("correct_public_value", "open_nonce", "void")

    put_public_value(world, draw)
    draws.open_nonce(draw=draw, nonce=NONCES[1], public_value=VALUE, by=world.witness, at=LATER)

    with pytest.raises(WrongDrawStage):  # somebody has sworn to it
        put_public_value(world, draw, value="01 02 03 04 05 06 07")
    shown = detail(world, draw).public_value
    assert shown is not None
    assert (shown.value, shown.note) == (VALUE, "中国福利彩票网首页")


def test_what_was_typed_first_and_what_it_became_both_stay_on_record(world: World) -> None:
    draw = make_committed(world)
    put_public_value(world, draw, value="01 02 03 04 05 06 07")
    put_public_value(world, draw)

    noted = AuditLeaf.objects.filter(act="inspection.draw_public_value", row=str(draw)).order_by("pk")

    assert [leaf.after["value"] for leaf in noted if leaf.after] == ["01 02 03 04 05 06 07", VALUE]


# silence


@pytest.mark.req("INS-4.4")
@pytest.mark.parametrize("is_value_there", [True, False])
def test_who_keeps_silent_for_a_week_cannot_decide_whether_there_is_a_result(
    world: World, is_value_there: bool
) -> None:
    draw = make_committed(world)
    since = AT + timedelta(hours=12)
    if is_value_there:
        put_public_value(world, draw, at=LATER)
        draws.open_nonce(draw=draw, nonce=NONCES[0], by=world.organiser, at=LATER)
        since = LATER
    assert draw_endings.void_unopened(at=since + OPENING_PERIOD - timedelta(seconds=1)) == 0

    assert draw_endings.void_unopened(at=since + OPENING_PERIOD) == 1

    shown = detail(world, draw).draw
    assert shown.stage == "void"
    assert (world.witness.name in shown.void_reason) is is_value_there
    assert open_steps(draw) == set()
    assert draw_endings.void_unopened(at=since + OPENING_PERIOD) == 0


def test_a_complete_seed_is_a_result_that_nobody_can_throw_away(world: World) -> None:
    draw = make_seeded(world)

    with pytest.raises(WrongDrawStage):
        draw_endings.void(draw=draw, reason="网络故障", by=world.organiser, at=LATER)
    assert draw_endings.void_unopened(at=LATER + timedelta(days=365)) == 0

    assert detail(world, draw).draw.may == ("draw",)


def test_a_draw_that_has_no_result_is_void_with_the_reason(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    draw = make_seeded(world)

    def impossible(*_: object) -> None:
        raise DrawImpossible("没有任何分法能避开全部回避关系。", kind="no_pairing")

    monkeypatch.setattr(draws.algorithm, "draw_lots", impossible)
    shown = draws.draw_lots(draw=draw, by=world.organiser, at=LATER).draw

    assert (shown.stage, shown.may) == ("void", ("redraw",))
    assert "没有任何分法" in shown.void_reason


def test_a_public_value_that_exists_already_cannot_be_promised(world: World) -> None:
    past = PublicValuePlan(kind="manual", source="甲", identifier="乙", notation="丙", available_at=AT)
    draw = make_draft(world, public_value=past)
    give_nonces(world, draw)

    with pytest.raises(DrawParametersInvalid, match="之后产生"):
        draws.commit(draw=draw, by=world.organiser, at=AT)


def test_on_a_closed_network_a_third_person_gives_the_public_value(world: World) -> None:
    draw = make_draft(world, public_value=PublicValuePlan(kind="third_person"), third_person=world.third.uid)
    give_nonces(world, draw)
    with pytest.raises(WrongDrawStage):
        draws.commit(draw=draw, by=world.organiser, at=AT)
    draws.give_nonce_hash(draw=draw, nonce_hash=drawing.nonce_hash(THIRD), by=world.third, at=AT)
    draws.commit(draw=draw, by=world.organiser, at=AT)
    with pytest.raises(WrongDrawStage):
        put_public_value(world, draw, source="third_person", round_="", value=THIRD)
    given = {"draw": draw, "source": "third_person", "round_": "", "source_note": "", "by": world.third}
    with pytest.raises(DrawNonceDiffers):
        public_values.set_public_value(value=NONCES[0], at=LATER, **given)  # type: ignore[arg-type]

    public_values.set_public_value(value=THIRD, at=LATER, **given)  # type: ignore[arg-type]

    open_nonces(world, draw)
    draws.draw_lots(draw=draw, by=world.organiser, at=LATER)
    assert drawing.verify(public_document(draw)).ok
