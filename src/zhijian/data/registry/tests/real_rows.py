"""Rows of a register made of real names, places and trades, and the errors that real files hold."""

import csv
import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from zhijian.kernel.identifiers.uscc import make_uscc

SAMPLE = Path(__file__).parent / "sample"
WHOLE = Path(__file__).parents[6] / "shared" / "data"
INDUSTRIES = Path(__file__).parents[1] / "data" / "industry.csv"
HEADINGS = (
    "统一社会信用代码", "企业名称", "负责人", "联系电话", "住所（经营场所）", "所属街道", "行业代码", "成立日期",
    "注册资本(万元)", "登记状态", "监管类别", "备注",
)  # fmt: skip
FORMS = ("有限公司", "经营部", "商行", "店")
FAMILY_NAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗高"
GIVEN_NAMES = "伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂"


def _source(folder: str, name: str) -> Path:
    whole = WHOLE / folder / name
    return whole if whole.is_file() else SAMPLE / name


def short_names() -> list[str]:
    """字号 in the order of the list, only those written in Chinese characters."""
    lines = _source("company_names_cn", "short_names.txt").read_text("utf-8").splitlines()
    return [name for name in lines if 2 <= len(name) <= 6 and all("\u4e00" <= char <= "\u9fff" for char in name)]


def _table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@dataclass(frozen=True)
class Street:
    """A street or town, six digits of its county, and its name with that of the county before it."""

    county: str
    name: str
    full_name: str


def streets() -> list[Street]:
    """All streets of the list."""
    rows = _table(_source("admin_divisions_cn", "divisions.csv"))
    return [Street(row["parent_code"], row["name"], row["full_name"]) for row in rows if row["level"] == "4"]


def industries() -> list[dict[str, str]]:
    """The finest codes of GB/T 4754-2017; the platform ships the same list."""
    whole = WHOLE / "industry_codes_cn" / "gbt4754_2017.csv"
    return [row for row in _table(whole if whole.is_file() else INDUSTRIES) if row["level"] == "4"]


def _trade(name: str) -> str:
    """The word for a trade in a company's name."""
    return name.split("、")[0].removesuffix("服务").removesuffix("零售")[:6]


def rows(count: int, *, seed: int = 1) -> Iterator[list[str]]:
    """Good rows in the order of ``HEADINGS``: no two with the same code, or the same name and address."""
    dice = random.Random(seed)
    places, trades, names = streets(), industries(), short_names()
    for number in range(count):
        place, trade, name = dice.choice(places), dice.choice(trades), names[number % len(names)]
        yield [
            make_uscc(f"92{place.county[:6]}", f"MA{number:06d}"),
            f"{place.full_name.removesuffix(place.name)[-12:]}{name}{_trade(trade['name'])}{dice.choice(FORMS)}",
            dice.choice(FAMILY_NAMES) + dice.choice(GIVEN_NAMES),
            f"1300{number:07d}",
            f"{place.full_name}{dice.choice(names)}路{number + 1}号",
            place.name,
            trade["code"],
            f"{dice.randint(1995, 2025)}/{dice.randint(1, 12)}/{dice.randint(1, 28)}",
            str(dice.choice((0, 3, 10, 50, 200.5))),
            dice.choice(("存续", "在营", "注销", "存续（在营、开业、在册）")),
            dice.choice(("CY", "食品销售", "药品零售、QX", "TS")),
            "",
        ]


def wide(text: str) -> str:
    """Digits and Latin letters in full width, as some input methods leave them."""
    return "".join(chr(ord(char) + 0xFEE0) if "!" <= char <= "~" else char for char in text)


@dataclass(frozen=True)
class Dirty:
    """Rows with planted errors.  bad: the lines (from 1, with the heading's) that cannot be taken and the column at
    fault; repeated: lines that say again what an earlier one said."""

    rows: list[list[str]]
    bad: dict[int, str]
    repeated: list[int]


def dirty(count: int, *, seed: int = 2) -> Dirty:
    """``count`` good rows, among them every fortieth spoilt in turn, every hundredth said twice."""
    spoils = (
        ("统一社会信用代码", lambda row: row[0][:3] + row[0][4] + row[0][3] + row[0][5:]),
        ("联系电话", lambda row: "1234"),
        ("成立日期", lambda row: "2025-02-30"),
        ("行业代码", lambda row: "餐饮"),
        ("监管类别", lambda row: "火锅"),
        ("企业名称", lambda row: row[1] + "\u202e"),
        ("登记状态", lambda row: "开着"),
    )
    out: list[list[str]] = []
    bad: dict[int, str] = {}
    repeated: list[int] = []
    for number, row in enumerate(rows(count, seed=seed)):
        if number % 40 == 39:
            heading, spoil = spoils[number // 40 % len(spoils)]
            place = HEADINGS.index(heading)
            spoilt = spoil(row)
            if spoilt != row[place]:
                row[place] = spoilt
                bad[len(out) + 2] = heading
        elif number % 10 == 0:
            row[0], row[3], row[7] = wide(row[0]), wide(row[3]), wide(row[7])
        out.append(row)
        if number % 100 == 50:
            repeated.append(len(out) + 2)
            out.append(list(row))
    return Dirty(out, bad, repeated)
