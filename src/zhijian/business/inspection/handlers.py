"""Reactions of inspection to events, others' and its own."""

from zhijian.business.inspection.services import followup, serious, telling
from zhijian.events.deadlines import DueDayKnown
from zhijian.events.enforcement import ClueRegistered, ClueReviewed
from zhijian.events.inspection import InspectionFinished, ResultPublished
from zhijian.kernel import clock
from zhijian.support.bus import services as bus


@bus.subscribe(ClueRegistered)
def link_clue(event: ClueRegistered) -> None:
    """Link the record to the clue it became."""
    if event.source == "inspection" and event.source_uid is not None:
        serious.remember_clue(inspection=event.source_uid, clue=event.subject, number=event.number, at=event.at)


@bus.subscribe(ClueRegistered)
def tell_of_clue(event: ClueRegistered) -> None:
    """Tell the officers of the record that it became a clue."""
    if event.source == "inspection" and event.source_uid is not None:
        telling.clue_registered(
            inspection=event.source_uid, clue=event.subject, number=event.number, at=event.at, now=clock.now()
        )


@bus.subscribe(ClueReviewed)
def tell_of_review(event: ClueReviewed) -> None:
    """Tell the officers what became of their clue."""
    telling.clue_reviewed(clue=event.subject, number=event.number, outcome=event.outcome, at=event.at, now=clock.now())


@bus.subscribe(InspectionFinished)
def tell_of_record(event: InspectionFinished) -> None:
    """Tell the other officers that the record is signed by all."""
    telling.record_finished(inspection=event.subject, by=event.by, at=event.at, now=clock.now())


@bus.subscribe(ResultPublished)
def tell_of_publication(event: ResultPublished) -> None:
    """Tell the officers that the result is public."""
    telling.result_published(inspection=event.subject, by=event.by, at=event.at, now=clock.now())


@bus.subscribe(DueDayKnown)
def date_orders_and_results(event: DueDayKnown) -> None:
    """Orders, results and reviews whose period waited for the calendar get its last day."""
    followup.due_day_known(subject_kind=event.subject_kind, subject=event.subject, due_on=event.due_on, at=clock.now())
