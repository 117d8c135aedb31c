"""Organisations, officers, certificates, roles and accounts of the made-up bureau."""

from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction

from zhijian.demo.world.organisation import Duty, Officer
from zhijian.demo.world.world import World
from zhijian.support.identity import queries, services, sessions
from zhijian.support.identity.models import Organisation
from zhijian.support.identity.rules import OrganisationKind
from zhijian.support.identity.types import Actor

PASSWORD = "Yanshi-2026-Wanglan"  # noqa: S105 (the demonstration's accounts are open to everybody by role card)
PREFIX = "岚望市监"

KINDS = {
    "分局": OrganisationKind.DISTRICT,
    "局": OrganisationKind.DISTRICT,
    "科室": OrganisationKind.DEPARTMENT,
    "所": OrganisationKind.OFFICE,
}
ROLES = {
    Duty.CHIEF: "bureau_leader",
    Duty.LEADER: "bureau_leader",
    Duty.INSPECTOR: "inspector",
    Duty.PUBLISHER: "section_chief",
    Duty.LEGAL_REVIEWER: "legal_reviewer",
    Duty.CLUE_CLERK: "data_steward",
    Duty.SYSTEM_ADMINISTRATOR: "system_admin",
    Duty.SECURITY_ADMINISTRATOR: "security_admin",
    Duty.AUDIT_ADMINISTRATOR: "audit_admin",
}
HERE_BEFORE = timedelta(days=216)
"""The staff have been there for so long, since before the history begins, so that it can be replayed in their names."""
SPECIALITIES = {"食品": ("CY", "XS"), "药品": ("YP",), "医疗器械": ("QX",), "特种设备": ("TS",)}


def short_name(name: str) -> str:
    """What people say of a place: a branch bureau without the city's bureau before it, others as they are called."""
    return name[name.rfind("局", 0, -1) + 1 :]


def roles_of(officer: Officer) -> list[str]:
    """The platform's roles for an officer's duties; heads of offices and of departments differ."""
    in_office = officer.organisation[-3] == "S"
    found = [ROLES[duty] for duty in officer.duties if duty in ROLES]
    if Duty.UNIT_HEAD in officer.duties and in_office:
        found.append("office_chief")
    elif Duty.UNIT_HEAD in officer.duties and Duty.INSPECTOR in officer.duties:
        found.append(
            "section_chief"
        )  # heads of sections that inspect; those of the legal section and the detachment do not
    if Duty.CASE_OFFICER in officer.duties and not in_office:
        found.append("case_officer")
    return list(dict.fromkeys(found))


def loaded_on(world: World) -> date | None:
    """The day on which a world with the same bureau was loaded; None when it was not."""
    bureau = next(iter(world.organisations()))
    since = Organisation.objects.filter(code=bureau.code).values_list("valid_from", flat=True).first()
    return since and since + HERE_BEFORE


@transaction.atomic
def load_staff(world: World, *, by: Actor, at: datetime) -> dict[int, UUID]:
    """Make organisations and people; gives the person's uid by the officer's number. Does nothing a second time."""
    known = queries.people_by_employee_number()
    since = at - HERE_BEFORE
    places = _organisations(world, by=by, at=since)
    found: dict[int, UUID] = {}
    for officer in world.officers():
        number = officer.login
        found[officer.number] = known.get(number) or _person(officer, places, number, by=by, at=since)
    return found


def _organisations(world: World, *, by: Actor, at: datetime) -> dict[str, UUID]:
    known = {record.code: record.uid for record in queries.organisations(by=by)}
    for place in world.organisations():
        if place.code not in known:
            known[place.code] = services.add_organisation(
                code=place.code,
                name=place.name,
                short_name=short_name(place.name),
                kind=KINDS[place.kind],
                parent=known[place.parent] if place.parent else None,
                region_code=place.code[:6],
                document_prefix="" if place.parent else PREFIX,
                by=by,
                at=at,
            ).uid
    return known


def _person(officer: Officer, places: dict[str, UUID], number: str, *, by: Actor, at: datetime) -> UUID:
    person = services.add_person(
        name=officer.name,
        phone=officer.phone,
        organisation=places[officer.organisation],
        title=officer.post,
        employee_number=number,
        is_group_leader=Duty.UNIT_HEAD in officer.duties,
        by=by,
        at=at,
    )
    if officer.certificate is not None:
        services.certify(
            person=person,
            number=officer.certificate,
            specialities=tuple(code for skill in officer.specialities for code in SPECIALITIES[skill]),
            valid_from=date(int(officer.certificate[6:10]), 7, 1),
            valid_to=date(int(officer.certificate[6:10]) + 8, 6, 30),
            by=by,
        )
    for role in roles_of(officer):
        services.grant_role(person=person, role=role, by=by, at=at)
    sessions.add_account(person=person, username=officer.login, password=PASSWORD, must_change=False, by=by, at=at)
    return person
