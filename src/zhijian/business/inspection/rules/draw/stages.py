"""The life of one draw, and when a draw may be repeated."""

from enum import StrEnum

from zhijian.business.inspection.rules.draw.document import RedrawOf
from zhijian.kernel.errors import Conflict, Invalid


class DrawStage(StrEnum):
    """Where a draw stands; the labels users read are in ``STAGE_LABELS``."""

    DRAFT = "draft"
    COMMITTED = "committed"
    SEEDED = "seeded"
    DRAWN = "drawn"
    DISPATCHED = "dispatched"
    VOID = "void"


STAGE_LABELS: dict[DrawStage, str] = {
    DrawStage.DRAFT: "草稿",
    DrawStage.COMMITTED: "已承诺",
    DrawStage.SEEDED: "种子齐备",
    DrawStage.DRAWN: "已抽取",
    DrawStage.DISPATCHED: "已派发",
    DrawStage.VOID: "作废",
}

# Once committed there is no way back to draft: a list that could still change would make the commitment worthless.
NEXT_STAGES: dict[DrawStage, frozenset[DrawStage]] = {
    DrawStage.DRAFT: frozenset({DrawStage.COMMITTED}),
    DrawStage.COMMITTED: frozenset({DrawStage.SEEDED, DrawStage.VOID}),
    DrawStage.SEEDED: frozenset({DrawStage.DRAWN, DrawStage.VOID}),
    DrawStage.DRAWN: frozenset({DrawStage.DISPATCHED}),
    DrawStage.DISPATCHED: frozenset(),
    DrawStage.VOID: frozenset(),
}

# After dispatch single assignments are adjusted with a reason; the draw itself is no longer repeated.
REDRAWABLE: frozenset[DrawStage] = frozenset({DrawStage.DRAWN, DrawStage.VOID})


class DrawNotRepeatable(Conflict):
    """The draw stands at a stage from which no re-draw may start."""

    code = "inspection.draw_not_repeatable"


class DrawReasonMissing(Invalid):
    """An act on a draw that needs a written reason came without one."""

    code = "inspection.draw_reason_missing"


class DrawSelfApproved(Invalid):
    """The person who asks for a re-draw is also the one who approves it."""

    code = "inspection.draw_self_approved"


def may_move(current: DrawStage, wanted: DrawStage) -> bool:
    """Whether a draw may go from ``current`` to ``wanted``."""
    return wanted in NEXT_STAGES[current]


def may_redraw(stage: DrawStage) -> bool:
    """Whether a new draw may be made in place of one that stands at ``stage``."""
    return stage in REDRAWABLE


def void_reason(reason: str) -> str:
    """The reason of a voided draw, trimmed.  Raises DrawReasonMissing when it says nothing."""
    if not reason.strip():
        raise DrawReasonMissing("请写明作废原因，例如某人未在约定时间公开随机数。")
    return reason.strip()


def redraw_of(*, earlier: str, stage: DrawStage, reason: str, requested_by: str, approved_by: str) -> RedrawOf:
    """What a new draw says about the one it replaces; it becomes part of the new commitment.

    earlier: commitment of the draw replaced, which stays visible with its result.
    requested_by, approved_by: public names, two different persons.
    Raises DrawNotRepeatable, DrawReasonMissing, DrawSelfApproved.
    """
    if not may_redraw(stage):
        raise DrawNotRepeatable("只有已抽取或者已作废的抽取才能重抽；已派发的任务请逐项调整。", stage=stage)
    if not reason.strip():
        raise DrawReasonMissing("请写明重抽原因，原因将与原抽取结果一并公示。")
    if requested_by == approved_by:
        raise DrawSelfApproved("重抽须由另一人批准，请选择申请人以外的批准人。")
    return {
        "commitment": earlier,
        "reason": reason.strip(),
        "requested_by": requested_by,
        "approved_by": approved_by,
    }
