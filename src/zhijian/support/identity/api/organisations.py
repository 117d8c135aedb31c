"""HTTP of organisations and the officers at work in them."""

from dataclasses import asdict
from datetime import date
from typing import Any
from uuid import UUID

from ninja import Field, Router, Schema, Status

from zhijian.kernel import clock
from zhijian.support.identity import queries, services
from zhijian.support.identity.http_auth import Request, needs
from zhijian.support.identity.rules import OrganisationKind

router = Router(tags=["identity"])


class OrganisationOut(Schema):
    """One organisation of the tree."""

    uid: UUID
    code: str
    name: str
    short_name: str
    kind: str
    parent: UUID | None
    path: str


class CertificateOut(Schema):
    """An enforcement certificate."""

    uid: UUID
    number: str
    specialities: list[str]
    valid_from: date
    valid_to: date | None
    is_valid: bool


class OfficerOut(Schema):
    """A person at work."""

    uid: UUID
    name: str
    title: str
    organisation: UUID
    organisation_name: str
    is_group_leader: bool
    certificate: CertificateOut | None


class OrganisationAdd(Schema):
    """A new organisation; document_prefix is its 机关代字, only for organs that issue papers."""

    code: str = Field(min_length=1, max_length=32, pattern=r"^[A-Za-z0-9_-]+$")
    name: str = Field(min_length=2, max_length=120)
    short_name: str = Field(min_length=1, max_length=40)
    kind: OrganisationKind
    parent: UUID
    region_code: str = Field("", max_length=12)
    document_prefix: str = Field("", max_length=20)


@router.get(
    "/organisations", auth=needs("identity.view"), operation_id="listOrganisations", response=list[OrganisationOut]
)
def organisations(request: Request) -> list[dict[str, Any]]:
    """The organisation tree inside the caller's scope."""
    return [asdict(item) for item in queries.organisations(by=request.auth)]


@router.get("/officers", auth=needs("identity.view"), operation_id="listOfficers", response=list[OfficerOut])
def officers(request: Request, organisation: UUID | None = None, certified_only: bool = False) -> list[dict[str, Any]]:
    """People at work, with certificates, inside the caller's scope."""
    found = queries.officers(
        by=request.auth,
        on=clock.business_date(clock.now()),
        organisation=organisation,
        certified_only=certified_only,
    )
    return [asdict(item) for item in found]


@router.post(
    "/organisations",
    auth=needs("identity.manage"),
    operation_id="addOrganisation",
    response={201: OrganisationOut},
)
def add_organisation(request: Request, body: OrganisationAdd) -> Status[dict[str, Any]]:
    """Add an organisation below another."""
    return Status(201, asdict(services.add_organisation(**body.dict(), by=request.auth, at=clock.now())))
