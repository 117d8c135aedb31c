"""Commands that make something: the interface description, the reference, the demonstration, figures."""

import argparse
import json
import os
from pathlib import Path

from zhijian.config import embedded, setup
from zhijian.config.cli.commands import Commands, command
from zhijian.config.environment import environment


def add_commands(commands: Commands) -> None:
    """openapi, reference, demo, bench."""
    openapi = command(
        commands,
        "openapi",
        says="输出接口描述（OpenAPI），缺省到标准输出。",
        example="zhijian openapi web/packages/api/openapi.json",
        act=_openapi,
    )
    openapi.add_argument("file", nargs="?", type=Path, help="写入的文件")
    reference = command(
        commands,
        "reference",
        says="输出错误代码、事件和设置的清单，缺省到标准输出。",
        example="zhijian reference docs/reference.md",
        act=_reference,
    )
    reference.add_argument("file", nargs="?", type=Path, help="写入的文件")
    demo = command(
        commands,
        "demo",
        says="载入虚构的演示辖区。",
        example="zhijian demo --scale district --seed 2026 --register 600",
        act=_demo,
    )
    demo.add_argument("--scale", default="district", choices=("district", "county", "province"), help="规模")
    demo.add_argument("--seed", type=int, default=2026, help="种子：同一种子得到同一个世界")
    demo.add_argument("--register", type=int, default=None, help="登记主体数，缺省按规模")
    bench = command(commands, "bench", says="测量各部分的速度。", example="zhijian bench draw", act=_bench)
    bench.add_argument("names", nargs="*", help="只测这些，缺省全部")


def _openapi(given: argparse.Namespace) -> None:
    os.environ["ZHIJIAN_DEMO"] = "1"  # the description names the demonstration's routes too, for our own client
    setup.use_django()
    from zhijian.config.api import api

    _put_out(
        json.dumps(api.get_openapi_schema(path_prefix="/api/v1/"), ensure_ascii=False, indent=2) + "\n", given.file
    )


def _reference(given: argparse.Namespace) -> None:
    os.environ["ZHIJIAN_DEMO"] = "1"
    setup.use_django()
    from zhijian.config.reference import page

    _put_out(page(), given.file)


def _put_out(text: str, file: Path | None) -> None:
    if file is None:
        print(text, end="")
    else:
        file.write_text(text, encoding="utf-8")


def _demo(given: argparse.Namespace) -> None:
    if environment().database_url is None:
        embedded.start(environment())
    setup.use_django()
    print(setup.load_demo(scale=given.scale, seed=given.seed, register=given.register))


def _bench(given: argparse.Namespace) -> None:
    setup.use_django()
    from zhijian.config.bench import run

    for line in run(given.names):
        print(line)
