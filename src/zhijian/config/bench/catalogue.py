"""Which benches there are: each runs in a process of its own, on one of the bench's databases."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from zhijian.kernel.figures import Figure


@dataclass(frozen=True, kw_only=True, slots=True)
class Bench:
    """One bench. database: benches with the same one find what the earlier of them filled it with.

    after: the bench that fills it, where this one only uses what is there.
    """

    name: str
    title: str
    database: str
    run: Callable[[], Iterable[Figure]]
    after: str = ""


def _import() -> Iterable[Figure]:
    from zhijian.config.bench.office import office
    from zhijian.config.bench.place import owner_of_tables
    from zhijian.data.registry.bench import bench_import

    return bench_import(by=office().chief, owner=owner_of_tables)


def _search() -> Iterable[Figure]:
    from zhijian.config.bench.lists import bench_search

    return bench_search()


def _draw() -> Iterable[Figure]:
    from zhijian.business.inspection.bench.draw import OBJECTS, bench_draw
    from zhijian.config.bench.office import office
    from zhijian.data.registry.bench import fill_register

    who = office()
    fill_register(OBJECTS, who.offices, by=who.chief)
    return bench_draw(organiser=who.chief, witness=who.officer, office=who.offices[0])


def _papers() -> Iterable[Figure]:
    from zhijian.business.inspection.bench.papers import bench_pdf

    return bench_pdf()


def _lists() -> Iterable[Figure]:
    from zhijian.config.bench.lists import bench_lists

    return bench_lists()


def _audit() -> Iterable[Figure]:
    from zhijian.support.audit.bench import bench_audit

    return bench_audit()


def _start() -> Iterable[Figure]:
    from zhijian.config.bench.starting import bench_start

    return bench_start()


def _field() -> Iterable[Figure]:
    from zhijian.config.bench.browser import bench_field

    return bench_field()


def _console() -> Iterable[Figure]:
    from zhijian.config.bench.browser import bench_console

    return bench_console()


BENCHES = (
    Bench(name="import", title="导入", database="bench_import", run=_import),
    Bench(name="search", title="搜索", database="bench_large", run=_search),
    Bench(name="lists", title="列表", database="bench_large", run=_lists),
    Bench(name="draw", title="抽取", database="bench_large", run=_draw),
    Bench(name="papers", title="文书", database="bench_small", run=_papers),
    Bench(name="audit", title="审计", database="bench_audit", run=_audit),
    Bench(name="start", title="启动", database="bench_demo", run=_start),
    Bench(name="field", title="移动端", database="bench_demo", run=_field, after="start"),
    Bench(name="console", title="控制台", database="bench_demo", run=_console, after="start"),
)
