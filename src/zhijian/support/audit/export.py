"""The trail on paper and as a package that can be checked elsewhere."""

import zipfile
from collections.abc import Iterable
from io import BytesIO
from typing import Any

import orjson
import xlsxwriter

from zhijian.kernel.hashes import sha256_hex
from zhijian.support.audit.models import AuditLeaf
from zhijian.support.audit.queries import CHINA, to_record
from zhijian.support.audit.types import ChainState, LeafFilter

#: Text stays text: no cell of a trail may become a formula or a link.
SAFE = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}
HEADINGS = ("序号", "时间", "操作人", "动作", "对象", "对象标识", "来源", "地址", "涉及内容", "修改前", "修改后")
WIDTHS = (10, 22, 12, 14, 16, 22, 10, 16, 30, 60, 60)
LONGEST_CELL = 32_000
CONDITIONS = {
    "who": "操作人",
    "table": "对象",
    "row": "对象标识",
    "act": "动作",
    "transaction": "事务号",
    "on_from": "日期起",
    "on_to": "日期止",
}
CHINA_FORMAT = "%Y-%m-%d %H:%M:%S"


def workbook(rows: Iterable[AuditLeaf], *, wanted: LeafFilter, made: str) -> bytes:
    """One sheet of records in plain words, under a line that says what was chosen, by whom and when."""
    data = BytesIO()
    with xlsxwriter.Workbook(data, SAFE) as book:
        text = book.add_format({"num_format": "@", "valign": "top"})
        bold = book.add_format({"num_format": "@", "bold": True, "bg_color": "#E8EEF7"})
        sheet = book.add_worksheet("审计记录")
        sheet.freeze_panes(2, 0)
        for column, width in enumerate(WIDTHS):
            sheet.set_column(column, column, width, text)
        sheet.write_string(0, 0, f"{made}；条件：{_conditions(wanted)}")
        for column, heading in enumerate(HEADINGS):
            sheet.write_string(1, column, heading, bold)
        for line, row in enumerate(rows, start=2):
            for column, value in enumerate(_cells(row)):
                sheet.write_string(line, column, value[:LONGEST_CELL], text)
    return data.getvalue()


def _conditions(wanted: LeafFilter) -> str:
    return "；".join(f"{CONDITIONS[name]} {value}" for name, value in wanted.facts().items()) or "全部"


def _cells(row: AuditLeaf) -> tuple[str, ...]:
    record = to_record(row)
    return (
        str(record.id),
        record.at.astimezone(CHINA).strftime(CHINA_FORMAT),
        record.who,
        record.act_label,
        record.table_label,
        record.row,
        record.channel,
        record.address or "",
        "、".join(record.fields),
        _text(row.before),
        _text(row.after),
    )


def _text(content: Any) -> str:
    return "" if content is None else orjson.dumps(content, option=orjson.OPT_SORT_KEYS).decode()


def package(texts: Iterable[str], *, wanted: LeafFilter, chain: ChainState, made: str) -> bytes:
    """A ZIP of records exactly as they are hashed, one a line, with a manifest that names the chain's head.

    texts: each record as the JSON array that the chain hashes, so that the SHA-256 of a line is its leaf's hash.
    """
    lines = "".join(f"{text}\n" for text in texts).encode()
    manifest = {
        "made": made,
        "conditions": wanted.facts(),
        "records": lines.count(b"\n"),
        "sha256": sha256_hex(lines),
        "columns": ["id", "transaction", "at_us", "table", "row", "act", "before", "after", "actor"],
        "chain": {"block": chain.blocks, "sha256": chain.sha256, "sm3": chain.sm3},
    }
    data = BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("records.jsonl", lines)
        archive.writestr("manifest.json", orjson.dumps(manifest, option=orjson.OPT_INDENT_2))
    return data.getvalue()
