"""Tables of code lists."""

from typing import ClassVar

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q


class CodeTable(models.Model):
    """One row is one code list, such as 国民经济行业分类."""

    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=120)
    standard = models.CharField(max_length=120, blank=True)


class Code(models.Model):
    """One row is one code of a list for the time it is valid; a code is never re-used for something else."""

    table = models.ForeignKey(CodeTable, on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=40)
    name = models.CharField(max_length=160)
    parent = models.CharField(max_length=40, blank=True)
    level = models.PositiveSmallIntegerField(default=1)
    note = models.TextField(blank=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["table", "code", "valid_from"], name="code_version_once"),
            models.UniqueConstraint(
                fields=["table", "code"], condition=Q(valid_to__isnull=True), name="code_open_once"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["table", "parent"], name="code_by_parent"),
            GinIndex(fields=["name"], opclasses=["gin_trgm_ops"], name="code_by_name"),
        ]
