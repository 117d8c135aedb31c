"""What crosses the door of deadlines: how urgent a day is, and the word for it."""

from zhijian.support.deadlines.rules import Level

__all__ = ["Level"]
