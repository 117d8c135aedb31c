"""What can be done to the register."""

from dataclasses import asdict
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from zhijian.data.registry import access
from zhijian.data.registry.models import Entity, EntityVersion, Licence, TimelineEntry
from zhijian.data.registry.rules import EntityStatus, SupervisionClass
from zhijian.data.registry.types import EntityIn
from zhijian.events.registry import EntityChanged, EntityRegistered
from zhijian.kernel.errors import Conflict, Invalid
from zhijian.kernel.identifiers.registration_number import parse_registration_number
from zhijian.kernel.identifiers.uscc import parse_uscc
from zhijian.kernel.text import normalise, refuse_hidden_characters
from zhijian.support.bus import services as bus
from zhijian.support.identity.models import Organisation
from zhijian.support.identity.types import Actor
from zhijian.support.search import services as search


class CodeTaken(Conflict):
    """An entity with this code is registered already; ``entity`` is its uid when the caller may see it."""

    code = "registry.code_taken"


class EntityInvalid(Invalid):
    """What was given of an entity cannot be right; ``field`` says where."""

    code = "registry.entity_invalid"


class VersionStale(Conflict):
    """Somebody changed the entity meanwhile; both values are in the facts."""

    code = "registry.version_stale"


def checked(given: EntityIn) -> dict[str, Any]:
    """The column values of what was given, checked by their standards. Raises EntityInvalid and the parsers' errors."""
    values = asdict(given)
    for key in ("name", "short_name", "legal_person", "address", "street"):
        values[key] = refuse_hidden_characters(normalise(values[key]))
    if len(values["name"]) < 2:
        raise EntityInvalid("名称至少两个字。", field="name")
    if values["uscc"]:
        values["uscc"] = parse_uscc(values["uscc"])
    if values["registration_number"]:
        values["registration_number"] = parse_registration_number(values["registration_number"])
    if values["status"] not in set(EntityStatus):
        raise EntityInvalid("主体状态代码不对。", field="status")
    unknown = sorted(set(values["supervision_classes"]) - set(SupervisionClass))
    if unknown:
        raise EntityInvalid(f"监管类别不对：{'、'.join(unknown)}。", field="supervision_classes")
    values["supervision_classes"] = sorted(set(values["supervision_classes"]))
    values["tags"] = sorted(set(values["tags"]))
    return values


@transaction.atomic
def register_entity(*, given: EntityIn, organisation: UUID, source: str, by: Actor, at: datetime) -> UUID:
    """Put an entity into the register; gives its uid.

    Raises NotAllowed, EntityInvalid, CodeTaken and the parsers' errors. Publishes EntityRegistered.
    """
    by.must("registry.manage")
    values = checked(given)
    _refuse_taken(values)
    place = Organisation.objects.get(uid=organisation)
    row = Entity.objects.create(**values, organisation=place, created_at=at, updated_at=at)
    remember_version(row, source=source, at=at)
    make_findable(row)
    record_event(
        entity=row.uid, source=row.uid, kind="registry.registered", title="建立档案", detail=source, at=at, by=by
    )
    bus.publish(EntityRegistered(subject=row.uid, by=by.uid, at=at))
    return row.uid


def _refuse_taken(values: dict[str, Any], *, but: int | None = None) -> None:
    for field, label in (("uscc", "统一社会信用代码"), ("registration_number", "注册号")):
        if values[field]:
            taken = Entity.objects.filter(**{field: values[field]})
            if (taken.exclude(pk=but) if but else taken).exists():
                raise CodeTaken(f"{label} {values[field]} 已经在册。", field=field)


def content_of(row: Entity) -> dict[str, Any]:
    """A row as JSON, for its history."""
    skipped = {"id", "uid", "created_at", "updated_at", "version", "organisation"}
    content: dict[str, Any] = {}
    for field in Entity._meta.concrete_fields:
        if field.name not in skipped:
            value = getattr(row, field.attname)
            content[field.name] = value if isinstance(value, str | float | list | None) else str(value)
    return content | {"organisation": str(row.organisation.uid)}


def remember_version(row: Entity, *, source: str, at: datetime) -> None:
    """End the version that was open and open the one that stands now."""
    EntityVersion.objects.filter(entity=row, valid_to__isnull=True).update(valid_to=at)
    EntityVersion.objects.create(entity=row, version=row.version, content=content_of(row), source=source, valid_from=at)


def make_findable(row: Entity) -> None:
    """Renew the search entry of an entity: name, codes, licence numbers, phone tail."""
    licences = Licence.objects.filter(entity=row).values_list("number", flat=True)
    search.put(
        kind="entity",
        subject=row.uid,
        organisation=row.organisation_id,
        title=row.name,
        detail=" · ".join(part for part in (row.uscc or row.registration_number, row.address) if part),
        link=f"/registry/entities/{row.uid}",
        name=row.name,
        codes=[code for code in (row.uscc, row.registration_number, *licences) if code],
        phones=[row.phone] if row.phone else [],
    )


@transaction.atomic
def change_entity(*, entity: UUID, given: EntityIn, version: int, source: str, by: Actor, at: datetime) -> int:
    """Replace what is known of an entity; gives the new version.

    Raises EntityMissing, VersionStale, EntityInvalid, CodeTaken. Publishes EntityChanged.
    """
    row = access.entity_to_change(entity, by=by)
    values = checked(given)
    differing = {key: value for key, value in values.items() if getattr(row, key) != value}
    if row.version != version:
        raise VersionStale(
            "这个主体刚被别人修改过，请核对后再提交。",
            fields=[
                {"field": key, "mine": str(value), "theirs": str(getattr(row, key))} for key, value in differing.items()
            ],
        )
    if not differing:
        return row.version
    _refuse_taken(values, but=row.pk)
    for key, value in differing.items():
        setattr(row, key, value)
    row.version, row.updated_at = row.version + 1, at
    row.save()
    remember_version(row, source=source, at=at)
    make_findable(row)
    bus.publish(EntityChanged(subject=row.uid, by=by.uid, at=at, fields=tuple(sorted(differing))))
    return row.version


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
) -> UUID:
    """Record a licence of an entity, its number checked by its kind's standard. Raises EntityMissing, CodeTaken."""
    row = access.entity_to_change(entity, by=by)
    if Licence.objects.filter(kind=kind, number=number).exists():
        raise CodeTaken(f"许可证编号 {number} 已经登记。", field="number")
    licence = Licence.objects.create(
        entity=row,
        kind=kind,
        number=number,
        valid_from=valid_from,
        valid_to=valid_to,
        scope=scope,
        issued_by=issued_by,
    )
    make_findable(row)
    return licence.uid


@transaction.atomic
def record_event(
    *,
    entity: UUID,
    source: UUID,
    kind: str,
    title: str,
    at: datetime,
    by: Actor,
    detail: str = "",
    link: str = "",
) -> None:
    """Write what happened to an entity into its timeline; a second time with the same source and kind does nothing.

    For capabilities that have already checked the right of ``by``. Raises EntityMissing.
    """
    row = Entity.objects.filter(uid=entity).first()
    if row is None:
        raise access.EntityMissing("没有找到这个主体。")
    TimelineEntry.objects.get_or_create(
        entity=row,
        source=source,
        kind=kind,
        defaults={"at": at, "title": title, "detail": detail, "link": link, "by_name": by.name},
    )
