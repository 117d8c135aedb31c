"""Moving a task from one stage to the next."""

from zhijian.business.inspection.models import Task
from zhijian.business.inspection.rules.stages import TaskStage, may_move
from zhijian.kernel.errors import Conflict


class WrongTaskStage(Conflict):
    """The task is not at the point where this can be done."""

    code = "inspection.task_wrong_stage"


def move(row: Task, wanted: TaskStage, refusal: str = "不能这样办理") -> None:
    """Set the next stage of a locked task, unsaved. Raises WrongTaskStage.

    A record that comes in takes its task through 检查中 at once: the device was offline when the visit began.
    """
    current = TaskStage(row.stage)
    if wanted is TaskStage.COUNTERSIGNING and current in {TaskStage.DISPATCHED, TaskStage.ACCEPTED}:
        current = TaskStage.IN_PROGRESS
    if not may_move(current, wanted):
        raise WrongTaskStage(f"任务当前是“{TaskStage(row.stage).label}”，{refusal}。", stage=row.stage)
    row.stage = wanted


def may_receive(stage: TaskStage) -> bool:
    """Whether the record of a task in this stage may come in."""
    return stage in {TaskStage.DISPATCHED, TaskStage.ACCEPTED, TaskStage.IN_PROGRESS}
