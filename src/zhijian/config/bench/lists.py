"""Search and lists over a large register and many open tasks: in the database and over HTTP with one client."""

from collections.abc import Callable, Iterator
from urllib.parse import quote

from zhijian.business.inspection.bench.tasks import OPEN_TASKS, fill_tasks
from zhijian.config.bench import place
from zhijian.config.bench.office import CHIEF, OFFICER, office
from zhijian.config.bench.web import ROWS, Client, Server, server
from zhijian.data.registry import bench as registry
from zhijian.kernel.figures import Figure, Times, alternately

ENTITIES = 1_000_000
ROUNDS = 150
MOST_SEARCH_MS, MOST_TASKS_MS, MOST_LIST_MS = 60, 80, 100
LEAST_OF_BARE = 0.5
TASKS = "/api/v1/inspection/tasks?limit=100"
BARE = "/bench/tasks"
LISTS = {
    "我的任务": "/api/v1/inspection/tasks?limit=100&mine=true",
    "一类任务": "/api/v1/inspection/tasks?limit=100&kind=random",
    "待办": "/api/v1/worklist/items?limit=50",
    "首页数字": "/api/v1/portal/tiles",
    "企业档案": "/api/v1/registry/entities?limit=50",
    "企业档案，一类主体": "/api/v1/registry/entities?limit=50&supervision_class=CY",
}


def bench_search() -> Iterator[Figure]:
    """Two Chinese characters over a million entities: in the database, and over HTTP beside a bare route."""
    who = office()
    registry.fill_register(ENTITIES, who.offices, by=who.chief)
    _take_stock()
    yield from registry.bench_search(chief=who.chief, officer=who.officer)
    (place.notes() / ROWS).write_text('{"items": []}', "utf-8")
    with server() as web:
        chief, bare = Client(web.port).sign_in(CHIEF), Client(web.port)
        asked = iter(registry.searches() * 2)
        times = alternately(
            {
                "search": lambda: chief.get(f"/api/v1/search?q={quote(next(asked))}"),
                "bare": lambda: bare.get(BARE),
            },
            rounds=ROUNDS * 2,
        )
    yield _row(f"{ENTITIES:,} 户中搜索两个字（HTTP）", times, "search", MOST_SEARCH_MS, "不查库的空路由")


def bench_lists() -> Iterator[Figure]:
    """A page of each list that people open most, with a million entities and fifty thousand open tasks."""
    who = office()
    registry.fill_register(ENTITIES, who.offices, by=who.chief)
    fill_tasks(OPEN_TASKS, who.offices, chief=who.chief, officer=who.officer)
    _take_stock()
    with server() as web:
        chief, officer, bare = (*(Client(web.port).sign_in(name) for name in (CHIEF, OFFICER)), Client(web.port))
        (place.notes() / ROWS).write_bytes(chief.get(TASKS))
        times = alternately({"tasks": lambda: chief.get(TASKS), "bare": lambda: bare.get(BARE)}, rounds=ROUNDS)
        yield _row(
            f"{OPEN_TASKS:,} 项未结任务中列 100 项（HTTP）", times, "tasks", MOST_TASKS_MS, "空路由给同样 100 行"
        )
        yield _rate(times)
        yield _processor(web, lambda: chief.get(TASKS), lambda: bare.get(BARE))
        for title, path in LISTS.items():
            for person, client in (("科长", chief), ("检查员", officer)):
                times = alternately(
                    {"list": lambda: client.get(path), "bare": lambda: bare.get(BARE)},  # noqa: B023 (run at once)
                    rounds=ROUNDS // 3,
                )
                yield _row(f"{title}，{person}（HTTP）", times, "list", MOST_LIST_MS, "空路由给 100 行")


def _row(what: str, times: dict[str, Times], name: str, most_ms: int, reference: str) -> Figure:
    found = times[name]
    return Figure(
        what=what, median=found.median, p95=found.p95, goal=f"p95 ≤ {most_ms} ms", met=found.p95 <= most_ms,
        reference=reference, reference_median=times["bare"].median,
    )  # fmt: skip


def _rate(times: dict[str, Times]) -> Figure:
    tasks, bare = 1000 / times["tasks"].median, 1000 / times["bare"].median
    return Figure(
        what="同一列表每秒请求数", unit="次/秒", median=tasks, goal=f"≥ {LEAST_OF_BARE} 倍",
        met=tasks >= LEAST_OF_BARE * bare, reference="空路由给同样 100 行", reference_median=bare,
    )  # fmt: skip


def _processor(web: Server, act: Callable[[], object], reference: Callable[[], object]) -> Figure:
    """Processor time of the web server for one request, which other work on the machine does not lengthen."""

    def for_one(ask: Callable[[], object]) -> float:
        before = web.processor_s()
        for _ in range(ROUNDS):
            ask()
        return (web.processor_s() - before) / ROUNDS * 1000

    return Figure(
        what="其中网页服务占用处理器", median=for_one(act), reference="空路由给同样 100 行",
        reference_median=for_one(reference),
    )  # fmt: skip


def _take_stock() -> None:
    """What a database does by itself after so many new rows, done before anything is measured."""
    with place.owner_of_tables() as owner:
        owner.execute("VACUUM ANALYZE")
