"""The command ``zhijian``: one entry, one subcommand for each thing an operator or a checker does."""

import argparse
import sys
from collections.abc import Sequence

from zhijian.config.cli import making, operating, proving
from zhijian.config.embedded import EmbeddedFailed
from zhijian.config.setup import StepFailed
from zhijian.kernel.errors import DomainError


def build_parser() -> argparse.ArgumentParser:
    """The parser with all subcommands; each names its handler as ``act`` and shows an example."""
    parser = argparse.ArgumentParser(prog="zhijian", description="智监：智慧市场监管平台。", epilog="例：zhijian serve")
    commands = parser.add_subparsers(metavar="命令", required=True)
    operating.add_commands(commands)
    proving.add_commands(commands)
    making.add_commands(commands)
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; gives the exit code. What an operator can mend is told in one sentence."""
    parser = build_parser()
    parsed, rest = parser.parse_known_args(arguments)
    parsed.rest = rest
    if rest and not getattr(parsed, "hands_on_rest", False):
        parser.error(f"不认识的参数：{' '.join(rest)}")
    try:
        return int(parsed.act(parsed) or 0)
    except (DomainError, EmbeddedFailed, StepFailed) as error:
        print(f"智监：{error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
