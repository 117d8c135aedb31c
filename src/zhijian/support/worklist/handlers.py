"""Reactions of the worklist to events of others."""

from zhijian.events.deadlines import DueDayKnown
from zhijian.support.bus import services as bus
from zhijian.support.worklist import services


@bus.subscribe(DueDayKnown)
def date_items(event: DueDayKnown) -> None:
    """Open items of the thing get the day that was not known when they were put."""
    services.date_items(source=event.subject_kind, source_uid=event.subject, due_on=event.due_on)
