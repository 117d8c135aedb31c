"""A .csv file in UTF-8 or GB18030, told apart line by line, so that a file glued from both is found out."""

import csv
import re
from collections.abc import Iterator
from pathlib import Path

from zhijian.data.exchange.reading.errors import FileRefused
from zhijian.data.exchange.reading.limits import MOST_ROWS

FORMULAS_NAMED = 5
UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
_CHINESE = re.compile("[\u3400-\u9fff]")
_DANGEROUS = re.compile(r"\s*=")


class SeparatedFile:
    """A file of comma-separated values on disk."""

    format = "csv"

    def __init__(self, path: Path) -> None:
        self.path = path

    def examine(self) -> tuple[str, int]:
        """Check encoding, structure and formulas; gives "" for there is no sheet, and the lines. Raises FileRefused."""
        formulas: list[str] = []
        count = 0
        for number, values in self.lines():
            count += any(values)
            if number > MOST_ROWS:
                raise FileRefused("表格的行数太多，请拆分成几个文件后分别上传。", rows=number)
            formulas.extend(
                f"第 {number} 行第 {column} 列"
                for column, value in enumerate(values, start=1)
                if _DANGEROUS.match(value)
            )
            if len(formulas) >= FORMULAS_NAMED:
                break
        if formulas:
            named = formulas[:FORMULAS_NAMED]
            raise FileRefused(f"表格里有公式（{'、'.join(named)}），请把公式粘贴为数值后重新上传。", cells=named)
        return "", count

    def lines(self) -> Iterator[tuple[int, list[str]]]:
        """All records with the line on which they end (from 1). Raises FileRefused."""
        with self.path.open(encoding=self._encoding(), newline="") as file:
            reader = csv.reader(file, strict=True)
            try:
                for values in reader:
                    yield reader.line_num, values
            except csv.Error as error:
                raise FileRefused(
                    f"第 {reader.line_num} 行的引号或逗号不成对，请用 Excel 或 WPS 打开后另存为 CSV 再上传。",
                    line=reader.line_num,
                ) from error

    def _encoding(self) -> str:
        """UTF-8 unless some line is no UTF-8; then GB18030, of which no line may clearly be UTF-8."""
        utf8 = other = 0
        with self.path.open("rb") as file:
            for number, line in enumerate(file, start=1):
                if b"\x00" in line or line.startswith(UTF16_MARKS):
                    raise FileRefused("文件不是文本，或是 UTF-16 编码，请另存为 UTF-8 编码的 CSV 后重新上传。")
                if line.isascii():
                    continue
                if _is_clearly_utf8(line):
                    utf8 = utf8 or number
                elif not _decodes(line, "utf-8"):
                    other = other or number
                    if not _decodes(line, "gb18030"):
                        raise FileRefused(
                            f"第 {number} 行的文字编码无法识别，请另存为 UTF-8 编码的 CSV 后重新上传。", line=number
                        )
                if utf8 and other:
                    raise FileRefused(
                        f"文件里混用了两种文字编码，从第 {number} 行起与前面不同，请统一为 UTF-8 后重新上传。",
                        line=number,
                    )
        return "gb18030" if other else "utf-8-sig"


def _decodes(line: bytes, encoding: str) -> bool:
    try:
        line.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _is_clearly_utf8(line: bytes) -> bool:
    """Whether a line is UTF-8 with Chinese characters; three bytes each, which GB18030 hardly ever meets by chance."""
    return _decodes(line, "utf-8") and _CHINESE.search(line.decode("utf-8")) is not None
