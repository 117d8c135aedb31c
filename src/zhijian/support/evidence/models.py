"""Tables of the evidence store: files, uploads, pieces of evidence and their chain of custody."""

from typing import ClassVar
from uuid import uuid4

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from zhijian.support.evidence.rules import CustodyAct, EvidenceKind, Form, UploadState


class Blob(models.Model):
    """One row is one file in the store, named by its SHA-256; rows are never changed or deleted (trigger)."""

    sha256 = models.CharField(max_length=64, unique=True)
    sm3 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField(help_text="bytes")
    media_type = models.CharField(max_length=100)
    width = models.PositiveIntegerField(null=True, help_text="pixels, pictures only")
    height = models.PositiveIntegerField(null=True, help_text="pixels, pictures only")
    exif = models.JSONField(default=dict, help_text="fields inside the picture, kept apart from the capture's own")
    stored_at = models.DateTimeField()

    audit_masked: ClassVar = ("exif",)
    never_deleted: ClassVar = True


class Upload(models.Model):
    """One row is one file on its way in, or handed over: who sent it, what it should be, what became of it."""

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    sender = models.UUIDField(null=True, help_text="person; None for the platform itself")
    sha256 = models.CharField(max_length=64, help_text="as the device computed it")
    size = models.PositiveBigIntegerField(help_text="bytes, as declared")
    media_type = models.CharField(max_length=100, help_text="as declared")
    state = models.CharField(
        max_length=12, choices=[(item.value, item.label) for item in UploadState], default=UploadState.RECEIVING
    )
    problem = models.CharField(max_length=200, blank=True, help_text="why it was quarantined, for the sender")
    blob = models.ForeignKey(Blob, on_delete=models.PROTECT, null=True, related_name="+")
    begun_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state="stored", blob__isnull=False) | (~Q(state="stored") & Q(blob__isnull=True)),
                name="stored_upload_has_its_blob",
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["sender", "begun_at"], condition=Q(state="receiving"), name="open_uploads"),
            models.Index(fields=["sha256", "sender"], name="upload_by_hash"),
        ]


class UploadChunk(models.Model):
    """One row is one run of bytes that lies durably in the upload's part file."""

    upload = models.ForeignKey(Upload, on_delete=models.PROTECT, related_name="chunks")
    start = models.PositiveBigIntegerField(help_text="offset of the first byte")
    end = models.PositiveBigIntegerField(help_text="offset behind the last byte")
    received_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["upload", "start"], name="chunk_once"),
            models.CheckConstraint(condition=Q(end__gt=models.F("start")), name="chunk_not_empty"),
        ]


class EvidenceItem(models.Model):
    """One row is one piece of evidence, or the tombstone of one that was discarded before submission.

    Three times are kept apart: ``taken_at`` claimed by the device, ``received_at`` by the server, ``stamped_at`` by a
    trusted authority. After creation only discarding, submission and the stamp may be filled in (trigger).
    """

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    blob = models.ForeignKey(Blob, on_delete=models.PROTECT, null=True, related_name="+")
    sha256 = models.CharField(max_length=64, help_text="of the bytes; of a tombstone without bytes, as claimed")
    kind = models.CharField(max_length=12, choices=[(item.value, item.label) for item in EvidenceKind])
    form = models.CharField(max_length=12, choices=[(item.value, item.label) for item in Form], default=Form.ORIGINAL)
    original = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    subject_kind = models.CharField(max_length=60)
    subject = models.UUIDField()
    item = models.CharField(max_length=40, blank=True, help_text="code of the checklist item it belongs to")
    caption = models.CharField(max_length=200, blank=True)

    number = models.PositiveIntegerField(null=True, help_text="counted by the device for this subject, from 1")
    device = models.CharField(max_length=80, blank=True)
    taken_at = models.DateTimeField(null=True, help_text="device clock at the capture")
    sent_at = models.DateTimeField(null=True, help_text="device clock at sending")
    uptime_ms = models.BigIntegerField(null=True)
    session = models.CharField(max_length=80, blank=True, help_text="run of the app to which uptime_ms belongs")
    latitude = models.DecimalField(max_digits=9, decimal_places=6, null=True, help_text="WGS-84 degrees")
    longitude = models.DecimalField(max_digits=9, decimal_places=6, null=True, help_text="WGS-84 degrees")
    accuracy_m = models.DecimalField(max_digits=8, decimal_places=1, null=True)
    officers = ArrayField(models.UUIDField(), default=list)

    received_at = models.DateTimeField()
    received_from = models.UUIDField(null=True, help_text="person; None for the platform itself")
    clock_difference_s = models.IntegerField(null=True, help_text="device ahead of server")
    clock_flags = ArrayField(models.CharField(max_length=24), default=list)

    stamped_at = models.DateTimeField(null=True, help_text="trusted time; None while the stamp is pending")
    stamp = models.BinaryField(null=True, help_text="RFC 3161 token")
    submitted_at = models.DateTimeField(null=True)
    discarded_at = models.DateTimeField(null=True)
    discarded_by = models.UUIDField(null=True)
    discard_reason = models.CharField(max_length=200, blank=True)

    audit_masked: ClassVar = ("latitude", "longitude")
    never_deleted: ClassVar = True

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["subject", "device", "number"], condition=Q(number__isnull=False), name="capture_number_once"
            ),
            models.CheckConstraint(
                condition=Q(blob__isnull=False) | Q(discarded_at__isnull=False), name="only_tombstones_lack_bytes"
            ),
            models.CheckConstraint(
                condition=Q(discarded_at__isnull=True) | ~Q(discard_reason=""), name="discard_has_reason"
            ),
            models.CheckConstraint(
                condition=Q(form="original", original__isnull=True) | (~Q(form="original") & Q(original__isnull=False)),
                name="derivative_has_original",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["subject", "number"], name="evidence_by_subject"),
            models.Index(fields=["sha256"], name="evidence_by_hash"),
        ]


class Custody(models.Model):
    """One row is one thing that happened to a piece of evidence; rows are only ever added (trigger)."""

    evidence = models.ForeignKey(EvidenceItem, on_delete=models.PROTECT, related_name="+")
    act = models.CharField(max_length=12, choices=[(item.value, item.label) for item in CustodyAct])
    person = models.UUIDField(null=True, help_text="None for the platform itself")
    person_name = models.CharField(max_length=60)
    at = models.DateTimeField()
    purpose = models.CharField(max_length=200, blank=True)

    never_deleted: ClassVar = True

    class Meta:
        indexes: ClassVar = [models.Index(fields=["evidence", "at", "id"], name="custody_of_evidence")]


class Scrub(models.Model):
    """One row is one check of every stored file against its hash."""

    at = models.DateTimeField(help_text="when it began")
    checked = models.PositiveBigIntegerField()
    damaged = ArrayField(models.CharField(max_length=64), default=list)
    missing = ArrayField(models.CharField(max_length=64), default=list)

    never_deleted: ClassVar = True
