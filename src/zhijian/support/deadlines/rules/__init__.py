"""The arithmetic of statutory periods: pure functions of values and a calendar."""

from zhijian.support.deadlines.rules.periods import (
    Due,
    ExtensionNotAllowed,
    Pause,
    PauseNotAllowed,
    Period,
    Unit,
    due,
)
from zhijian.support.deadlines.rules.urgency import Level, days_late, warning_level, warning_text
from zhijian.support.deadlines.rules.versions import DatedRule, RuleInvalid, RuleMissing, read_rules, rule_in_force

__all__ = [
    "DatedRule",
    "Due",
    "ExtensionNotAllowed",
    "Level",
    "Pause",
    "PauseNotAllowed",
    "Period",
    "RuleInvalid",
    "RuleMissing",
    "Unit",
    "days_late",
    "due",
    "read_rules",
    "rule_in_force",
    "warning_level",
    "warning_text",
]
