"""The doors to rectifications and publications."""

from collections.abc import Collection
from uuid import UUID

from django.db.models import QuerySet

from zhijian.business.inspection.access import tasks
from zhijian.business.inspection.models import Publication, Rectification, Task
from zhijian.business.inspection.rules.stages import OPEN_RECTIFICATIONS
from zhijian.kernel.errors import NotFound
from zhijian.support.identity.access import within
from zhijian.support.identity.types import Actor

RECTIFY = "inspection.rectify"


class RectificationMissing(NotFound):
    """No such order inside the caller's scope."""

    code = "inspection.rectification_missing"


class PublicationMissing(NotFound):
    """No such result inside the caller's scope."""

    code = "inspection.publication_missing"


def rectifications_visible_to(by: Actor) -> QuerySet[Rectification]:
    """Orders of the tasks that the caller sees."""
    return Rectification.objects.filter(inspection__task__in=tasks.visible_to(by))


def reached(by: Actor, permission: str) -> QuerySet[Task]:
    """Tasks whose orders the caller may act on by a right: those of its scope.

    Who follows an order up may also be an officer of the visit; what the office decides is not theirs.
    """
    return tasks.visible_to(by, permission) if permission == RECTIFY else Task.objects.filter(within(by, permission))


def rectification_reached(uid: UUID, *, by: Actor, permission: str) -> Rectification:
    """One order that the right of the caller reaches. Raises RectificationMissing, NotAllowed."""
    by.must(permission)
    rows = rectifications_visible_to(by).filter(inspection__task__in=reached(by, permission), uid=uid)
    found = rows.select_related("inspection__task__matter").first()
    if found is None:
        raise RectificationMissing("没有找到这份整改要求，可能不在您的权限范围内。")
    return found


def rectification_to_change(uid: UUID, *, by: Actor, permission: str = RECTIFY) -> Rectification:
    """One order that the right of the caller reaches, locked. Raises RectificationMissing, NotAllowed."""
    return (
        Rectification.objects.select_for_update(of=("self",))
        .select_related("inspection__task__matter", "entity", "organisation")
        .get(pk=rectification_reached(uid, by=by, permission=permission).pk)
    )


def papers_in_force(documents: Collection[UUID]) -> dict[UUID, str]:
    """Of issued papers, the orders that their entities still have to obey, each with how it is taken back."""
    rows = Rectification.objects.filter(document__in=documents, stage__in=OPEN_RECTIFICATIONS)
    return {
        document: f"{number} 还在执行，不能只作废文书，请在整改页面撤销这份整改要求，文书随之作废。"
        for document, number in rows.values_list("document", "number")
        if document is not None
    }


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
