"""The doors to rectifications and publications."""

from uuid import UUID

from django.db.models import QuerySet

from zhijian.business.inspection.access import records, tasks
from zhijian.business.inspection.models import Inspection, Publication, Rectification
from zhijian.kernel.errors import NotFound
from zhijian.support.identity.access import within
from zhijian.support.identity.types import Actor


class RectificationMissing(NotFound):
    """No such order inside the caller's scope."""

    code = "inspection.rectification_missing"


class PublicationMissing(NotFound):
    """No such result inside the caller's scope."""

    code = "inspection.publication_missing"


def rectifications_visible_to(by: Actor) -> QuerySet[Rectification]:
    """Orders of the tasks that the caller sees."""
    return Rectification.objects.filter(inspection__task__in=tasks.visible_to(by))


def rectification_to_change(uid: UUID, *, by: Actor) -> Rectification:
    """One order, locked. Raises RectificationMissing."""
    found = rectifications_visible_to(by).filter(uid=uid).values_list("pk", flat=True).first()
    if found is None:
        raise RectificationMissing("没有找到这份整改要求，可能不在您的权限范围内。")
    return (
        Rectification.objects.select_for_update(of=("self",))
        .select_related("inspection__task__matter", "entity", "organisation")
        .get(pk=found)
    )


def publications_visible_to(by: Actor) -> QuerySet[Publication]:
    """Results whose publicity the caller may decide."""
    return Publication.objects.filter(within(by, "inspection.publish"))


def publications_to_change(uids: list[UUID], *, by: Actor) -> list[Publication]:
    """Several results, locked, all of them or none. Raises PublicationMissing."""
    rows = list(
        Publication.objects.select_for_update(of=("self",))
        .filter(within(by, "inspection.publish"), uid__in=uids)
        .select_related("inspection__task__entity", "organisation")
        .order_by("pk")
    )
    if len(rows) != len(set(uids)):
        raise PublicationMissing("没有找到所选的检查结果，可能不在您的权限范围内。")
    return rows


def inspection_to_report(uid: UUID, *, by: Actor) -> Inspection:
    """One record for reporting a serious problem, locked with its task at hand. Raises InspectionMissing."""
    found = records.inspection(uid, by=by)
    return (
        Inspection.objects.select_for_update(of=("self",))
        .select_related("task__entity", "task__organisation")
        .get(pk=found.pk)
    )
