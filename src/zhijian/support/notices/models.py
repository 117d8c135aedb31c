"""Tables of notices, messages and one-time codes."""

from typing import ClassVar
from uuid import uuid4

from django.db import models
from django.db.models import Q

from zhijian.support.notices.rules import MessageState


class Notice(models.Model):
    """One row is one notice in one person's list."""

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    person = models.ForeignKey("identity.Person", on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=120, blank=True, help_text="what it is about, so that it comes once")
    title = models.CharField(max_length=100)
    body = models.CharField(max_length=500, blank=True)
    link = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "key"], condition=~Q(key=""), name="notice_comes_once")
        ]
        indexes: ClassVar = [
            models.Index(fields=["person", "-created_at", "-id"], name="notices_of_person"),
            models.Index(fields=["person"], condition=Q(read_at__isnull=True), name="unread_notices"),
        ]


class Message(models.Model):
    """One row is one SMS to one number, sent once for its key; the text is sealed, for it may hold a code."""

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    key = models.CharField(max_length=120, unique=True)
    phone = models.CharField(max_length=20)
    purpose = models.CharField(max_length=60)
    asked_by = models.UUIDField(null=True, help_text="person whose act made it go out; None for the system")
    text = models.BinaryField(help_text="AES-256-GCM under a key derived from the platform's secret")
    state = models.CharField(
        max_length=10, choices=[(item.value, item.label) for item in MessageState], default=MessageState.WAITING
    )
    tries = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField()
    due_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True, help_text="after this it is useless and is not sent")
    sent_at = models.DateTimeField(null=True)
    provider_id = models.CharField(max_length=100, blank=True)
    last_error = models.CharField(max_length=200, blank=True)

    audit_masked: ClassVar = ("phone", "text")

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["due_at"], condition=Q(state__in=["waiting", "sending"]), name="messages_due"),
            models.Index(fields=["-created_at", "-id"], name="messages_by_time"),
        ]


class OneTimeCode(models.Model):
    """One row is one challenge: a code sent to a phone that agrees to one thing once; only its keyed hash is kept."""

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    purpose = models.CharField(max_length=60)
    bound_to = models.CharField(max_length=80, help_text="hash of exactly what is agreed to")
    person = models.UUIDField(null=True, help_text="signer; None for somebody outside the house")
    phone = models.CharField(max_length=20)
    code_hash = models.BinaryField()
    issued_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    guesses = models.PositiveSmallIntegerField(default=0)
    spent_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True, help_text="a newer code took its place")

    audit_masked: ClassVar = ("phone", "code_hash")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["phone", "-issued_at"], name="codes_of_phone")]
