"""Tasks: which entity is to be visited, by whom, for what, until when."""

from typing import ClassVar
from uuid import uuid4

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from zhijian.business.inspection.rules.stages import TaskKind, TaskStage


class Task(models.Model):
    """One row is one visit to make; its form is fixed by code, version and hash."""

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    number = models.CharField(max_length=40, unique=True)
    kind = models.CharField(max_length=16, choices=[(item.value, item.label) for item in TaskKind])
    title = models.CharField(max_length=160)
    matter = models.ForeignKey("inspection.Matter", on_delete=models.PROTECT, related_name="+")
    form_code = models.CharField(max_length=32)
    form_version = models.PositiveIntegerField()
    form_hash = models.CharField(max_length=80)
    entity = models.ForeignKey("registry.Entity", on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey("identity.Organisation", on_delete=models.PROTECT, related_name="+")
    draw = models.ForeignKey("inspection.Draw", on_delete=models.PROTECT, null=True, related_name="+")
    group_number = models.PositiveSmallIntegerField(null=True)
    rectification = models.ForeignKey(
        "inspection.Rectification", on_delete=models.PROTECT, null=True, related_name="+", help_text="re-inspected"
    )
    reason = models.CharField(max_length=300, blank=True, help_text="任务来源; required for temporary tasks")
    starts_on = models.DateField()
    due_on = models.DateField()
    stage = models.CharField(
        max_length=16, choices=[(item.value, item.label) for item in TaskStage], default=TaskStage.PLANNED
    )
    approved_by = models.ForeignKey("identity.Person", on_delete=models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True)
    cancel_reason = models.CharField(max_length=300, blank=True)
    created_by = models.ForeignKey("identity.Person", on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    archived_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["due_on", "id"], name="task_by_due"),
            models.Index(fields=["organisation", "stage", "due_on"], name="task_by_organisation"),
            models.Index(fields=["entity", "-created_at"], name="task_by_entity"),
            models.Index(fields=["draw"], condition=Q(draw__isnull=False), name="task_by_draw"),
        ]


class TaskOfficer(models.Model):
    """One row sends one officer to a task; exactly one of them leads."""

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="officers")
    person = models.ForeignKey("identity.Person", on_delete=models.PROTECT, related_name="+")
    is_lead = models.BooleanField(default=False)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["task", "person"], name="officer_in_task_once"),
            models.UniqueConstraint(fields=["task"], condition=Q(is_lead=True), name="one_lead_per_task"),
        ]
        indexes: ClassVar = [models.Index(fields=["person", "task"], name="task_by_officer")]


class TaskRestaffing(models.Model):
    """One row is one change of who goes to a visit, and why: the officers before and after by uid, the lead first."""

    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="restaffings")
    before = ArrayField(models.UUIDField())
    after = ArrayField(models.UUIDField())
    reason = models.CharField(max_length=300, blank=True, help_text="required where a draw had chosen the officers")
    changed_by = models.ForeignKey("identity.Person", on_delete=models.PROTECT, null=True, related_name="+")
    changed_at = models.DateTimeField()
