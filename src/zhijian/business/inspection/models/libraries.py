"""The libraries of a draw as they stood at its commitment."""

from typing import ClassVar

from django.db import models


class DrawLibrary(models.Model):
    """One row is one library of one draw, frozen; the SHA-256 of its canonical JSON is the published fingerprint.

    Kept apart from the draw's document, which changes with every step: a city's library is tens of megabytes.
    """

    draw = models.ForeignKey("inspection.Draw", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8, choices=[("objects", "检查对象名录"), ("officers", "执法人员名录")])
    fingerprint = models.CharField(max_length=64)
    size = models.PositiveIntegerField(help_text="rows")
    content = models.BinaryField(help_text="canonical JSON of the rows, zlib")

    audit_masked: ClassVar = ("content",)
    never_deleted: ClassVar = True

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["draw", "kind"], name="one_library_of_each_kind")]
