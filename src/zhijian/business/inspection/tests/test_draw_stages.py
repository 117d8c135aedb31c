"""The life of a draw and the trace a re-draw leaves."""

from itertools import product

import pytest
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from hypothesis.strategies import sampled_from

from zhijian.business.inspection.rules import draw as drawing
from zhijian.business.inspection.rules.draw import NEXT_STAGES, STAGE_LABELS, DrawStage, may_move
from zhijian.business.inspection.tests.draw_cases import finish, make_committed, make_drawn, make_seeded

STEPS = {
    (DrawStage.DRAFT, DrawStage.COMMITTED),
    (DrawStage.COMMITTED, DrawStage.SEEDED),
    (DrawStage.COMMITTED, DrawStage.VOID),
    (DrawStage.SEEDED, DrawStage.DRAWN),
    (DrawStage.SEEDED, DrawStage.VOID),
    (DrawStage.DRAWN, DrawStage.DISPATCHED),
}


@pytest.mark.parametrize(("current", "wanted"), list(product(DrawStage, DrawStage)))
def test_only_the_steps_of_the_procedure_may_be_taken(current: DrawStage, wanted: DrawStage) -> None:
    assert may_move(current, wanted) is ((current, wanted) in STEPS)


def test_every_stage_has_a_label_and_a_row() -> None:
    assert set(STAGE_LABELS) == set(NEXT_STAGES) == set(DrawStage)


class LifeOfADraw(RuleBasedStateMachine):
    """Any tries whatever: once committed a draw never becomes a draft, once drawn it is never drawn or voided again."""

    def __init__(self) -> None:
        super().__init__()
        self.path = [DrawStage.DRAFT]

    @rule(wanted=sampled_from(DrawStage))
    def try_to_move(self, wanted: DrawStage) -> None:
        if may_move(self.path[-1], wanted):
            self.path.append(wanted)

    @invariant()
    def no_stage_comes_twice_and_none_before_the_commitment(self) -> None:
        assert len(set(self.path)) == len(self.path)
        assert self.path[1:2] in ([], [DrawStage.COMMITTED])
        assert not {DrawStage.VOID, DrawStage.DRAWN} <= set(self.path)


TestLifeOfADraw = LifeOfADraw.TestCase


@pytest.mark.req("S-DR5", "INS-4.4")
def test_a_redraw_carries_the_earlier_draw_reason_and_approver_in_its_commitment() -> None:
    first = make_drawn()

    trace = drawing.redraw_of(
        earlier=first["commitment"],
        stage=DrawStage.DRAWN,
        reason=" 名录漏列新开办单位 ",
        requested_by="王甲",
        approved_by="李乙",
    )
    second = finish(make_seeded(redraw_of=trace))

    assert second["redraw_of"] == {
        "commitment": first["commitment"],
        "reason": "名录漏列新开办单位",
        "requested_by": "王甲",
        "approved_by": "李乙",
    }
    assert drawing.verify(second).ok
    assert drawing.verify(first).ok
    failure = drawing.verify({**second, "redraw_of": None}).first_failure
    assert failure is not None
    assert failure.name == "commitment"


@pytest.mark.req("S-DR5")
@pytest.mark.parametrize("stage", [DrawStage.DRAFT, DrawStage.COMMITTED, DrawStage.SEEDED, DrawStage.DISPATCHED])
def test_only_a_drawn_or_voided_draw_is_repeated(stage: DrawStage) -> None:
    with pytest.raises(drawing.DrawNotRepeatable):
        drawing.redraw_of(earlier="0" * 64, stage=stage, reason="漏列", requested_by="王甲", approved_by="李乙")


@pytest.mark.req("S-DR5")
def test_a_redraw_needs_a_reason_and_a_second_person() -> None:
    with pytest.raises(drawing.DrawReasonMissing):
        drawing.redraw_of(earlier="0" * 64, stage=DrawStage.VOID, reason=" ", requested_by="王甲", approved_by="李乙")
    with pytest.raises(drawing.DrawSelfApproved):
        drawing.redraw_of(
            earlier="0" * 64, stage=DrawStage.VOID, reason="漏列", requested_by="王甲", approved_by="王甲"
        )


def test_a_draw_is_voided_with_a_reason_only() -> None:
    assert drawing.void_reason(" 乙未公开随机数 ") == "乙未公开随机数"
    with pytest.raises(drawing.DrawReasonMissing):
        drawing.void_reason("  ")


@pytest.mark.req("S-DR1")
def test_nothing_is_drawn_before_the_seed_is_complete() -> None:
    with pytest.raises(drawing.DrawNotReady):
        drawing.draw(make_committed())
