"""Readers of single JSON values from a stranger: the right type and size, or Malformed with the path."""

import re
from collections.abc import Collection, Iterable, Sequence
from contextlib import suppress
from datetime import date, datetime
from typing import Final, cast

from zhijian.kernel.errors import Invalid

MAX_TEXT: Final = 2_000
_SHA256 = re.compile(r"[0-9a-f]{64}")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z")


class Malformed(Invalid):
    """A document that is not of the published format; ``path`` names the first wrong field."""

    code = "inspection.draw_malformed"

    def __init__(self, path: str, what: str) -> None:
        super().__init__(f"抽取文件的“{path or '最外层'}”{what}。", path=path)


def record(value: object, names: Collection[str], path: str) -> dict[str, object]:
    """An object with exactly these fields: an unknown field could hide something a reader takes for checked."""
    if type(value) is not dict:
        raise Malformed(path, "应为对象")
    if value.keys() != frozenset(names):
        raise Malformed(path, f"应恰好含有这些字段：{'、'.join(names)}")
    return cast(dict[str, object], value)


def rows(value: object, most: int, path: str) -> list[object]:
    """A list of at most ``most`` rows."""
    if type(value) is not list or len(value) > most:
        raise Malformed(path, f"应为不超过 {most} 项的列表")
    return cast(list[object], value)


def pair(value: object, path: str) -> list[object]:
    """A list of exactly two."""
    if type(value) is not list or len(value) != 2:
        raise Malformed(path, "应为恰好两项的列表")
    return cast(list[object], value)


def text(value: object, path: str) -> str:
    """Text of 1–2,000 characters that can be written in UTF-8."""
    if type(value) is not str or not 0 < len(value) <= MAX_TEXT:
        raise Malformed(path, f"应为 1 至 {MAX_TEXT} 个字符的文字")
    encodable((value,), path)
    return value


def texts(value: object, path: str) -> list[str]:
    """A list of texts, none twice."""
    found = [text(each, f"{path}[{position}]") for position, each in enumerate(rows(value, 1_000, path))]
    if len(set(found)) != len(found):
        raise Malformed(path, "不得有重复项")
    return found


def column(values: Sequence[object], path: str, field: str, *, least: int = 1) -> None:
    """One field of all rows of a list: ``text`` for every value, with one look at them all when they are in order."""
    if set(map(type, values)) <= {str}:
        found = cast(Sequence[str], values)
        if least <= min(map(len, found), default=least) and max(map(len, found), default=0) <= MAX_TEXT:
            encodable(found, f"{path}[*].{field}")
            return
    for position, value in enumerate(values):
        if value != "" or least > 0:
            text(value, f"{path}[{position}].{field}")


def chosen(values: Sequence[object], allowed: frozenset[str], path: str, field: str) -> None:
    """One field of all rows of a list, each one of the allowed codes."""
    column(values, path, field)
    if not set(values) <= allowed:
        position = next(place for place, value in enumerate(values) if value not in allowed)
        raise Malformed(f"{path}[{position}].{field}", f"应为 {'、'.join(sorted(allowed))} 之一")


def lists(values: Sequence[object], path: str, field: str) -> None:
    """One field of all rows of a list, each a list of texts, none twice; the same few lists come again and again."""
    if set(map(type, values)) <= {list}:
        with suppress(TypeError, Malformed):  # unhashable or wrong somewhere: looked for below
            for distinct in set(map(tuple, cast(Sequence[list[object]], values))):
                texts(list(distinct), path)
            return
    for position, value in enumerate(values):
        texts(value, f"{path}[{position}].{field}")


def encodable(values: Iterable[str], path: str) -> None:
    """Refuse lone surrogates: JSON can carry them, UTF-8 cannot, so no hash over them is defined."""
    try:
        "".join(values).encode()
    except UnicodeEncodeError as error:
        raise Malformed(path, "含有无法编码的字符") from error


def sha256(value: object, path: str) -> str:
    """64 lower-case hexadecimal digits."""
    if type(value) is not str or not _SHA256.fullmatch(value):
        raise Malformed(path, "应为 64 位小写十六进制的 SHA-256 值")
    return value


def whole(value: object, least: int, most: int, path: str) -> int:
    """A whole number within limits; true and false are not numbers."""
    if type(value) is not int or not least <= value <= most:
        raise Malformed(path, f"应为 {least} 至 {most} 之间的整数")
    return value


def flag(value: object, path: str) -> bool:
    """true or false."""
    if type(value) is not bool:
        raise Malformed(path, "应为 true 或者 false")
    return value


def day(value: object, path: str) -> str:
    """A day that exists, as YYYY-MM-DD; such texts order like the days themselves."""
    if type(value) is not str or not _DAY.fullmatch(value) or not _exists(value):
        raise Malformed(path, "应为 YYYY-MM-DD 形式的日期")
    return value


def moment(value: object, path: str) -> str:
    """A moment in UTC, as YYYY-MM-DDTHH:MM:SSZ; such texts order like the moments themselves."""
    if type(value) is not str or not _MOMENT.fullmatch(value) or not _exists(value):
        raise Malformed(path, "应为 YYYY-MM-DDTHH:MM:SSZ 形式的协调世界时")
    return value


def _exists(value: str) -> bool:
    try:
        if len(value) == len("YYYY-MM-DD"):
            date.fromisoformat(value)
        else:
            datetime.fromisoformat(value)
    except ValueError:
        return False
    return True
