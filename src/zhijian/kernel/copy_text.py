"""Rows in the text format that PostgreSQL's COPY reads (documentation of COPY, "Text Format")."""

import re
from collections.abc import Sequence
from functools import lru_cache

NULL = "\\N"
_ESCAPES = {"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"}
_SPECIAL = re.compile(r"[\\\t\n\r]")
_TO_QUOTE = re.compile(r'(["\\])')


def copy_line(values: Sequence[str | None]) -> str:
    """One row with its line end; None is NULL."""
    line = "\t".join([NULL if value is None else value for value in values])
    tidy = line.count("\\") == values.count(None) and line.count("\t") == len(values) - 1
    if not tidy or "\n" in line or "\r" in line:
        line = "\t".join([NULL if value is None else _SPECIAL.sub(_escaped, value) for value in values])
    return line + "\n"


def _escaped(found: re.Match[str]) -> str:
    return _ESCAPES[found.group()]


def copy_value(value: object) -> str | None:
    """A value as its column reads it: texts, numbers, days, moments, UUIDs, truth values, lists of texts."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, list):
        return array_text(tuple(value))
    return str(value)


@lru_cache(maxsize=1024)
def array_text(values: tuple[str, ...]) -> str:
    """A list of texts as an array literal."""
    quoted = ",".join(['"' + _TO_QUOTE.sub(r"\\\1", value) + '"' for value in values])
    return "{" + quoted + "}"
