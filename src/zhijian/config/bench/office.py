"""The bureau of the benches: a district with offices, its chief and one officer, each with an account."""

import secrets
from dataclasses import dataclass
from uuid import UUID

from zhijian.config.bench import place
from zhijian.kernel import clock
from zhijian.support.identity import queries, services, sessions
from zhijian.support.identity.queries import actor_of_person
from zhijian.support.identity.rules import OrganisationKind
from zhijian.support.identity.types import Actor, Origin, system_actor

OFFICES = 20
BUREAU = "bench"
CHIEF, OFFICER = "bench-chief", "bench-officer"
_ROLES = {CHIEF: "section_chief", OFFICER: "inspector"}
"""The roles that ship with the platform, so that a query meets as many rights as in daily work."""


@dataclass(frozen=True, slots=True)
class Office:
    """The chief sees the whole bureau, the officer the first of its offices."""

    bureau: UUID
    offices: tuple[UUID, ...]
    chief: Actor
    officer: Actor


def office() -> Office:
    """The bureau of this database, made on first use."""
    by = system_actor("测速", channel="bench")
    known = {record.code: record.uid for record in queries.organisations(by=by)}
    bureau = known.get(BUREAU) or _make(by)
    places = {record.code: record.uid for record in queries.organisations(by=by)}
    people = queries.people_by_employee_number()
    on = clock.business_date(clock.now())
    actors = [actor_of_person(people[name], on=on, origin=Origin(channel="bench")) for name in (CHIEF, OFFICER)]
    return Office(bureau, tuple(places[f"{BUREAU}-{number}"] for number in range(OFFICES)), *actors)


def password() -> str:
    """The password of the bench's accounts, made on first use."""
    kept = place.notes() / "password"
    if not kept.exists():
        kept.touch(mode=0o600)
        kept.write_text(f"Ab-{secrets.token_urlsafe(18)}", "utf-8")
    return kept.read_text("utf-8")


def _make(by: Actor) -> UUID:
    bureau = services.add_organisation(
        code=BUREAU, name="测速市场监督管理局", short_name="测速局", kind=OrganisationKind.DISTRICT, parent=None,
        document_prefix="测市监", by=by, at=clock.now(),
    ).uid  # fmt: skip
    offices = [
        services.add_organisation(
            code=f"{BUREAU}-{number}", name=f"测速第{number + 1}市场监督管理所", short_name=f"第{number + 1}所",
            kind=OrganisationKind.OFFICE, parent=bureau, by=by, at=clock.now(),
        ).uid
        for number in range(OFFICES)
    ]  # fmt: skip
    _person(CHIEF, bureau, by)
    _person(OFFICER, offices[0], by)
    return bureau


def _person(name: str, organisation: UUID, by: Actor) -> None:
    at = clock.now()
    person = services.add_person(
        name=f"测速{name}",
        phone="13000000000",
        organisation=organisation,
        title="科员",
        employee_number=name,
        by=by,
        at=at,
    )
    services.grant_role(person=person, role=_ROLES[name], by=by, at=at)
    sessions.add_account(person=person, username=name, password=password(), must_change=False, by=by, at=at)
