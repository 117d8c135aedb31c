"""Records of inspections, their rounds, and countersigns."""

from typing import ClassVar
from uuid import uuid4

from django.db import models
from django.db.models import Q

from zhijian.business.inspection.rules.stages import (
    CountersignDecision,
    CountersignMethod,
    Disposition,
    RecordState,
)


class Inspection(models.Model):
    """One row is the record of one task; ``uid`` is made on the device. The readable snapshot outlives every form."""

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    task = models.OneToOneField("inspection.Task", on_delete=models.PROTECT, related_name="+")
    state = models.CharField(
        max_length=16, choices=[(item.value, item.label) for item in RecordState], default=RecordState.EDITING
    )
    round = models.PositiveSmallIntegerField(default=0, help_text="how often it was submitted")
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    received_at = models.DateTimeField()
    verdict = models.CharField(max_length=40, blank=True)
    disposition = models.CharField(
        max_length=20, choices=[(item.value, item.label) for item in Disposition], blank=True
    )
    content_hash = models.CharField(max_length=64, blank=True, help_text="SHA-256 of the round's canonical content")
    serious_reported_at = models.DateTimeField(null=True)
    clue = models.UUIDField(null=True, help_text="the clue it became")
    clue_number = models.CharField(max_length=40, blank=True)
    signed_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)


class InspectionRound(models.Model):
    """One row is one submitted version of a record, never changed: answers, snapshot, notice, signatures.

    content: canonical JSON {form, answers, snapshot, evaluation, notice, signer, rectification, evidence, officers}.
    """

    inspection = models.ForeignKey(Inspection, on_delete=models.PROTECT, related_name="+")
    round = models.PositiveSmallIntegerField()
    content = models.JSONField()
    content_hash = models.CharField(max_length=64)
    device = models.CharField(max_length=80, blank=True)
    submitted_by = models.ForeignKey("identity.Person", on_delete=models.PROTECT, related_name="+")
    submitted_at = models.DateTimeField()
    voided_at = models.DateTimeField(null=True, help_text="sent back: its signatures no longer count")

    never_deleted: ClassVar = True

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["inspection", "round"], name="round_once")]


class Countersign(models.Model):
    """One row is one officer's word on one round, bound to its hash."""

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    inspection = models.ForeignKey(Inspection, on_delete=models.PROTECT, related_name="+")
    round = models.PositiveSmallIntegerField()
    person = models.ForeignKey("identity.Person", on_delete=models.PROTECT, related_name="+")
    decision = models.CharField(max_length=8, choices=[(item.value, item.label) for item in CountersignDecision])
    method = models.CharField(max_length=4, choices=[(item.value, item.label) for item in CountersignMethod])
    reason = models.CharField(max_length=300, blank=True)
    content_hash = models.CharField(max_length=64)
    signature = models.UUIDField(null=True, help_text="evidence item of the handwriting")
    challenge = models.UUIDField(null=True, help_text="the SMS code that was spent")
    at = models.DateTimeField()
    voided_at = models.DateTimeField(null=True)

    never_deleted: ClassVar = True

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["inspection", "round", "person"],
                condition=Q(voided_at__isnull=True),
                name="one_countersign_per_round",
            )
        ]
