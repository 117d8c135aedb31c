"""The register of the made-up world: entities under supervision with their permits and people."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction

from zhijian.data.registry import services
from zhijian.data.registry.models import Entity as Row
from zhijian.data.registry.models import EntityPerson
from zhijian.data.registry.rules import PersonRole
from zhijian.data.registry.types import EntityIn, PersonIn
from zhijian.demo.loading.progress import Tell, counted, silent
from zhijian.demo.world.entity import Entity
from zhijian.demo.world.people import Person, Position
from zhijian.demo.world.scale import Band
from zhijian.demo.world.world import World
from zhijian.kernel.clock import start_of_day
from zhijian.kernel.errors import Conflict
from zhijian.support.audit import services as audit
from zhijian.support.identity import queries as identity
from zhijian.support.identity.types import Actor

SUPERVISED = (
    Band.LARGE_CATERING,
    Band.CANTEEN,
    Band.CATERING,
    Band.FOOD_SALE,
    Band.FOOD_MAKING,
    Band.DRUG,
    Band.DEVICE,
    Band.EQUIPMENT,
)
CLASSES = frozenset({"CY", "XS", "YP", "QX", "TS"})
ROLES = {
    Position.LEGAL_PERSON: PersonRole.LEGAL_PERSON,
    Position.OPERATOR: PersonRole.LEGAL_PERSON,
    Position.SAFETY_DIRECTOR: PersonRole.FOOD_SAFETY_DIRECTOR,
    Position.SAFETY_OFFICER: PersonRole.FOOD_SAFETY_OFFICER,
    Position.PHARMACIST: PersonRole.PHARMACIST,
    Position.STAFF: PersonRole.EMPLOYEE,
}
SOURCE = "审批局登记数据"
HANDED_ON = 23
"""Every so many entities changed hands since the platform opened."""
HANDED_ON_AFTER = timedelta(days=75)
MOST_PEOPLE = 4
"""People of one entity that are loaded; the first are those it must have."""
OFFICE_OPENS = timedelta(hours=9)
OPENED_BEFORE = timedelta(days=212)
"""The register came onto the platform about seven months ago, before the history begins."""


def supervised(world: World) -> list[Entity]:
    """The entities that inspections are about."""
    return [entity for band in SUPERVISED for entity in world.entities_of(band)]


class OtherRegister(Conflict):
    """The database holds a register that is not of this world."""

    code = "demo.other_register"


def entities_by_number(world: World) -> dict[int, UUID]:
    """The platform's uid of each supervised entity, by its number in the world."""
    known = {uscc or name: uid for uscc, name, uid in Row.objects.values_list("uscc", "name", "uid")}
    found = ((entity.number, known.get(entity.uscc or entity.name)) for entity in supervised(world))
    return {number: uid for number, uid in found if uid is not None}


def assign_streets(world: World, *, by: Actor, at: datetime) -> None:
    """Say which office looks after which street."""
    places = {record.code: record.uid for record in identity.organisations(by=by)}
    offices = {street: office.code for office in world.organisations() for street in office.streets}
    with audit.acting(by):
        for street in (street for county in world.counties for street in county.streets):
            if street.code in offices:
                services.assign_street(street=street.name, organisation=places[offices[street.code]], by=by, at=at)


def load_register(world: World, *, by: Actor, at: datetime, tell: Tell = silent) -> None:
    """Put the supervised entities that are not there yet into the register, each in the office of its street.

    Each came when the platform opened, or when it was founded after that. Raises OtherRegister.
    """
    known = entities_by_number(world)
    if not known and Row.objects.exists():
        raise OtherRegister("数据库里已有另一套登记数据。演示数据请载入空的数据库，或使用载入时的规模和种子。")
    places = {record.code: record.uid for record in identity.organisations(by=by)}
    offices = {street: office.code for office in world.organisations() for street in office.streets}
    opened = start_of_day(world.as_of - OPENED_BEFORE) + OFFICE_OPENS
    assign_streets(world, by=by, at=at)
    missing = [entity for entity in supervised(world) if entity.number not in known]
    with audit.acting(by):
        for entity in counted(missing, "登记主体", tell):
            _register(world, entity, places[offices[entity.street_code]], opened=opened, by=by)


@transaction.atomic
def _register(world: World, entity: Entity, office: UUID, *, opened: datetime, by: Actor) -> None:
    at = _later(entity.established_on, opened)
    uid = services.register_entity(given=_given(entity), organisation=office, source=SOURCE, by=by, at=at)
    Row.objects.filter(uid=uid).update(credit_class=entity.credit_class, risk_level=entity.risk_level)
    for licence in world.licences(entity):
        services.add_licence(
            entity=uid,
            kind=licence.kind.value,
            number=licence.number,
            valid_from=licence.issued_on,
            valid_to=licence.expires_on,
            by=by,
            at=_later(licence.issued_on, at),
        )
    for person in world.people(entity)[:MOST_PEOPLE]:
        _employ(uid, person, ROLES[person.position], by=by, at=at)
    if entity.number % HANDED_ON == 0 and at == opened:
        _hand_on(world, entity, uid, by=by, at=opened + HANDED_ON_AFTER)


def _employ(entity: UUID, person: Person, role: PersonRole, *, by: Actor, at: datetime) -> UUID:
    given = PersonIn(
        role=role,
        name=person.name,
        phone=person.phone,
        id_number=person.id_card,
        health_valid_to=person.certified_until,
    )
    return services.add_person(entity=entity, given=given, by=by, at=at)


def _given(entity: Entity) -> EntityIn:
    return EntityIn(
        name=entity.name,
        uscc=entity.uscc,
        short_name=entity.short_name,
        entity_type=entity.entity_type,
        status=entity.status,
        legal_person=entity.legal_person,
        phone=entity.phone,
        address=entity.address,
        street=entity.street,
        division=entity.county_code,
        lat=entity.latitude,
        lon=entity.longitude,
        industry=entity.industry,
        capital=entity.capital / 10_000,
        established_on=entity.established_on,
        approved_on=entity.approved_on,
        supervision_classes=tuple(code for code in entity.classes if code in CLASSES),
        tags=entity.tags,
    )


def _hand_on(world: World, entity: Entity, uid: UUID, *, by: Actor, at: datetime) -> None:
    """Somebody else runs it from now on, so that a past day shows another legal person."""
    successor = world.people(entity)[-1]
    former = EntityPerson.objects.get(entity__uid=uid, role=PersonRole.LEGAL_PERSON)
    services.end_person(person=former.uid, by=by, at=at)
    _employ(uid, successor, PersonRole.LEGAL_PERSON, by=by, at=at)
    services.change_entity(
        entity=uid,
        given=replace(_given(entity), legal_person=successor.name, phone=successor.phone),
        version=1,
        source="审批局变更登记",
        by=by,
        at=at,
    )


def _later(day: date, at: datetime) -> datetime:
    """The morning of a day, or ``at`` when that is later."""
    return max(start_of_day(day) + OFFICE_OPENS, at)
