"""Money: Decimal in yuan inside, text in JSON, never a floating-point number."""

import re
from decimal import Decimal
from typing import Annotated

from pydantic import BeforeValidator, PlainSerializer, WithJsonSchema
from pydantic_core import PydanticCustomError

CENT = Decimal("0.01")
"""What amounts are rounded to, where the law says how."""

_PATTERN = r"^(0|[1-9][0-9]{0,15})(\.[0-9]{1,2})?$"
_TOO_MUCH = Decimal(10) ** 16


def yuan_text(amount: Decimal) -> str:
    """An amount as it travels: 1800.00."""
    return f"{amount:.2f}"


def _to_yuan(value: object) -> Decimal:
    if isinstance(value, str):
        return _from_text(value)
    if isinstance(value, Decimal):
        return _from_decimal(value)
    raise PydanticCustomError("yuan_type", "金额须以文本填写，例如“1800.00”。")


def _from_text(text: str) -> Decimal:
    if not re.fullmatch(_PATTERN, text):
        raise PydanticCustomError("yuan_text", "金额应为不小于 0 的数，最多两位小数，例如“1800.00”。")
    return Decimal(text).quantize(CENT)


def _from_decimal(amount: Decimal) -> Decimal:
    if not amount.is_finite() or amount < 0 or amount >= _TOO_MUCH:
        raise PydanticCustomError("yuan_range", "金额应不小于 0，且整数部分不超过 16 位。")
    if amount != amount.quantize(CENT):
        raise PydanticCustomError("yuan_places", "金额最多两位小数，请先按规定取整到分。")
    return abs(amount.quantize(CENT))


Yuan = Annotated[
    Decimal,
    BeforeValidator(_to_yuan, json_schema_input_type=str),
    PlainSerializer(yuan_text, return_type=str, when_used="json"),
    WithJsonSchema({"type": "string", "pattern": _PATTERN, "examples": ["1800.00"]}),
]
"""An amount of yuan, >= 0, two places; numbers are refused, text and Decimal are taken."""
