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
    bench = command(
        commands,
        "bench",
        says="在单独的数据库上测量速度，每个数旁边是同一次测的对照；用完即清除。",
        example="zhijian bench --only search --only papers",
        act=_bench,
    )
    bench.add_argument("--only", action="append", default=[], metavar="项目", help="只测这一项，可以写几次")
    bench.add_argument("--json", type=Path, metavar="文件", help="另存为 JSON")
    bench.add_argument("--markdown", type=Path, metavar="文件", help="另存为 Markdown 表格")
    bench.add_argument("--strict", action="store_true", help="有目标没有达到时退出码为 1")
    bench.add_argument("--keep", action="store_true", help="留下测速用的数据，下次接着用")


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
    if given.scale == "province" and given.register is None:
        raise setup.StepFailed("全省一年有上百万次检查，只能载入登记数据：请加上 --register，例如 --register 300000。")
    if environment().database_url is None:
        embedded.start(environment())
    setup.use_django()
    said = setup.load_demo(scale=given.scale, seed=given.seed, register=given.register, tell=_step)
    print(said)


def _step(text: str) -> None:
    print(f"· {text}", flush=True)


def _bench(given: argparse.Namespace) -> int:
    from zhijian.config.bench import table
    from zhijian.config.bench.running import chosen, run
    from zhijian.kernel import clock

    found = {}
    for bench, figures in run(chosen(given.only), keep=given.keep):
        found[bench.name] = figures
        print(f"· {bench.title}：" + "；".join(table.briefly(figure) for figure in figures), flush=True)
    rows = [figure for figures in found.values() for figure in figures]
    print("\n" + table.as_text([table.HEADINGS, *map(table.cells, rows)]))
    for file, written in ((given.json, table.as_json), (given.markdown, table.as_markdown)):
        if file is not None:
            file.write_text(written(found, at=clock.now()), encoding="utf-8")
    missed = [figure.what for figure in rows if figure.met is False]
    print(f"\n没有达到目标：{'、'.join(missed)}。" if missed else "\n全部目标已达到。")
    return 1 if missed and given.strict else 0
