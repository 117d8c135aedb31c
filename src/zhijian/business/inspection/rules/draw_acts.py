"""Which acts on a draw are open to somebody, by stage and part: pure, the one place for services and pages."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from zhijian.business.inspection.rules.draw import DrawStage, may_redraw

WITNESSES: Final = (1, 2)
THIRD_PERSON_POSITION: Final = 3

OPENING_PERIOD: Final = timedelta(days=7)
"""How long after the public value the random numbers may be opened (``docs/processes/draw.md``, section 1)."""


@dataclass(frozen=True, kw_only=True)
class DrawStanding:
    """Where a draw stands and who looks at it.

    is_organiser: may organise draws of this organisation.  may_witness: may give a nonce.  position: of the caller's
    own nonce, None without one.  wants_third: the public value is a third person's nonce.  awaits_approval: a re-draw
    that was not yet approved.  is_repeated: a re-draw of it was asked for.  is_typed: the public value is a person's
    reading, which may be wrong.  is_any_opened: a witness has opened a nonce.
    """

    stage: DrawStage
    is_organiser: bool = False
    is_approver: bool = False
    may_witness: bool = False
    position: int | None = None
    has_opened: bool = False
    given: frozenset[int] = frozenset()
    wants_third: bool = False
    has_public_value: bool = False
    is_typed: bool = False
    is_any_opened: bool = False
    awaits_approval: bool = False
    is_repeated: bool = False

    @property
    def has_all_nonces(self) -> bool:
        """Whether everybody has given a hash who must before the commitment."""
        wanted = {*WITNESSES, THIRD_PERSON_POSITION} if self.wants_third else set(WITNESSES)
        return wanted <= self.given


def draw_acts(standing: DrawStanding) -> tuple[str, ...]:
    """The acts open to the caller now, in the order of the procedure."""
    organiser, stage = standing.is_organiser, standing.stage
    draft, committed = stage is DrawStage.DRAFT, stage is DrawStage.COMMITTED
    drawn = stage in {DrawStage.DRAWN, DrawStage.DISPATCHED}
    third = standing.position == THIRD_PERSON_POSITION
    found = {
        "edit": draft and organiser,
        "plan": draft and organiser,
        "give_nonce": draft and standing.may_witness,
        "approve_redraw": draft and standing.is_approver and standing.awaits_approval,
        "commit": draft and organiser and standing.has_all_nonces and not standing.awaits_approval,
        "discard": draft and organiser,
        "set_public_value": committed
        and not standing.has_public_value
        and (third if standing.wants_third else organiser),
        "correct_public_value": committed
        and organiser
        and standing.has_public_value
        and standing.is_typed
        and not standing.is_any_opened,
        "open_nonce": committed
        and standing.has_public_value
        and standing.position in WITNESSES
        and not standing.has_opened,
        "draw": stage is DrawStage.SEEDED and organiser,
        "show": drawn,
        "dispatch": stage is DrawStage.DRAWN and organiser and not standing.is_repeated,
        "void": committed and organiser,
        "redraw": organiser and may_redraw(stage) and not standing.is_repeated,
    }
    return tuple(act for act, is_open in found.items() if is_open)
