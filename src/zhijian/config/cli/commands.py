"""How a subcommand is described: what it does, an example, and the function that does it."""

import argparse
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

Act = Callable[[argparse.Namespace], int | None]

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]
else:
    Commands = Any


def command(commands: Commands, name: str, *, says: str, example: str, act: Act | None) -> argparse.ArgumentParser:
    """Add a subcommand; ``act`` gives the exit code, None for a group of further subcommands."""
    parser = commands.add_parser(name, help=says, description=says, epilog=f"例：{example}")
    if act is not None:
        parser.set_defaults(act=act)
    return parser


def group(commands: Commands, name: str, *, says: str, example: str) -> Commands:
    """Add a group of subcommands, such as ``zhijian database …``."""
    parser = command(commands, name, says=says, example=example, act=None)
    return parser.add_subparsers(metavar="动作", required=True)
