"""Shops that no other test knows, named by chance from characters whose initials stand here; files that hold them."""

import csv
import random
import time
from dataclasses import dataclass
from io import BytesIO, StringIO
from typing import Any

import xlsxwriter

from zhijian.kernel.identifiers.uscc import make_uscc

#: Characters that names of the demonstration hardly use, with the first letter of their reading.
LETTERS = {
    "苓": "l", "芮": "r", "茵": "y", "荃": "q", "莓": "m", "菁": "j", "萱": "x", "葵": "k", "蓓": "b", "蔷": "q",
    "薇": "w", "藜": "l", "岑": "c", "峦": "l", "崧": "s", "嵘": "r", "沅": "y", "泓": "h", "淇": "q", "湛": "z",
}  # fmt: skip
HEADINGS = ("统一社会信用代码", "企业名称", "经营者", "联系电话", "经营场所", "成立日期", "监管类别", "备注")


@dataclass(frozen=True)
class Shop:
    """One shop; ``word`` is what its name has of its own, ``initials`` are those of that word."""

    word: str
    name: str
    initials: str
    uscc: str
    phone: str

    def row(self, **other: str) -> list[str]:
        """Its row in the order of ``HEADINGS``."""
        values = {
            "统一社会信用代码": self.uscc,
            "企业名称": self.name,
            "经营者": "林试",
            "联系电话": self.phone,
            "经营场所": f"望澜区{self.word}路{self.phone[-4:]}号",
            "成立日期": "2021年3月5日",
            "监管类别": "餐饮服务",
            "备注": "",
        }
        return [(values | other)[heading] for heading in HEADINGS]


def make_shop() -> Shop:
    """A shop that was never there before, also not in an earlier run against the same world."""
    dice = random.Random(time.monotonic_ns())
    word = "".join(dice.sample(sorted(LETTERS), 4))
    return Shop(
        word=word,
        name=f"望澜区{word}小吃店",
        initials="".join(LETTERS[character] for character in word),
        uscc=make_uscc("92570102", f"MA{dice.randrange(10**6):06d}"),
        phone=f"16{dice.randrange(10**9):09d}",
    )


def wide(text: str) -> str:
    """Letters and digits in full width."""
    return "".join(chr(ord(character) + 0xFEE0) for character in text)


def xlsx(*rows: list[str], headings: tuple[str, ...] = HEADINGS) -> bytes:
    """A workbook; a text that begins with = becomes a formula."""
    data = BytesIO()
    with xlsxwriter.Workbook(data, {"in_memory": True}) as book:
        sheet = book.add_worksheet("登记")
        for line, row in enumerate([list(headings), *rows]):
            sheet.write_row(line, 0, row)
    return data.getvalue()


def separated(*rows: list[str], encoding: str = "utf-8-sig", headings: tuple[str, ...] = HEADINGS) -> bytes:
    """The same as CSV."""
    text = StringIO()
    csv.writer(text).writerows([headings, *rows])
    return text.getvalue().encode(encoding)


def payload(name: str, data: bytes) -> dict[str, Any]:
    """A file as a person would choose it."""
    return {"name": name, "mimeType": "application/octet-stream", "buffer": data}
