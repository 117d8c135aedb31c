"""Check characters that several official numbers share, and how their characters are looked at."""

from collections.abc import Sequence
from operator import mul

from zhijian.kernel.text import to_half_width, visible_name

DIGITS = "0123456789"


def as_code(text: str) -> str:
    """A code as it is kept: half width, ASCII upper case, no white space at the ends."""
    if text.isascii():
        return text.strip().upper()
    half = to_half_width(text).strip()
    return "".join(character.upper() if character.isascii() else character for character in half)


def mod_11_10(digits: str) -> str:
    """Check digit of GB/T 17710 (ISO 7064 MOD 11,10) for a string of ASCII digits."""
    product = 10
    for digit in digits:
        total = (product + int(digit)) % 10 or 10
        product = total * 2 % 11
    return str((11 - product) % 10)


def weighted_sum(values: Sequence[int], weights: Sequence[int]) -> int:
    """Sum of value × weight, place by place; both must be of one length."""
    if len(values) != len(weights):
        raise ValueError("values and weights differ in length")
    return sum(map(mul, values, weights))


def wrong_character(code: str, allowed: Sequence[str]) -> tuple[int, str] | None:
    """Position (from 1) and visible name of the first character not in ``allowed`` for its place, or None."""
    for position, (character, choices) in enumerate(zip(code, allowed, strict=True), start=1):
        if character not in choices:
            return position, visible_name(character)
    return None
