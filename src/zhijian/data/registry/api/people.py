"""HTTP of people of entities."""

from uuid import UUID

from ninja import Router
from ninja.responses import Status

from zhijian.data.registry import queries, services
from zhijian.data.registry.api.shapes import NumberOut, PersonBody, PurposeBody, UidOut
from zhijian.kernel import clock
from zhijian.support.identity.http_auth import Request, needs

router = Router()


@router.post(
    "/entities/{entity}/people", auth=needs("registry.manage"), operation_id="addEntityPerson", response={201: UidOut}
)
def add_person(request: Request, entity: UUID, body: PersonBody) -> Status[dict[str, UUID]]:
    """Record a person of an entity from today on."""
    uid = services.add_person(entity=entity, given=body.given(), by=request.auth, at=clock.now())
    return Status(201, {"uid": uid})


@router.post(
    "/people/{person}/end", auth=needs("registry.manage"), operation_id="endEntityPerson", response={204: None}
)
def end_person(request: Request, person: UUID) -> Status[None]:
    """End a person's place at the entity today."""
    services.end_person(person=person, by=request.auth, at=clock.now())
    return Status(204, None)


@router.post(
    "/people/{person}/number", auth=needs("registry.view_number"), operation_id="readPersonNumber", response=NumberOut
)
def read_number(request: Request, person: UUID, body: PurposeBody) -> dict[str, str]:
    """The full number of a person's document; the look is kept with its purpose."""
    return {"id_number": queries.person_number(person, by=request.auth, purpose=body.purpose)}
