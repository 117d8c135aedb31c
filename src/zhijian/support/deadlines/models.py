"""Tables of the work calendar, the dated deadline rules, and running clocks."""

from typing import ClassVar
from uuid import uuid4

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from zhijian.support.deadlines.rules import Unit

UNITS = [(item.value, item.label) for item in Unit]


class CalendarDay(models.Model):
    """One row is one day that differs from its weekday: off, or a make-up working day."""

    day = models.DateField(unique=True)
    name = models.CharField(max_length=60)
    is_off_day = models.BooleanField()
    notice_year = models.PositiveSmallIntegerField()


class CalendarYear(models.Model):
    """One row says that a year's notice is loaded; a year without a row is never guessed."""

    year = models.PositiveSmallIntegerField(unique=True)
    source = models.CharField(max_length=200)


class DeadlineRule(models.Model):
    """One row is one version of a statutory period, with its article."""

    code = models.CharField(max_length=60)
    name = models.CharField(max_length=120)
    length = models.PositiveIntegerField(null=True)
    unit = models.CharField(max_length=16, choices=UNITS)
    rolls = models.BooleanField()
    extension_length = models.PositiveIntegerField(default=0)
    extension_unit = models.CharField(max_length=16, choices=UNITS, blank=True)
    pauses = ArrayField(models.CharField(max_length=40), default=list)
    basis = models.CharField(max_length=300)
    source_tag = models.CharField(max_length=4)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["code", "valid_from"], name="rule_version_once")]


class Clock(models.Model):
    """One row is one period running for one thing; ``due_on`` is empty while the calendar it needs is not loaded."""

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    rule = models.ForeignKey(DeadlineRule, on_delete=models.PROTECT, related_name="+")
    subject_kind = models.CharField(max_length=60)
    subject = models.UUIDField()
    ordered_length = models.PositiveIntegerField(null=True)
    started_at = models.DateTimeField()
    pauses = models.JSONField(default=list, help_text="[{from_on, until_on, reason}]")
    extended = models.BooleanField(default=False)
    raw_on = models.DateField(null=True)
    due_on = models.DateField(null=True)
    stopped_at = models.DateTimeField(null=True)

    never_deleted: ClassVar = True

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["rule", "subject"], condition=Q(stopped_at__isnull=True), name="one_running_clock"
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["due_on"], condition=Q(stopped_at__isnull=True), name="running_clocks_by_due")
        ]
