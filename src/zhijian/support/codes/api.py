"""HTTP of code lists."""

from dataclasses import asdict
from datetime import date

from ninja import Router, Schema
from ninja.params.functions import Query

from zhijian.kernel import clock
from zhijian.support.codes import queries
from zhijian.support.identity.http_auth import Request, signed_in

router = Router(tags=["codes"])


class CodeTableOut(Schema):
    """One code list."""

    code: str
    name: str
    standard: str


class CodeOut(Schema):
    """One code."""

    code: str
    name: str
    parent: str
    level: int
    note: str


@router.get("", auth=signed_in, operation_id="listCodeTables", response=list[CodeTableOut])
def tables(request: Request) -> list[dict[str, str]]:
    """All code lists."""
    return queries.tables()


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
