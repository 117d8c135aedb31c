"""HTTP of 一企一档: the dossier, its timeline and changes, and what may be changed in it."""

from dataclasses import asdict
from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from ninja import Router
from ninja.params.functions import Header, Query
from ninja.responses import Status

from zhijian.data.registry import queries, services
from zhijian.data.registry.api.shapes import (
    ChangedEntityBody,
    ChangeOut,
    DossierOut,
    MoveBody,
    TagsBody,
    TimelinePage,
    VersionOut,
)
from zhijian.kernel import clock
from zhijian.kernel.errors import Invalid
from zhijian.support.identity.http_auth import Request, needs

router = Router()


class VersionMissing(Invalid):
    """A change does not say which version it was made from."""

    code = "registry.version_missing"


def version_of(mark: str) -> int:
    """The number inside ``If-Match: "7"``. Raises VersionMissing."""
    bare = mark.strip().removeprefix("W/").strip('"')
    if not (bare.isascii() and bare.isdigit() and len(bare) < 10):
        raise VersionMissing("请求没有说明依据的版本（If-Match），请刷新页面后重新提交。")
    return int(bare)


@router.get("/entities/{entity}", auth=needs("registry.view"), operation_id="getEntity", response=DossierOut)
def get_entity(request: Request, response: HttpResponse, entity: UUID, as_of: date | None = None) -> dict[str, Any]:
    """The dossier, today or as of a past day; ``ETag`` holds the version to send back with a change."""
    found = queries.dossier(entity, by=request.auth, today=clock.business_date(clock.now()), as_of=as_of)
    response["ETag"] = f'"{found.entity.version}"'
    return asdict(found)


@router.get(
    "/entities/{entity}/timeline", auth=needs("registry.view"), operation_id="listTimeline", response=TimelinePage
)
def list_timeline(
    request: Request,
    entity: UUID,
    as_of: date | None = None,
    capability: str = Query("", max_length=40, pattern="^[a-z]*$"),
    after: str | None = Query(None, max_length=400),
    limit: int = Query(30, ge=1, le=200),
) -> dict[str, Any]:
    """What happened to an entity, the newest first."""
    found, following = queries.timeline(
        entity, by=request.auth, as_of=as_of, capability=capability, after=after, limit=limit
    )
    return {"items": [asdict(item) for item in found], "next": following}


@router.get(
    "/entities/{entity}/changes",
    auth=needs("registry.view"),
    operation_id="listEntityChanges",
    response=list[ChangeOut],
)
def list_changes(request: Request, entity: UUID) -> list[dict[str, Any]]:
    """Every change of an entity with its source, the newest first."""
    return [asdict(item) for item in queries.changes(entity, by=request.auth)]


@router.put("/entities/{entity}", auth=needs("registry.manage"), operation_id="changeEntity", response=VersionOut)
def change_entity(
    request: Request, entity: UUID, body: ChangedEntityBody, if_match: str = Header("", alias="If-Match")
) -> dict[str, int]:
    """Replace what is known of an entity; ``If-Match`` holds the version that was changed."""
    version = services.change_entity(
        entity=entity,
        given=body.given(),
        version=version_of(if_match),
        source=body.source,
        by=request.auth,
        at=clock.now(),
    )
    return {"version": version}


@router.post("/entities/{entity}/move", auth=needs("registry.manage"), operation_id="moveEntity", response=VersionOut)
def move_entity(request: Request, entity: UUID, body: MoveBody) -> dict[str, int]:
    """Hand an entity to another office."""
    version = services.move_entity(
        entity=entity, organisation=body.organisation, source=body.source, by=request.auth, at=clock.now()
    )
    return {"version": version}


@router.put(
    "/entities/{entity}/tags", auth=needs("registry.manage"), operation_id="setEntityTags", response={204: None}
)
def set_tags(request: Request, entity: UUID, body: TagsBody) -> Status[None]:
    """Replace an entity's tags."""
    services.set_tags(entity=entity, tags=body.tags, source="人工标注", by=request.auth, at=clock.now())
    return Status(204, None)
