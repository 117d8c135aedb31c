"""Many entities at once, set by set: what the services for one entity do, in a few statements for all of them.

What needs no database is made ready apart from the writing, so that the next set can be made ready meanwhile.

For callers that have checked rights, values and matches of every row; the audit triggers fire as for any statement.
"""

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID, uuid5

import orjson
import psycopg
from django.db import connection, transaction
from psycopg.sql import SQL, Identifier

from zhijian.data.registry.models import Entity, Licence
from zhijian.data.registry.rules import LICENCE_LABELS, label_of
from zhijian.data.registry.services.history import detail_of, remember
from zhijian.events.registry import EntityChanged, EntityRegistered
from zhijian.kernel.copy_text import copy_line, copy_value
from zhijian.kernel.errors import Conflict
from zhijian.kernel.text import search_tokens
from zhijian.support.bus import services as bus
from zhijian.support.identity.types import Actor
from zhijian.support.search.services import vector
from zhijian.support.worklist import services as worklist

COPIED = tuple(item.attname for item in Entity._meta.concrete_fields)
"""Columns of an entity in the order in which they are copied."""
_NUMBERED = tuple(name for name in COPIED if name != "id")
"""The same for new ones, which get their number from the database."""
_FIXED = frozenset({"id", "uid", "created_at", "registered_by", "organisation_id", "version", "updated_at", "source"})
_CHANGEABLE = tuple(name for name in COPIED if name not in _FIXED)
EMPTY = {item.attname: item.get_default() for item in Entity._meta.concrete_fields if item.attname not in _FIXED}
"""What an entity holds of which nothing is known but its name."""
_EMPTY_TEXTS = {name: copy_value(value) for name, value in EMPTY.items()}
_SEARCHED = ("kind", "subject", "organisation_id", "title", "detail", "link", "weight", "tokens")
_TOLD = ("uid", "entity_id", "at", "source", "kind", "title", "detail", "link", "by_name")
_LICENSED = ("uid", "entity_id", "kind", "number", "scope", "issued_by", "valid_to", "recorded_at")


class RegisterMoved(Conflict):
    """Somebody registered the same entity or licence, or changed one of the entities, while rows were on their way."""

    code = "registry.register_moved"

    def __init__(self) -> None:
        super().__init__("导入期间有人登记了同样的主体或许可证，或者改动了其中的主体，请重新检查后再导入。")


@dataclass(frozen=True, slots=True)
class NewLicence:
    """A licence that is not on record yet."""

    kind: str
    number: str
    valid_to: date | None


class Row(NamedTuple):
    """One entity to write.

    values: checked columns; of a new entity those that are known, of a known entity all of them, as they will stand.
    entity: None for a new one.  changed: fields that differ, of a known entity.  licences: those to add.
    """

    values: Mapping[str, Any]
    organisation: int
    entity: Entity | None = None
    changed: tuple[str, ...] = ()
    licences: tuple[NewLicence, ...] = ()


@dataclass(frozen=True, slots=True)
class Prepared:
    """Rows to write, and the new ones among them as COPY takes them into the register and into the search index."""

    new: tuple[tuple[UUID, Row], ...]
    known: tuple[tuple[Entity, Row], ...]
    entities: bytes
    entries: bytes
    source: str
    by: Actor
    at: datetime


def prepare(rows: Iterable[Row], *, source: str, by: Actor, at: datetime) -> Prepared:
    """Everything about writing these rows that needs no database.  source: where the data come from."""
    fresh, known = [], []
    for row in rows:
        if row.entity is None:
            fresh.append(row)
        else:
            known.append((row.entity, row))
    uids = list(_new_uids(len(fresh)))
    texts = list(map(str, uids))
    return Prepared(
        new=tuple(zip(uids, fresh, strict=True)),
        known=tuple(known),
        entities=_lines(_entity_lines(texts, fresh, source, by, at)),
        entries=_lines(
            _search_line(uid, row, [item.number for item in row.licences])
            for uid, row in zip(texts, fresh, strict=True)
        ),
        source=source,
        by=by,
        at=at,
    )


@transaction.atomic
def store(ready: Prepared) -> None:
    """Register the new entities, change the known ones, add licences; all of it or nothing.

    Raises RegisterMoved. Publishes EntityRegistered and EntityChanged where somebody listens.
    """
    by, at = ready.by, ready.at
    if ready.new:
        _copy("registry_entity", _NUMBERED, ready.entities)
        _copy("search_searchentry", _SEARCHED, ready.entries)
        if EntityRegistered.name in bus.subscriptions():
            for uid, _ in ready.new:
                bus.publish(EntityRegistered(subject=uid, by=by.uid, at=at))
    _change([(entity, row) for entity, row in ready.known if row.changed], ready.source, by, at)
    licensed = [(uid, row) for uid, row in ready.new if row.licences]
    ids = dict(Entity.objects.filter(uid__in=[uid for uid, _ in licensed]).values_list("uid", "pk")) if licensed else {}
    held = [(ids[uid], row) for uid, row in licensed] + [(entity.pk, row) for entity, row in ready.known]
    _license([(pk, licence) for pk, row in held for licence in row.licences], by, at)
    _renew_search(ready.known)


def write_many(rows: Iterable[Row], *, source: str, by: Actor, at: datetime) -> None:
    """``prepare`` and ``store``."""
    store(prepare(rows, source=source, by=by, at=at))


def _new_uids(count: int) -> Iterator[UUID]:
    """Random UUIDs, with one question to the system for all of them instead of one each."""
    random = os.urandom(16 * count)
    return (UUID(bytes=random[place : place + 16], version=4) for place in range(0, len(random), 16))


def _lines(rows: Iterable[Sequence[str | None]]) -> bytes:
    return "".join(map(copy_line, rows)).encode()


def _copy(table: str, columns: Sequence[str], lines: bytes) -> None:
    statement = SQL("COPY {} ({}) FROM STDIN").format(Identifier(table), SQL(", ").join(map(Identifier, columns)))
    try:
        with connection.cursor() as cursor, cursor.copy(statement) as copy:
            copy.write(lines)
    except psycopg.IntegrityError as error:  # Django's cursor hands a COPY on as it is
        raise RegisterMoved from error


def _entity_lines(
    uids: Iterable[str], rows: Iterable[Row], source: str, by: Actor, at: datetime
) -> Iterator[Sequence[str | None]]:
    same = {"version": "1", "source": source, "registered_by": by.name, "created_at": str(at), "updated_at": str(at)}
    base = _EMPTY_TEXTS | same
    for uid, row in zip(uids, rows, strict=True):
        texts = base.copy()
        for name, value in row.values.items():
            texts[name] = value if type(value) is str else copy_value(value)
        texts["uid"], texts["organisation_id"] = uid, str(row.organisation)
        yield [texts[name] for name in _NUMBERED]


def _search_line(uid: str, row: Row, permits: Iterable[str]) -> Sequence[str]:
    known = row.values.get
    name, short, phone = known("name", ""), known("short_name", ""), known("phone", "")
    uscc, number = known("uscc", ""), known("registration_number", "")
    codes = [code for code in (uscc, number, *permits) if code]
    tokens = vector(search_tokens(f"{name} {short}" if short else name, codes, [phone] if phone else ()))
    detail = detail_of(uscc, number, known("address", ""))[:300]
    link = f"/registry/entities/{uid}"
    return "entity", uid, str(row.organisation), name[:200], detail, link, "0", tokens


_UPDATE = SQL(
    "UPDATE registry_entity e SET {set}, version = e.version + 1, updated_at = %s, source = %s "
    "FROM jsonb_populate_recordset(NULL::registry_entity, %s::jsonb) r WHERE e.id = r.id AND e.version = r.version"
).format(set=SQL(", ").join(SQL("{0} = r.{0}").format(Identifier(name)) for name in _CHANGEABLE))


def _change(rows: Sequence[tuple[Entity, Row]], source: str, by: Actor, at: datetime) -> None:
    if not rows:
        return
    stated = []
    for entity, row in rows:
        former = {name: getattr(entity, name) for name in _CHANGEABLE}
        stated.append(former | dict(row.values) | {"id": entity.pk, "version": entity.version})
    remember([item["id"] for item in stated], at=at)
    with connection.cursor() as cursor:
        cursor.execute(_UPDATE, [at, source, orjson.dumps(stated, default=str).decode()])
        if cursor.rowcount != len(rows):
            raise RegisterMoved
    _tell(
        ((entity.pk, _version_uid(entity), "registry.changed", _title(row), source) for entity, row in rows),
        by=by,
        at=at,
    )
    if EntityChanged.name in bus.subscriptions():
        for entity, row in rows:
            bus.publish(EntityChanged(subject=entity.uid, by=by.uid, at=at, fields=_named(row)))


def _version_uid(entity: Entity) -> UUID:
    return uuid5(entity.uid, f"version {entity.version + 1}")


def _named(row: Row) -> tuple[str, ...]:
    return tuple(sorted(name for name in row.changed if name != "match_key"))


def _title(row: Row) -> str:
    return ("更新资料：" + "、".join(label_of(name) for name in _named(row)))[:200]


def _license(licences: Sequence[tuple[int, NewLicence]], by: Actor, at: datetime) -> None:
    """Add licences, each with the id of its entity."""
    if not licences:
        return
    added = list(zip(_new_uids(len(licences)), licences, strict=True))
    numbers, entities = [item.number for _, item in licences], [pk for pk, _ in licences]
    renewed = Licence.objects.filter(number__in=numbers, entity__in=entities, ended_at__isnull=True)
    for licence in renewed.values_list("uid", flat=True):
        worklist.close(source="registry.licence", source_uid=licence, at=at)
    renewed.update(ended_at=at)
    lines = (
        (str(uid), str(pk), item.kind, item.number, "", "", copy_value(item.valid_to), str(at))
        for uid, (pk, item) in added
    )
    _copy("registry_licence", _LICENSED, _lines(lines))
    _tell(
        (
            (pk, uid, "registry.licence_added", f"登记许可证：{LICENCE_LABELS[item.kind]} {item.number}", _until(item))
            for uid, (pk, item) in added
        ),
        by=by,
        at=at,
    )


def _until(licence: NewLicence) -> str:
    return f"有效期至 {licence.valid_to:%Y-%m-%d}" if licence.valid_to else ""


def _renew_search(rows: Sequence[tuple[Entity, Row]]) -> None:
    if not rows:
        return
    numbers: dict[int, list[str]] = {}
    held = Licence.objects.filter(entity__in=[entity.pk for entity, _ in rows], ended_at__isnull=True)
    for pk, number in held.values_list("entity_id", "number"):
        numbers.setdefault(pk, []).append(number)
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM search_searchentry WHERE kind = 'entity' AND subject = ANY(%s)",
            [[entity.uid for entity, _ in rows]],
        )
    lines = (_search_line(str(entity.uid), row, numbers.get(entity.pk, ())) for entity, row in rows)
    _copy("search_searchentry", _SEARCHED, _lines(lines))


def _tell(entries: Iterable[tuple[int, UUID, str, str, str]], *, by: Actor, at: datetime) -> None:
    """Timeline entries: (entity id, uid of the source, kind, title, detail)."""
    given = list(entries)
    lines = (
        (str(uid), str(pk), str(at), str(source), kind, title, detail, "", by.name[:60])
        for uid, (pk, source, kind, title, detail) in zip(_new_uids(len(given)), given, strict=True)
    )
    _copy("registry_timelineentry", _TOLD, _lines(lines))
