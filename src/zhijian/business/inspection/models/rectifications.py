"""Orders to rectify and their items."""

from typing import ClassVar
from uuid import uuid4

from django.db import models

from zhijian.business.inspection.rules.stages import RectificationStage


class Rectification(models.Model):
    """One row is one order to rectify (责令改正) that came out of an inspection.

    It ends by a re-inspection, or is withdrawn by the office that gave it.
    """

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    inspection = models.OneToOneField("inspection.Inspection", on_delete=models.PROTECT, related_name="+")
    entity = models.ForeignKey("registry.Entity", on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey("identity.Organisation", on_delete=models.PROTECT, related_name="+")
    stage = models.CharField(
        max_length=16,
        choices=[(item.value, item.label) for item in RectificationStage],
        default=RectificationStage.ORDERED,
    )
    length = models.PositiveSmallIntegerField(help_text="in the unit; 0 means at once")
    unit = models.CharField(max_length=16, help_text="working_days or calendar_days")
    ordered_at = models.DateTimeField()
    due_on = models.DateField(null=True, help_text="empty while the calendar it needs is not loaded")
    document = models.UUIDField(null=True, help_text="the issued 责令改正通知书")
    number = models.CharField(max_length=80, blank=True)
    reported_at = models.DateTimeField(null=True, help_text="when the entity said it was done")
    closed_at = models.DateTimeField(null=True, help_text="when it was settled or withdrawn")
    withdraw_reason = models.CharField(max_length=300, blank=True)
    withdrawn_by = models.ForeignKey("identity.Person", on_delete=models.PROTECT, null=True, related_name="+")
    version = models.PositiveIntegerField(default=1)

    never_deleted: ClassVar = True

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["organisation", "stage", "due_on"], name="rectification_by_due"),
            models.Index(fields=["entity", "-ordered_at"], name="rectification_by_entity"),
        ]
        constraints: ClassVar = [models.UniqueConstraint(fields=["document"], name="paper_of_one_order")]


class RectificationItem(models.Model):
    """One row is one thing to correct."""

    rectification = models.ForeignKey(Rectification, on_delete=models.PROTECT, related_name="items")
    item = models.CharField(max_length=40, help_text="id of the form's item")
    no = models.CharField(max_length=16)
    text = models.CharField(max_length=500)
    order = models.CharField(max_length=500)
    note = models.CharField(max_length=1000, blank=True)
    evidence = models.JSONField(default=list, help_text="evidence uids of the finding")
    is_fixed = models.BooleanField(null=True, help_text="as the last re-inspection found it")
    fixed_note = models.CharField(max_length=1000, blank=True)
    fixed_evidence = models.JSONField(default=list)

    never_deleted: ClassVar = True

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["rectification", "item"], name="item_ordered_once")]
