"""From the result of a draw to the visits."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from zhijian.business.inspection.access import draws as access
from zhijian.business.inspection.models import Draw
from zhijian.business.inspection.queries import draws as queries
from zhijian.business.inspection.rules.draw import DrawStage
from zhijian.business.inspection.rules.stages import TaskKind
from zhijian.business.inspection.services import tasks
from zhijian.business.inspection.services.draw_checks import must_be_open
from zhijian.business.inspection.types.draws import DrawDetail
from zhijian.business.inspection.types.tasks import NewTask
from zhijian.data.registry.rules import EntityStatus
from zhijian.kernel.errors import Conflict
from zhijian.support.identity.types import Actor


class DrawReplaced(Conflict):
    """A re-draw of this draw was asked for, so its result is no longer carried out."""

    code = "inspection.draw_replaced"


@transaction.atomic
def dispatch(*, draw: UUID, by: Actor, at: datetime) -> DrawDetail:
    """Make one task for each drawn entity, for the officers of its group, in one step.

    An entity that may no longer be visited gets none and is listed with the reason; where an officer may no longer go,
    the task waits for others to be named. Neither holds up the rest.
    Raises DrawMissing, WrongDrawStage, DrawReplaced, NotAllowed, and what ``create_tasks`` raises.
    """
    row = access.draw_to_change(draw, by=by)
    if row.stage == DrawStage.DRAWN and queries.repeated_by([row]):
        raise DrawReplaced("这次抽取已申请重抽，不能再派发。")
    must_be_open("dispatch", row, by=by)
    asked = queries.parameters_of(row)
    assert row.document is not None  # drawn
    wanted = [task for group in row.document["result"]["groups"] for task in _tasks_of(row, group)]
    left_out = _left_out([task.entity for task in wanted], by)
    tasks.create_tasks(
        kind=TaskKind.RANDOM,
        matter=row.matter,
        rows=[task for task in wanted if task.entity not in left_out],
        starts_on=asked.period_from,
        due_on=asked.period_to,
        by=by,
        at=at,
    )
    row.parameters = {**row.parameters, "left_out": {str(uid): reason for uid, reason in left_out.items()}}
    row.stage, row.dispatched_at, row.version = DrawStage.DISPATCHED, at, row.version + 1
    row.save(update_fields=["parameters", "stage", "dispatched_at", "version"])
    return queries.draw(draw=row.uid, by=by)


def _tasks_of(row: Draw, group: dict[str, list[str]]) -> list[NewTask]:
    officers = tuple(UUID(uid) for uid in group["officers"])
    return [
        NewTask(
            entity=UUID(uid),
            officers=officers,
            lead=officers[0],
            draw=row.uid,
            group_number=int(str(group["no"])),
            reason=f"双随机抽查：{row.name}",
        )
        for uid in group["objects"]
    ]


def _left_out(entities: list[UUID], by: Actor) -> dict[UUID, str]:
    """Drawn entities that may no longer be visited, with the reason."""
    visible = tasks.visitable(TaskKind.RANDOM, entities, by)
    found = {uid: "已不在管辖范围内" for uid in entities if uid not in visible}
    for uid, entity in visible.items():
        status = EntityStatus(entity.status)
        if not status.may_be_inspected:
            found[uid] = f"主体状态为“{status.label}”"
    return found
