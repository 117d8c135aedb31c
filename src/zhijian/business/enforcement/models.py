"""Tables of enforcement: clues."""

from typing import ClassVar
from uuid import uuid4

from django.db import models
from django.db.models import Q

from zhijian.business.enforcement.rules import ClueSource, ClueStage


class Clue(models.Model):
    """One row is one clue (线索): facts that may be a breach, with everything attached, before any case exists."""

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    number = models.CharField(max_length=40, unique=True)
    source = models.CharField(max_length=16, choices=[(item.value, item.label) for item in ClueSource])
    source_event = models.UUIDField(null=True, unique=True, help_text="the event it was made from")
    source_record = models.UUIDField(null=True)
    source_number = models.CharField(max_length=60, blank=True)
    source_link = models.CharField(max_length=160, blank=True)
    title = models.CharField(max_length=200)
    facts = models.TextField()
    entity = models.ForeignKey("registry.Entity", on_delete=models.PROTECT, null=True, related_name="+")
    party_name = models.CharField(max_length=160, blank=True)
    party_address = models.CharField(max_length=300, blank=True)
    evidence = models.JSONField(default=list)
    documents = models.JSONField(default=list)
    organisation = models.ForeignKey("identity.Organisation", on_delete=models.PROTECT, related_name="+")
    stage = models.CharField(
        max_length=12, choices=[(item.value, item.label) for item in ClueStage], default=ClueStage.PENDING
    )
    received_at = models.DateTimeField()
    registered_by = models.ForeignKey("identity.Person", on_delete=models.PROTECT, null=True, related_name="+")
    reviewed_by = models.ForeignKey("identity.Person", on_delete=models.PROTECT, null=True, related_name="+")
    reviewed_at = models.DateTimeField(null=True)
    review_reason = models.CharField(max_length=500, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["organisation", "stage", "-received_at"], name="clue_by_organisation"),
            models.Index(fields=["-received_at", "-id"], name="clue_by_time"),
            models.Index(fields=["source_record"], condition=Q(source_record__isnull=False), name="clue_by_record"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="clue_reviewed_with_reason",
                condition=Q(stage=ClueStage.PENDING, reviewed_at__isnull=True)
                | (~Q(stage=ClueStage.PENDING) & Q(reviewed_at__isnull=False) & ~Q(review_reason="")),
            ),
        ]
