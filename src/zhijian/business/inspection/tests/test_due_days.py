"""Periods that wait for the work calendar of a year."""

from datetime import UTC, datetime, time, timedelta

import pytest

from zhijian.business.inspection.models import Publication, Rectification, Task
from zhijian.business.inspection.services import reinspections
from zhijian.business.inspection.tests.factories import make_matter, make_team, today
from zhijian.business.inspection.tests.factories_results import chief_of, signed_with_order
from zhijian.kernel import clock
from zhijian.support.bus import services as bus
from zhijian.support.bus.models import Delivery
from zhijian.support.deadlines.models import CalendarYear
from zhijian.support.deadlines.queries import work_calendar
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


@pytest.mark.req("PLT-2", "INS-5.5")
def test_a_review_that_waited_gets_its_day_and_the_to_dos_of_its_order_keep_theirs(system: Actor) -> None:
    team = make_team(matter=make_matter(classes=["TS"]))
    CalendarYear.objects.all().delete()
    order = Rectification.objects.get(inspection=signed_with_order(team, length=60))
    reinspections.report_done(rectification=order.uid, by=chief_of(team), at=clock.now())
    visit = Task.objects.get(rectification=order)
    reinspections.put_back(order_standing(order), "无人应答", at=clock.now())  # its to-do waits for the order's day
    asked = WorkItem.objects.filter(state="open")

    load_calendar(by=system)
    bus.deliver_all()
    Delivery.objects.update(done_at=None)  # as if the worker had died before it could say so
    bus.deliver_all()

    order.refresh_from_db()
    dated = Task.objects.get(rectification=order)
    calendar = work_calendar()
    tenth = calendar.add_working_days(today(), 10)
    assert order.due_on == calendar.add_working_days(today(), 60)
    assert set(asked.filter(source_uid=order.uid).values_list("due_on", flat=True)) == {order.due_on}
    assert (dated.due_on, dated.version) == (tenth, visit.version + 1)
    assert set(asked.filter(source_uid=visit.uid).values_list("due_on", flat=True)) == {tenth}
    assert WorkItem.objects.filter(source_uid=visit.uid, due_on=visit.due_on).exists()  # a device may still hold it


def order_standing(order: Rectification) -> Rectification:
    """The order as whoever changes it holds it."""
    return Rectification.objects.select_related("entity", "organisation").get(pk=order.pk)
