"""HTTP of entities: lists, counts, scanning, registering."""

from dataclasses import asdict
from typing import Annotated, Any
from uuid import UUID

from django.http import FileResponse
from ninja import Router
from ninja.params.functions import Query
from ninja.responses import Status

from zhijian.data.exchange.workbooks import XLSX
from zhijian.data.registry import queries, services
from zhijian.data.registry.api.shapes import (
    CountsOut,
    EntityCardOut,
    EntityPage,
    EntityQuery,
    NewEntityBody,
    UidOut,
)
from zhijian.kernel import clock
from zhijian.support.identity.http_auth import Request, needs

router = Router()


@router.get("/entities", auth=needs("registry.view"), operation_id="listEntities", response=EntityPage)
def list_entities(
    request: Request,
    conditions: Annotated[EntityQuery, Query()],
    after: str | None = Query(None, max_length=600),
    limit: int = Query(50, ge=1, le=200),
) -> dict[str, Any]:
    """Entities in the caller's scope by name."""
    found, following, total = queries.entities(
        conditions.where(), by=request.auth, on=clock.business_date(clock.now()), after=after, limit=limit
    )
    more_than = queries.COUNTED_MOST if total is None and after is None else None
    items = [asdict(item) for item in found]
    return {"items": items, "next": following, "total": total, "more_than": more_than}


@router.get("/entities.xlsx", auth=needs("registry.export"), operation_id="downloadEntities")
def download_entities(request: Request, conditions: Annotated[EntityQuery, Query()]) -> FileResponse:
    """The entities that a list shows, as a workbook; at most 50,000."""
    file = services.export_entities(where=conditions.where(), by=request.auth, at=clock.now())
    return FileResponse(file, as_attachment=True, filename="主体清单.xlsx", content_type=XLSX)


@router.get("/streets", auth=needs("registry.view"), operation_id="listStreets", response=list[str])
def list_streets(request: Request) -> list[str]:
    """Streets in which the caller's entities are."""
    return queries.streets(by=request.auth)


@router.get("/counts", auth=needs("registry.view"), operation_id="countEntities", response=CountsOut)
def count_entities(request: Request) -> dict[str, Any]:
    """Counts of the same rows that the list shows."""
    return asdict(queries.counts(by=request.auth, today=clock.business_date(clock.now())))


@router.get("/scan", auth=needs("registry.view"), operation_id="scanEntity", response=EntityCardOut)
def scan_entity(request: Request, text: str = Query(..., min_length=2, max_length=2000)) -> dict[str, Any]:
    """The entity of a scanned or typed code."""
    return asdict(queries.entity_by_code(text, by=request.auth))


@router.post("/entities", auth=needs("registry.manage"), operation_id="registerEntity", response={201: UidOut})
def register_entity(request: Request, body: NewEntityBody) -> Status[dict[str, UUID]]:
    """Put an entity into the register."""
    uid = services.register_entity(
        given=body.given(), organisation=body.organisation, source=body.source, by=request.auth, at=clock.now()
    )
    return Status(201, {"uid": uid})
