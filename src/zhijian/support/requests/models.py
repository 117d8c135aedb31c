"""Table of requests that have acted."""

from typing import ClassVar

from django.db import models


class HandledRequest(models.Model):
    """One row is one acting request: the id its client gave it, what it asked, and the answer it got."""

    caller = models.CharField(max_length=64)
    key = models.CharField(max_length=100)
    fingerprint = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(null=True)
    content_type = models.CharField(max_length=100, blank=True)
    body = models.BinaryField(null=True)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["caller", "key"], name="request_acts_once")]
        indexes: ClassVar = [models.Index(fields=["at"], name="request_by_time")]
