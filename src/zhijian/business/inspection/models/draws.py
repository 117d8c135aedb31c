"""Draws and the secrets they are seeded with."""

from typing import ClassVar
from uuid import uuid4

from django.db import models

from zhijian.business.inspection.rules.draw import STAGE_LABELS, DrawStage


class Draw(models.Model):
    """One row is one double-random draw; ``document`` is what the public can recompute it from."""

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    name = models.CharField(max_length=120)
    organisation = models.ForeignKey("identity.Organisation", on_delete=models.PROTECT, related_name="+")
    matter = models.ForeignKey("inspection.Matter", on_delete=models.PROTECT, related_name="+")
    officer_pool = models.ForeignKey("inspection.OfficerPool", on_delete=models.PROTECT, related_name="+")
    object_pool = models.ForeignKey("inspection.ObjectPool", on_delete=models.PROTECT, related_name="+")
    stage = models.CharField(
        max_length=16, choices=[(item.value, label) for item, label in STAGE_LABELS.items()], default=DrawStage.DRAFT
    )
    parameters = models.JSONField()
    document = models.JSONField(null=True, help_text="draw/1 without the libraries, growing to the result")
    commitment = models.CharField(max_length=64, blank=True)
    redraw_of = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    redraw_reason = models.CharField(max_length=300, blank=True)
    redraw_approved_by = models.ForeignKey("identity.Person", on_delete=models.PROTECT, null=True, related_name="+")
    void_reason = models.CharField(max_length=300, blank=True)
    created_by = models.ForeignKey("identity.Person", on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    committed_at = models.DateTimeField(null=True)
    seeded_at = models.DateTimeField(null=True)
    drawn_at = models.DateTimeField(null=True)
    dispatched_at = models.DateTimeField(null=True)
    voided_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["-created_at", "-id"], name="draw_by_time")]


class DrawNonce(models.Model):
    """One row is one person's secret: its hash is committed first, the secret is opened after the public value."""

    draw = models.ForeignKey(Draw, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("identity.Person", on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey("identity.Organisation", on_delete=models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField()
    nonce_hash = models.CharField(max_length=64)
    nonce = models.CharField(max_length=128, blank=True)
    given_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True)

    audit_masked: ClassVar = ("nonce",)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["draw", "person"], name="one_nonce_per_person"),
            models.UniqueConstraint(fields=["draw", "position"], name="one_nonce_per_position"),
        ]
