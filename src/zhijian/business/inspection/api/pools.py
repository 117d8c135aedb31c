"""HTTP of the two libraries and of avoidance."""

from datetime import date
from typing import Literal
from uuid import UUID

from ninja import Field, Router, Schema, Status
from ninja.params.functions import Query

from zhijian.business.inspection.queries import pools as queries
from zhijian.business.inspection.services import avoidances, pools
from zhijian.business.inspection.types.pools import (
    AvoidanceRecord,
    ObjectFilter,
    ObjectMember,
    ObjectPoolDetail,
    ObjectPreview,
    OfficerPoolDetail,
    PoolRecord,
)
from zhijian.kernel import clock
from zhijian.kernel.http import BodyPart, Page
from zhijian.support.identity.http_auth import Request, needs, signed_in

router = Router(tags=["inspection"])

Code = Field(max_length=20)


class PoolPage(Page):
    """Libraries by name."""

    items: list[PoolRecord]


class OfficerMemberBody(BodyPart):
    """A person to put into a library, or whose leader mark changes."""

    person: UUID
    is_group_leader: bool = False


class OfficerPoolBody(Schema):
    """A library of officers to make; organisation: whose it is, None for one's own."""

    name: str = Field(min_length=2, max_length=80)
    organisation: UUID | None = None
    members: list[OfficerMemberBody] = Field(default_factory=list, max_length=2000)


class OfficerMembersBody(Schema):
    """People to put into a library."""

    members: list[OfficerMemberBody] = Field(min_length=1, max_length=2000)


class ObjectFilterBody(BodyPart):
    """Which entities of the register are meant; several values of one field mean any of them."""

    classes: list[Literal["CY", "XS", "YP", "QX", "TS"]] = Field(default_factory=list, max_length=5)
    streets: list[str] = Field(default_factory=list, max_length=100)
    tags: list[str] = Field(default_factory=list, max_length=50)
    risk_levels: list[Literal["A", "B", "C", "D"]] = Field(default_factory=list, max_length=4)
    credit_classes: list[Literal["A", "B", "C", "D"]] = Field(default_factory=list, max_length=4)
    statuses: list[Literal["1", "2", "3", "4", "5", "6", "9"]] = Field(["1"], max_length=7)
    organisation: UUID | None = None
    text: str = Field("", max_length=60)

    def to_filter(self) -> ObjectFilter:
        """The same as a value."""
        found: ObjectFilter = queries.FILTER.validate_python(self.dict())
        return found


class ObjectPoolBody(Schema):
    """A library of objects to make from the register, from named entities, or both."""

    name: str = Field(min_length=2, max_length=80)
    organisation: UUID | None = None
    chosen_by: ObjectFilterBody | None = None
    entities: list[UUID] = Field(default_factory=list, max_length=5000)


class EntitiesBody(Schema):
    """Entities to put into a library."""

    entities: list[UUID] = Field(min_length=1, max_length=5000)


class ObjectMemberPage(Page):
    """Members of a library by name."""

    items: list[ObjectMember]


class AvoidanceBody(Schema):
    """Keep a person away from an entity; officers may do so for themselves."""

    person: UUID
    entity: UUID
    reason: str = Field(min_length=2, max_length=200)
    valid_to: date | None = Field(None, description="first day without the bar")


class AvoidancePage(Page):
    """Avoidances, the newest first."""

    items: list[AvoidanceRecord]


@router.get("/officer-pools", auth=needs("inspection.view"), operation_id="listOfficerPools", response=PoolPage)
def officer_pools(request: Request) -> dict[str, object]:
    """Libraries of officers in the caller's scope."""
    return {"items": queries.officer_pools(by=request.auth, today=clock.business_date(clock.now()))}


@router.post("/officer-pools", auth=needs("inspection.pools"), operation_id="makeOfficerPool", response=PoolRecord)
def make_officer_pool(request: Request, body: OfficerPoolBody) -> PoolRecord:
    """Make a library of officers."""
    return pools.make_officer_pool(
        name=body.name,
        organisation=body.organisation,
        members={member.person: member.is_group_leader for member in body.members},
        by=request.auth,
        at=clock.now(),
    )


@router.get(
    "/officer-pools/{pool}", auth=needs("inspection.view"), operation_id="getOfficerPool", response=OfficerPoolDetail
)
def officer_pool(request: Request, pool: UUID) -> OfficerPoolDetail:
    """One library of officers, with certificates and what keeps each member out of a draw today."""
    return queries.officer_pool(pool=pool, by=request.auth, today=clock.business_date(clock.now()))


@router.delete(
    "/officer-pools/{pool}", auth=needs("inspection.pools"), operation_id="retireOfficerPool", response={204: None}
)
def retire_officer_pool(request: Request, pool: UUID) -> Status[None]:
    """Take a library out of use; past draws keep what they froze."""
    pools.retire_officer_pool(pool=pool, by=request.auth, at=clock.now())
    return Status(204, None)


@router.post(
    "/officer-pools/{pool}/members",
    auth=needs("inspection.pools"),
    operation_id="addOfficersToPool",
    response=OfficerPoolDetail,
)
def add_officers(request: Request, pool: UUID, body: OfficerMembersBody) -> OfficerPoolDetail:
    """Put people into a library, or change who may lead."""
    at = clock.now()
    pools.add_officers(
        pool=pool,
        members={member.person: member.is_group_leader for member in body.members},
        by=request.auth,
        at=at,
    )
    return queries.officer_pool(pool=pool, by=request.auth, today=clock.business_date(at))


@router.delete(
    "/officer-pools/{pool}/members/{person}",
    auth=needs("inspection.pools"),
    operation_id="removeOfficerFromPool",
    response={204: None},
)
def remove_officer(request: Request, pool: UUID, person: UUID) -> Status[None]:
    """Take a person out of a library."""
    pools.remove_officer(pool=pool, person=person, by=request.auth, at=clock.now())
    return Status(204, None)


@router.post(
    "/object-pools/preview", auth=needs("inspection.view"), operation_id="previewObjectPool", response=ObjectPreview
)
def preview(request: Request, body: ObjectFilterBody) -> ObjectPreview:
    """How many entities a filter finds, before a library is made of them."""
    return queries.preview(chosen_by=body.to_filter(), by=request.auth)


@router.get("/object-pools", auth=needs("inspection.view"), operation_id="listObjectPools", response=PoolPage)
def object_pools(request: Request) -> dict[str, object]:
    """Libraries of objects in the caller's scope."""
    return {"items": queries.object_pools(by=request.auth)}


@router.post("/object-pools", auth=needs("inspection.pools"), operation_id="makeObjectPool", response=PoolRecord)
def make_object_pool(request: Request, body: ObjectPoolBody) -> PoolRecord:
    """Make a library of objects."""
    return pools.make_object_pool(
        name=body.name,
        organisation=body.organisation,
        chosen_by=body.chosen_by.to_filter() if body.chosen_by else None,
        entities=body.entities,
        by=request.auth,
        at=clock.now(),
    )


@router.get(
    "/object-pools/{pool}", auth=needs("inspection.view"), operation_id="getObjectPool", response=ObjectPoolDetail
)
def object_pool(request: Request, pool: UUID) -> ObjectPoolDetail:
    """One library of objects and the filter it was made with."""
    return queries.object_pool(pool=pool, by=request.auth)


@router.get(
    "/object-pools/{pool}/members",
    auth=needs("inspection.view"),
    operation_id="listObjectPoolMembers",
    response=ObjectMemberPage,
)
def object_members(
    request: Request,
    pool: UUID,
    text: str = Query("", max_length=60),
    after: str | None = Query(None, max_length=400),
    limit: int = Query(50, ge=1, le=200),
) -> dict[str, object]:
    """Members of a library by name; ``text`` is part of the name or the whole code."""
    found, following, total = queries.object_members(pool=pool, text=text, after=after, limit=limit, by=request.auth)
    return {"items": found, "next": following, "total": total}


@router.delete(
    "/object-pools/{pool}", auth=needs("inspection.pools"), operation_id="retireObjectPool", response={204: None}
)
def retire_object_pool(request: Request, pool: UUID) -> Status[None]:
    """Take a library out of use; past draws keep what they froze."""
    pools.retire_object_pool(pool=pool, by=request.auth, at=clock.now())
    return Status(204, None)


@router.post(
    "/object-pools/{pool}/members",
    auth=needs("inspection.pools"),
    operation_id="addObjectsToPool",
    response=PoolRecord,
)
def add_objects(request: Request, pool: UUID, body: EntitiesBody) -> PoolRecord:
    """Put entities into a library."""
    return pools.add_objects(pool=pool, entities=body.entities, by=request.auth, at=clock.now())


@router.post(
    "/object-pools/{pool}/refresh",
    auth=needs("inspection.pools"),
    operation_id="refreshObjectPool",
    response=PoolRecord,
)
def refresh_object_pool(request: Request, pool: UUID) -> PoolRecord:
    """Ask the register again with the library's filter: new entities come in, those that no longer fit go."""
    return pools.refresh_object_pool(pool=pool, by=request.auth, at=clock.now())


@router.delete(
    "/object-pools/{pool}/members/{entity}",
    auth=needs("inspection.pools"),
    operation_id="removeObjectFromPool",
    response={204: None},
)
def remove_object(request: Request, pool: UUID, entity: UUID) -> Status[None]:
    """Take an entity out of a library."""
    pools.remove_object(pool=pool, entity=entity, by=request.auth, at=clock.now())
    return Status(204, None)


@router.get("/avoidances", auth=needs("inspection.view"), operation_id="listAvoidances", response=AvoidancePage)
def list_avoidances(
    request: Request,
    person: UUID | None = None,
    entity: UUID | None = None,
    after: str | None = Query(None, max_length=400),
    limit: int = Query(50, ge=1, le=200),
) -> dict[str, object]:
    """Avoidances in force today."""
    found, following = queries.avoidances(
        person=person,
        entity=entity,
        by=request.auth,
        today=clock.business_date(clock.now()),
        after=after,
        limit=limit,
    )
    return {"items": found, "next": following}


@router.post("/avoidances", auth=signed_in, operation_id="declareAvoidance", response=AvoidanceRecord)
def declare_avoidance(request: Request, body: AvoidanceBody) -> AvoidanceRecord:
    """Keep a person away from an entity."""
    return avoidances.declare_avoidance(
        person=body.person,
        entity=body.entity,
        reason=body.reason,
        valid_to=body.valid_to,
        by=request.auth,
        at=clock.now(),
    )


@router.delete(
    "/avoidances/{avoidance}", auth=needs("inspection.pools"), operation_id="endAvoidance", response={204: None}
)
def end_avoidance(request: Request, avoidance: UUID) -> Status[None]:
    """End an avoidance from today on."""
    avoidances.end_avoidance(avoidance=avoidance, by=request.auth, at=clock.now())
    return Status(204, None)
