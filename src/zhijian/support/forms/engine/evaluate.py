"""Judge a filled form: what is missing, the counts, the conclusion, and what is proposed to follow."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from zhijian.support.forms.engine.answers import Answer, read_answer, suits
from zhijian.support.forms.engine.definition import DISPOSITIONS, Definition, Item, Outcome, Section
from zhijian.support.forms.engine.findings import Finding, answer_findings, stray_findings
from zhijian.support.forms.engine.rule_tree import Facts, holds
from zhijian.support.forms.engine.values import scaled, unscaled


@dataclass(frozen=True, kw_only=True)
class Visible:
    """An item that is part of this visit, with its answer; `value` is None unless it suits the item's kind."""

    section: Section
    item: Item
    answer: Answer
    value: str | None


@dataclass(frozen=True, kw_only=True)
class Rectification:
    """An order proposed for an item answered 否; days and unit are None when the form sets no period."""

    item: str
    no: str
    text: str
    level: str
    order: str
    days: int | None
    unit: str | None
    serious: bool
    fixed_on_site: bool

    def as_json(self) -> dict[str, Any]:
        """The proposal as a JSON object."""
        return {
            "item": self.item,
            "no": self.no,
            "text": self.text,
            "level": self.level,
            "order": self.order,
            "days": self.days,
            "unit": self.unit,
            "serious": self.serious,
            "fixedOnSite": self.fixed_on_site,
        }


@dataclass(frozen=True, kw_only=True)
class Evaluation:
    """The judgement of one filled form.

    counts: see `count`.  general_pass_rate: (是, 是+否) of general items, 合理缺项 left out.
    weights: (failed, applicable) as decimal text, for risk grading.
    verdict and disposition are None as long as a question 是/否/合理缺项 is open, or when nothing was checked.
    complete: nothing in `findings` stands in the way of submission.
    """

    findings: tuple[Finding, ...]
    visible: tuple[str, ...]
    counts: dict[str, int]
    general_pass_rate: tuple[int, int]
    weights: tuple[str, str]
    verdict: str | None
    verdict_reason: str | None
    disposition: str | None
    rectification: tuple[Rectification, ...]
    complete: bool

    def as_json(self) -> dict[str, Any]:
        """The judgement as a JSON object, the same one the front end computes."""
        return {
            "problems": [one.as_json() for one in self.findings],
            "visible": list(self.visible),
            "counts": self.counts,
            "generalPassRate": {"num": self.general_pass_rate[0], "den": self.general_pass_rate[1]},
            "weights": {"failed": self.weights[0], "applicable": self.weights[1]},
            "verdict": self.verdict,
            "verdictReason": self.verdict_reason,
            "disposition": self.disposition and {"code": self.disposition, "label": DISPOSITIONS[self.disposition]},
            "rectification": [one.as_json() for one in self.rectification],
            "complete": self.complete,
        }


def evaluate(definition: Definition, answers: object, *, drawn: Collection[str] | None = None) -> Evaluation:
    """Judge the answers {item id: {value, note, evidence, fixedOnSite}}. Never raises, whatever the answers are.

    drawn: ids of the items this visit checks (see sample_items), None for all.  Items not drawn and items hidden by
    their condition are absent: not asked, not counted, not proposed for rectification.
    """
    present = visible_items(definition, answers, drawn=drawn)
    counts = count(present)
    facts = Facts(items={one.item.id: (one.item.kind, one.value) for one in present}, figures=counts)
    decided = counts["total"] > 0 and counts["unanswered"] == 0
    verdict = _decide(definition.verdict, facts) if decided else None
    disposition = _decide(definition.disposition, facts) if decided else None
    findings = [one for shown in present for one in answer_findings(shown.item, shown.answer)]
    findings += stray_findings(definition, answers)
    return Evaluation(
        findings=tuple(findings),
        visible=tuple(one.item.id for one in present),
        counts=counts,
        general_pass_rate=(counts["generalYes"], counts["generalApplicable"]),
        weights=_weights(present),
        verdict=verdict.result if verdict else None,
        verdict_reason=verdict.reason if verdict else None,
        disposition=disposition.result if disposition else None,
        rectification=tuple(_proposal(one) for one in present if _is_no(one)),
        complete=not findings,
    )


def visible_items(
    definition: Definition, answers: object, *, drawn: Collection[str] | None = None
) -> tuple[Visible, ...]:
    """The items that are part of this visit, in the order of the form, each with its answer.

    A condition sees only the items before its own, so one pass decides and no circle can arise.
    """
    given = answers if isinstance(answers, Mapping) else {}
    seen: dict[str, tuple[str, str | None]] = {}
    present = []
    for section, item in definition.items():
        if drawn is not None and item.id not in drawn:
            continue
        if item.visible is not None and not holds(item.visible, Facts(items=seen)):
            continue
        answer = read_answer(given.get(item.id))
        value = answer.value if answer.value is not None and suits(item, answer.value) else None
        seen[item.id] = (item.kind, value)
        present.append(Visible(section=section, item=item, answer=answer, value=value))
    return tuple(present)


def count(present: Collection[Visible]) -> dict[str, int]:
    """The figures rules may ask about, all over questions of kind 是/否/合理缺项.

    key... counts every item with a key mark (* and **), critical... only **, major... only *, general... the rest;
    ...Applicable is 是 plus 否.  seriousNo: 否 where law makes it a matter for a case.  fixedOnSite: 否 put right
    at once.  yes + no + na + unanswered = total.
    """
    asked = [one for one in present if one.item.kind == "tri"]

    def number(values: tuple[str | None, ...], levels: tuple[str, ...] = ("critical", "key", "general")) -> int:
        return sum(1 for one in asked if one.value in values and one.item.level in levels)

    failed = [one for one in asked if one.value == "no"]
    groups = {"key": ("critical", "key"), "critical": ("critical",), "major": ("key",), "general": ("general",)}
    counts = {
        "total": len(asked),
        "yes": number(("yes",)),
        "no": number(("no",)),
        "na": number(("na",)),
        "unanswered": number((None,)),
        "applicable": number(("yes", "no")),
        "seriousNo": sum(1 for one in failed if one.item.on_no is not None and one.item.on_no.serious),
        "fixedOnSite": sum(1 for one in failed if is_fixed_on_site(one)),
    }
    for name, levels in groups.items():
        counts[f"{name}Yes"] = number(("yes",), levels)
        counts[f"{name}No"] = number(("no",), levels)
        counts[f"{name}Applicable"] = number(("yes", "no"), levels)
    return counts


FIGURES = frozenset(count(()))


def _decide(steps: tuple[Outcome, ...], facts: Facts) -> Outcome | None:
    return next((step for step in steps if step.condition is None or holds(step.condition, facts)), None)


def _weights(present: Collection[Visible]) -> tuple[str, str]:
    applicable = [one for one in present if one.item.kind == "tri" and one.value in ("yes", "no")]
    sums = [sum(scaled(one.item.weight) or 0 for one in group) for group in (filter(_is_no, applicable), applicable)]
    return unscaled(sums[0]), unscaled(sums[1])


def _is_no(one: Visible) -> bool:
    return one.item.kind == "tri" and one.value == "no"


def is_fixed_on_site(one: Visible) -> bool:
    """Whether a 否 was put right before the officers left, where the form allows that."""
    on_no = one.item.on_no
    return one.answer.fixed_on_site and _is_no(one) and on_no is not None and on_no.on_site_fix


def _proposal(one: Visible) -> Rectification:
    on_no = one.item.on_no
    return Rectification(
        item=one.item.id,
        no=one.item.no,
        text=one.item.text,
        level=one.item.level,
        order=on_no.order if on_no else "",
        days=on_no.days if on_no else None,
        unit=on_no.unit if on_no else None,
        serious=on_no is not None and on_no.serious,
        fixed_on_site=is_fixed_on_site(one),
    )
