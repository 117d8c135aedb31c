"""Texts made safe to print: what cannot be seen, or has no glyph, is shown by its code point instead of misleading."""

import unicodedata
from collections.abc import Callable

from zhijian.kernel.text import find_bidi_or_control

CanShow = Callable[[str], bool]
_LINE_ENDS = str.maketrans({"\u2028": "\n", "\u2029": "\n", "\t": " "})
_NEVER_DRAWN = ("Cf", "Mn", "Zs")
"""Joiners, variation selectors and spaces: no glyph of their own is needed to show them rightly."""


def shows_everything(_: str) -> bool:
    """For papers whose fonts are chosen by the reader's program (DOCX)."""
    return True


def legible(text: str, can_show: CanShow) -> str:
    """The text with line ends as ``\\n``, and ［U+202E］ in place of each control, direction mark or missing glyph.

    A rare hanzi in a name thus stays readable for whoever looks it up, where a font would print an empty box.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n").translate(_LINE_ENDS)
    if find_bidi_or_control(text) is None and all(character == "\n" or can_show(character) for character in text):
        return text
    return "".join(character if _is_legible(character, can_show) else _named(character) for character in text)


def _is_legible(character: str, can_show: CanShow) -> bool:
    if character == "\n":
        return True
    if find_bidi_or_control(character) is not None:
        return False
    return can_show(character) or unicodedata.category(character) in _NEVER_DRAWN


def _named(character: str) -> str:
    return f"［U+{ord(character):04X}］"
