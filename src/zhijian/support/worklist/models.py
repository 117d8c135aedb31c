"""Table of work items."""

from typing import ClassVar
from uuid import uuid4

from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce

from zhijian.support.worklist.rules import FAR, ItemKind, ItemState


class WorkItem(models.Model):
    """One row is one thing that one person, or anyone holding a right in an organisation, must do or know."""

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    source = models.CharField(max_length=60, help_text="capability and kind, e.g. inspection.task")
    source_uid = models.UUIDField()
    step = models.CharField(max_length=40, help_text="which act is waited for")
    kind = models.CharField(max_length=12, choices=[(item.value, item.label) for item in ItemKind])
    title = models.CharField(max_length=200)
    detail = models.CharField(max_length=200, blank=True)
    link = models.CharField(max_length=200)
    person = models.ForeignKey("identity.Person", on_delete=models.PROTECT, null=True, related_name="+")
    organisation = models.ForeignKey("identity.Organisation", on_delete=models.PROTECT, related_name="+")
    permission = models.CharField(max_length=60, blank=True, help_text="who may take it when no person is named")
    due_on = models.DateField(null=True)
    state = models.CharField(
        max_length=12, choices=[(item.value, item.label) for item in ItemState], default=ItemState.OPEN
    )
    created_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["source", "source_uid", "step", "person"],
                condition=Q(state="open"),
                nulls_distinct=False,
                name="one_open_item_per_step",
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["person", "kind", "due_on"], condition=Q(state="open"), name="open_items_of_person"),
            models.Index(fields=["organisation", "kind"], condition=Q(state="open"), name="open_items_of_organisation"),
            models.Index(fields=["source", "source_uid"], name="items_by_source"),
            models.Index(Coalesce("due_on", Value(FAR)), F("id"), condition=Q(state="open"), name="open_items_by_due"),
        ]
