"""Licences and how near their end they are."""

from datetime import date, timedelta

from django.db.models import Q

from zhijian.data.registry import access
from zhijian.data.registry.models import Licence
from zhijian.data.registry.rules import LICENCE_LABELS, expiry
from zhijian.data.registry.types import LicenceRecord
from zhijian.kernel.http import cut_page, decode_cursor
from zhijian.support.identity.types import Actor


def to_licence(row: Licence, on: date) -> LicenceRecord:
    """The record of a licence, whose entity was fetched along, on a day."""
    level = expiry(row.valid_to, on)
    return LicenceRecord(
        uid=row.uid,
        entity=row.entity.uid,
        entity_name=row.entity.name,
        kind=row.kind,
        kind_label=LICENCE_LABELS.get(row.kind, row.kind),
        number=row.number,
        scope=row.scope,
        issued_by=row.issued_by,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        revoked_on=row.revoked_on,
        expiry=level,
        expiry_label=level.label,
    )


def expiring_licences(
    *,
    by: Actor,
    today: date,
    within_days: int = 90,
    expired: bool = False,
    after: str | None = None,
    limit: int = 50,
) -> tuple[list[LicenceRecord], str | None]:
    """Licences that run out within so many days, or (expired) those that have; the nearest end first."""
    rows = access.licences_visible_to(by).filter(ended_at__isnull=True, revoked_on__isnull=True)
    if expired:
        rows = rows.filter(valid_to__lt=today)
    else:
        rows = rows.filter(valid_to__gte=today, valid_to__lte=today + timedelta(days=within_days))
    key = decode_cursor(after, date, int)
    if key is not None:
        rows = rows.filter(Q(valid_to__gt=key[0]) | Q(valid_to=key[0], pk__gt=key[1]))
    fetched = list(rows.select_related("entity").order_by("valid_to", "pk")[: limit + 1])
    page, following = cut_page(fetched, limit, lambda row: (row.valid_to, row.pk))
    return [to_licence(row, today) for row in page], following
