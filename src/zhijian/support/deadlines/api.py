"""HTTP of deadlines: the rules with their articles, and the work calendar year by year."""

from dataclasses import asdict
from datetime import date
from typing import Any

from ninja import File, Router, Schema
from ninja.files import UploadedFile
from ninja.params.functions import Query

from zhijian.kernel import clock
from zhijian.kernel.work_calendar import CalendarInvalid
from zhijian.support.deadlines import queries, services
from zhijian.support.identity.http_auth import Request, needs, signed_in

router = Router(tags=["deadlines"])

LARGEST_TABLE = 256 * 1024


class DeadlineRuleOut(Schema):
    """One version of a period; length is None where an order sets it."""

    code: str
    name: str
    length: int | None
    unit: str
    unit_label: str
    rolls: bool
    extension_length: int
    extension_unit_label: str
    pauses: list[str]
    basis: str
    source_tag: str
    valid_from: date
    valid_to: date | None
    is_in_force: bool


class CalendarDayOut(Schema):
    """A day that differs from its weekday."""

    day: date
    name: str
    is_off_day: bool


class CalendarYearOut(Schema):
    """What is loaded for a year."""

    year: int
    is_loaded: bool
    source: str
    days: list[CalendarDayOut]
    loaded_years: list[int]
    waiting_clocks: int


class CalendarImported(Schema):
    """The years that were loaded or replaced."""

    years: list[int]


@router.get("/rules", auth=signed_in, operation_id="listDeadlineRules", response=list[DeadlineRuleOut])
def rules(request: Request) -> list[dict[str, Any]]:
    """All versions of all rules; the law is no secret."""
    return [asdict(item) for item in queries.rules(on=clock.business_date(clock.now()))]


@router.get("/calendar", auth=signed_in, operation_id="getWorkCalendar", response=CalendarYearOut)
def calendar(request: Request, year: int = Query(..., ge=1990, le=2100)) -> dict[str, Any]:
    """Days off and make-up working days of a year."""
    return asdict(queries.calendar_year(year))


@router.post("/calendar", auth=needs("deadlines.manage"), operation_id="importWorkCalendar", response=CalendarImported)
def import_calendar(
    request: Request, file: File[UploadedFile], source: str = Query(..., min_length=4, max_length=200)
) -> dict[str, list[int]]:
    """Load or replace the years of a table ``date,name,is_off_day,notice_year``; waiting periods get their day.

    source: the notice the table was taken from.
    """
    text = _text_of(file)
    return {"years": services.import_calendar(csv_text=text, source=source, by=request.auth, at=clock.now())}


def _text_of(file: UploadedFile) -> str:
    if (file.size or 0) > LARGEST_TABLE:
        raise CalendarInvalid("文件太大，一年的节假日表只有几十行，请核对是不是选错了文件。", line=0)
    data = bytes(file.read())
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise CalendarInvalid("文件的文字编码无法识别，请另存为 UTF-8 编码的 CSV。", line=0)
