"""How a person mistypes a code by one character, and writes figures in full width."""

_LOOKALIKES = {"0": "O", "1": "I"}
_FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")


def mistyped(code: str, draw: int) -> str:
    """``code`` with two neighbours swapped, or O for 0, or I for 1; never a valid 统一社会信用代码."""
    kind, place = draw % 4, draw // 4 % (len(code) - 3)
    if kind >= 2:
        digit = "01"[kind - 2]
        if digit in code[2:]:
            at = code.index(digit, 2)
            return code[:at] + _LOOKALIKES[digit] + code[at + 1 :]
    return _swapped(code, 2 + place)


def _swapped(code: str, start: int) -> str:
    for at in [*range(start, len(code) - 1), *range(2, start)]:
        if code[at] != code[at + 1]:
            return code[:at] + code[at + 1] + code[at] + code[at + 2 :]
    raise ValueError("all characters of the code are equal")


def full_width(text: str) -> str:
    """``text`` with its digits in full width."""
    return text.translate(_FULL_WIDTH)
