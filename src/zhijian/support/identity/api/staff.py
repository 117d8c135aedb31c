"""HTTP of staff: people with their posts, roles, certificates and accounts."""

from dataclasses import asdict
from datetime import date
from typing import Annotated, Any
from uuid import UUID

from ninja import Field, Router, Schema, Status
from ninja.params.functions import Query

from zhijian.kernel import clock
from zhijian.kernel.http import Page
from zhijian.support.identity import services, sessions
from zhijian.support.identity.api.organisations import CertificateOut
from zhijian.support.identity.http_auth import Request, needs
from zhijian.support.identity.queries import staff

router = Router(tags=["identity"])


class StaffCertificateOut(CertificateOut):
    """A certificate with the day from which it no longer counts, if it was revoked."""

    revoked_on: date | None


class RightOut(Schema):
    """A right of a role and how far it reaches."""

    name: str
    label: str
    scope_label: str


class RoleOut(Schema):
    """A role with its rights."""

    code: str
    name: str
    permissions: list[RightOut]


class StaffOut(Schema):
    """A person: present (or last) post, roles held today, the certificate that counts."""

    uid: UUID
    name: str
    employee_number: str
    phone: str
    title: str
    organisation: UUID
    organisation_name: str
    is_group_leader: bool
    is_active: bool
    roles: list[str]
    role_names: list[str]
    username: str | None
    certificate: StaffCertificateOut | None


class StaffPage(Page):
    """A page of people."""

    items: list[StaffOut]


class PostOut(Schema):
    """A place a person has or had."""

    organisation_name: str
    title: str
    valid_from: date
    valid_to: date | None


class GrantOut(Schema):
    """A role a person has or had."""

    role: str
    role_name: str
    valid_from: date
    valid_to: date | None


class StaffDetailOut(StaffOut):
    """A person with the whole history; may: change, grant."""

    posts: list[PostOut]
    grants: list[GrantOut]
    certificates: list[StaffCertificateOut]
    may: list[str]


class PersonAdd(Schema):
    """A new person with a post."""

    name: str = Field(min_length=2, max_length=60)
    phone: str = Field("", max_length=20, pattern=r"^(1\d{10})?$")
    employee_number: str = Field("", max_length=32)
    organisation: UUID
    title: str = Field(min_length=1, max_length=40)
    is_group_leader: bool = False


class AccountAdd(Schema):
    """A way in; the password must be changed at the first sign-in."""

    username: str = Field(min_length=3, max_length=64, pattern=r"^[A-Za-z0-9_.-]+$")
    password: str = Field(max_length=256)


class PasswordReset(Schema):
    """A new initial password; it must be changed at the next sign-in."""

    password: str = Field(max_length=256)


class PersonMove(Schema):
    """Where a person goes."""

    organisation: UUID
    title: str = Field(min_length=1, max_length=40)


class CertificateAdd(Schema):
    """An enforcement certificate; valid_to is its last valid day."""

    number: str = Field(min_length=4, max_length=32)
    specialities: list[Annotated[str, Field(min_length=1, max_length=16)]] = Field([], max_length=20)
    valid_from: date
    valid_to: date | None = None


class RoleGrantIn(Schema):
    """The role to give."""

    role: str = Field(max_length=40)


def _detail(request: Request, person: UUID) -> dict[str, Any]:
    return asdict(staff.staff_detail(person, by=request.auth, on=clock.business_date(clock.now())))


@router.get("/roles", auth=needs("identity.view"), operation_id="listRoles", response=list[RoleOut])
def roles(request: Request) -> list[dict[str, Any]]:
    """All roles with what they may do."""
    return [
        {
            "code": role.code,
            "name": role.name,
            "permissions": [
                {"name": name, "label": label, "scope_label": scope} for name, label, scope in role.permissions
            ],
        }
        for role in staff.roles()
    ]


@router.get("/staff", auth=needs("identity.view"), operation_id="listStaff", response=StaffPage)
def people(
    request: Request,
    organisation: UUID | None = None,
    text: str = Query("", max_length=40),
    left: bool = False,
    after: str | None = Query(None, max_length=400),
    limit: int = Query(50, ge=1, le=200),
) -> dict[str, Any]:
    """People at work (or those who left) inside the caller's scope, by name."""
    found, following = staff.staff(
        by=request.auth,
        on=clock.business_date(clock.now()),
        organisation=organisation,
        text=text.strip(),
        left=left,
        after=after,
        limit=limit,
    )
    return {"items": [asdict(item) for item in found], "next": following}


@router.post("/staff", auth=needs("identity.manage"), operation_id="addPerson", response={201: StaffDetailOut})
def add_person(request: Request, body: PersonAdd) -> Status[dict[str, Any]]:
    """Add a person with a post."""
    person = services.add_person(**body.dict(), by=request.auth, at=clock.now())
    return Status(201, _detail(request, person))


@router.get("/staff/{person}", auth=needs("identity.view"), operation_id="getPerson", response=StaffDetailOut)
def one(request: Request, person: UUID) -> dict[str, Any]:
    """A person with posts, roles and certificates."""
    return _detail(request, person)


@router.post(
    "/staff/{person}/account", auth=needs("identity.manage"), operation_id="addAccount", response=StaffDetailOut
)
def add_account(request: Request, person: UUID, body: AccountAdd) -> dict[str, Any]:
    """Give a person a way in."""
    sessions.add_account(
        person=person,
        username=body.username,
        password=body.password,
        must_change=True,
        by=request.auth,
        at=clock.now(),
    )
    return _detail(request, person)


@router.post(
    "/staff/{person}/account/reset",
    auth=needs("identity.manage"),
    operation_id="resetPassword",
    response=StaffDetailOut,
)
def reset_password(request: Request, person: UUID, body: PasswordReset) -> dict[str, Any]:
    """Give a person a new initial password; their sessions end."""
    sessions.reset_password(person=person, password=body.password, by=request.auth, at=clock.now())
    return _detail(request, person)


@router.post("/staff/{person}/move", auth=needs("identity.manage"), operation_id="movePerson", response=StaffDetailOut)
def move(request: Request, person: UUID, body: PersonMove) -> dict[str, Any]:
    """End the present post and its roles, open another."""
    services.move_person(
        person=person, organisation=body.organisation, title=body.title, by=request.auth, at=clock.now()
    )
    return _detail(request, person)


@router.post(
    "/staff/{person}/leave", auth=needs("identity.manage"), operation_id="letPersonLeave", response=StaffDetailOut
)
def leave(request: Request, person: UUID) -> dict[str, Any]:
    """End all posts and roles, close the account."""
    services.let_person_leave(person=person, by=request.auth, at=clock.now())
    return _detail(request, person)


@router.post("/staff/{person}/roles", auth=needs("identity.grant"), operation_id="grantRole", response=StaffDetailOut)
def grant(request: Request, person: UUID, body: RoleGrantIn) -> dict[str, Any]:
    """Give a role to the person's post."""
    services.grant_role(person=person, role=body.role, by=request.auth, at=clock.now())
    return _detail(request, person)


@router.delete(
    "/staff/{person}/roles/{role}",
    auth=needs("identity.grant"),
    operation_id="revokeRole",
    response=StaffDetailOut,
)
def revoke(request: Request, person: UUID, role: str) -> dict[str, Any]:
    """Take a role away from today on."""
    services.revoke_role(person=person, role=role, by=request.auth, at=clock.now())
    return _detail(request, person)


@router.post(
    "/staff/{person}/certificates",
    auth=needs("identity.manage"),
    operation_id="addCertificate",
    response=StaffDetailOut,
)
def certify(request: Request, person: UUID, body: CertificateAdd) -> dict[str, Any]:
    """Record an enforcement certificate."""
    services.certify(
        person=person,
        number=body.number.strip(),
        specialities=tuple(body.specialities),
        valid_from=body.valid_from,
        valid_to=body.valid_to,
        by=request.auth,
    )
    return _detail(request, person)


@router.post(
    "/staff/{person}/certificates/{certificate}/revoke",
    auth=needs("identity.manage"),
    operation_id="revokeCertificate",
    response=StaffDetailOut,
)
def revoke_certificate(request: Request, person: UUID, certificate: UUID) -> dict[str, Any]:
    """A certificate no longer counts from today on."""
    services.revoke_certificate(person=person, certificate=certificate, by=request.auth, at=clock.now())
    return _detail(request, person)
