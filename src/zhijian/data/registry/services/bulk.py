"""Many entities at once, set by set: what the services for one entity do, in a few statements for all of them.

For callers that have checked rights, values and matches of every row; the audit triggers fire as for any statement.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4, uuid5

import orjson
from django.db import connection, transaction
from psycopg.sql import SQL, Identifier

from zhijian.data.registry.models import Entity, Licence
from zhijian.data.registry.rules import LICENCE_LABELS, label_of
from zhijian.data.registry.services.history import detail_of, remember
from zhijian.events.registry import EntityChanged, EntityRegistered
from zhijian.kernel.text import search_tokens
from zhijian.support.bus import services as bus
from zhijian.support.identity.types import Actor
from zhijian.support.search.services import vector
from zhijian.support.worklist import services as worklist

COPIED = tuple(item.attname for item in Entity._meta.concrete_fields)
"""Columns of an entity in the order in which they are copied."""
_FIXED = frozenset({"id", "uid", "created_at", "registered_by", "organisation_id", "version", "updated_at", "source"})
_CHANGEABLE = tuple(name for name in COPIED if name not in _FIXED)
_DEFAULTS = {item.attname: item.get_default() for item in Entity._meta.concrete_fields if item.has_default()}
EMPTY = {item.attname: item.get_default() for item in Entity._meta.concrete_fields if item.attname not in _FIXED}
"""What an entity holds of which nothing is known but its name."""
_SEARCHED = ("kind", "subject", "organisation_id", "title", "detail", "link", "weight", "tokens")
_TOLD = ("uid", "entity_id", "at", "source", "kind", "title", "detail", "link", "by_name")
_LICENSED = ("uid", "entity_id", "kind", "number", "scope", "issued_by", "valid_to", "recorded_at")


@dataclass(frozen=True, slots=True)
class NewLicence:
    """A licence that is not on record yet."""

    kind: str
    number: str
    valid_to: date | None


@dataclass(frozen=True, slots=True)
class Row:
    """One entity to write.

    values: checked columns; of a known entity all of them, as they will stand.  entity: None for a new one.
    changed: fields that differ, of a known entity.  licences: those to add.
    """

    values: Mapping[str, Any]
    organisation: int
    entity: Entity | None = None
    changed: tuple[str, ...] = ()
    licences: tuple[NewLicence, ...] = ()
    uid: UUID = field(default_factory=uuid4)


@transaction.atomic
def write_many(rows: Sequence[Row], *, source: str, by: Actor, at: datetime) -> None:
    """Register the new entities among ``rows``, change the known ones, add licences; all of it or nothing.

    source: where the data come from, for the history.  Raises IntegrityError when a code was taken meanwhile.
    Publishes EntityRegistered and EntityChanged where somebody listens.
    """
    ids = _register([row for row in rows if row.entity is None], source, by, at)
    known = [row for row in rows if row.entity is not None]
    ids |= {row.uid: row.entity.pk for row in known if row.entity is not None}
    _change([row for row in known if row.changed], source, by, at)
    _license([row for row in rows if row.licences], ids, by, at)
    _renew_search([row for row in known if row.entity is not None])


def copy_rows(table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Append rows to a table with COPY."""
    statement = SQL("COPY {} ({}) FROM STDIN").format(Identifier(table), SQL(", ").join(map(Identifier, columns)))
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)


def copy_search(entries: Iterable[tuple[UUID, int, str, str, str, str, str, str, Sequence[str]]]) -> None:
    """Add entries to the search index: (uid, organisation id, name, short name, uscc, registration number, address,
    phone, licence numbers)."""
    copy_rows("search_searchentry", _SEARCHED, (_search_row(*entry) for entry in entries))


def _search_row(
    uid: UUID,
    place: int,
    name: str,
    short: str,
    uscc: str,
    number: str,
    address: str,
    phone: str,
    permits: Sequence[str],
) -> tuple[Any, ...]:
    codes = [code for code in (uscc, number, *permits) if code]
    tokens = vector(search_tokens(f"{name} {short}" if short else name, codes, [phone] if phone else ()))
    detail = detail_of(uscc, number, address)[:300]
    return "entity", uid, place, name[:200], detail, f"/registry/entities/{uid}", 0, tokens


def _search_entry(row: Row, permits: Sequence[str]) -> tuple[UUID, int, str, str, str, str, str, str, Sequence[str]]:
    known = row.values
    return (
        row.entity.uid if row.entity else row.uid,
        row.organisation,
        known["name"],
        known["short_name"],
        known["uscc"],
        known["registration_number"],
        known["address"],
        known["phone"],
        permits,
    )


def _register(rows: Sequence[Row], source: str, by: Actor, at: datetime) -> dict[UUID, int]:
    """Ids of the new entities by uid."""
    if not rows:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence('registry_entity', 'id')) FROM generate_series(1, %s)", [len(rows)]
        )
        ids = {row.uid: pk for row, (pk,) in zip(rows, cursor.fetchall(), strict=True)}
    fixed = _DEFAULTS | {"created_at": at, "updated_at": at, "version": 1, "source": source, "registered_by": by.name}

    def columns(row: Row) -> list[Any]:
        values = {**fixed, **row.values} | {"id": ids[row.uid], "uid": row.uid, "organisation_id": row.organisation}
        return [values[name] for name in COPIED]

    copy_rows("registry_entity", COPIED, map(columns, rows))
    copy_search(_search_entry(row, [item.number for item in row.licences]) for row in rows)
    if EntityRegistered.name in bus.subscriptions():
        for row in rows:
            bus.publish(EntityRegistered(subject=row.uid, by=by.uid, at=at))
    return ids


_UPDATE = SQL(
    "UPDATE registry_entity e SET {set}, version = e.version + 1, updated_at = %s, source = %s "
    "FROM jsonb_populate_recordset(NULL::registry_entity, %s::jsonb) r WHERE e.id = r.id"
).format(set=SQL(", ").join(SQL("{0} = r.{0}").format(Identifier(name)) for name in _CHANGEABLE))


def _change(rows: Sequence[Row], source: str, by: Actor, at: datetime) -> None:
    if not rows:
        return
    stated = []
    for row in rows:
        assert row.entity is not None
        former = {name: getattr(row.entity, name) for name in _CHANGEABLE}
        stated.append(former | dict(row.values) | {"id": row.entity.pk})
    remember([item["id"] for item in stated], at=at)
    with connection.cursor() as cursor:
        cursor.execute(_UPDATE, [at, source, orjson.dumps(stated, default=str).decode()])
    told = [(row, row.entity) for row in rows if row.entity is not None]
    _tell(
        ((entity.pk, _version_uid(entity), "registry.changed", _title(row), source) for row, entity in told),
        by=by,
        at=at,
    )
    if EntityChanged.name in bus.subscriptions():
        for row, entity in told:
            bus.publish(EntityChanged(subject=entity.uid, by=by.uid, at=at, fields=_named(row)))


def _version_uid(entity: Entity) -> UUID:
    return uuid5(entity.uid, f"version {entity.version + 1}")


def _named(row: Row) -> tuple[str, ...]:
    return tuple(sorted(name for name in row.changed if name != "match_key"))


def _title(row: Row) -> str:
    return ("更新资料：" + "、".join(label_of(name) for name in _named(row)))[:200]


def _license(rows: Sequence[Row], ids: Mapping[UUID, int], by: Actor, at: datetime) -> None:
    added = [(uuid4(), ids[row.uid], licence) for row in rows for licence in row.licences]
    if not added:
        return
    numbers = [item.number for _, _, item in added]
    renewed = Licence.objects.filter(number__in=numbers, entity__in=[pk for _, pk, _ in added], ended_at__isnull=True)
    for licence in renewed.values_list("uid", flat=True):
        worklist.close(source="registry.licence", source_uid=licence, at=at)
    renewed.update(ended_at=at)
    copy_rows(
        "registry_licence",
        _LICENSED,
        ((uid, pk, item.kind, item.number, "", "", item.valid_to, at) for uid, pk, item in added),
    )
    _tell(
        (
            (pk, uid, "registry.licence_added", f"登记许可证：{LICENCE_LABELS[item.kind]} {item.number}", _until(item))
            for uid, pk, item in added
        ),
        by=by,
        at=at,
    )


def _until(licence: NewLicence) -> str:
    return f"有效期至 {licence.valid_to:%Y-%m-%d}" if licence.valid_to else ""


def _renew_search(rows: Sequence[Row]) -> None:
    if not rows:
        return
    numbers: dict[int, list[str]] = {}
    keys = {row.entity.pk: row.entity.uid for row in rows if row.entity is not None}
    held = Licence.objects.filter(entity__in=keys, ended_at__isnull=True).values_list("entity_id", "number")
    for pk, number in held:
        numbers.setdefault(pk, []).append(number)
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM search_searchentry WHERE kind = 'entity' AND subject = ANY(%s)", [list(keys.values())]
        )
    copy_search(_search_entry(row, numbers.get(row.entity.pk, [])) for row in rows if row.entity is not None)


def _tell(entries: Iterable[tuple[int, UUID, str, str, str]], *, by: Actor, at: datetime) -> None:
    """Timeline entries: (entity id, uid of the source, kind, title, detail)."""
    name = by.name[:60]
    copy_rows(
        "registry_timelineentry",
        _TOLD,
        ((uuid4(), pk, at, source, kind, title, detail, "", name) for pk, source, kind, title, detail in entries),
    )
