"""HTTP of the global search."""

from dataclasses import asdict
from uuid import UUID

from ninja import Router, Schema
from ninja.params.functions import Query

from zhijian.support.identity.http_auth import Request, signed_in
from zhijian.support.search import queries

router = Router(tags=["search"])


class FoundOut(Schema):
    """One hit."""

    kind: str
    kind_label: str
    subject: UUID
    title: str
    detail: str
    link: str


@router.get("", auth=signed_in, operation_id="search", response=list[FoundOut])
def find(
    request: Request,
    text: str = Query(..., max_length=200),
    kind: list[str] = Query([]),  # noqa: B008 (ninja's way of declaring a list parameter)
) -> list[dict[str, object]]:
    """The best hits among everything the caller may see."""
    return [asdict(item) for item in queries.find(by=request.auth, text=text, kinds=tuple(kind))]
