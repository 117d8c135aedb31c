"""Published draws: the list, and the document that anybody can recompute."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Router
from ninja.params.functions import Query

from zhijian.business.inspection.types.draws import PublicDraw
from zhijian.faces.publicsite import draws
from zhijian.kernel.http import Page

router = Router(tags=["public"])


class PublicDrawPage(Page):
    """Published draws, the newest first."""

    items: list[PublicDraw]


@router.get("/draws", auth=None, operation_id="listPublicDraws", response=PublicDrawPage)
def list_draws(
    request: HttpRequest,
    text: str = Query("", max_length=64),
    after: str | None = Query(None, max_length=400),
    limit: int = Query(20, ge=1, le=100),
) -> dict[str, object]:
    """All draws that were ever committed; ``text`` is part of the name or a whole commitment."""
    found, following = draws.published_draws(text=text, after=after, limit=limit)
    return {"items": found, "next": following}


@router.get("/draws/{uuid:draw}.json", auth=None, operation_id="getPublicDrawDocument")
def document(request: HttpRequest, draw: UUID) -> HttpResponse:
    """The document ``draw/1`` as far as the draw has come, exactly as ``zhijian draw verify`` reads it."""
    return HttpResponse(
        draws.published_document(draw=draw),
        content_type="application/json; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="draw-{draw}.json"'},
    )
