"""Files and imports for tests."""

from collections.abc import Sequence
from datetime import datetime
from io import BytesIO
from typing import Any

import xlsxwriter

from zhijian.data.exchange import queries, services
from zhijian.data.exchange.types import ImportDetail
from zhijian.support.identity.types import Actor

HEADINGS = ("统一社会信用代码", "名称", "住所", "成立日期", "监管类别", "许可证编号", "许可证有效期至")


def make_xlsx(rows: Sequence[Sequence[object]], **options: Any) -> bytes:
    """A workbook of one sheet; texts that begin with = become formulas."""
    data = BytesIO()
    with xlsxwriter.Workbook(data, {"in_memory": True, **options}) as book:
        sheet = book.add_worksheet("经营主体")
        for line, row in enumerate(rows):
            sheet.write_row(line, 0, row)
    return data.getvalue()


def make_csv(rows: Sequence[Sequence[str]], encoding: str = "utf-8-sig") -> bytes:
    """The same as CSV."""
    return "".join(",".join(row) + "\r\n" for row in rows).encode(encoding)


def upload(
    data: bytes, *, by: Actor, at: datetime, name: str = "主体.xlsx", kind: str = "registry.entities"
) -> ImportDetail:
    """Upload bytes as a file."""
    return services.upload_import(kind=kind, file_name=name, chunks=[data], by=by, at=at)


def checked(data: bytes, *, by: Actor, at: datetime, name: str = "主体.xlsx") -> ImportDetail:
    """Upload, map as proposed, check."""
    made = upload(data, by=by, at=at, name=name)
    fields = [column.field for column in made.columns]
    services.set_mapping(batch=made.uid, fields=fields, version=made.version, by=by, at=at)
    services.start_check(batch=made.uid, by=by, at=at)
    services.run_check(batch=made.uid, at=at)
    return queries.detail(made.uid, by=by)
