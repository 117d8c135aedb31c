"""Questions, being built."""

from typing import Any

from zhijian.kernel.errors import Unavailable


def inspections(*given: Any, **named: Any) -> Any:
    """Not there yet."""
    raise Unavailable("正在接入。")


def inspection(*given: Any, **named: Any) -> Any:
    """Not there yet."""
    raise Unavailable("正在接入。")


def signing_content(*given: Any, **named: Any) -> Any:
    """Not there yet."""
    raise Unavailable("正在接入。")
