"""An .xlsx workbook: its archive is checked before anything is expanded, its first visible sheet is read."""

import re
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path

from lxml import etree
from python_calamine import CalamineError, CalamineWorkbook, SheetVisibleEnum

from zhijian.data.exchange.reading.errors import FileRefused
from zhijian.data.exchange.reading.limits import (
    MOST_CELLS,
    MOST_COLUMNS,
    MOST_EXPANDED,
    MOST_MEMBERS,
    MOST_RATIO,
    MOST_ROWS,
    RATIO_COUNTS_FROM,
)

CHUNK = 1024 * 1024
FORMULAS_NAMED = 5
_BROKEN = "工作簿已损坏或不是标准的 .xlsx，请用 Excel 或 WPS 打开后另存再上传。"
_CELL = re.compile(rb"<(?:\w+:)?c(?=[\s/>])([^>]*)>")
_PLACE = re.compile(rb"""\sr=["']([A-Z]{1,8})([0-9]{1,8})["']""")
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s/>]")
_PARSER = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
_RELATIONS = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


class Workbook:
    """A workbook on disk."""

    format = "xlsx"

    def __init__(self, path: Path) -> None:
        self.path = path

    def examine(self) -> str:
        """Check archive and sheet; gives the sheet's name. Raises FileRefused."""
        try:
            with zipfile.ZipFile(self.path) as archive:
                _refuse_bomb(archive.infolist())
                _refuse_macros(archive.namelist())
                _read_through(archive)
                sheet, member = _first_sheet(archive)
                _Scan().over(archive, member)
        except (zipfile.BadZipFile, zlib.error, EOFError, KeyError, NotImplementedError, etree.XMLSyntaxError) as error:
            raise FileRefused(_BROKEN) from error
        return sheet

    def lines(self) -> Iterator[tuple[int, list[str]]]:
        """All lines of the sheet with their numbers, values as text."""
        try:
            book = CalamineWorkbook.from_path(str(self.path))
            name = next(item.name for item in book.sheets_metadata if item.visible is SheetVisibleEnum.Visible)
            sheet = book.get_sheet_by_name(name)
        except (CalamineError, StopIteration) as error:
            raise FileRefused(_BROKEN) from error
        before = [""] * (sheet.start[1] if sheet.start else 0)  # the reader leaves out empty columns on the left
        for number, values in enumerate(sheet.iter_rows(), start=1):
            yield number, [*before, *map(as_text, values)]


def as_text(value: object) -> str:
    """A cell as people see it: whole numbers without a point, days as 2026-01-31."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(sep=" ", timespec="seconds")
    if isinstance(value, date | time | timedelta):
        return value.isoformat() if isinstance(value, date | time) else str(value)
    return str(value)


def _refuse_bomb(members: list[zipfile.ZipInfo]) -> None:
    if len(members) > MOST_MEMBERS:
        raise FileRefused("工作簿内部文件过多，不能导入，请只保留一张数据表后另存。", members=len(members))
    if len({item.filename for item in members}) < len(members) or any(item.flag_bits & 1 for item in members):
        raise FileRefused(_BROKEN)
    if sum(item.file_size for item in members) > MOST_EXPANDED:
        raise FileRefused("工作簿展开后超过 1 GB，不能导入，请拆分后上传。")
    for item in members:
        if item.file_size > max(RATIO_COUNTS_FROM, MOST_RATIO * item.compress_size):
            raise FileRefused("工作簿的压缩比例不正常，不能导入，请用 Excel 或 WPS 打开后另存再上传。")


def _refuse_macros(names: list[str]) -> None:
    lower = [name.lower() for name in names]
    if any(name.endswith(("vbaproject.bin", ".xlm")) or "/macrosheets/" in name for name in lower):
        raise FileRefused("工作簿里有宏，不能导入，请另存为不带宏的 .xlsx 后重新上传。")


def _read_through(archive: zipfile.ZipFile) -> None:
    """Every member has the size it claims: reading ends there and the checksum holds. Raises BadZipFile."""
    for item in archive.infolist():
        with archive.open(item) as member:
            while member.read(CHUNK):
                pass


def _first_sheet(archive: zipfile.ZipFile) -> tuple[str, str]:
    book = etree.fromstring(archive.read("xl/workbook.xml"), _PARSER)
    relations = etree.fromstring(archive.read("xl/_rels/workbook.xml.rels"), _PARSER)
    targets = {item.get("Id"): item.get("Target") or "" for item in relations}
    for sheet in book.iterfind("{*}sheets/{*}sheet"):
        if sheet.get("state", "visible") == "visible":
            target = targets[sheet.get(_RELATIONS)]
            return sheet.get("name") or "", target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    raise FileRefused("工作簿里没有可见的数据表，请检查后重新上传。")


class _Scan:
    """One pass over a sheet's XML for formulas and for the size of the used area."""

    def __init__(self) -> None:
        self.rows = self.columns = 0
        self.formulas: list[str] = []
        self.last = ""

    def over(self, archive: zipfile.ZipFile, member: str) -> None:
        """Raises FileRefused."""
        rest = b""
        with archive.open(member) as file:
            while chunk := file.read(CHUNK):
                text = rest + chunk
                if b"\x00" in text:  # UTF-16, in which formulas would not be seen
                    raise FileRefused(_BROKEN)
                cut = text.rfind(b"<")
                rest = text[cut:]
                if len(rest) > CHUNK:
                    raise FileRefused(_BROKEN)
                self._piece(text[:cut])
        self._piece(rest)
        if self.formulas:
            named = "、".join(self.formulas)
            raise FileRefused(f"表格里有公式（{named} 等单元格），请把公式粘贴为数值后重新上传。", cells=self.formulas)

    def _piece(self, text: bytes) -> None:
        starts: list[tuple[int, str]] = []
        has_formula = _FORMULA.search(text) is not None
        place: re.Match[bytes] | None = None
        for cell in _CELL.finditer(text):
            place = _PLACE.search(cell[1])
            if place is None:
                raise FileRefused("表格的单元格没有标明位置，请用 Excel 或 WPS 打开后另存再上传。")
            if has_formula:
                starts.append((cell.start(), (place[1] + place[2]).decode()))
            if not cell[1].endswith(b"/"):
                self._grow(int(place[2]), _column(place[1]))
        if has_formula:
            self._name_formulas(text, starts)
        if place:
            self.last = (place[1] + place[2]).decode()

    def _grow(self, row: int, column: int) -> None:
        self.rows, self.columns = max(self.rows, row), max(self.columns, column)
        if self.columns > MOST_COLUMNS:
            raise FileRefused(f"表格超过 {MOST_COLUMNS} 列，请删去不用的列后重新上传。", columns=self.columns)
        if self.rows > MOST_ROWS or self.rows * self.columns > MOST_CELLS:
            raise FileRefused("表格的行数太多，请拆分成几个文件后分别上传。", rows=self.rows)

    def _name_formulas(self, text: bytes, starts: list[tuple[int, str]]) -> None:
        for formula in _FORMULA.finditer(text):
            if len(self.formulas) == FORMULAS_NAMED:
                return
            before = [name for start, name in starts if start < formula.start()]
            self.formulas.append(before[-1] if before else self.last)


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
