"""HTTP of the audit trail: for auditors alone, and every look leaves a record of its own."""

from dataclasses import asdict
from datetime import date, datetime
from io import BytesIO
from typing import Any, Literal
from uuid import UUID

from django.http import FileResponse
from ninja import Field, Router, Schema, Status
from ninja import Query as FromAddress
from ninja.params.functions import Query

from zhijian.kernel import clock
from zhijian.kernel.http import Page
from zhijian.support.audit import looks, queries, verifications
from zhijian.support.audit.types import LeafFilter
from zhijian.support.identity.http_auth import Request, needs

router = Router(tags=["audit"])

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class AuditConditions(Schema):
    """What narrows the trail; days are days in China, both included."""

    who: str = Field("", max_length=60)
    table: str = Field("", max_length=80)
    row: str = Field("", max_length=64)
    act: str = Field("", max_length=80)
    transaction: int | None = Field(None, ge=0, lt=2**63)
    on_from: date | None = None
    on_to: date | None = None

    def chosen(self) -> LeafFilter:
        """As the queries take them."""
        return LeafFilter(**{name: _stripped(value) for name, value in self.dict().items()})


def _stripped(value: Any) -> Any:
    return value.strip().replace("\x00", "") if isinstance(value, str) else value


class AuditRecordOut(Schema):
    """One line of the trail; ``fields`` are the names of the columns it touched."""

    id: int
    at: datetime
    act: str
    act_label: str
    table: str
    table_label: str
    row: str
    transaction: int
    who: str
    person: UUID | None
    channel: str
    address: str | None
    fields: list[str]


class AuditPage(Page):
    """A page of the trail, the newest first."""

    items: list[AuditRecordOut]


class FieldChangeOut(Schema):
    """One column before and after the act; a masked one shows only that it was there."""

    name: str
    label: str
    before: Any
    after: Any
    is_masked: bool


class AuditDetailOut(AuditRecordOut):
    """One line in full, with the block that seals it (null: not sealed yet)."""

    changes: list[FieldChangeOut]
    device: str
    request: str | None
    account: UUID | None
    block: int | None
    sealed_at: datetime | None
    sha256: str | None


class NamedOut(Schema):
    """A code with its Chinese name."""

    code: str
    label: str


class AuditVocabularyOut(Schema):
    """What can be filtered by."""

    tables: list[NamedOut]
    acts: list[NamedOut]


class VerificationOut(Schema):
    """One check of the whole chain and of all rows; ``ok`` is null while it runs; table, row: a changed record."""

    uid: UUID
    asked_by: str
    asked_at: datetime
    finished_at: datetime | None
    leaves_total: int
    leaves_checked: int
    ok: bool | None
    message: str
    block: int | None
    leaf: int | None
    table: str
    row: str


class CheckpointOut(Schema):
    """The last signed line outside the database."""

    block: int
    sha256: str
    at: datetime


class ChainOut(Schema):
    """Where the chain stands, and its latest checks."""

    blocks: int
    sealed_leaves: int
    waiting_leaves: int
    sealed_at: datetime | None
    sha256: str
    sm3: str
    checkpoint: CheckpointOut | None
    verifications: list[VerificationOut]


@router.get("/trail", auth=needs("audit.view"), operation_id="listAuditRecords", response=AuditPage)
def records(
    request: Request,
    conditions: FromAddress[AuditConditions],
    after: str | None = Query(None, max_length=400),
    limit: int = Query(50, ge=1, le=200),
) -> dict[str, Any]:
    """The trail, the newest first."""
    found, following = looks.read_list(conditions.chosen(), by=request.auth, after=after, limit=limit)
    return {"items": [asdict(item) for item in found], "next": following}


@router.get("/trail/{number}", auth=needs("audit.view"), operation_id="getAuditRecord", response=AuditDetailOut)
def record(request: Request, number: int) -> dict[str, Any]:
    """One line in full: before and after, by column."""
    return asdict(looks.read_record(number, by=request.auth))


@router.get("/vocabulary", auth=needs("audit.view"), operation_id="getAuditVocabulary", response=AuditVocabularyOut)
def vocabulary(request: Request) -> dict[str, Any]:
    """Kinds of rows and acts, by name."""
    return asdict(queries.vocabulary())


@router.get("/chain", auth=needs("audit.view"), operation_id="getAuditChain", response=ChainOut)
def chain(request: Request) -> dict[str, Any]:
    """Where the chain stands, and its latest checks."""
    return asdict(queries.chain(by=request.auth))


@router.post(
    "/verifications", auth=needs("audit.view"), operation_id="verifyAuditChain", response={202: VerificationOut}
)
def verify(request: Request) -> Status[dict[str, Any]]:
    """Have the whole chain checked; while a check runs, that one is given."""
    return Status(202, asdict(verifications.ask(by=request.auth, at=clock.now())))


@router.get(
    "/verifications/{verification}",
    auth=needs("audit.view"),
    operation_id="getAuditVerification",
    response=VerificationOut,
)
def verification(request: Request, verification: UUID) -> dict[str, Any]:
    """How far a check has come, and its outcome."""
    return asdict(queries.verification(verification, by=request.auth))


@router.get("/export", auth=needs("audit.view"), operation_id="downloadAuditRecords")
def export(
    request: Request, conditions: FromAddress[AuditConditions], form: Literal["xlsx", "json"] = "xlsx"
) -> FileResponse:
    """The records that fit: a workbook to read, or a package of the very texts that the chain hashes."""
    at = clock.now()
    as_package = form == "json"
    data = looks.take_out(conditions.chosen(), as_package=as_package, by=request.auth, at=at)
    name = f"审计记录-{clock.business_date(at):%Y%m%d}.{'zip' if as_package else 'xlsx'}"
    return FileResponse(
        BytesIO(data), as_attachment=True, filename=name, content_type="application/zip" if as_package else XLSX
    )
