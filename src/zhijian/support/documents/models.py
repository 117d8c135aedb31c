"""Table of issued papers."""

from typing import ClassVar
from uuid import uuid4

from django.db import models

from zhijian.support.documents.rules import DocumentState


class IssuedDocument(models.Model):
    """One row is one issued paper: its definition and content never change; its files are made once from them.

    A database trigger refuses any other change than filling in the files once and voiding.
    """

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    definition = models.JSONField()
    definition_code = models.CharField(max_length=40)
    definition_version = models.PositiveIntegerField()
    title = models.CharField(max_length=120)
    content = models.JSONField()
    content_sha256 = models.CharField(max_length=64)
    number = models.CharField(max_length=80, unique=True)
    code = models.CharField(max_length=24, unique=True)
    subject_kind = models.CharField(max_length=60)
    subject = models.UUIDField()
    organisation = models.ForeignKey("identity.Organisation", on_delete=models.PROTECT, related_name="+")
    organ_name = models.CharField(max_length=120)
    issued_at = models.DateTimeField()
    issued_by = models.UUIDField(null=True)
    issued_by_name = models.CharField(max_length=60)
    pdf_sha256 = models.CharField(max_length=64, blank=True)
    docx_sha256 = models.CharField(max_length=64, blank=True)
    state = models.CharField(
        max_length=8, choices=[(item.value, item.label) for item in DocumentState], default=DocumentState.ISSUED
    )
    voided_at = models.DateTimeField(null=True)
    void_reason = models.CharField(max_length=300, blank=True)

    audit_masked: ClassVar = ("content", "definition")
    never_deleted: ClassVar = True

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["subject"], name="document_by_subject"),
            models.Index(fields=["pdf_sha256"], name="document_by_pdf"),
            models.Index(fields=["docx_sha256"], name="document_by_docx"),
        ]
