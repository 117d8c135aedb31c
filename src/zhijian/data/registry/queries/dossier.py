"""一企一档: one entity with everything, today or as of any past day."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q

from zhijian.data.registry import access
from zhijian.data.registry.models import Entity, EntityPerson, EntityVersion, Licence, TimelineEntry
from zhijian.data.registry.queries.licences import to_licence
from zhijian.data.registry.rules import EntityStatus, PersonRole, expiry
from zhijian.data.registry.sealed import unseal
from zhijian.data.registry.types import Dossier, EntityRecord, PersonRecord, TimelineRecord
from zhijian.kernel.clock import start_of_day
from zhijian.kernel.errors import Invalid
from zhijian.kernel.http import cut_page, decode_cursor
from zhijian.support.codes import queries as codes
from zhijian.support.identity.access import reaches
from zhijian.support.identity.models import Organisation
from zhijian.support.identity.types import Actor

FIRST_ENTRIES = 30
MANAGING = ("change", "move", "tag", "add_licence", "add_person")


class DayInvalid(Invalid):
    """A day that has not come yet."""

    code = "registry.day_invalid"


def end_of(day: date) -> datetime:
    """The first moment that no longer belongs to ``day`` in China."""
    return start_of_day(day + timedelta(days=1))


def dossier(uid: UUID, *, by: Actor, today: date, as_of: date | None = None) -> Dossier:
    """The dossier as it stands, or as the platform knew it at the end of a past day; the look is noted.

    Raises DayInvalid, EntityMissing, also for a day before the entity came into the register.
    """
    if as_of is not None and as_of > today:
        raise DayInvalid("只能查看今天及以前的档案，请重新选择日期。", field="as_of")
    facts: dict[str, object] = {"as_of": as_of.isoformat()} if as_of else {}
    row = access.look_into(uid, by=by, facts=facts)
    day = as_of or today
    until = end_of(day)
    stood = row if as_of is None else _as_it_stood(row, until)
    entries, following = timeline(uid, by=by, as_of=as_of, limit=FIRST_ENTRIES)
    licences = (
        Licence.objects.filter(Q(ended_at__isnull=True) | Q(ended_at__gte=until), entity=row, recorded_at__lt=until)
        .select_related("entity")
        .order_by("kind", "number", "pk")
    )
    people = EntityPerson.objects.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gt=day), entity=row, valid_from__lte=day
    ).order_by("name", "pk")
    return Dossier(
        as_of=as_of,
        entity=to_record(stood, on=day),
        licences=tuple(to_licence(licence, day) for licence in licences),
        people=tuple(_to_person(person, day) for person in sorted(people, key=_rank)),
        timeline=tuple(entries),
        timeline_next=following,
        may=_may(row, by) if as_of is None else (),
    )


_ROLES = list(PersonRole)


def _rank(person: EntityPerson) -> int:
    """Those who answer for the entity stand first."""
    return _ROLES.index(PersonRole(person.role))


def _may(row: Entity, by: Actor) -> tuple[str, ...]:
    managing = MANAGING if reaches(by, "registry.manage", row.organisation) else ()
    looking = ("view_number",) if reaches(by, "registry.view_number", row.organisation) else ()
    return managing + looking


def _as_it_stood(row: Entity, until: datetime) -> Entity:
    if row.updated_at < until:
        return row
    version = EntityVersion.objects.filter(entity=row, valid_from__lt=until, valid_to__gte=until).first()
    if version is None:
        raise access.EntityMissing("这一天还没有这个主体的档案。", todo="请选择建档以后的日期。")
    former = Entity(pk=row.pk, uid=row.uid, created_at=row.created_at, version=version.version, source=version.source)
    for name, value in version.content.items():
        setattr(former, name, _typed(name, value))
    former.updated_at = version.valid_from
    former.organisation = Organisation.objects.get(pk=former.organisation_id)
    return former


_TYPES = {field.attname: field for field in Entity._meta.concrete_fields}


def _typed(name: str, value: Any) -> Any:
    """A value of a stored state as its column gives it; a column added since keeps its default."""
    field = _TYPES.get(name)
    return field.to_python(value) if field is not None and not isinstance(value, list) else value


def to_record(row: Entity, *, on: date) -> EntityRecord:
    """The record of an entity whose organisation was fetched along; names of codes as of a day."""
    return EntityRecord(
        uid=row.uid,
        uscc=row.uscc,
        registration_number=row.registration_number,
        name=row.name,
        short_name=row.short_name,
        entity_type=row.entity_type,
        entity_type_label=codes.name_of("entity_type", row.entity_type, on=on),
        status=row.status,
        status_label=EntityStatus(row.status).label,
        is_suspended=row.is_suspended,
        legal_person=row.legal_person,
        phone=row.phone,
        address=row.address,
        street=row.street,
        division=row.division,
        lat=row.lat,
        lon=row.lon,
        industry=row.industry,
        industry_label=codes.name_of("industry", row.industry, on=on),
        capital=row.capital,
        established_on=row.established_on,
        approved_on=row.approved_on,
        supervision_classes=tuple(row.supervision_classes),
        tags=tuple(row.tags),
        credit_class=row.credit_class,
        risk_level=row.risk_level,
        organisation=row.organisation.uid,
        organisation_name=row.organisation.short_name,
        version=row.version,
        source=row.source,
        created_at=row.created_at,
        changed_at=row.updated_at,
    )


def _to_person(row: EntityPerson, day: date) -> PersonRecord:
    return PersonRecord(
        uid=row.uid,
        role=row.role,
        role_label=PersonRole(row.role).label,
        name=row.name,
        phone=row.phone,
        id_number_masked=row.id_number_masked,
        certificate_number=row.certificate_number,
        certificate_valid_to=row.certificate_valid_to,
        certificate_expiry=expiry(row.certificate_valid_to, day),
        health_valid_to=row.health_valid_to,
        health_expiry=expiry(row.health_valid_to, day),
    )


def timeline(
    uid: UUID,
    *,
    by: Actor,
    as_of: date | None = None,
    capability: str = "",
    after: str | None = None,
    limit: int = FIRST_ENTRIES,
) -> tuple[list[TimelineRecord], str | None]:
    """What happened to an entity, the newest first, and the mark of the next page.

    as_of: nothing later than that day.  capability: only what it told, e.g. ``inspection``.  Raises EntityMissing.
    """
    entity = access.entity(uid, by=by)
    rows, first = TimelineEntry.objects.filter(entity=entity), _first_entry(entity)
    is_told = first.kind.startswith(f"{capability}.") if capability else True
    if as_of is not None:
        rows = rows.filter(at__lt=end_of(as_of))
        is_told = is_told and first.at < end_of(as_of)
    if capability:
        rows = rows.filter(kind__startswith=f"{capability}.")
    key = decode_cursor(after, datetime, int)
    if key is not None:
        rows = rows.filter(Q(at__lt=key[0]) | Q(at=key[0], pk__lt=key[1]))
        is_told = is_told and _order(first) < (key[0], key[1])
    fetched = [*rows.order_by("-at", "-pk")[: limit + 1], *([first] if is_told else [])]
    fetched.sort(key=_order, reverse=True)
    page, following = cut_page(fetched, limit, lambda row: (row.at.isoformat(), row.pk))
    return [_to_entry(row) for row in page], following


def _first_entry(entity: Entity) -> TimelineEntry:
    """How an entity came into the register, told by its own row; before everything else of the same moment."""
    source = entity.source
    if entity.version > 1:
        began = EntityVersion.objects.filter(entity=entity, version=1).values_list("source", flat=True)
        source = began.first() or ""
    return TimelineEntry(
        pk=0, uid=entity.uid, entity=entity, at=entity.created_at, source=entity.uid, kind="registry.registered",
        title="建立档案", detail=source, by_name=entity.registered_by,
    )  # fmt: skip


def _order(row: TimelineEntry) -> tuple[datetime, int]:
    return row.at, row.pk


def _to_entry(row: TimelineEntry) -> TimelineRecord:
    return TimelineRecord(
        uid=row.uid,
        at=row.at,
        kind=row.kind,
        title=row.title,
        detail=row.detail,
        link=row.link,
        by_name=row.by_name,
    )


def person_number(person: UUID, *, by: Actor, purpose: str) -> str:
    """The full number of a person's document; every look is noted with its purpose. Empty when none is kept.

    Raises NotAllowed, PersonMissing.
    """
    row = access.person(person, by=by, purpose=purpose)
    return unseal(bytes(row.id_number_sealed), owner=row.uid.bytes) if row.id_number_sealed else ""
