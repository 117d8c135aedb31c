"""Figures of speed: each capability that has some brings a ``bench.py`` and is listed here."""

from collections.abc import Callable, Iterable, Iterator, Sequence

Bench = Callable[[], Iterable[str]]


def benches() -> dict[str, Bench]:
    """Every bench by name; each gives lines such as ``draw of 200 from 200,000: 0.7 s``."""
    from zhijian.business.inspection import bench as inspection
    from zhijian.data.registry import bench as registry

    return {
        "tasks": inspection.bench_task_list,
        "papers": inspection.bench_pdf,
        "import": registry.bench_import,
        "search": registry.bench_search,
    }


def run(names: Sequence[str]) -> Iterator[str]:
    """Run the named benches, all of them when none is named."""
    known = benches()
    for name in names or known:
        if name not in known:
            yield f"没有名为 {name} 的测速项目，可选：{'、'.join(known) or '暂无'}。"
            continue
        yield f"{name}："
        yield from (f"  {line}" for line in known[name]())
