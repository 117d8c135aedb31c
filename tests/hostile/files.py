"""Files that have broken other systems: bombs, and files that are two kinds at once."""

import struct
import zipfile
import zlib
from io import BytesIO

from zhijian.data.exchange.tests.factories import HEADINGS, make_csv, make_xlsx
from zhijian.support.evidence.tests.factories import make_jpeg

SCRIPT = b"<html><script>alert(document.domain)</script></html>"
ROW = ("", "青河店", "某路1号", "", "CY", "", "")


def workbook_with(**members: bytes) -> bytes:
    """A workbook of ours with members replaced or added; ``__`` in a name stands for ``/``."""
    with zipfile.ZipFile(BytesIO(make_xlsx([HEADINGS, ROW]))) as book:
        held = {name: book.read(name) for name in book.namelist()}
    held |= {name.replace("__", "/").replace("_xml", ".xml"): content for name, content in members.items()}
    data = BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in held.items():
            archive.writestr(name, content)
    return data.getvalue()


def overlapping(times: int = 40) -> bytes:
    """A workbook in whose directory many members are one and the same block, as in the bombs of David Fifield."""
    data = bytearray(workbook_with(xl__media__a=b"\0" * 9_000_000))
    end = data.rindex(b"PK\x05\x06")
    (start,) = struct.unpack_from("<I", data, end + 16)
    last = data.rindex(b"PK\x01\x02", start, end)
    entry = bytes(data[last:end])
    copies = b"".join(entry.replace(b"media/a", b"m%05d" % number) for number in range(times))
    (count,) = struct.unpack_from("<H", data, end + 10)
    tail = bytearray(data[end:])
    struct.pack_into("<HHI", tail, 8, count + times, count + times, end - start + len(copies))
    return bytes(data[:end]) + copies + bytes(tail)


def _laughs() -> bytes:
    levels = "".join(f'<!ENTITY l{n + 1} "{f"&l{n};" * 10}">' for n in range(9))
    return (
        f'<?xml version="1.0"?><!DOCTYPE sst [<!ENTITY l0 "lol">{levels}]>'
        '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>&l9;</t></si></sst>'
    ).encode()


def _wide() -> bytes:
    cells = b'<c r="A1"><v>1</v></c><c r="EQXD1"><v>1</v></c>'
    return b'<worksheet><sheetData><row r="1">' + cells + b"</row></sheetData></worksheet>"


#: Tables that must be refused, by what they are.
TABLES: dict[str, tuple[str, bytes]] = {
    "zip bomb": ("a.xlsx", workbook_with(xl__media__a=b"\0" * 60_000_000)),
    "overlapping members": ("b.xlsx", overlapping()),
    "a hundred thousand columns": ("c.xlsx", workbook_with(xl__worksheets__sheet1_xml=_wide())),
    "a hundred thousand columns of text": ("d.csv", make_csv([[f"列{n}" for n in range(100_000)]] * 2)),
    "a billion laughs": ("e.xlsx", workbook_with(xl__sharedStrings_xml=_laughs())),
    "laughs in the book": ("f.xlsx", workbook_with(xl__workbook_xml=_laughs())),
    "a page called a workbook": ("g.xlsx", SCRIPT),
    "a page behind the mark of a zip": ("h.xlsx", b"PK\x03\x04" + SCRIPT),
    "a drawing called a table": ("i.svg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"),
}


def _png(width: int, height: int) -> bytes:
    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    rows = zlib.compress(b"\0" * 5_000_000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def page_in_picture() -> bytes:
    """A photo that is a page for whoever guesses types: markup in its comment and behind its end."""
    photo = make_jpeg()
    comment = b"\xff\xfe" + struct.pack(">H", len(SCRIPT) + 2) + SCRIPT
    return photo[:2] + comment + photo[2:] + SCRIPT


#: Evidence that must be refused: type it is declared as, and bytes.
PICTURES: dict[str, tuple[str, bytes]] = {
    "picture bomb": ("image/png", _png(60_000, 60_000)),
    "a picture of impossible width": ("image/png", _png(2**31 - 1, 1)),
    "drawing with a script": (
        "image/svg+xml",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
    ),
    "drawing called a photo": ("image/png", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"),
    "GIF that is a script": ("image/gif", b"GIF89a=1;alert(1)//" + b"\0" * 40),
    "GIF called a photo": ("image/jpeg", b"GIF89a=1;alert(1)//" + b"\0" * 40),
    "page called a photo": ("image/jpeg", SCRIPT),
    "page behind the mark of a photo": ("image/jpeg", b"\xff\xd8\xff\xe0" + SCRIPT),
    "page called a paper": ("application/pdf", b"%PDF-1.7\n" + SCRIPT),
    "page": ("text/html", SCRIPT),
}
