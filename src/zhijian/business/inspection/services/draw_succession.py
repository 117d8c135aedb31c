"""One draw after the other: whoever dislikes a result must not get another by starting afresh."""

from zhijian.business.inspection.models import Draw, Matter, ObjectPoolMember
from zhijian.business.inspection.queries import libraries
from zhijian.business.inspection.rules.draw import STAGE_LABELS, DrawStage
from zhijian.kernel.errors import Conflict

WITHOUT_TASKS = (DrawStage.COMMITTED, DrawStage.SEEDED, DrawStage.DRAWN, DrawStage.VOID)


class DrawUnfinished(Conflict):
    """A committed draw of the same matter over some of the same objects was not carried out; ``draw`` is its uid."""

    code = "inspection.draw_unfinished"


def refuse_beside_unfinished(row: Draw) -> None:
    """Raise DrawUnfinished unless every committed draw of these objects was carried out or replaced by a re-draw.

    A voided draw is followed by its re-draw, which another person approves. Two commitments at once wait here.
    """
    Matter.objects.select_for_update(no_key=True).get(pk=row.matter_id)
    earlier = Draw.objects.filter(matter=row.matter_id, organisation=row.organisation_id, stage__in=WITHOUT_TASKS)
    replaced = Draw.objects.filter(redraw_of__isnull=False, committed_at__isnull=False).values("redraw_of")
    found = [each for each in earlier.exclude(pk__in=replaced).order_by("pk") if each.pk != row.redraw_of_id]
    if not found:
        return
    members = ObjectPoolMember.objects.filter(pool=row.object_pool_id, removed_at__isnull=True)
    wanted = {str(uid) for uid in members.values_list("entity__uid", flat=True)}
    for each in found:
        if not wanted.isdisjoint(libraries.frozen_uids(each, "objects")):
            _refuse(each)


def _refuse(earlier: Draw) -> None:
    if earlier.stage == DrawStage.VOID:
        advice = "已经作废。对同样的检查对象再抽，请打开那次抽取申请重抽，经批准后进行。"
    else:
        label = STAGE_LABELS[DrawStage(earlier.stage)]
        advice = f"还没有办完（{label}），检查对象有重叠。请先把它派发，或者从它申请重抽。"
    raise DrawUnfinished(f"前一次抽取“{earlier.name}”{advice}", draw=earlier.uid, stage=earlier.stage)
