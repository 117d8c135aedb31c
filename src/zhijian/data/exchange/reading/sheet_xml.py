"""The rows of a worksheet's XML as they stream by: checked, and cut into pieces small enough to be held in memory."""

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass

from zhijian.data.exchange.reading.errors import FileRefused
from zhijian.data.exchange.reading.limits import CHUNK, LONGEST_ROW, MOST_COLUMNS, MOST_ROWS

BROKEN = "工作簿已损坏或不是标准的 .xlsx，请用 Excel 或 WPS 打开后另存再上传。"
FORMULAS_NAMED = 5
_ROOT = re.compile(rb"<(\w+:)?worksheet[\s>][^>]*>|<(?:\w+:)?worksheet>")
_ROW = re.compile(rb"<(?:\w+:)?row(?=[\s/>])([^>]*)>")
_PLAIN_ROW = re.compile(rb"""<row r="([0-9]{1,8})"[^>]*>""")
_NUMBER = re.compile(rb"""\sr=["']([0-9]{1,8})["']""")
_END = re.compile(rb"</(?:\w+:)?sheetData\s*>|<(?:\w+:)?sheetData\s*/>")
_CELL = re.compile(rb"""<(?:\w+:)?c\s[^>]*?\br=["']([A-Z]{1,8}[0-9]{1,8})["']""")
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s/>]")
_NO_PLACE = re.compile(rb"""<(?:\w+:)?c(?:>|/|\s(?![^>]*\br=["'][A-Z]+[0-9]+["']))""")
# A cell whose place is not within the first 200 columns, or is no place.
_OTHER_THAN_PLAIN = re.compile(rb"""<c r="(?!(?:[A-Z]|[A-F][A-Z]|G[A-R])[0-9]{1,8}")""")
# Beyond column GR, the 200th.
_TOO_WIDE = re.compile(rb"""<(?:\w+:)?c\s[^>]*?\br=["'](?:[A-Z]{3,}|[H-Z][A-Z]|G[S-Z])[0-9]""")
assert MOST_COLUMNS == 200


@dataclass(frozen=True, slots=True)
class Piece:
    """Some whole rows of a sheet: the XML, and for each row its number and where it begins."""

    xml: bytes
    rows: list[tuple[int, int]]


def pieces(archive: zipfile.ZipFile, member: str) -> Iterator[Piece]:
    """All rows of a sheet, about a megabyte at a time. Raises FileRefused."""
    rest, ended = b"", False
    with archive.open(member) as file:
        while chunk := file.read(CHUNK):
            if b"\x00" in chunk:  # UTF-16, in which nothing would be found
                raise FileRefused(BROKEN)
            if ended:
                continue
            rest += chunk
            if b"<!" in rest:  # comments, CDATA and document types could hide rows
                raise FileRefused(BROKEN)
            end = _END.search(rest) if b"sheetData" in rest else None
            cut = end.start() if end else _last_row(rest)
            if cut > 0:
                yield _piece(rest[:cut])
                rest = rest[cut:]
            ended = end is not None
            if len(rest) > LONGEST_ROW and not ended:
                raise FileRefused(f"表格超过 {MOST_COLUMNS} 列，请删去不用的列后重新上传。")
    if not ended:
        raise FileRefused(BROKEN)


def _last_row(text: bytes) -> int:
    """Where the last row that may still be cut begins."""
    place = len(text)
    while (place := text.rfind(b"row", 0, place)) > 0:
        opening = text.rfind(b"<", 0, place)
        if opening >= 0 and _ROW.match(text, opening):
            return opening
    return 0


def _piece(xml: bytes) -> Piece:
    rows = [(int(found[1]), found.start()) for found in _PLAIN_ROW.finditer(xml)]
    if xml.count(b"row") == len(rows) + xml.count(b"</row>"):  # nothing else is called so
        return Piece(xml, rows)
    rows = []
    for found in _ROW.finditer(xml):
        number = _NUMBER.search(found[1])
        if number is None:
            raise FileRefused("表格的行没有标明位置，请用 Excel 或 WPS 打开后另存再上传。")
        rows.append((int(number[1]), found.start()))
    return Piece(xml, rows)


def root_of(archive: zipfile.ZipFile, member: str) -> tuple[bytes, bytes]:
    """The opening tag of a sheet with its namespaces, and the prefix of its elements. Raises FileRefused."""
    with archive.open(member) as file:
        found = _ROOT.search(file.read(CHUNK))
    if found is None:
        raise FileRefused(BROKEN)
    return found.group(), found[1] or b""


def examine(archive: zipfile.ZipFile, member: str) -> int:
    """Refuse formulas, too many columns or rows, and cells that do not say where they stand; gives how many rows.

    Rows that are only formatted count too.  Raises FileRefused.
    """
    formulas: list[str] = []
    count = 0
    for piece in pieces(archive, member):
        count += len(piece.rows)
        _refuse_wrong_cells(piece.xml)
        if piece.rows and piece.rows[-1][0] > MOST_ROWS + 1 and _CELL.search(piece.xml, piece.rows[-1][1]):
            raise FileRefused(f"表格超过 {MOST_ROWS} 行，请拆分成几个文件后分别上传。", rows=piece.rows[-1][0])
        if len(formulas) < FORMULAS_NAMED and (b"<f" in piece.xml or b":f" in piece.xml):
            formulas.extend(_formulas(piece.xml))
    if formulas:
        named = formulas[:FORMULAS_NAMED]
        raise FileRefused(f"表格里有公式（{'、'.join(named)} 等单元格），请把公式粘贴为数值后重新上传。", cells=named)
    return count


def _refuse_wrong_cells(xml: bytes) -> None:
    """Where all cells have the plain form ``<c r="A1"`` and stand well, nothing more is looked at."""
    if b":c" not in xml and xml.count(b"<c") == xml.count(b'<c r="') and not _OTHER_THAN_PLAIN.search(xml):
        return
    if _NO_PLACE.search(xml):
        raise FileRefused("表格的单元格没有标明位置，请用 Excel 或 WPS 打开后另存再上传。")
    if _TOO_WIDE.search(xml):
        raise FileRefused(f"表格超过 {MOST_COLUMNS} 列，请删去不用的列后重新上传。", most=MOST_COLUMNS)


def _formulas(xml: bytes) -> Iterator[str]:
    """Names of the first cells that hold a formula."""
    cells = [(found.start(), found[1]) for found in _CELL.finditer(xml)]
    at = 0
    for count, formula in enumerate(_FORMULA.finditer(xml)):
        if count == FORMULAS_NAMED:
            return
        while at + 1 < len(cells) and cells[at + 1][0] < formula.start():
            at += 1
        yield cells[at][1].decode()
