"""Registering and changing entities."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from django.db import transaction

from zhijian.data.registry import access
from zhijian.data.registry.models import Entity
from zhijian.data.registry.rules import EntityStatus, SupervisionClass, checked_founding, label_of, match_key
from zhijian.data.registry.services.history import make_findable, remember
from zhijian.data.registry.services.timeline import record_event
from zhijian.data.registry.types import EntityIn
from zhijian.events.registry import EntityChanged, EntityRegistered
from zhijian.kernel import clock
from zhijian.kernel.errors import Conflict, Invalid, in_field
from zhijian.kernel.identifiers.persons import parse_phone
from zhijian.kernel.identifiers.registration_number import parse_registration_number
from zhijian.kernel.identifiers.uscc import parse_uscc
from zhijian.kernel.text import normalise, refuse_hidden_characters
from zhijian.support.audit import services as audit
from zhijian.support.bus import services as bus
from zhijian.support.identity.access import reaches
from zhijian.support.identity.models import Organisation
from zhijian.support.identity.types import Actor


class CodeTaken(Conflict):
    """An entity with this code is registered already."""

    code = "registry.code_taken"


class EntityInvalid(Invalid):
    """What was given of an entity cannot be right; ``field`` says where."""

    code = "registry.entity_invalid"


class VersionStale(Conflict):
    """Somebody changed the entity meanwhile; both values are in the facts."""

    code = "registry.version_stale"


_TEXTS = ("name", "short_name", "legal_person", "address", "street", "division", "entity_type", "industry")
_NUMBERS = {"phone": parse_phone, "uscc": parse_uscc, "registration_number": parse_registration_number}
_LONGEST = {field.name: field.max_length or 0 for field in Entity._meta.concrete_fields}


LONGEST_TAG, MOST_TAGS = 20, 30
"""PostgreSQL cuts longer elements of a list of texts without a word, so they are refused here."""


def checked(given: EntityIn) -> dict[str, Any]:
    """The column values of what was given, checked by their standards. Raises EntityInvalid and the parsers' errors."""
    values = asdict(given)
    for key in _TEXTS:
        with in_field(key):
            values[key] = refuse_hidden_characters(normalise(values[key]))
        longest = _LONGEST[key]
        if len(values[key]) > longest:
            raise EntityInvalid(f"内容太长，最多 {longest} 个字。", field=key)
    if len(values["name"]) < 2:
        raise EntityInvalid("名称至少两个字。", field="name")
    for key, parse in _NUMBERS.items():
        if values[key]:
            with in_field(key):
                values[key] = parse(values[key])
    if values["status"] not in set(EntityStatus):
        raise EntityInvalid("主体状态代码不对。", field="status")
    if values["established_on"]:
        with in_field("established_on"):
            checked_founding(values["established_on"], today=clock.business_date(clock.now()))
    unknown = sorted(set(values["supervision_classes"]) - set(SupervisionClass))
    if unknown:
        raise EntityInvalid(f"监管类别不对：{'、'.join(unknown)}。", field="supervision_classes")
    values["supervision_classes"] = sorted(set(values["supervision_classes"]))
    values["tags"] = checked_tags(values["tags"])
    _refuse_wrong_place(values["lat"], values["lon"])
    values["match_key"] = match_key(values["name"], values["address"])
    return values


def checked_tags(tags: Iterable[str]) -> list[str]:
    """Tags in order, each once. Raises EntityInvalid, and for hidden characters what ``kernel.text`` raises."""
    found = sorted({refuse_hidden_characters(normalise(tag)) for tag in tags} - {""})
    if any(len(tag) > LONGEST_TAG for tag in found) or len(found) > MOST_TAGS:
        raise EntityInvalid(f"标签最多 {MOST_TAGS} 个，每个不超过 {LONGEST_TAG} 个字。", field="tags")
    return found


def _refuse_wrong_place(lat: float | None, lon: float | None) -> None:
    if (lat is None) != (lon is None):
        raise EntityInvalid("经度和纬度要么都填，要么都不填。", field="lat")
    if lat is not None and lon is not None and not (3 <= lat <= 54 and 73 <= lon <= 136):
        raise EntityInvalid("坐标不在我国范围内，请检查经度和纬度是否填反。", field="lat")


def place_of(organisation: UUID, *, by: Actor) -> Organisation:
    """An organisation whose entities the caller may manage. Raises EntityInvalid."""
    row = Organisation.objects.filter(uid=organisation).first()
    if row is None or not reaches(by, "registry.manage", row):
        raise EntityInvalid("没有这个管辖机构，或它不在您的管辖范围内，请重新选择。", field="organisation")
    return row


@transaction.atomic
def register_entity(*, given: EntityIn, organisation: UUID, source: str, by: Actor, at: datetime) -> UUID:
    """Put an entity into the register; gives its uid.

    Raises NotAllowed, EntityInvalid, CodeTaken and the parsers' errors. Publishes EntityRegistered.
    """
    by.must("registry.manage")
    values = checked(given)
    _refuse_taken(values)
    place = place_of(organisation, by=by)
    row = Entity.objects.create(
        **values, organisation=place, source=source, created_at=at, registered_by=by.name, updated_at=at
    )
    make_findable(row)
    bus.publish(EntityRegistered(subject=row.uid, by=by.uid, at=at))
    return row.uid


def _refuse_taken(values: dict[str, Any], *, but: int | None = None) -> None:
    for field, label in (("uscc", "统一社会信用代码"), ("registration_number", "注册号")):
        if values[field]:
            audit.take_turn(f"registry.{field}/{values[field]}")  # of two at once the second one sees the first
            taken = Entity.objects.filter(**{field: values[field]})
            if (taken.exclude(pk=but) if but else taken).exists():
                raise CodeTaken(f"{label} {values[field]} 已经在册。", field=field)


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
                {"field": key, "label": label_of(key), "mine": _said(value), "theirs": _said(getattr(row, key))}
                for key, value in differing.items()
                if key != "match_key"
            ],
        )
    if not differing:
        return row.version
    _refuse_taken(values, but=row.pk)
    for key, value in differing.items():
        setattr(row, key, value)
    store_changes(row, differing, source=source, by=by, at=at)
    return row.version


def _said(value: Any) -> str:
    """A value as both sides of a conflict are shown: empty when it is not known."""
    if isinstance(value, list):
        return "、".join(value)
    if isinstance(value, bool):
        return "是" if value else "否"
    return "" if value is None else str(value)


@transaction.atomic
def move_entity(*, entity: UUID, organisation: UUID, source: str, by: Actor, at: datetime) -> int:
    """Hand an entity to another office; gives the version that then stands.

    Raises EntityMissing, EntityInvalid. Publishes EntityChanged.
    """
    row = access.entity_to_change(entity, by=by)
    place = place_of(organisation, by=by)
    if row.organisation != place:
        store_changes(row, {"organisation": place}, source=source, by=by, at=at)
    return row.version


def store_changes(row: Entity, values: Mapping[str, Any], *, source: str, by: Actor, at: datetime) -> None:
    """Change a locked entity: its former state into the history, a line into the timeline, the fact to the others."""
    remember([row.pk], at=at)
    for key, value in values.items():
        setattr(row, key, value)
    row.version, row.updated_at, row.source = row.version + 1, at, source
    row.save()
    make_findable(row)
    told = [key for key in values if key != "match_key"]
    record_event(
        entity=row.uid,
        source=uuid5(row.uid, f"version {row.version}"),
        kind="registry.changed",
        title="更新资料：" + "、".join(label_of(key) for key in told),
        detail=source,
        at=at,
        by=by,
    )
    bus.publish(EntityChanged(subject=row.uid, by=by.uid, at=at, fields=tuple(sorted(told))))
