"""Reactions of enforcement to events of others."""

from zhijian.business.enforcement import services
from zhijian.business.enforcement.types import NewClue
from zhijian.events.inspection import SeriousProblemReported
from zhijian.support.bus import services as bus
from zhijian.support.identity.types import system_actor


@bus.subscribe(SeriousProblemReported)
def register_clue_of_inspection(event: SeriousProblemReported) -> None:
    """A serious problem found on site becomes a clue with everything attached, never a case by itself."""
    services.register_clue(
        given=NewClue(
            source="inspection",
            title=event.title,
            facts=event.facts,
            entity=event.entity,
            source_event=event.uid,
            source_record=event.subject,
            source_number=event.task_number,
            source_link=f"/inspection/records/{event.subject}",
            evidence=tuple(event.evidence),
            documents=tuple(event.documents),
        ),
        organisation=event.organisation,
        by=system_actor("日常监管转稽查"),
        at=event.at,
    )
