"""What was answered, read without trust: any JSON gives answers, and what cannot be understood counts as not given."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from zhijian.support.forms.engine.definition import Item
from zhijian.support.forms.engine.values import as_day, code_units, scaled, trimmed


@dataclass(frozen=True, kw_only=True)
class Answer:
    """One answer: the value as text or None, the note, evidence ids without doubles, and whether it was put right.

    `readable` is False when a field had a type it must not have; such a field counts as not given.
    """

    value: str | None = None
    note: str = ""
    evidence: tuple[str, ...] = ()
    fixed_on_site: bool = False
    readable: bool = True

    def as_json(self) -> dict[str, Any]:
        """The answer as a JSON object of the exchange shape."""
        return {
            "value": self.value,
            "note": self.note,
            "evidence": list(self.evidence),
            "fixedOnSite": self.fixed_on_site,
        }


UNANSWERED = Answer()
_FIELDS = ("value", "note", "evidence", "fixedOnSite")


def read_answer(source: object) -> Answer:
    """The answer in any JSON value; null and the empty object are no answer."""
    if source is None:
        return UNANSWERED
    if not isinstance(source, Mapping):
        return Answer(readable=False)
    value, note, evidence, fixed = (source.get(name) for name in _FIELDS)
    ids = evidence if isinstance(evidence, list) else []
    return Answer(
        value=trimmed(value) or None if isinstance(value, str) else None,
        note=trimmed(note) if isinstance(note, str) else "",
        evidence=tuple(dict.fromkeys(one for one in ids if isinstance(one, str) and one)),
        fixed_on_site=fixed is True,
        readable=(
            (value is None or isinstance(value, str))
            and (note is None or isinstance(note, str))
            and (evidence is None or (isinstance(evidence, list) and all(isinstance(one, str) for one in evidence)))
            and (fixed is None or isinstance(fixed, bool))
        ),
    )


def read_answers(source: object) -> dict[str, Answer]:
    """All answers by item id; anything but an object holds none."""
    return {key: read_answer(value) for key, value in source.items()} if isinstance(source, Mapping) else {}


def suits(item: Item, value: str) -> bool:
    """Whether a value is of the item's kind. 合理缺项 where it is not allowed does not suit."""
    if item.kind == "tri":
        return value in ("yes", "no") or (value == "na" and item.na_allowed)
    if item.kind == "number":
        return scaled(value) is not None
    if item.kind == "date":
        return as_day(value) is not None
    if item.kind == "choice":
        return any(value == option for option, _ in item.options)
    return True


def diff_answers(mine: object, theirs: object) -> list[dict[str, Any]]:
    """Where two sets of answers differ: [{item, mine, theirs}], null for no answer; a person decides which holds.

    The order in which evidence was added makes no difference.  Sorted by item id.
    """
    left, right = read_answers(mine), read_answers(theirs)
    differing = []
    for item in sorted(set(left) | set(right), key=code_units):
        ours, others = _comparable(left.get(item)), _comparable(right.get(item))
        if ours != others:
            differing.append({"item": item, "mine": ours, "theirs": others})
    return differing


def _comparable(answer: Answer | None) -> dict[str, Any] | None:
    if answer is None or (answer.value, answer.note, answer.evidence, answer.fixed_on_site) == (None, "", (), False):
        return None
    return answer.as_json() | {"evidence": sorted(answer.evidence, key=code_units)}
