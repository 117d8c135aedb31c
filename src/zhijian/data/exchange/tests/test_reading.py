"""Files are refused as a whole with a sentence that says why; others are read as text."""

import struct
import time
import zipfile
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest

from zhijian.data.exchange.dates import DateInvalid, parse_date
from zhijian.data.exchange.reading import data_lines, look_over
from zhijian.data.exchange.reading.errors import FileRefused
from zhijian.data.exchange.rules import Match, propose
from zhijian.data.exchange.tests.factories import make_csv, make_xlsx

TABLE = [["名称", "住所"], ["甲店", "一路1号"]]


def _refusal(folder: Path, data: bytes, name: str = "表.xlsx") -> str:
    path = folder / "file"
    path.write_bytes(data)
    with pytest.raises(FileRefused) as caught:
        look_over(path, name)
    return caught.value.message


def _archive(members: dict[str, bytes]) -> bytes:
    data = BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return data.getvalue()


def _with_member(name: str, content: bytes) -> bytes:
    with zipfile.ZipFile(BytesIO(make_xlsx(TABLE))) as archive:
        members = {item: archive.read(item) for item in archive.namelist()}
    return _archive(members | {name: content})


@pytest.mark.req("PLT-12")
def test_a_workbook_is_read_as_people_see_it(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(make_xlsx([["名称", "资本", "备注"], ["甲店", 12.0, "=号开头的字"[1:]], [], ["乙店", 1.5, True]]))

    overview = look_over(path, "表.XLSX")

    assert (overview.format, overview.sheet, overview.headings) == ("xlsx", "经营主体", ["名称", "资本", "备注"])
    assert overview.rows == 2
    assert list(data_lines(path, "xlsx")) == [(2, ["甲店", "12", "号开头的字"]), (4, ["乙店", "1.5", "是"])]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_csv_of_each_encoding_is_read(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "file"
    path.write_bytes(make_csv(TABLE, encoding))

    overview = look_over(path, "表.csv")
    assert (overview.headings, overview.rows) == (["名称", "住所"], 1)
    assert list(data_lines(path, "csv")) == [(2, ["甲店", "一路1号"])]


@pytest.mark.req("PLT-12")
def test_mixed_encodings_are_refused_with_the_line(tmp_path: Path) -> None:
    data = make_csv(TABLE, "utf-8") + "乙店,二路2号\r\n".encode("gb18030")

    assert "第 3 行" in _refusal(tmp_path, data, "表.csv")


@pytest.mark.req("PLT-12")
def test_formulas_are_named(tmp_path: Path) -> None:
    table = [*TABLE, ["=1+1", "x"], ["乙店", "=A1"]]

    assert "A3、B4" in _refusal(tmp_path, make_xlsx(table))
    assert "第 3 行第 1 列" in _refusal(tmp_path, make_csv(table), "表.csv")


@pytest.mark.req("PLT-12")
def test_a_hundred_thousand_columns_are_refused_at_once(tmp_path: Path) -> None:
    wide = ["列" + str(number) for number in range(100_000)]
    cells = b"".join(b'<c r="A%d"><v>1</v></c>' % number for number in range(1, 3)) + b'<c r="EQXD1"><v>1</v></c>'
    sheet = b'<worksheet><sheetData><row r="1">' + cells + b"</row></sheetData></worksheet>"
    begun = time.monotonic()

    in_text = _refusal(tmp_path, make_csv([wide, wide]), "表.csv")
    in_book = _refusal(tmp_path, _with_member("xl/worksheets/sheet1.xml", sheet))

    assert "100000 列" in in_text
    assert "200 列" in in_book
    assert time.monotonic() - begun < 3


@pytest.mark.req("PLT-12")
def test_bombs_are_refused_before_they_are_expanded(tmp_path: Path) -> None:
    assert "压缩比例" in _refusal(tmp_path, _with_member("xl/media/a.bin", b"\0" * 60_000_000))
    many = {f"xl/m{number}": b"" for number in range(1_001)}
    assert "文件过多" in _refusal(tmp_path, _archive(many))


def test_a_member_that_lies_about_its_size_is_refused(tmp_path: Path) -> None:
    data = bytearray(_with_member("xl/zz.bin", b"a" * 5_000))
    entry = data.rindex(b"PK\x01\x02")
    data[entry + 24 : entry + 28] = struct.pack("<I", 10)

    assert "已损坏" in _refusal(tmp_path, bytes(data))


@pytest.mark.parametrize(
    ("data", "name", "said"),
    [
        (b"", "表.xlsx", "空的"),
        (b"PK\x03\x04broken", "表.xlsx", "已损坏"),
        (b"hello", "表.xlsx", "不是 .xlsx"),
        (b"hello", "表.pdf", "只接收"),
        (b"\xd0\xcf\x11\xe0xxxx", "表.xlsx", "密码"),
        (make_xlsx(TABLE), "表.xlsm", "宏"),
        (_with_member("xl/vbaProject.bin", b"x"), "表.xlsx", "宏"),
        (make_xlsx([]), "表.xlsx", "空的"),
        (make_xlsx([["名称", "住所"]]), "表.xlsx", "没有数据行"),
        (make_xlsx([["名称", " 名称"], ["甲", "乙"]]), "表.xlsx", "第 1 列和第 2 列"),
        (make_csv([["名称"], ['"甲']]), "表.csv", "不成对"),
        ("名称\n甲".encode("utf-16"), "表.csv", "UTF-16"),
    ],
)
def test_what_cannot_be_imported_is_refused_in_chinese(tmp_path: Path, data: bytes, name: str, said: str) -> None:
    assert said in _refusal(tmp_path, data, name)


@pytest.mark.parametrize(
    "text", ["2026-01-31", "2026/1/31", "2026.1.31", "20260131", "2026年1月31日", "２０２６-０１-３１"]
)
def test_a_day_is_understood_in_several_forms(text: str) -> None:
    assert parse_date(text) == date(2026, 1, 31)


@pytest.mark.parametrize("text", ["2026-02-30", "26-1-1", "昨天", ""])
def test_what_is_no_day_is_refused(text: str) -> None:
    with pytest.raises(DateInvalid):
        parse_date(text)


def test_headings_are_recognised_exactly_by_alias_by_likeness_or_as_remembered() -> None:
    names = {"name": ("名称", "企业名称"), "address": ("住所（经营场所）",), "phone": ("联系电话",)}

    found = propose(["企业 名称", "住所(经营场所)", "联系电话号", "备注"], names, None)
    again = propose(["甲", "乙"], names, ["phone", None])

    assert [(item.field, item.match) for item in found] == [
        ("name", Match.ALIAS),
        ("address", Match.EXACT),
        ("phone", Match.SIMILAR),
        (None, Match.NONE),
    ]
    assert [(item.field, item.match) for item in again] == [("phone", Match.REMEMBERED), (None, Match.NONE)]
