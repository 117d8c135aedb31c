"""The two libraries a draw is made from: officers and objects."""

from typing import ClassVar
from uuid import uuid4

from django.db import models
from django.db.models import Q


class OfficerPool(models.Model):
    """One row is one library of inspecting officers (执法检查人员名录库)."""

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    name = models.CharField(max_length=80)
    organisation = models.ForeignKey("identity.Organisation", on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)


class OfficerPoolMember(models.Model):
    """One row puts a person into a library for a time."""

    pool = models.ForeignKey(OfficerPool, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("identity.Person", on_delete=models.PROTECT, related_name="+")
    is_group_leader = models.BooleanField(default=False)
    added_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["pool", "person"], condition=Q(removed_at__isnull=True), name="officer_in_pool_once"
            )
        ]


class ObjectPool(models.Model):
    """One row is one library of objects (检查对象名录库): chosen by a filter over the register, or imported."""

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    name = models.CharField(max_length=80)
    organisation = models.ForeignKey("identity.Organisation", on_delete=models.PROTECT, related_name="+")
    chosen_by = models.JSONField(default=dict, help_text="the filter it was made with")
    created_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)


class ObjectPoolMember(models.Model):
    """One row puts an entity into a library for a time."""

    pool = models.ForeignKey(ObjectPool, on_delete=models.PROTECT, related_name="+")
    entity = models.ForeignKey("registry.Entity", on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["pool", "entity"], condition=Q(removed_at__isnull=True), name="object_in_pool_once"
            )
        ]
