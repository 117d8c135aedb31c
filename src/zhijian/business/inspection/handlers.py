"""Reactions of inspection to events of others."""

from zhijian.business.inspection.services import serious
from zhijian.events.enforcement import ClueRegistered
from zhijian.support.bus import services as bus


@bus.subscribe(ClueRegistered)
def link_clue(event: ClueRegistered) -> None:
    """Link the record to the clue it became."""
    if event.source == "inspection" and event.source_uid is not None:
        serious.remember_clue(inspection=event.source_uid, clue=event.subject, number=event.number)
