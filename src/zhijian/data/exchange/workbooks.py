"""Workbooks that are given out: templates, lists of problems, exported lists; texts stay texts, never formulas."""

from collections.abc import Iterable, Sequence
from io import BytesIO
from typing import IO

import xlsxwriter

from zhijian.data.exchange.importers import Importer
from zhijian.data.exchange.rules import Outcome
from zhijian.data.exchange.types import ProblemRecord

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SAFE = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}


def template_workbook(importer: Importer) -> bytes:
    """A sheet to fill in, with headings and notes on them, and a sheet that explains each field."""
    rows = [[field.heading, "必填" if field.required else "", field.example, field.help] for field in importer.fields]
    data = BytesIO()
    with xlsxwriter.Workbook(data, SAFE) as book:
        text = book.add_format({"num_format": "@"})
        bold = book.add_format({"num_format": "@", "bold": True, "bg_color": "#E8EEF7"})
        needed = book.add_format({"num_format": "@", "bold": True, "bg_color": "#E8EEF7", "font_color": "#B42318"})
        sheet = book.add_worksheet("填写")
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, len(rows) - 1, 20, text)
        for column, field in enumerate(importer.fields):
            sheet.write_string(0, column, field.heading, needed if field.required else bold)
        _write(book.add_worksheet("说明"), [["列名", "是否必填", "示例", "填写说明"], *rows], bold, text)
    return data.getvalue()


def problems_workbook(problems: Sequence[ProblemRecord]) -> bytes:
    """One line for each problem."""
    rows = [[str(item.line), item.heading, item.value, item.reason, Outcome(item.outcome).label] for item in problems]
    data = BytesIO()
    with xlsxwriter.Workbook(data, SAFE) as book:
        text = book.add_format({"num_format": "@"})
        bold = book.add_format({"num_format": "@", "bold": True, "bg_color": "#E8EEF7"})
        _write(book.add_worksheet("导入问题"), [["行号", "列名", "原值", "原因", "结果"], *rows], bold, text)
    return data.getvalue()


def write_list(
    file: IO[bytes],
    *,
    title: str,
    headings: Sequence[str],
    rows: Iterable[Sequence[str]],
    about: Sequence[tuple[str, str]],
) -> None:
    """A list as a workbook, row by row; a second sheet and the foot of each page say who took it away and when.

    Every cell is text and says so, also after somebody edits it: =, +, - and @ at its beginning start nothing.
    """
    options = {key: value for key, value in SAFE.items() if key != "in_memory"} | {"constant_memory": True}
    with xlsxwriter.Workbook(file, options) as book:
        text = book.add_format({"num_format": "@", "quote_prefix": True})
        bold = book.add_format({"num_format": "@", "bold": True, "bg_color": "#E8EEF7"})
        sheet = book.add_worksheet(title)
        sheet.freeze_panes(1, 1)
        sheet.set_column(0, len(headings) - 1, 18)
        sheet.set_landscape()
        sheet.repeat_rows(0)
        sheet.set_footer("&L" + "　".join(value.replace("&", "&&") for _, value in about[:3]) + "&R第 &P 页，共 &N 页")
        for column, heading in enumerate(headings):
            sheet.write_string(0, column, heading, bold)
        for line, row in enumerate(rows, start=1):
            for column, value in enumerate(row):
                if value:
                    sheet.write_string(line, column, value, text)
        _write(book.add_worksheet("说明"), [["项目", "内容"], *map(list, about)], bold, text)


def _write(
    sheet: xlsxwriter.worksheet.Worksheet,
    rows: Sequence[Sequence[str]],
    first: xlsxwriter.format.Format,
    others: xlsxwriter.format.Format,
) -> None:
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, 2, 22)
    sheet.set_column(3, 3, 60)
    for line, row in enumerate(rows):
        for column, value in enumerate(row):
            sheet.write_string(line, column, value, others if line else first)
