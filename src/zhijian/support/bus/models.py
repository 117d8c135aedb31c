"""Tables of the outbox."""

from typing import ClassVar
from uuid import uuid4

from django.db import models


class OutboxEvent(models.Model):
    """One row is one published fact, written in the transaction that made it true."""

    uid = models.UUIDField(default=uuid4, unique=True)
    name = models.CharField(max_length=80)
    body = models.JSONField()
    at = models.DateTimeField()


class Delivery(models.Model):
    """One row is one event for one handler; done exactly once, parked for a person after too many failures."""

    event = models.ForeignKey(OutboxEvent, on_delete=models.PROTECT, related_name="+")
    handler = models.CharField(max_length=120)
    tries = models.PositiveSmallIntegerField(default=0)
    done_at = models.DateTimeField(null=True)
    parked_at = models.DateTimeField(null=True)
    last_error = models.TextField(blank=True)
    due_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["event", "handler"], name="one_delivery_per_handler")]
        indexes: ClassVar = [
            models.Index(
                fields=["due_at"],
                condition=models.Q(done_at__isnull=True, parked_at__isnull=True),
                name="delivery_waiting",
            )
        ]
