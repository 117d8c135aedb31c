"""Licences of entities."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from zhijian.data.registry import access
from zhijian.data.registry.models import Licence
from zhijian.data.registry.rules import LICENCE_LABELS, checked_licence_number
from zhijian.data.registry.services.entities import CodeTaken, EntityInvalid
from zhijian.data.registry.services.history import make_findable
from zhijian.data.registry.services.timeline import record_event
from zhijian.kernel.clock import business_date
from zhijian.kernel.errors import in_field
from zhijian.support.identity.types import Actor
from zhijian.support.worklist import services as worklist


@transaction.atomic
def add_licence(
    *,
    entity: UUID,
    kind: str,
    number: str,
    valid_from: date | None,
    valid_to: date | None,
    scope: str = "",
    issued_by: str = "",
    by: Actor,
    at: datetime,
) -> UUID:
    """Record a licence of an entity, its number checked by its kind's standard; gives its uid.

    The same number of the same entity again is a renewal: the former row ends and stays in the history.
    Raises NotAllowed, EntityMissing, EntityInvalid, PermitInvalid, CodeTaken.
    """
    row = access.entity_to_change(entity, by=by)
    number = _checked(kind, number, valid_from, valid_to)
    held = Licence.objects.select_for_update().filter(kind=kind, number=number, ended_at__isnull=True).first()
    if held is not None and held.entity_id != row.pk:
        raise CodeTaken(f"许可证编号 {number} 已经登记在另一个主体名下，请核对。", field="number")
    if held is not None:
        _end(held, at)
    licence = Licence.objects.create(
        entity=row,
        kind=kind,
        number=number,
        valid_from=valid_from,
        valid_to=valid_to,
        scope=scope[:300],
        issued_by=issued_by[:120],
        recorded_at=at,
    )
    make_findable(row)
    _tell(licence, "registry.licence_renewed" if held else "registry.licence_added", by, at)
    return licence.uid


def _checked(kind: str, number: str, valid_from: date | None, valid_to: date | None) -> str:
    if kind not in LICENCE_LABELS:
        raise EntityInvalid("没有这种许可证，请从列表中选择。", field="kind")
    if valid_from and valid_to and valid_to < valid_from:
        raise EntityInvalid("有效期截止日不能早于起始日。", field="valid_to")
    with in_field("number"):
        checked = checked_licence_number(kind, number)
    if not checked or len(checked) > 64:
        raise EntityInvalid("请填写许可证编号（不超过 64 个字）。", field="number")
    return checked


@transaction.atomic
def end_licence(*, licence: UUID, by: Actor, at: datetime) -> None:
    """Take a licence off the entity's current list; the history keeps it. Raises NotAllowed, LicenceMissing."""
    row = access.licence_to_change(licence, by=by)
    _end(row, at)
    make_findable(row.entity)
    _tell(row, "registry.licence_ended", by, at)


@transaction.atomic
def revoke_licence(*, licence: UUID, revoked_on: date, by: Actor, at: datetime) -> None:
    """Record that a licence was revoked (吊销、撤销、注销) on a day that has come.

    Raises NotAllowed, LicenceMissing, EntityInvalid.
    """
    row = access.licence_to_change(licence, by=by)
    if revoked_on > business_date(at):
        raise EntityInvalid("吊销、撤销或注销的日期不能晚于今天。", field="revoked_on")
    row.revoked_on = revoked_on
    row.save(update_fields=["revoked_on"])
    worklist.close(source="registry.licence", source_uid=row.uid, at=at)
    _tell(row, "registry.licence_revoked", by, at, detail=f"自 {revoked_on:%Y-%m-%d} 起不再有效")


def _end(row: Licence, at: datetime) -> None:
    row.ended_at = at
    row.save(update_fields=["ended_at"])
    worklist.close(source="registry.licence", source_uid=row.uid, at=at)


_TITLES = {
    "registry.licence_added": "登记许可证",
    "registry.licence_renewed": "许可证换发或延续",
    "registry.licence_ended": "许可证不再有效",
    "registry.licence_revoked": "许可证被吊销、撤销或注销",
}


def _tell(row: Licence, kind: str, by: Actor, at: datetime, *, detail: str = "") -> None:
    record_event(
        entity=row.entity.uid,
        source=row.uid,
        kind=kind,
        title=f"{_TITLES[kind]}：{LICENCE_LABELS[row.kind]} {row.number}",
        detail=detail or (f"有效期至 {row.valid_to:%Y-%m-%d}" if row.valid_to else ""),
        at=at,
        by=by,
    )
