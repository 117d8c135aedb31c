"""HTTP of exchange: imports from the upload to the last row."""

from dataclasses import asdict
from datetime import datetime
from io import BytesIO
from typing import Any, Literal
from uuid import UUID

from django.http import FileResponse
from ninja import File, Router, Schema, Status, UploadedFile
from ninja.params.functions import Query
from pydantic import Field

from zhijian.data.exchange import queries, services
from zhijian.data.exchange.rules import Mode
from zhijian.data.exchange.workbooks import XLSX, problems_workbook, template_workbook
from zhijian.kernel import clock
from zhijian.kernel.http import Page
from zhijian.support.identity.http_auth import Request, signed_in

router = Router(tags=["exchange"])


class ImportFieldOut(Schema):
    """A field that a column may stand for."""

    name: str
    heading: str
    aliases: list[str]
    required: bool
    example: str
    help: str


class ImportKindOut(Schema):
    """A kind of import that the caller may do."""

    kind: str
    label: str
    fields: list[ImportFieldOut]


class ImportColumnOut(Schema):
    """A column (from 1) and the field it stands for; match: exact, alias, remembered, similar or none."""

    column: int
    heading: str
    field: str | None
    match: str
    match_label: str


class ImportOut(Schema):
    """An import; actions: of map, check, load, cancel, what the caller may do now.

    state: uploaded, mapped, checking, checked, loading, finished, refused, cancelled.  rows_done over rows_total
    (while that is not known, over rows_expected) is the progress of checking and loading; the five counts add up to
    rows_done.
    """

    uid: UUID
    kind: str
    kind_label: str
    file_name: str
    size: int
    state: str
    state_label: str
    mode: str
    rows_total: int | None
    rows_expected: int
    rows_done: int
    new: int
    changed: int
    unchanged: int
    bad: int
    duplicate: int
    problem_count: int
    refusal: str
    owner: UUID
    owner_name: str
    uploaded_at: datetime
    ended_at: datetime | None
    version: int
    actions: list[str]


class ImportDetailOut(ImportOut):
    """An import with its columns and first rows."""

    sheet: str
    columns: list[ImportColumnOut]
    sample: list[list[str]]


class ImportPage(Page):
    """A page of imports."""

    items: list[ImportOut]


class ImportProblemOut(Schema):
    """Why a row was not imported; line counts from 1, the heading's row included."""

    line: int
    heading: str
    value: str
    reason: str
    outcome: str


class ImportProblemPage(Page):
    """A page of problems."""

    items: list[ImportProblemOut]


class ImportMappingIn(Schema):
    """The field of each column, in order; None for columns that are left out."""

    fields: list[str | None] = Field(max_length=200)
    version: int


class ImportLoadIn(Schema):
    """Whether one bad row stops all."""

    mode: Literal["all_or_nothing", "good_rows"]


@router.get("/kinds", auth=signed_in, operation_id="listImportKinds", response=list[ImportKindOut])
def kinds(request: Request) -> list[dict[str, Any]]:
    """What the caller may import."""
    return [
        {"kind": item.kind, "label": item.label, "fields": [asdict(field) for field in item.fields]}
        for item in queries.kinds(by=request.auth)
    ]


@router.get("/kinds/{kind}/template", auth=signed_in, operation_id="downloadImportTemplate")
def template(request: Request, kind: str) -> FileResponse:
    """An empty workbook with the headings, an example and explanations."""
    importer = services.permitted_importer(kind, by=request.auth)
    return _workbook(template_workbook(importer), f"{importer.label}-模板.xlsx")


def _workbook(data: bytes, name: str) -> FileResponse:
    return FileResponse(BytesIO(data), as_attachment=True, filename=name, content_type=XLSX)


@router.post("/imports", auth=signed_in, operation_id="uploadImport", response={201: ImportDetailOut})
def upload(request: Request, file: File[UploadedFile], kind: str = Query(..., max_length=60)) -> Status[dict[str, Any]]:
    """Take in a file of at most 100 MB and propose what its columns are."""
    record = services.upload_import(
        kind=kind, file_name=file.name or "", chunks=file.chunks(), by=request.auth, at=clock.now()
    )
    return Status(201, asdict(record))


@router.get("/imports", auth=signed_in, operation_id="listImports", response=ImportPage)
def imports(
    request: Request,
    kind: str | None = Query(None, max_length=60),
    state: str | None = Query(None, max_length=12),
    after: str | None = Query(None, max_length=400),
    limit: int = Query(50, ge=1, le=200),
) -> dict[str, Any]:
    """The caller's imports and those of their scope, the latest first."""
    found, following = queries.imports(by=request.auth, kind=kind, state=state, after=after, limit=limit)
    return {"items": [asdict(item) for item in found], "next": following}


@router.get("/imports/{batch}", auth=signed_in, operation_id="getImport", response=ImportDetailOut)
def one(request: Request, batch: UUID) -> dict[str, Any]:
    """One import with its columns, first rows and progress."""
    return asdict(queries.detail(batch, by=request.auth))


@router.put("/imports/{batch}/mapping", auth=signed_in, operation_id="setImportMapping", response=ImportDetailOut)
def set_mapping(request: Request, batch: UUID, body: ImportMappingIn) -> dict[str, Any]:
    """Say what each column is; remembered for the next file with the same headings."""
    record = services.set_mapping(
        batch=batch, fields=body.fields, version=body.version, by=request.auth, at=clock.now()
    )
    return asdict(record)


@router.post("/imports/{batch}/check", auth=signed_in, operation_id="startImportCheck", response=ImportDetailOut)
def start_check(request: Request, batch: UUID) -> dict[str, Any]:
    """Check all rows in the background; nothing is written."""
    return asdict(services.start_check(batch=batch, by=request.auth, at=clock.now()))


@router.post("/imports/{batch}/load", auth=signed_in, operation_id="startImportLoad", response=ImportDetailOut)
def start_load(request: Request, batch: UUID, body: ImportLoadIn) -> dict[str, Any]:
    """Import the checked rows in the background."""
    return asdict(services.start_load(batch=batch, mode=Mode(body.mode), by=request.auth, at=clock.now()))


@router.post("/imports/{batch}/cancel", auth=signed_in, operation_id="cancelImport", response=ImportDetailOut)
def cancel(request: Request, batch: UUID) -> dict[str, Any]:
    """Give an import up before loading."""
    return asdict(services.cancel(batch=batch, by=request.auth, at=clock.now()))


@router.get("/imports/{batch}/problems", auth=signed_in, operation_id="listImportProblems", response=ImportProblemPage)
def problems(
    request: Request,
    batch: UUID,
    after: str | None = Query(None, max_length=400),
    limit: int = Query(50, ge=1, le=200),
) -> dict[str, Any]:
    """What is wrong with which row, by line; the first 10,000."""
    found, following = queries.problems(batch, by=request.auth, after=after, limit=limit)
    return {"items": [asdict(item) for item in found], "next": following}


@router.get("/imports/{batch}/problems.xlsx", auth=signed_in, operation_id="downloadImportProblems")
def download_problems(request: Request, batch: UUID) -> FileResponse:
    """The problems as a workbook of text cells."""
    return _workbook(problems_workbook(queries.all_problems(batch, by=request.auth)), "导入问题.xlsx")
