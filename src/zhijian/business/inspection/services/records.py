"""What can be done, being built."""

from typing import Any

from zhijian.kernel.errors import Unavailable


def submit(*given: Any, **named: Any) -> Any:
    """Not there yet."""
    raise Unavailable("正在接入。")
