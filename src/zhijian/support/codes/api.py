"""HTTP of code lists."""

from dataclasses import asdict
from datetime import date

from ninja import Router, Schema
from ninja.params.functions import Query

from zhijian.kernel import clock
from zhijian.kernel.http import Page
from zhijian.support.codes import queries
from zhijian.support.identity.http_auth import Request, signed_in

router = Router(tags=["codes"])


class CodeTableOut(Schema):
    """One code list."""

    code: str
    name: str
    standard: str
    count: int


class CodeOut(Schema):
    """One code."""

    code: str
    name: str
    parent: str
    level: int
    note: str


class CodeNodeOut(CodeOut):
    """One code in the tree of its list; ``above``: names from the top down to its parent, when searched for."""

    has_children: bool
    above: list[str]


class CodeNodePage(Page):
    """A page of codes."""

    items: list[CodeNodeOut]


@router.get("", auth=signed_in, operation_id="listCodeTables", response=list[CodeTableOut])
def tables(request: Request) -> list[dict[str, object]]:
    """All code lists."""
    return [asdict(item) for item in queries.tables(on=clock.business_date(clock.now()))]


@router.get("/{table}", auth=signed_in, operation_id="listCodes", response=list[CodeOut])
def codes(
    request: Request,
    table: str,
    parent: str | None = None,
    text: str = Query("", max_length=40),
    on: date | None = None,
) -> list[dict[str, object]]:
    """Codes of a list as valid on a day (today if not given)."""
    day = on or clock.business_date(clock.now())
    return [asdict(item) for item in queries.codes(table, on=day, parent=parent, text=text)]


@router.get("/{table}/nodes", auth=signed_in, operation_id="listCodeNodes", response=CodeNodePage)
def nodes(
    request: Request,
    table: str,
    parent: str = Query("", max_length=40),
    text: str = Query("", max_length=40),
    on: date | None = None,
    after: str | None = Query(None, max_length=400),
    limit: int = Query(100, ge=1, le=200),
) -> dict[str, object]:
    """Codes below one code, level by level, or all that hold a text."""
    day = on or clock.business_date(clock.now())
    found, following = queries.nodes(table, on=day, parent=parent, text=text.strip(), after=after, limit=limit)
    return {"items": [asdict(item) for item in found], "next": following}
