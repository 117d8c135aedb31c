"""Tables of tabular imports: batches, mappings that people chose, and the problems of rows."""

from typing import ClassVar
from uuid import uuid4

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from zhijian.data.exchange.rules import BatchState, Mode


class ImportBatch(models.Model):
    """One row is one file that somebody wants to import, and what became of its rows."""

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=60)
    organisation = models.ForeignKey("identity.Organisation", on_delete=models.PROTECT, related_name="+")
    owner = models.UUIDField(help_text="person")
    owner_name = models.CharField(max_length=60)
    file_name = models.CharField(max_length=200)
    format = models.CharField(max_length=4, help_text="xlsx or csv")
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField(help_text="bytes")
    sheet = models.CharField(max_length=100, blank=True)
    headings = ArrayField(models.CharField(max_length=200))
    fingerprint = models.CharField(max_length=64, help_text="of the headings, see rules.fingerprint")
    fields = ArrayField(models.CharField(max_length=60, blank=True), help_text="field of each column, empty for none")
    matches = ArrayField(models.CharField(max_length=12), help_text="how each column was recognised")
    sample = models.JSONField(help_text="the first rows as text")
    state = models.CharField(
        max_length=12, choices=[(item.value, item.label) for item in BatchState], default=BatchState.UPLOADED.value
    )
    mode = models.CharField(max_length=16, choices=[(item.value, item.label) for item in Mode], blank=True)
    rows_total = models.PositiveIntegerField(null=True, help_text="known once the file was read through")
    rows_expected = models.PositiveIntegerField(
        default=0, help_text="counted on arrival for the progress; empty rows may be among them"
    )
    rows_done = models.PositiveIntegerField(default=0, help_text="of the step that runs or ran last")
    new = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    bad = models.PositiveIntegerField(default=0)
    duplicate = models.PositiveIntegerField(default=0)
    problem_count = models.PositiveIntegerField(default=0, help_text="all of them; the first 10,000 are kept")
    refusal = models.CharField(max_length=500, blank=True, help_text="why nothing was imported, for the owner")
    uploaded_at = models.DateTimeField()
    moved_at = models.DateTimeField(help_text="last sign of life")
    ended_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    audit_masked: ClassVar = ("sample",)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(rows_done=F("new") + F("changed") + F("unchanged") + F("bad") + F("duplicate")),
                name="every_row_has_one_outcome",
            ),
            models.CheckConstraint(
                condition=~Q(state="finished") | Q(rows_done=F("rows_total")), name="finished_import_read_all_rows"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["owner", "-uploaded_at", "-id"], name="import_by_owner"),
            models.Index(fields=["organisation", "-uploaded_at", "-id"], name="import_by_organisation"),
            models.Index(fields=["moved_at"], condition=Q(state__in=("checking", "loading")), name="import_running"),
        ]


class ImportMapping(models.Model):
    """One row is what a person chose for the columns of one layout, proposed again with the next file."""

    person = models.UUIDField()
    kind = models.CharField(max_length=60)
    fingerprint = models.CharField(max_length=64)
    fields = ArrayField(models.CharField(max_length=60, blank=True))
    chosen_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "kind", "fingerprint"], name="import_mapping_once")
        ]


class ImportProblem(models.Model):
    """One row is one reason why a row of a file was not imported, or was left out as a repetition."""

    batch = models.ForeignKey(ImportBatch, on_delete=models.PROTECT, related_name="problems")
    line = models.PositiveIntegerField(help_text="row of the sheet, or of the CSV file, from 1")
    heading = models.CharField(max_length=200, blank=True)
    value = models.CharField(max_length=200, blank=True)
    reason = models.CharField(max_length=500)
    outcome = models.CharField(max_length=12, help_text="bad or duplicate")

    audit_masked: ClassVar = ("value", "reason")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["batch", "line", "id"], name="import_problem_by_line")]
