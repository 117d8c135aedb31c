"""The form definition `inspect-form/1` as values."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from zhijian.support.forms.engine.rule_tree import Rule

SCHEMA = "inspect-form/1"
LEVELS = ("critical", "key", "general")
BASIS_TAGS = ("V", "V2", "K")
UNITS = ("working", "calendar")
EVIDENCE_KINDS = ("photo", "video", "audio", "file")
DISPOSITIONS = {
    "conform": "符合",
    "fixed_on_site": "当场整改",
    "rectify": "限期整改",
    "on_spot_penalty": "当场处罚",
    "investigate": "转立案调查",
    "closed": "停业或者无法检查",
}


@dataclass(frozen=True, kw_only=True)
class Basis:
    """One legal basis; tag: V read in the text, V2 from a secondary source, K from knowledge and not yet verified."""

    law: str
    article: str
    note: str
    tag: str


@dataclass(frozen=True, kw_only=True)
class EvidenceDemand:
    """When the value is one of `when`, at least `least` pieces of evidence of this kind are wanted."""

    when: tuple[str, ...]
    kind: str
    least: int


@dataclass(frozen=True, kw_only=True)
class OnNo:
    """What is proposed when the answer is 否: the order, its period, and whether law makes it a matter for a case."""

    order: str
    days: int
    unit: str
    on_site_fix: bool
    serious: bool


@dataclass(frozen=True, kw_only=True)
class Item:
    """One question. `level_tag` is the certainty of the level: K where the official sheet has not been compared."""

    id: str
    no: str
    text: str
    level: str
    level_tag: str
    kind: str
    required: bool
    guide: str
    basis: tuple[Basis, ...]
    weight: str
    na_allowed: bool
    na_reason: bool
    evidence: tuple[EvidenceDemand, ...]
    visible: Rule | None
    on_no: OnNo | None
    options: tuple[tuple[str, str], ...]
    measure: str


@dataclass(frozen=True, kw_only=True)
class Section:
    """A titled run of items."""

    id: str
    title: str
    items: tuple[Item, ...]


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """One step of a decision list: the first whose condition holds gives the result; no condition holds always."""

    condition: Rule | None
    result: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class Definition:
    """A whole form. `sample` is (least key items, least items in total) or None when every item is checked."""

    code: str
    version: int
    title: str
    classes: tuple[str, ...]
    kinds: tuple[str, ...]
    officers_min: int
    avoidance: bool
    sections: tuple[Section, ...]
    sample: tuple[int, int] | None
    verdict: tuple[Outcome, ...]
    disposition: tuple[Outcome, ...]

    def items(self) -> Iterator[tuple[Section, Item]]:
        """Every item with its section, in the order of the form."""
        for section in self.sections:
            for item in section.items:
                yield section, item
