"""An .xlsx workbook: its archive is checked before anything is expanded, its first visible sheet is read."""

import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from io import BytesIO
from itertools import pairwise
from pathlib import Path

from lxml import etree
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook

from zhijian.data.exchange.reading.errors import FileRefused
from zhijian.data.exchange.reading.limits import (
    CHUNK,
    LOCAL_HEADER,
    MANY_STRINGS,
    MOST_EXPANDED,
    MOST_MEMBERS,
    MOST_RATIO,
    RATIO_COUNTS_FROM,
    ROWS_AT_ONCE,
    ROWS_AT_ONCE_WITH_STRINGS,
)
from zhijian.data.exchange.reading.sheet_xml import BROKEN, examine, pieces, root_of
from zhijian.kernel.ahead import ahead

_PARSER = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
_RELATIONS = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_NEEDED = ("[Content_Types].xml", "_rels/.rels", "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml")
_STRINGS = "xl/sharedStrings.xml"


class Workbook:
    """A workbook on disk."""

    format = "xlsx"

    def __init__(self, path: Path) -> None:
        self.path = path

    def examine(self) -> tuple[str, int]:
        """Check archive and sheet; gives the sheet's name and how many rows it has. Raises FileRefused."""
        try:
            with zipfile.ZipFile(self.path) as archive:
                _refuse_bomb(archive.infolist())
                _refuse_macros(archive.namelist())
                _read_through(archive)
                sheet, member = _first_sheet(archive)
                rows = examine(archive, member)
        except (zipfile.BadZipFile, zlib.error, EOFError, KeyError, NotImplementedError, etree.XMLSyntaxError) as error:
            raise FileRefused(BROKEN) from error
        return sheet, rows

    def lines(self) -> Iterator[tuple[int, list[str]]]:
        """All lines of the sheet that hold something, with their numbers, values as text. Raises FileRefused.

        The rows are given to the reader in parts, each as a small workbook, because it holds all it reads in memory.
        """
        with zipfile.ZipFile(self.path) as archive:
            for sheet in ahead(_sheets(archive)):
                yield from _lines_of(sheet)


def _sheets(archive: zipfile.ZipFile) -> Iterator[CalamineSheet]:
    """The sheet in parts, taken apart without holding up other threads. Raises FileRefused."""
    name, _ = _first_sheet(archive)
    for part in _parts(archive):
        try:
            yield CalamineWorkbook.from_filelike(part).get_sheet_by_name(name)
        except CalamineError as error:
            raise FileRefused(BROKEN) from error


def _parts(archive: zipfile.ZipFile) -> Iterator[BytesIO]:
    """The sheet in parts: small workbooks that share the texts and styles of the whole."""
    _, member = _first_sheet(archive)
    names = set(archive.namelist())
    kept = {name: archive.read(name) for name in (*_NEEDED, _STRINGS) if name in names}
    many = len(kept.get(_STRINGS, b"")) > MANY_STRINGS
    opening, prefix = root_of(archive, member)
    start = opening + b"<" + prefix + b"sheetData>"
    end = b"</" + prefix + b"sheetData></" + prefix + b"worksheet>"
    for rows in _row_groups(archive, member, ROWS_AT_ONCE_WITH_STRINGS if many else ROWS_AT_ONCE):
        part = BytesIO()
        with zipfile.ZipFile(part, "w", zipfile.ZIP_STORED) as small:
            for name, content in kept.items():
                small.writestr(name, content)
            small.writestr(member, start + rows + end)
        part.seek(0)
        yield part


def _row_groups(archive: zipfile.ZipFile, member: str, most: int) -> Iterator[bytes]:
    """XML of neighbouring rows, of which the last stands less than ``most`` after the first."""
    group: list[bytes] = []
    first: int | None = None
    for piece in pieces(archive, member):
        begin = piece.rows[0][1] if piece.rows else 0
        for number, start in piece.rows:
            if first is None:
                first = number
            elif not 0 <= number - first < most:
                yield b"".join([*group, piece.xml[begin:start]])
                group, first, begin = [], number, start
        if piece.rows:
            group.append(piece.xml[begin:])
    if group:
        yield b"".join(group)


def _lines_of(sheet: CalamineSheet) -> Iterator[tuple[int, list[str]]]:
    if sheet.start is None:
        return
    row, column = sheet.start  # empty rows above and empty columns on the left are left out
    before = [""] * column
    for number, values in enumerate(sheet.to_python(skip_empty_area=True), start=row + 1):
        texts = [value if type(value) is str else as_text(value) for value in values]
        yield number, before + texts if before else texts


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
        raise FileRefused(BROKEN)
    if _overlap(members):
        raise FileRefused("工作簿内部的文件互相重叠，不能导入，请用 Excel 或 WPS 打开后另存再上传。")
    if sum(item.file_size for item in members) > MOST_EXPANDED:
        raise FileRefused("工作簿展开后超过 1 GB，不能导入，请拆分后上传。")
    for item in members:
        if item.file_size > max(RATIO_COUNTS_FROM, MOST_RATIO * item.compress_size):
            raise FileRefused("工作簿的压缩比例不正常，不能导入，请用 Excel 或 WPS 打开后另存再上传。")


def _overlap(members: list[zipfile.ZipInfo]) -> bool:
    """Whether members share bytes of the archive, so that each has a modest ratio and all together have none."""
    spans = sorted((item.header_offset, item.header_offset + LOCAL_HEADER + item.compress_size) for item in members)
    return any(end > following for (_, end), (following, _) in pairwise(spans))


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
