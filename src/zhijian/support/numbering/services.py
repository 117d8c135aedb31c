"""Giving out numbers."""

from collections.abc import Callable
from datetime import datetime

from django.db import connection, transaction

from zhijian.kernel.clock import business_date
from zhijian.kernel.errors import NotFound
from zhijian.support.numbering.models import IssuedNumber
from zhijian.support.numbering.rules import document_number


class NumberMissing(NotFound):
    """No such number was ever issued."""

    code = "numbering.missing"


def next_number(*, prefix: str, at: datetime, shape: Callable[[str, int, int], str] = document_number) -> str:
    """The next number of a series, in the caller's transaction.

    The series' row stays locked until the caller commits or rolls back: a rolled-back act gives its number back, so
    there is neither a gap nor a double under any concurrency. Must be called inside a transaction.
    """
    assert connection.in_atomic_block, "a number is part of the act that uses it"
    year = business_date(at).year
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO numbering_series (prefix, year, last) VALUES (%s, %s, 1) "
            "ON CONFLICT (prefix, year) DO UPDATE SET last = numbering_series.last + 1 RETURNING id, last",
            [prefix, year],
        )
        series, serial = cursor.fetchone() or (0, 0)
    text = shape(prefix, year, serial)
    IssuedNumber.objects.create(series_id=series, serial=serial, text=text, issued_at=at)
    return text


@transaction.atomic
def void_number(*, text: str, reason: str, at: datetime) -> None:
    """Mark a number as void with its reason; it is never given out again. Raises NumberMissing."""
    if not IssuedNumber.objects.filter(text=text, voided_at__isnull=True).update(voided_at=at, void_reason=reason):
        raise NumberMissing(f"没有找到可以作废的文号 {text}。")
