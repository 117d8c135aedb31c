"""Deadline rules as dated versions: the law changes, and an old act keeps its law."""

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from zhijian.kernel.errors import Invalid, Unavailable
from zhijian.support.deadlines.rules.periods import Period, Unit


class RuleMissing(Unavailable):
    """No version of a deadline rule was in force on that day."""

    code = "deadlines.rule_missing"


class RuleInvalid(Invalid):
    """A table of deadline rules cannot be read; the facts name the line."""

    code = "deadlines.rule_invalid"


@dataclass(frozen=True)
class DatedRule:
    """One version of a deadline rule, in force from ``valid_from`` until before ``valid_to``.

    length: None where an order sets it in each case.  source_tag: V read in the text, V2 second hand, K unverified.
    """

    code: str
    name: str
    length: int | None
    unit: Unit
    rolls: bool
    extension_length: int
    extension_unit: Unit | None
    pauses: tuple[str, ...]
    basis: str
    source_tag: str
    valid_from: date
    valid_to: date | None

    def holds_on(self, day: date) -> bool:
        """Whether this version is in force on that day."""
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)

    def period(self, ordered_length: int | None = None) -> Period:
        """The period of this rule; ``ordered_length`` is for rules whose length an order sets, and only for them."""
        if (self.length is None) is (ordered_length is None):
            raise ValueError("exactly one of the rule and the order sets the length")
        return Period(
            length=self.length or ordered_length or 0,
            unit=self.unit,
            rolls=self.rolls,
            extension_length=self.extension_length,
            extension_unit=self.extension_unit,
            pauses=self.pauses,
            basis=self.basis,
        )


def rule_in_force(rules: Iterable[DatedRule], code: str, on: date) -> DatedRule:
    """The version of a rule on the day of the act; raises RuleMissing."""
    for rule in rules:
        if rule.code == code and rule.holds_on(on):
            return rule
    raise RuleMissing(f"{on} 没有生效的期限规则“{code}”，请联系系统管理员维护。", rule=code, day=on.isoformat())


def read_rules(csv_text: str) -> tuple[DatedRule, ...]:
    """Rules from a table with the columns of ``DatedRule``, reasons of pause parted by |.

    Raises RuleInvalid with the line (the heading is line 1), also where two versions of a rule overlap.
    """
    rules: list[DatedRule] = []
    for line, row in enumerate(csv.DictReader(io.StringIO(csv_text)), start=2):
        try:
            rule = _to_rule(row)
        except (KeyError, TypeError, ValueError) as error:
            raise RuleInvalid(f"期限规则表第 {line} 行无法识别，请核对各列。", line=line) from error
        if any(_overlap(rule, other) for other in rules):
            raise RuleInvalid(f"期限规则表第 {line} 行与同一规则的另一版本生效时间重叠。", line=line)
        rules.append(rule)
    return tuple(rules)


def _to_rule(row: dict[str, str]) -> DatedRule:
    return DatedRule(
        code=row["code"],
        name=row["name"],
        length=int(row["length"]) if row["length"] else None,
        unit=Unit(row["unit"]),
        rolls={"true": True, "false": False}[row["rolls"]],
        extension_length=int(row["extension_length"] or 0),
        extension_unit=Unit(row["extension_unit"]) if row["extension_unit"] else None,
        pauses=tuple(row["pauses"].split("|")) if row["pauses"] else (),
        basis=row["basis"],
        source_tag=row["source_tag"],
        valid_from=date.fromisoformat(row["valid_from"]),
        valid_to=date.fromisoformat(row["valid_to"]) if row["valid_to"] else None,
    )


def _overlap(a: DatedRule, b: DatedRule) -> bool:
    return (
        a.code == b.code
        and (b.valid_to is None or a.valid_from < b.valid_to)
        and (a.valid_to is None or b.valid_from < a.valid_to)
    )
