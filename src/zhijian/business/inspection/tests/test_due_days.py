"""Periods that wait for the work calendar of a year."""

from datetime import UTC, datetime, time, timedelta

import pytest

from zhijian.business.inspection.models import Publication, Rectification
from zhijian.business.inspection.services import reinspections
from zhijian.business.inspection.tests.factories import make_team
from zhijian.business.inspection.tests.factories_results import signed_with_order
from zhijian.support.bus import services as bus
from zhijian.support.deadlines.models import CalendarYear
from zhijian.support.deadlines.tests.factories import load_calendar
from zhijian.support.identity.types import Actor
from zhijian.support.worklist.models import WorkItem

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]


@pytest.mark.req("PLT-2", "INS-5.5", "INS-4.6")
def test_a_calendar_that_comes_later_dates_orders_results_and_to_dos(system: Actor) -> None:
    CalendarYear.objects.all().delete()
    record = signed_with_order(make_team())
    order, publication = Rectification.objects.get(inspection=record), Publication.objects.get(inspection=record)
    waiting = WorkItem.objects.filter(source_uid__in=[order.uid, publication.uid], state="open")
    assert (order.due_on, publication.due_on, set(waiting.values_list("due_on", flat=True))) == (None, None, {None})

    load_calendar(by=system)
    bus.deliver_all()

    order.refresh_from_db()
    publication.refresh_from_db()
    assert order.due_on is not None
    assert publication.due_on is not None
    assert {item.source_uid: item.due_on for item in waiting} == {
        order.uid: order.due_on,
        publication.uid: publication.due_on,
    }
    after = datetime.combine(order.due_on + timedelta(days=1), time(9), tzinfo=UTC)
    assert reinspections.make_due_reinspections(at=after) == 1
