"""Read a JSON object field by field and collect all that is wrong as Chinese sentences."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from zhijian.support.forms.engine.rule_tree import Rule, rule_faults
from zhijian.support.forms.engine.values import scaled, trimmed


@dataclass(frozen=True, kw_only=True)
class FormProblem:
    """One thing wrong with a definition: where, a stable code, a sentence for the author, and whether it blocks."""

    where: str
    code: str
    message_zh: str
    blocking: bool = True

    def as_json(self) -> dict[str, Any]:
        """The problem as a JSON object."""
        return {
            "where": self.where,
            "code": self.code,
            "message_zh": self.message_zh,
            "blocking": self.blocking,
        }


class Reader:
    """One JSON object being read; every reader of one definition adds to the same list of problems."""

    def __init__(self, source: object, where: str, problems: list[FormProblem]) -> None:
        self.where = where
        self.problems = problems
        self._source: Mapping[str, Any] = source if isinstance(source, Mapping) else {}
        self._read: set[str] = set()
        if not isinstance(source, Mapping):
            self.complain("应当是一个对象，请检查文件格式。")

    def complain(self, message: str, code: str = "malformed") -> None:
        """Add a problem at this place."""
        self.problems.append(FormProblem(where=self.where, code=code, message_zh=message))

    def has(self, key: str) -> bool:
        """Whether the field is there and not null."""
        return self._take(key) is not None

    def text(self, key: str, default: str | None = None) -> str:
        """A text that is not blank; `default` when the field may be left out."""
        value = self._take(key)
        if value is None and default is not None:
            return default
        if isinstance(value, str) and (trimmed(value) or default is not None):
            return value
        self.complain(f"“{key}”应当填写文字。")
        return ""

    def one_of(self, key: str, allowed: Sequence[str], default: str | None = None) -> str:
        """A text out of a closed list."""
        value = self._take(key)
        if value is None and default is not None:
            return default
        if value in allowed and isinstance(value, str):
            return value
        self.complain(f"“{key}”只能是：{'、'.join(allowed)}。")
        return default or allowed[0]

    def whole(self, key: str, *, least: int, default: int | None = None) -> int:
        """A whole number, not below `least`."""
        value = self._take(key)
        if value is None and default is not None:
            return default
        if isinstance(value, int) and not isinstance(value, bool) and value >= least:
            return value
        self.complain(f"“{key}”应当是不小于{least}的整数。")
        return least

    def flag(self, key: str, default: bool) -> bool:
        """True or false."""
        value = self._take(key)
        if value is None:
            return default
        if isinstance(value, bool):
            return value
        self.complain(f"“{key}”只能是 true 或者 false。")
        return default

    def weight(self, key: str) -> str:
        """A decimal written as text, not negative."""
        value = self._take(key)
        if value is None:
            return "1"
        number = scaled(value) if isinstance(value, str) else None
        if isinstance(value, str) and number is not None and number >= 0:
            return value
        self.complain(f'“{key}”应当是写成文字的非负小数，例如 "1.0"。')
        return "1"

    def texts(self, key: str, allowed: Sequence[str] | None = None) -> tuple[str, ...]:
        """A list of texts, out of `allowed` when it is given."""
        value = self._take(key)
        if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
            self.complain(f"“{key}”应当是文字的列表。")
            return ()
        if allowed is not None and not set(value) <= set(allowed):
            self.complain(f"“{key}”里只能有：{'、'.join(allowed)}。")
            return ()
        return tuple(value)

    def rule(self, key: str) -> Rule | None:
        """A condition that can be evaluated, or None when there is none."""
        value = self._take(key)
        if value is None:
            return None
        faults = rule_faults(value)
        for fault in faults:
            self.complain(fault, code="rule")
        return None if faults else value

    def child(self, key: str, name: str) -> Reader:
        """The object under `key`."""
        return Reader(self._take(key), f"{self.where}·{name}", self.problems)

    def children(self, key: str) -> Iterator[tuple[int, object]]:
        """Numbered from 1: the elements of the list under `key`; nothing when the field is left out."""
        value = self._take(key)
        if value is None:
            return iter(())
        if not isinstance(value, list):
            self.complain(f"“{key}”应当是列表。")
            return iter(())
        return enumerate(value, start=1)

    def finish(self) -> None:
        """Complain of fields nobody read: a misspelt field must not be lost silently."""
        for key in self._source:
            if key not in self._read:
                self.complain(f"有不认识的内容“{key}”，请删除或者改正名称。", code="unknown_field")

    def _take(self, key: str) -> Any:
        self._read.add(key)
        return self._source.get(key)
