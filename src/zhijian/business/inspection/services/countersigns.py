"""What can be done, being built."""

from typing import Any

from zhijian.kernel.errors import Unavailable


def ask(*given: Any, **named: Any) -> Any:
    """Not there yet."""
    raise Unavailable("正在接入。")


def countersign(*given: Any, **named: Any) -> Any:
    """Not there yet."""
    raise Unavailable("正在接入。")


def send_code(*given: Any, **named: Any) -> Any:
    """Not there yet."""
    raise Unavailable("正在接入。")


def countersign_by_sms(*given: Any, **named: Any) -> Any:
    """Not there yet."""
    raise Unavailable("正在接入。")
