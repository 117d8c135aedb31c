"""The smallest valid organisations, people and actors for tests."""

from collections.abc import Mapping
from datetime import date, datetime
from itertools import count
from uuid import UUID

from django.test import Client

from zhijian.kernel import clock
from zhijian.support.identity import queries, services, sessions
from zhijian.support.identity.rules import OrganisationKind, Scope
from zhijian.support.identity.types import Actor, OrganisationRecord, Origin, system_actor

_serial = count(1)
SYSTEM = system_actor("测试")
PASSWORD = "Qinghe-7-Baiyun"


def make_organisation(
    *, parent: UUID | None = None, kind: OrganisationKind = OrganisationKind.DISTRICT, prefix: str = "青南市监"
) -> OrganisationRecord:
    """An organisation; the topmost has a 机关代字."""
    serial = next(_serial)
    return services.add_organisation(
        code=f"org{serial}",
        name=f"测试市场监督管理局{serial}",
        short_name=f"测试局{serial}",
        kind=kind,
        parent=parent,
        document_prefix="" if parent else prefix,
        by=SYSTEM,
        at=clock.now(),
    )


def make_person(
    *,
    organisation: UUID | None = None,
    permissions: Mapping[str, Scope] | None = None,
    certificate_until: date | None = date(2030, 12, 31),
    is_group_leader: bool = False,
    specialities: tuple[str, ...] = ("CY", "XS", "YP", "QX", "TS"),
    at: datetime | None = None,
) -> UUID:
    """A person with a post, an account, a role holding ``permissions``, and a certificate (None: without)."""
    at = at or clock.now()
    serial = next(_serial)
    place = organisation or make_organisation().uid
    person = services.add_person(
        name=f"人员{serial}",
        phone=f"130{serial:08d}",
        organisation=place,
        title="科员",
        is_group_leader=is_group_leader,
        by=SYSTEM,
        at=at,
    )
    sessions.add_account(
        person=person, username=f"user{serial}", password=PASSWORD, must_change=False, by=SYSTEM, at=at
    )
    if permissions:
        role = f"role{serial}"
        services.define_role(
            code=role, name=role, permissions={k: v.value for k, v in permissions.items()}, order=0, by=SYSTEM
        )
        services.grant_role(person=person, role=role, by=SYSTEM, at=at)
    if certificate_until is not None:
        services.certify(
            person=person,
            number=f"ZF{serial:08d}",
            specialities=specialities,
            valid_from=date(2020, 1, 1),
            valid_to=certificate_until,
            by=SYSTEM,
        )
    return person


def actor_of(person: UUID, *, at: datetime | None = None) -> Actor:
    """The Actor of a person."""
    return queries.actor_of_person(person, on=clock.business_date(at or clock.now()), origin=Origin(channel="test"))


def make_actor(
    *permissions: str, organisation: UUID | None = None, scope: Scope = Scope.SUBTREE, **more: object
) -> Actor:
    """An Actor who holds ``permissions`` with one scope."""
    person = make_person(
        organisation=organisation,
        permissions=dict.fromkeys(permissions, scope),
        **more,  # type: ignore[arg-type]
    )
    return actor_of(person)


def signed_in_client(person: UUID) -> Client:
    """An HTTP client signed in as a person, through the real sign-in."""
    from zhijian.support.identity.models import Account

    client = Client()
    username = Account.objects.get(person__uid=person).username
    response = client.post(
        "/api/v1/identity/sign-in",
        {"username": username, "password": PASSWORD},
        content_type="application/json",
    )
    assert response.status_code == 200, response.content
    return client
