"""Which acts are open at a task or a record to somebody now; the services check the same again. Pure."""

from collections.abc import Callable
from dataclasses import dataclass

from zhijian.business.inspection.rules.stages import RecordState, TaskKind, TaskStage

BEFORE_RECORD = frozenset({TaskStage.DISPATCHED, TaskStage.ACCEPTED, TaskStage.IN_PROGRESS})
CANCELLABLE = frozenset({TaskStage.PLANNED, TaskStage.APPROVED}) | BEFORE_RECORD
CHANGEABLE = CANCELLABLE | {TaskStage.COUNTERSIGNING}


@dataclass(frozen=True, kw_only=True)
class Standing:
    """A task seen by somebody.

    reaches: whether they hold a permission for the office of the task.  holds: whether they hold it at all, which is
    enough for what they do at their own tasks.
    """

    kind: TaskKind
    stage: TaskStage
    is_approved: bool
    is_officer: bool
    is_creator: bool
    reaches: Callable[[str], bool]
    holds: Callable[[str], bool]

    def may_as_officer(self, permission: str) -> bool:
        """Whether they may do something of the officers of the task."""
        return self.is_officer and self.holds(permission)


def may_approve(standing: Standing) -> bool:
    """Planned tasks, and temporary ones that were started before their approval; never one's own making."""
    waits = standing.stage is TaskStage.PLANNED or (
        standing.kind is TaskKind.TEMPORARY and not standing.is_approved and standing.stage is not TaskStage.CANCELLED
    )
    return waits and not standing.is_creator and standing.reaches("inspection.approve")


def task_acts(standing: Standing) -> tuple[str, ...]:
    """Acts open at a task, in the order in which they are usually done."""
    approver = standing.reaches("inspection.approve")
    performer = standing.may_as_officer("inspection.perform")
    opened = {
        "approve": may_approve(standing),
        "dispatch": approver and standing.stage is TaskStage.APPROVED,
        "accept": performer and standing.stage is TaskStage.DISPATCHED,
        "submit": performer and standing.stage in BEFORE_RECORD,
        "avoid": standing.is_officer and standing.stage in CHANGEABLE,
        "change": approver and standing.stage in CHANGEABLE,
        "cancel": approver and standing.stage in CANCELLABLE,
    }
    return tuple(act for act, is_open in opened.items() if is_open)


def record_acts(
    standing: Standing, *, state: RecordState, is_submitter: bool, is_wanted: bool, is_reported: bool
) -> tuple[str, ...]:
    """Acts open at a record. is_wanted: whether this person's word on the standing round is still asked for."""
    waits = state is RecordState.COUNTERSIGNING
    performer = standing.may_as_officer("inspection.perform")
    reporter = standing.reaches("inspection.report_serious") or standing.may_as_officer("inspection.report_serious")
    opened = {
        "countersign": waits and is_wanted and standing.may_as_officer("inspection.countersign"),
        "ask_countersigners": waits and performer,
        "send_code": waits and performer and is_submitter,
        "submit": state is RecordState.EDITING and performer,
        "report_serious": state is RecordState.SIGNED and not is_reported and reporter,
    }
    return tuple(act for act, is_open in opened.items() if is_open)
