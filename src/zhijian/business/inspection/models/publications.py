"""Whether and when the public sees a result."""

from typing import ClassVar
from uuid import uuid4

from django.db import models

from zhijian.business.inspection.rules.stages import PublicationState


class Publication(models.Model):
    """One row decides on the publicity of one finished inspection; off until somebody publishes it."""

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    inspection = models.OneToOneField("inspection.Inspection", on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey("identity.Organisation", on_delete=models.PROTECT, related_name="+")
    state = models.CharField(
        max_length=12,
        choices=[(item.value, item.label) for item in PublicationState],
        default=PublicationState.PENDING,
    )
    result_codes = models.JSONField(default=list, help_text="codes of the national list; 1 stands alone")
    detail = models.CharField(max_length=500, blank=True)
    reason = models.CharField(max_length=300, blank=True, help_text="why withheld or withdrawn")
    decided_by = models.ForeignKey("identity.Person", on_delete=models.PROTECT, null=True, related_name="+")
    formed_at = models.DateTimeField(help_text="when the result was formed: the clock starts")
    due_on = models.DateField(null=True)
    published_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    never_deleted: ClassVar = True

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["state", "due_on"], name="publication_by_state"),
            models.Index(fields=["-published_at", "-id"], name="publication_by_time"),
        ]
