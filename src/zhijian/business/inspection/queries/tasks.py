"""Questions, being built."""

from typing import Any

from zhijian.kernel.errors import Unavailable


def tasks(*given: Any, **named: Any) -> Any:
    """Not there yet."""
    raise Unavailable("正在接入。")


def days(*given: Any, **named: Any) -> Any:
    """Not there yet."""
    raise Unavailable("正在接入。")


def task(*given: Any, **named: Any) -> Any:
    """Not there yet."""
    raise Unavailable("正在接入。")
