"""What the office changed while a device was offline, beside what the device knew; a person has chosen each."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from zhijian.business.inspection.models import Task
from zhijian.business.inspection.rules import submission as rules
from zhijian.business.inspection.rules.submission import Difference
from zhijian.business.inspection.services import assignments, staffing, todos
from zhijian.business.inspection.types.records import Submission
from zhijian.kernel.errors import Conflict
from zhijian.support.identity.types import Actor
from zhijian.support.worklist import queries as worklist

KEPT_BY_DEVICE = "离线检查期间任务有改动，提交人选择保留实际到场的检查人员"


class TaskChanged(Conflict):
    """The office changed the task meanwhile; ``fields`` has both values, and a person chooses each."""

    code = "inspection.task_changed"


class NeverAsked(Conflict):
    """What the device would keep is not what the office ever asked; the submission is kept aside."""

    code = "inspection.never_asked"


def settle(task: Task, submission: Submission, *, visited_on: date, by: Actor, at: datetime) -> list[dict[str, Any]]:
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
        if one.field == "due_on":
            task.due_on = one.mine
        else:
            staffing.restaff(task, _officers(one.mine), on=visited_on, reason=KEPT_BY_DEVICE, by=by, at=at)
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


def _officers(kept: Mapping[str, Any]) -> list[tuple[UUID, bool]]:
    return [(UUID(uid), uid == kept["lead"]) for uid in kept["officers"]]
