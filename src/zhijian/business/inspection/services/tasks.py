"""What can be done, being built."""

from typing import Any

from zhijian.kernel.errors import Unavailable


def version_of(*given: Any, **named: Any) -> Any:
    """Not there yet."""
    raise Unavailable("正在接入。")


def create_task(*given: Any, **named: Any) -> Any:
    """Not there yet."""
    raise Unavailable("正在接入。")


def change_task(*given: Any, **named: Any) -> Any:
    """Not there yet."""
    raise Unavailable("正在接入。")


def approve_task(*given: Any, **named: Any) -> Any:
    """Not there yet."""
    raise Unavailable("正在接入。")


def dispatch_task(*given: Any, **named: Any) -> Any:
    """Not there yet."""
    raise Unavailable("正在接入。")


def accept_task(*given: Any, **named: Any) -> Any:
    """Not there yet."""
    raise Unavailable("正在接入。")


def cancel_task(*given: Any, **named: Any) -> Any:
    """Not there yet."""
    raise Unavailable("正在接入。")
