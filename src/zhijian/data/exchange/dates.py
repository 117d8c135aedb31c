"""Days as people type them into sheets."""

import re
from datetime import date

from zhijian.kernel.errors import Invalid
from zhijian.kernel.text import to_half_width

_FORMS = (
    re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[ T]0{1,2}:00(?::00)?)?"),
    re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日?"),
    re.compile(r"(\d{4})(\d{2})(\d{2})"),
)


class DateInvalid(Invalid):
    """A text that is no day."""

    code = "exchange.date_invalid"


def parse_date(text: str) -> date:
    """2026-01-31, 2026/1/31, 2026.1.31, 20260131 or 2026年1月31日. Raises DateInvalid."""
    plain = to_half_width(text).strip()
    for form in _FORMS:
        if found := form.fullmatch(plain):
            try:
                return date(int(found[1]), int(found[2]), int(found[3]))
            except ValueError:
                break
    raise DateInvalid(f"“{text[:20]}”不是日期，请写成 2026-01-31 的样子。")
