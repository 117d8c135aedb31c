"""What the office changed while a device was offline, beside what the device knew; a person has chosen each."""

from datetime import date
from typing import Any
from uuid import UUID

from zhijian.business.inspection.models import Task
from zhijian.business.inspection.rules import submission as rules
from zhijian.business.inspection.rules.submission import Difference
from zhijian.business.inspection.services import assignments, todos
from zhijian.business.inspection.types.records import Submission
from zhijian.kernel.errors import Conflict
from zhijian.support.worklist import queries as worklist


class TaskChanged(Conflict):
    """The office changed the task meanwhile; ``fields`` has both values, and a person chooses each."""

    code = "inspection.task_changed"


class NeverAsked(Conflict):
    """What the device would keep is not what the office ever asked; the submission is kept aside."""

    code = "inspection.never_asked"


def settle(task: Task, submission: Submission, *, visited_on: date) -> list[dict[str, Any]]:
    """Put the office's changes and the device's side by side; a person has chosen each. Gives the history.

    visited_on: the day as of which officers that the device keeps must have been fit to go.
    Raises TaskChanged, NeverAsked, AssignmentRefused.
    """
    is_current = submission.task_version == task.version
    found = rules.differences(submission.base, assignments.standing_values(task), is_current=is_current)
    unsettled = [one for one in found if one.field not in submission.resolved]
    if unsettled:
        raise TaskChanged("您离线期间任务有改动，请逐项核对后选择保留哪一个。", fields=[one.as_json() for one in found])
    mine = [one for one in found if submission.resolved[one.field] == "mine"]
    if mine:
        _refuse_never_asked(task, mine)
    for one in mine:
        _keep_mine(task, one, visited_on)
    return [one.as_json() | {"choice": submission.resolved[one.field]} for one in found]


def _refuse_never_asked(task: Task, kept: list[Difference]) -> None:
    """A device may keep what it was once sent with, never a day or officers of its own making. Raises NeverAsked."""
    asked = worklist.ever_asked(source=todos.TASK, source_uid=task.uid)
    people, days = {str(one.person) for one in asked}, {one.due_on.isoformat() for one in asked if one.due_on}
    for one in kept:
        if not _is_known(one, people, days):
            raise NeverAsked("要保留的任务内容从未派发过，请重新下载任务。", field=one.field)


def _is_known(kept: Difference, people: set[str], days: set[str]) -> bool:
    if kept.mine is None:
        return False
    if kept.field == "due_on":
        return kept.mine in days
    return set(kept.mine["officers"]) <= people and kept.mine["lead"] in kept.mine["officers"]


def _keep_mine(task: Task, one: Difference, visited_on: date) -> None:
    if one.field == "due_on":
        task.due_on = one.mine
    else:
        lead = UUID(one.mine["lead"]) if one.mine["lead"] else None
        officers = [(UUID(uid), UUID(uid) == lead) for uid in one.mine["officers"]]
        assignments.set_officers(task, officers, on=visited_on)
