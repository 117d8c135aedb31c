"""What an answer may hold, for each kind of item, with exact arithmetic the front end repeats digit by digit."""

from __future__ import annotations

import re
from datetime import date

TRI_LABELS = {"yes": "是", "no": "否", "na": "合理缺项"}
KINDS = ("tri", "text", "number", "choice", "date")

_BLANKS = " \t\r\n\u3000"  # written out, because Python and JavaScript disagree on what white space is
_DECIMAL = re.compile(r"(-?)([0-9]{1,12})(?:\.([0-9]{1,6}))?")
_DAY = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_PLACES = 6
_MILLION = 1_000_000


def trimmed(text: str) -> str:
    """The text without blanks at its ends."""
    return text.strip(_BLANKS)


def scaled(text: str) -> int | None:
    """A decimal such as "12.5" in millionths (12500000), or None when the text is not a decimal.

    At most twelve digits before and six after the point; no exponent, no plus sign.
    """
    match = _DECIMAL.fullmatch(text)
    if match is None:
        return None
    sign, whole, fraction = match.groups()
    magnitude = int(whole) * _MILLION + int((fraction or "").ljust(_PLACES, "0"))
    return -magnitude if sign else magnitude


def unscaled(millionths: int) -> str:
    """Millionths as the shortest decimal text: 12500000 is "12.5". Never negative here: weights are not."""
    whole, fraction = divmod(millionths, _MILLION)
    digits = f"{fraction:0{_PLACES}d}".rstrip("0")
    return f"{whole}.{digits}" if digits else str(whole)


def as_day(text: str) -> date | None:
    """The day written as YYYY-MM-DD, or None when there is no such day."""
    match = _DAY.fullmatch(text)
    if match is None:
        return None
    try:
        return date(*(int(part) for part in match.groups()))
    except ValueError:
        return None


def code_units(text: str) -> bytes:
    """Sort key that orders strings as JavaScript does, by UTF-16 code units."""
    return text.encode("utf-16-be", "surrogatepass")
