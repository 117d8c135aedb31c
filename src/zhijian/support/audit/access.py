"""The one door to the trail: who holds the right to audit reads all of it, everybody else nothing."""

from typing import TYPE_CHECKING

from django.db.models import QuerySet

from zhijian.support.audit.models import AuditLeaf

if TYPE_CHECKING:
    from zhijian.support.identity.types import Actor


def leaves_visible_to(by: "Actor") -> QuerySet[AuditLeaf]:
    """The whole trail for auditors, none of it for others."""
    return AuditLeaf.objects.all() if by.may("audit.view") else AuditLeaf.objects.none()
