"""Submissions that could not be taken and are kept for a person."""

from typing import ClassVar
from uuid import uuid4

from django.db import models


class HeldSubmission(models.Model):
    """One row is a submission that was refused because another one stands, kept whole; nothing of the field is lost.

    It names its record, task and sender by uid, without foreign keys: it is written beside the transaction that
    refuses it, which may hold those rows locked.
    """

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    inspection = models.UUIDField(help_text="uid under which it was sent")
    task = models.UUIDField()
    sent_by = models.UUIDField()
    sent_by_name = models.CharField(max_length=60)
    reason = models.CharField(max_length=60, help_text="code of the refusal")
    submission_hash = models.CharField(max_length=64)
    payload = models.JSONField()
    received_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, help_text="when a person decided what becomes of it")
    settled_by = models.UUIDField(null=True)
    settled_note = models.CharField(max_length=300, blank=True)

    audit_masked: ClassVar = ("payload",)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["inspection", "submission_hash", "reason"], name="held_once")
        ]
        indexes: ClassVar = [models.Index(fields=["task"], name="held_by_task")]
