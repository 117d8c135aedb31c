"""Texts with placeholders ``{path.to.value}``: reading and filling; there is nothing in them that computes."""

import re
from collections.abc import Mapping

NAME = r"[a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*)*"
_PIECE = re.compile(r"\{\{|\}\}|\{(" + NAME + r")\}|[{}]")
_ESCAPES = {"{{": "{", "}}": "}"}


def placeholders(template: str) -> tuple[str, ...]:
    """Names of the placeholders in their order; raises ValueError for a brace that belongs to none.

    ``{{`` and ``}}`` stand for the braces themselves.
    """
    names = []
    for piece in _PIECE.finditer(template):
        if piece.group(1):
            names.append(piece.group(1))
        elif piece.group() not in _ESCAPES:
            raise ValueError(f"第 {piece.start() + 1} 个字符处的花括号不是占位符，请写成 {{名称}} 或双写花括号")
    return tuple(names)


def fill(template: str, values: Mapping[str, str]) -> str:
    """The template with every placeholder replaced once; what a value holds is never read as a placeholder."""
    return _PIECE.sub(lambda piece: values[piece.group(1)] if piece.group(1) else _ESCAPES[piece.group()], template)
