"""Warnings 90, 60 and 30 days before a licence runs out, and when it has."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from zhijian.data.registry.models import Licence
from zhijian.data.registry.rules import LICENCE_LABELS, WARNING_DAYS, EntityStatus, warning_step
from zhijian.events.registry import LicenceExpiring
from zhijian.kernel.clock import business_date
from zhijian.support.bus import services as bus
from zhijian.support.identity.types import Actor
from zhijian.support.worklist import services as worklist
from zhijian.support.worklist.rules import ItemKind


def _due(today: date) -> QuerySet[Licence]:
    return Licence.objects.select_related("entity__organisation").filter(
        ended_at__isnull=True,
        revoked_on__isnull=True,
        valid_to__lte=today + timedelta(days=max(WARNING_DAYS)),
        entity__status__in=[status for status in EntityStatus if status.may_be_inspected],
    )


@transaction.atomic
def warn_of_expiring(*, by: Actor, at: datetime) -> int:
    """Give each warning that has become due once; gives how many. Publishes LicenceExpiring.

    A licence first seen within 30 days gets that one warning only.
    """
    today = business_date(at)
    count = 0
    for row in _due(today).select_for_update(of=("self",), skip_locked=True).order_by("valid_to", "pk"):
        assert row.valid_to is not None
        step = warning_step(row.valid_to, today)
        if step is None or (row.warned_days is not None and row.warned_days <= step):
            continue
        row.warned_days = step
        row.save(update_fields=["warned_days"])
        _warn(row, step, by, at)
        count += 1
    return count


def _warn(row: Licence, step: int, by: Actor, at: datetime) -> None:
    state = f"将在 {step} 日内到期" if step else "已经到期"
    worklist.put(
        source="registry.licence",
        source_uid=row.uid,
        step="expiring",
        title=f"{row.entity.name}的{LICENCE_LABELS[row.kind]}{state}",
        detail=f"{row.number}，有效期至 {row.valid_to:%Y-%m-%d}",
        link=f"/registry/entities/{row.entity.uid}",
        organisation=row.entity.organisation.uid,
        permission="registry.manage",
        kind=ItemKind.WARNING,
        due_on=row.valid_to,
        at=at,
    )
    assert row.valid_to is not None
    bus.publish(
        LicenceExpiring(
            subject=row.uid,
            by=by.uid,
            at=at,
            entity=row.entity.uid,
            kind=row.kind,
            number=row.number,
            valid_to=row.valid_to,
            days=step,
        )
    )
