"""Workbooks that imports give out: templates and lists of problems; every cell is text, so that none is a formula."""

from collections.abc import Sequence
from io import BytesIO

import xlsxwriter

from zhijian.data.exchange.importers import Importer
from zhijian.data.exchange.rules import Outcome
from zhijian.data.exchange.types import ProblemRecord

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
