"""Orders to rectify that are taken back: paper, visit, clock and to-dos go with them, the record stays."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pydantic import ValidationError

from zhijian.business.inspection.api.results import ReasonIn
from zhijian.business.inspection.models import Inspection, Rectification, Task
from zhijian.business.inspection.queries import packages, records
from zhijian.business.inspection.queries import results as queries
from zhijian.business.inspection.rules.stages import RecordState, RectificationStage, TaskStage
from zhijian.business.inspection.services import rectifications, reinspections, withdrawals
from zhijian.business.inspection.services.moves import WrongTaskStage
from zhijian.business.inspection.tests.factories import Team, make_task, make_team, today
from zhijian.business.inspection.tests.factories_results import (
    chief_of,
    first_items,
    look_again,
    reinspect,
    signed_with_order,
)
from zhijian.data.registry.models import TimelineEntry
from zhijian.kernel import clock
from zhijian.kernel.errors import Invalid, NotAllowed
from zhijian.support.bus.models import OutboxEvent
from zhijian.support.deadlines.queries import clocks_of
from zhijian.support.documents import queries as documents_queries
from zhijian.support.documents import services as documents
from zhijian.support.documents.models import IssuedDocument
from zhijian.support.identity.tests.factories import actor_of
from zhijian.support.worklist.models import WorkItem

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference"), pytest.mark.req("INS-5.5", "INS-5.7")]
REASON = "责令对象有误，该设备属于另一经营者"


def order_of(team: Team) -> Rectification:
    return Rectification.objects.get(inspection=signed_with_order(team, length=5, unit="calendar_days"))


def paper_of(order: Rectification) -> IssuedDocument:
    assert order.document is not None
    return IssuedDocument.objects.get(uid=order.document)


def withdraw(team: Team, order: Rectification, reason: str = REASON) -> None:
    withdrawals.withdraw(rectification=order.uid, reason=reason, by=chief_of(team), at=clock.now())
    order.refresh_from_db()


def open_items(*subjects: UUID) -> list[str]:
    return list(WorkItem.objects.filter(source_uid__in=subjects, state="open").values_list("step", flat=True))


def test_a_withdrawn_order_asks_nothing_of_anybody_any_more() -> None:
    team = make_team()
    order = order_of(team)

    withdraw(team, order)

    assert (order.stage, order.withdraw_reason) == (RectificationStage.WITHDRAWN, REASON)
    assert order.withdrawn_by is not None
    check = documents_queries.check_code(paper_of(order).code)
    assert (check.outcome, check.void_reason) == ("void", REASON)
    assert {one.stopped_at for one in clocks_of(subjects=[order.uid], today=today())[order.uid]} == {order.closed_at}
    assert open_items(order.uid) == []
    (told,) = TimelineEntry.objects.filter(source=order.uid, kind="inspection.rectification_withdrawn")
    assert (told.title, told.detail) == (f"撤销责令改正 {order.number}", REASON)
    assert OutboxEvent.objects.filter(name="inspection.rectification_withdrawn").count() == 1
    shown = queries.rectification(order.uid, by=chief_of(team), today=today())
    assert (shown.may, shown.stage_label, shown.withdrawn_by) == ((), "已撤销", order.withdrawn_by.name)
    assert reinspections.make_due_reinspections(at=clock.now() + timedelta(days=40)) == 0
    assert Inspection.objects.get(pk=order.inspection_id).state == RecordState.SIGNED


@pytest.mark.req("INS-5.10")
def test_a_phone_is_not_told_to_look_for_what_was_withdrawn() -> None:
    team = make_team()
    order = order_of(team)
    make_task(team)

    def carried() -> list[str]:
        made = packages.package(by=actor_of(team.lead), today=today(), last=today(), at=clock.now())
        return [item["rectification"] for item in made.tasks[0]["history"]["open_items"]]

    assert carried() == [str(order.uid)] * 2
    withdraw(team, order)
    assert carried() == []


def test_the_visit_that_would_look_again_is_cancelled_with_the_order() -> None:
    team = make_team()
    order = order_of(team)
    task = reinspections.reinspect(rectification=order.uid, by=chief_of(team), at=clock.now())

    withdraw(team, order)

    visit = Task.objects.get(uid=task)
    assert visit.stage == TaskStage.CANCELLED
    assert visit.cancel_reason == f"责令改正 {order.number} 已撤销：{REASON}"
    assert order.stage == RectificationStage.WITHDRAWN
    assert open_items(order.uid, task) == []


def test_rows_are_locked_in_the_order_in_which_a_signature_locks_them() -> None:
    team = make_team()
    order = order_of(team)
    reinspections.reinspect(rectification=order.uid, by=chief_of(team), at=clock.now())

    with CaptureQueriesContext(connection) as statements:
        withdraw(team, order)

    locking = [one["sql"] for one in statements if " FOR UPDATE OF " in one["sql"]]
    locked = [sql.rpartition(" FOR UPDATE OF ")[2].strip('"') for sql in locking]
    assert locked == ["inspection_task", "inspection_rectification", "inspection_rectification"]


def test_an_order_whose_second_record_waits_for_its_signature_is_decided_by_that_record() -> None:
    team = make_team()
    order = order_of(team)
    look_again(team, order, dict.fromkeys(first_items(2), "yes"))

    assert queries.rectification(order.uid, by=chief_of(team), today=today()).may == ()
    with pytest.raises(WrongTaskStage):
        withdraw(team, order)

    order.refresh_from_db()
    assert (order.stage, order.withdraw_reason) == (RectificationStage.REINSPECTING, "")
    assert documents_queries.check_code(paper_of(order).code).outcome == "stands"


@pytest.mark.parametrize("answer", ["yes", "no"])
def test_a_settled_order_is_not_withdrawn(answer: str) -> None:
    team = make_team()
    order = order_of(team)
    reinspect(team, order, dict.fromkeys(first_items(2), answer))

    with pytest.raises(rectifications.WrongRectificationStage):
        withdraw(team, order)


def test_only_who_approves_withdraws_and_never_twice_or_with_hidden_characters() -> None:
    team = make_team()
    order = order_of(team)

    with pytest.raises(NotAllowed):
        withdrawals.withdraw(rectification=order.uid, reason=REASON, by=actor_of(team.lead), at=clock.now())
    with pytest.raises(Invalid):
        withdraw(team, order, "责令对象\u202e有误")
    withdraw(team, order)
    with pytest.raises(rectifications.WrongRectificationStage):
        withdraw(team, order)


@pytest.mark.parametrize("reason", ["    ", " 有误 ", "\u3000\u3000\u3000\u3000"])
def test_blanks_are_no_reason(reason: str) -> None:
    with pytest.raises(ValidationError):
        ReasonIn(reason=reason)


def test_the_paper_of_an_order_in_force_is_not_voided_alone() -> None:
    team = make_team()
    order, chief = order_of(team), chief_of(team)

    def offered() -> dict[str, tuple[str, ...]]:
        shown = records.inspection(order.inspection.uid, by=chief, today=today())
        return {paper.number: paper.may for paper in shown.papers}

    assert offered()[order.number] == ()
    assert sorted(offered().values()) == [(), ("void",)]
    with pytest.raises(documents.PaperInForce, match="请在整改页面撤销"):
        documents.void(document=paper_of(order).uid, reason="当事人信息有误", by=chief, at=clock.now())
    assert documents_queries.check_code(paper_of(order).code).outcome == "stands"

    reinspect(team, order, dict.fromkeys(first_items(2), "yes"))
    assert offered()[order.number] == ("void",)
    documents.void(document=paper_of(order).uid, reason="复议决定撤销", by=chief, at=clock.now())
