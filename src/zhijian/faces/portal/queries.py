"""What the first screen shows, put together from the other parts' queries: a count is the length of its list."""

from dataclasses import dataclass
from datetime import date

from zhijian.business.enforcement import queries as enforcement
from zhijian.support.identity.types import Actor
from zhijian.support.worklist import queries as worklist


@dataclass(frozen=True, kw_only=True)
class Tile:
    """One figure of the first screen and the list that it opens; ``worst`` is told in red when ``is_late``."""

    key: str
    title: str
    count: int
    link: str
    worst: str
    is_late: bool = False


def tiles(*, by: Actor, today: date) -> list[Tile]:
    """The figures this person may see; the worst fact of a tile speaks of what the tile counts and nothing else."""
    counts = worklist.counts(by=by, today=today)
    found = [
        _work("task", "待办", counts.task, counts.task_overdue, late="逾期", none="没有待办"),
        _work("risk", "风险", counts.risk, counts.risk_overdue, late="逾期未处置", none="没有风险"),
        _work("warning", "预警", counts.warning, counts.warning_overdue, late="已过期", none="没有预警"),
    ]
    if by.may("enforcement.clue_view"):
        found.append(
            Tile(
                key="clues",
                title="待核查线索",
                count=enforcement.pending_count(by=by),
                link="/enforcement/clues?stage=pending",
                worst="15 个工作日内核查",
            )
        )
    return found


def _work(key: str, title: str, count: int, overdue: int, *, late: str, none: str) -> Tile:
    calm = f"没有{late}" if count else none
    worst = f"{overdue} 件{late}" if overdue else calm
    return Tile(key=key, title=title, count=count, link=f"/worklist?kind={key}", worst=worst, is_late=overdue > 0)
