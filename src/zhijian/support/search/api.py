"""HTTP of the global search."""

from typing import Any
from uuid import UUID

from ninja import Router, Schema
from ninja.params.functions import Query

from zhijian.support.identity.http_auth import Request, signed_in
from zhijian.support.search import queries

router = Router(tags=["search"])


class SearchHit(Schema):
    """One hit; ``kind`` in Chinese."""

    uid: UUID
    kind: str
    title: str
    detail: str
    link: str


class SearchHits(Schema):
    """The best hits."""

    items: list[SearchHit]


@router.get("", auth=signed_in, operation_id="search", response=SearchHits)
def find(
    request: Request,
    q: str = Query(..., max_length=200),
    kind: list[str] = Query([]),  # noqa: B008 (ninja's way of declaring a list parameter)
    limit: int = Query(20, ge=1, le=50),
) -> dict[str, Any]:
    """The best hits among everything the caller may see: any two characters, pinyin initials, codes, phone tails."""
    found = queries.find(by=request.auth, text=q, kinds=tuple(kind), limit=limit)
    return {
        "items": [
            {"uid": hit.subject, "kind": hit.kind_label, "title": hit.title, "detail": hit.detail, "link": hit.link}
            for hit in found
        ]
    }
