"""Table of form versions."""

from typing import ClassVar
from uuid import uuid4

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from zhijian.support.forms.rules import FormState


class FormVersion(models.Model):
    """One row is one version of a form (inspect-form/1); once published a trigger refuses to change its definition."""

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    code = models.CharField(max_length=32)
    version = models.PositiveIntegerField()
    title = models.CharField(max_length=120)
    classes = ArrayField(models.CharField(max_length=8), default=list)
    kinds = ArrayField(models.CharField(max_length=16), default=list)
    definition = models.JSONField()
    hash = models.CharField(max_length=80)
    state = models.CharField(
        max_length=12, choices=[(item.value, item.label) for item in FormState], default=FormState.DRAFT
    )
    created_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True)
    retired_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["code", "version"], name="form_version_once"),
            models.UniqueConstraint(fields=["hash"], condition=~Q(state="draft"), name="form_hash_once"),
            models.UniqueConstraint(fields=["code"], condition=Q(state="published"), name="one_published_version"),
        ]
