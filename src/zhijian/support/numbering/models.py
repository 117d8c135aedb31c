"""Tables of number series."""

from typing import ClassVar

from django.db import models


class Series(models.Model):
    """One row counts one series: organ × kind × year. Its row lock makes numbers gapless."""

    prefix = models.CharField(max_length=60)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveBigIntegerField(default=0)

    never_deleted: ClassVar = True

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["prefix", "year"], name="one_series")]


class IssuedNumber(models.Model):
    """One row is one number given out; a voided one stays, with its reason, and is never used again."""

    series = models.ForeignKey(Series, on_delete=models.PROTECT, related_name="+")
    serial = models.PositiveBigIntegerField()
    text = models.CharField(max_length=120, unique=True)
    issued_at = models.DateTimeField()
    voided_at = models.DateTimeField(null=True)
    void_reason = models.CharField(max_length=200, blank=True)

    never_deleted: ClassVar = True

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["series", "serial"], name="serial_once")]
