"""Reading tabular files: looked over as a whole when they come in, then read row by row as text."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from zhijian.data.exchange.reading.errors import FileRefused
from zhijian.data.exchange.reading.limits import MOST_COLUMNS
from zhijian.data.exchange.reading.separated import SeparatedFile
from zhijian.data.exchange.reading.workbook import Workbook
from zhijian.data.exchange.rules import plain_heading
from zhijian.kernel.text import find_bidi_or_control, normalise

SAMPLE_ROWS = 5
Line = tuple[int, list[str]]


@dataclass(frozen=True, kw_only=True)
class Overview:
    """What a file is: its format, sheet (empty for CSV), headings and first rows; rows: below the headings, about."""

    format: str
    sheet: str
    headings: list[str]
    sample: list[list[str]]
    rows: int


def look_over(path: Path, name: str) -> Overview:
    """Check a file as a whole. Raises FileRefused with what to do about it."""
    source = _open(path, _format_of(path, name))
    sheet, rows = source.examine()
    lines = source.lines()
    headings = _headings(lines)
    sample = [values[: len(headings)] for _, values in _first(lines, SAMPLE_ROWS)]
    if not sample:
        raise FileRefused("表格里只有表头，没有数据行，请填写后重新上传。")
    return Overview(format=source.format, sheet=sheet, headings=headings, sample=sample, rows=rows - 1)


def data_lines(path: Path, format: str) -> Iterator[Line]:
    """The lines below the headings that hold something, each with its number (from 1), values as they stand."""
    lines = _open(path, format).lines()
    _headings(lines)
    return (line for line in lines if any(line[1]))


def _open(path: Path, format: str) -> Workbook | SeparatedFile:
    return Workbook(path) if format == "xlsx" else SeparatedFile(path)


def _format_of(path: Path, name: str) -> str:
    ending = name.rpartition(".")[2].lower()
    with path.open("rb") as file:
        start = file.read(8)
    if ending == "xlsm" or ending == "xlsb":
        raise FileRefused("不接收带宏的工作簿，请另存为 .xlsx 后重新上传。")
    if ending == "xls" or start.startswith(b"\xd0\xcf\x11\xe0"):
        raise FileRefused("这是旧版 .xls 或加了密码的文件，请去掉密码并另存为 .xlsx 后重新上传。")
    if ending not in {"xlsx", "csv"}:
        raise FileRefused("只接收 .xlsx 和 .csv 文件，请另存后重新上传。")
    if not start:
        raise FileRefused("文件是空的，请检查后重新上传。")
    if (ending == "xlsx") != start.startswith(b"PK\x03\x04"):
        raise FileRefused(f"文件内容不是 .{ending} 格式，请用 Excel 或 WPS 另存后重新上传。")
    return ending


def _first(lines: Iterator[Line], count: int) -> Iterator[Line]:
    for line in lines:
        if any(line[1]):
            yield line
            count -= 1
            if not count:
                return


def _headings(lines: Iterator[Line]) -> list[str]:
    first = next(_first(lines, 1), None)
    if first is None:
        raise FileRefused("表格是空的，请填写后重新上传。")
    headings = first[1]
    while headings and not headings[-1].strip():
        headings.pop()
    if len(headings) > MOST_COLUMNS:
        raise FileRefused(f"表格有 {len(headings)} 列，最多 {MOST_COLUMNS} 列，请删去不用的列。", columns=len(headings))
    for column, heading in enumerate(headings, start=1):
        if find_bidi_or_control(heading):
            raise FileRefused(f"第 {column} 列的列名含有看不见的字符，请重新输入列名。", column=column)
    headings = [normalise(heading)[:200] for heading in headings]
    _refuse_repeated(headings)
    return headings


def _refuse_repeated(headings: list[str]) -> None:
    seen: dict[str, int] = {}
    for column, heading in enumerate(headings, start=1):
        plain = plain_heading(heading)
        if plain and plain in seen:
            raise FileRefused(
                f"第 {seen[plain]} 列和第 {column} 列的列名都是“{heading}”，请改成不同的列名或删去一列。",
                columns=[seen[plain], column],
            )
        seen[plain] = column
