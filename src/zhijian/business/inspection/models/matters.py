"""What may be inspected, and who must stay away."""

from typing import ClassVar
from uuid import uuid4

from django.contrib.postgres.fields import ArrayField
from django.db import models


class Matter(models.Model):
    """One row is one published matter of inspection (检查事项); others cannot be inspected (国办发〔2024〕54号)."""

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    code = models.CharField(max_length=32, unique=True)
    name = models.CharField(max_length=120)
    is_key = models.BooleanField(default=False, help_text="重点检查事项: no upper limit of ratio and frequency")
    classes = ArrayField(models.CharField(max_length=8), help_text="supervision classes: CY, XS, YP, QX, TS")
    form_code = models.CharField(max_length=32)
    basis = models.CharField(max_length=400)
    is_published = models.BooleanField(default=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)


class Avoidance(models.Model):
    """One row keeps an officer away from an entity (回避, 行政处罚法 第四十三条)."""

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    person = models.ForeignKey("identity.Person", on_delete=models.PROTECT, related_name="+")
    entity = models.ForeignKey("registry.Entity", on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=200)
    decided_by = models.ForeignKey("identity.Person", on_delete=models.PROTECT, related_name="+")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["entity", "person"], name="avoidance_by_entity")]
