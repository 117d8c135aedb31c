"""States of an import, outcomes of a row, and how headings of a file are recognised: pure."""

import hashlib
from collections.abc import Mapping, Sequence
from difflib import SequenceMatcher
from enum import StrEnum
from typing import NamedTuple

ALIKE = 0.75
"""Share of common characters from which a heading is proposed for a field."""


class BatchState(StrEnum):
    """Where an import stands."""

    UPLOADED = "uploaded"
    MAPPED = "mapped"
    CHECKING = "checking"
    CHECKED = "checked"
    LOADING = "loading"
    FINISHED = "finished"
    REFUSED = "refused"
    CANCELLED = "cancelled"

    @property
    def label(self) -> str:
        """What users read."""
        return {
            "uploaded": "待对应列",
            "mapped": "待检查",
            "checking": "检查中",
            "checked": "待导入",
            "loading": "导入中",
            "finished": "已完成",
            "refused": "未导入",
            "cancelled": "已取消",
        }[self.value]


NEXT_STATES: dict[BatchState, frozenset[BatchState]] = {
    BatchState.UPLOADED: frozenset({BatchState.MAPPED, BatchState.CANCELLED}),
    BatchState.MAPPED: frozenset({BatchState.MAPPED, BatchState.CHECKING, BatchState.CANCELLED}),
    BatchState.CHECKING: frozenset({BatchState.CHECKED, BatchState.REFUSED, BatchState.CANCELLED}),
    BatchState.CHECKED: frozenset({BatchState.MAPPED, BatchState.CHECKING, BatchState.LOADING, BatchState.CANCELLED}),
    BatchState.LOADING: frozenset({BatchState.FINISHED, BatchState.REFUSED}),
    BatchState.FINISHED: frozenset(),
    BatchState.REFUSED: frozenset(),
    BatchState.CANCELLED: frozenset(),
}


def may_move(current: BatchState, wanted: BatchState) -> bool:
    """Whether an import may go from one state to another."""
    return wanted in NEXT_STATES[current]


class Mode(StrEnum):
    """What happens when rows are bad."""

    ALL_OR_NOTHING = "all_or_nothing"
    GOOD_ROWS = "good_rows"

    @property
    def label(self) -> str:
        """What users read."""
        return {"all_or_nothing": "全部正确才导入", "good_rows": "只导入正确的行"}[self.value]


class Outcome(StrEnum):
    """What becomes of a row; every row has exactly one."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    BAD = "bad"
    DUPLICATE = "duplicate"

    @property
    def label(self) -> str:
        """What users read."""
        return {"new": "新增", "changed": "更新", "unchanged": "无变化", "bad": "有问题", "duplicate": "表内重复"}[
            self.value
        ]


class Match(StrEnum):
    """How a heading was recognised."""

    EXACT = "exact"
    ALIAS = "alias"
    REMEMBERED = "remembered"
    SIMILAR = "similar"
    NONE = "none"

    @property
    def label(self) -> str:
        """What users read."""
        return {
            "exact": "列名一致",
            "alias": "常用别名",
            "remembered": "上次的对应",
            "similar": "列名相近",
            "none": "未对应",
        }[self.value]


class Proposal(NamedTuple):
    """The field proposed for a column, None without one, and how it was found."""

    field: str | None
    match: Match


def plain_heading(heading: str) -> str:
    """A heading as headings are compared: no white space, brackets of one kind, lower case."""
    return "".join(heading.split()).replace("（", "(").replace("）", ")").replace("*", "").lower()


def fingerprint(headings: Sequence[str]) -> str:
    """SHA-256 over the compared headings in order: the same file layout again."""
    return hashlib.sha256("\x1f".join(map(plain_heading, headings)).encode()).hexdigest()


def propose(
    headings: Sequence[str], names: Mapping[str, Sequence[str]], remembered: Sequence[str | None] | None
) -> list[Proposal]:
    """A field for each column, none given twice.

    names: for each field its heading, then its aliases.  remembered: what the person chose for the same headings.
    """
    if remembered is not None and len(remembered) == len(headings):
        kept = [field if field in names else None for field in remembered]
        return [Proposal(field, Match.REMEMBERED if field else Match.NONE) for field in kept]
    found: dict[int, Proposal] = {}
    exact = {plain_heading(texts[0]): field for field, texts in names.items()}
    aliases = {plain_heading(text): field for field, texts in names.items() for text in texts[1:]}
    for known, match in ((exact, Match.EXACT), (aliases, Match.ALIAS)):
        for place, heading in enumerate(headings):
            field = known.get(plain_heading(heading))
            if field and place not in found and field not in {item.field for item in found.values()}:
                found[place] = Proposal(field, match)
    for place, heading in enumerate(headings):
        if place not in found and heading:
            free = {field: texts for field, texts in names.items() if field not in {p.field for p in found.values()}}
            alike = _most_alike(plain_heading(heading), free)
            if alike:
                found[place] = Proposal(alike, Match.SIMILAR)
    return [found.get(place, Proposal(None, Match.NONE)) for place in range(len(headings))]


def _most_alike(heading: str, names: Mapping[str, Sequence[str]]) -> str | None:
    scored = [
        (SequenceMatcher(None, heading, plain_heading(text)).ratio(), field)
        for field, texts in names.items()
        for text in texts
    ]
    best = max(scored, default=(0.0, ""))
    return best[1] if best[0] >= ALIKE else None
