"""Table of the search index."""

from typing import ClassVar

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models


class SearchEntry(models.Model):
    """One row makes one thing findable; derived from the thing, in the same transaction, and can be rebuilt."""

    kind = models.CharField(max_length=24)
    subject = models.UUIDField()
    organisation = models.ForeignKey(
        "identity.Organisation", on_delete=models.PROTECT, related_name="+", db_constraint=False
    )  # the thing's own row holds the constraint; checking it once more for each entry is felt in an import
    title = models.CharField(max_length=200)
    detail = models.CharField(max_length=300, blank=True)
    link = models.CharField(max_length=120)
    weight = models.SmallIntegerField(default=0, help_text="higher stands first")
    tokens = SearchVectorField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["kind", "subject"], name="findable_once")]
        indexes: ClassVar = [GinIndex(fields=["tokens"], name="search_tokens")]
