"""Values of a content as they are printed: days, moments, numbers, persons, choices; everything becomes text."""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from zhijian.kernel.clock import CHINA
from zhijian.support.documents.render.definition import Term

NOTHING = "/"
"""Printed for an optional value that is not there: an empty field of an official paper is struck through."""
CHECKED, UNCHECKED = "☑", "☐"
_NUMBER = re.compile(r"-?[0-9]{1,3}(?:,?[0-9]{3})*(?:\.[0-9]+)?|-?[0-9]+(?:\.[0-9]+)?")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def printed(term: Term, value: object) -> str:
    """A value as text; raises ValueError with a Chinese sentence when it does not fit its kind.

    date: ``2026-03-05`` → 2026年3月5日. datetime: with its offset, shown in China. number: an integer or its decimal
    text, as given. person-list: ``[{"name": …, "certificate": …}]``. choice: the key, or None for no choice.
    """
    if term.kind == "choice":
        return _choice(term.options, value)
    if value is None or value in ("", []):
        if not term.optional:
            raise ValueError("是必填内容，不能为空")
        return NOTHING
    return printed_as(term.kind, value)


def printed_as(kind: str, value: object) -> str:
    """A value that is there, by the name of its kind; see ``printed``."""
    return _PRINTERS[kind](value)


def printed_moment(at: datetime) -> str:
    """2026年3月5日14时05分, in China."""
    local = at.astimezone(CHINA)
    return f"{local.year}年{local.month}月{local.day}日{local.hour}时{local.minute:02d}分"


def boxes(labels: tuple[str, ...], chosen: str) -> tuple[str, ...]:
    """Every label with its box: ☑是, ☐否."""
    return tuple(f"{CHECKED if label == chosen else UNCHECKED}{label}" for label in labels)


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError("应当是文字")
    return value


def _day(value: object) -> str:
    text = _text(value)
    if not _DAY.fullmatch(text):
        raise ValueError("应当是形如 2026-03-05 的日期")
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise ValueError(f"{text} 不是存在的日期") from None
    return f"{day.year}年{day.month}月{day.day}日"


def _moment(value: object) -> str:
    try:
        at = datetime.fromisoformat(_text(value))
    except ValueError:
        raise ValueError("应当是带时区的时间，例如 2026-03-05T14:05:00+08:00") from None
    if at.tzinfo is None:
        raise ValueError("时间缺少时区，例如 +08:00")
    return printed_moment(at)


def _number(value: object) -> str:
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if isinstance(value, str) and _NUMBER.fullmatch(value):
        return value
    raise ValueError("应当是整数，或写成文字的小数")


def _persons(value: object) -> str:
    if not isinstance(value, list | tuple):
        raise ValueError("应当是人员名单")
    return "、".join(_person(one) for one in value)


def _person(value: object) -> str:
    match value:
        case {"name": str(name), "certificate": str(certificate), **others} if name and certificate and not others:
            return f"{name}（执法证号 {certificate}）"
        case {"name": str(name), **others} if name and not others:
            return name
        case _:
            raise ValueError("人员应当有姓名（name），可以有证号（certificate）")


def _choice(options: Mapping[str, str], value: object) -> str:
    if value is not None and value not in options:
        raise ValueError(f"只能是 {'、'.join(options)} 之一")
    return "　".join(boxes(tuple(options.values()), options[str(value)] if value is not None else ""))


_PRINTERS: dict[str, Callable[[Any], str]] = {
    "text": _text,
    "date": _day,
    "datetime": _moment,
    "number": _number,
    "person-list": _persons,
}
