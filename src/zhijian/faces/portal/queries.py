"""What the first screen shows, put together from the other parts' queries: a count is the length of its list."""

from dataclasses import dataclass
from datetime import date

from zhijian.business.enforcement import queries as enforcement
from zhijian.support.identity.types import Actor
from zhijian.support.worklist import queries as worklist


@dataclass(frozen=True, kw_only=True)
class Tile:
    """One figure of the first screen and the list that it opens."""

    key: str
    title: str
    count: int
    link: str
    worst: str


def tiles(*, by: Actor, today: date) -> list[Tile]:
    """The figures this person may see."""
    counts = worklist.counts(by=by, today=today)
    found = [
        Tile(
            key="task",
            title="待办",
            count=counts.task,
            link="/worklist?kind=task",
            worst=f"{counts.overdue} 件逾期" if counts.overdue else "没有逾期",
        ),
        Tile(key="risk", title="风险", count=counts.risk, link="/worklist?kind=risk", worst="待处置"),
        Tile(key="warning", title="预警", count=counts.warning, link="/worklist?kind=warning", worst="待查看"),
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
