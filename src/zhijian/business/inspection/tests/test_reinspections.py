"""Visits that look again at what was ordered, and what becomes of the order when they come to nothing."""

from datetime import timedelta
from uuid import uuid4

import pytest

from zhijian.business.inspection.models import Inspection, InspectionRound, Rectification, Task
from zhijian.business.inspection.queries import results as queries
from zhijian.business.inspection.rules.reinspection import REVIEW_RULE
from zhijian.business.inspection.rules.stages import RectificationStage
from zhijian.business.inspection.services import assignments, dispatching, rectifications, reinspections, serious
from zhijian.business.inspection.services.order_paper import order_content
from zhijian.business.inspection.tests.factories import (
    Team,
    approve,
    make_matter,
    make_officer,
    make_team,
    submit,
    today,
)
from zhijian.business.inspection.tests.factories_results import chief_of, first_items, reinspect, signed_with_order
from zhijian.data.registry.models import TimelineEntry
from zhijian.kernel import clock
from zhijian.kernel.errors import NotAllowed
from zhijian.support.deadlines.queries import clocks_of, due_of
from zhijian.support.documents import services as documents
from zhijian.support.documents.models import IssuedDocument
from zhijian.support.evidence import store
from zhijian.support.identity.models import Certificate
from zhijian.support.identity.tests.factories import actor_of
from zhijian.support.worklist.models import WorkItem

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]


def order_of(team: Team, **changes: object) -> Rectification:
    return Rectification.objects.get(inspection=signed_with_order(team, **changes))  # type: ignore[arg-type]


def steps(order: Rectification) -> list[str]:
    found = WorkItem.objects.filter(source=rectifications.SOURCE, source_uid=order.uid, state="open")
    return list(found.values_list("step", flat=True))


def visit_in_vain(team: Team, order: Rectification) -> None:
    task = Task.objects.get(uid=reinspections.reinspect(rectification=order.uid, by=chief_of(team), at=clock.now()))
    taken = submit(task, team.lead, answers={}, refusal=None, could_not_inspect="店门紧锁，无人应答")
    approve(Inspection.objects.get(uid=taken.inspection), team.second)


def test_a_closed_door_proves_nothing_against_the_entity() -> None:
    team = make_team()
    order = order_of(team, length=5, unit="calendar_days")

    visit_in_vain(team, order)

    order.refresh_from_db()
    assert (order.stage, order.closed_at) == (RectificationStage.ORDERED, None)
    assert set(order.items.values_list("is_fixed", flat=True)) == {None}
    assert steps(order) == ["staff"]
    assert [one.stopped_at for one in clocks_of(subjects=[order.uid], today=today())[order.uid]] == [None]
    assert reinspections.make_due_reinspections(at=clock.now() + timedelta(days=30)) == 0  # the office decides
    reinspect(team, order, dict.fromkeys(first_items(2), "yes"))
    order.refresh_from_db()
    assert order.stage == RectificationStage.CLOSED
    assert steps(order) == []


@pytest.mark.req("INS-5.5")
def test_the_order_stands_when_its_reinspection_is_cancelled() -> None:
    team = make_team()
    order = order_of(team)
    task = reinspections.reinspect(rectification=order.uid, by=chief_of(team), at=clock.now())

    dispatching.cancel_task(task=task, reason="主体暂时停业", by=actor_of(team.approver), at=clock.now())

    order.refresh_from_db()
    assert order.stage == RectificationStage.ORDERED
    (asked,) = WorkItem.objects.filter(source=rectifications.SOURCE, source_uid=order.uid, state="open")
    assert (asked.step, "主体暂时停业" in asked.detail) == ("staff", True)
    ((row,), _) = queries.rectifications(by=chief_of(team), today=today())
    assert "reinspect" in row.may
    assert reinspections.reinspect(rectification=order.uid, by=chief_of(team), at=clock.now()) != task


@pytest.mark.req("INS-5.5", "INS-5.10")
def test_what_was_not_corrected_is_ordered_anew_with_its_own_number_term_and_paper() -> None:
    team = make_team()
    first, chief = order_of(team), chief_of(team)
    one, other = first_items(2)
    reinspect(team, first, {one: "yes", other: "no"})
    ((before,), _) = queries.rectifications(by=chief, today=today())
    assert (before.may, steps(first)) == (("reissue",), ["failed"])

    uid = rectifications.reissue(rectification=first.uid, length=3, unit="calendar_days", by=chief, at=clock.now())

    again = Rectification.objects.get(uid=uid)
    assert list(again.items.values_list("item", flat=True)) == [other]
    assert again.number != first.number
    assert again.due_on is not None
    assert again.document is not None
    assert steps(first) == []
    shown = queries.rectification(uid, by=chief, today=today())
    assert shown.follows == first.uid
    assert queries.rectification(first.uid, by=chief, today=today()).followed_by == uid
    with pytest.raises(rectifications.WrongRectificationStage):
        rectifications.reissue(rectification=first.uid, length=3, unit="calendar_days", by=chief, at=clock.now())
    reinspect(team, again, {other: "yes"})
    again.refresh_from_db()
    assert again.stage == RectificationStage.CLOSED


@pytest.mark.req("INS-5.5", "INS-5.7")
@pytest.mark.parametrize("by_record", [True, False], ids=["by its own record", "by the office"])
def test_an_order_given_after_a_failed_one_tells_what_was_asked_first_and_its_law(by_record: bool) -> None:
    team = make_team()
    first, (item,) = order_of(team, wrong=1), first_items(1)
    term = {"length": 3, "unit": "calendar_days"}
    mended = {"rectification": {**term, "items": [{"item": item, "order": "立即补齐"}]}} if by_record else {}
    order = first
    for _ in range(2):  # the law must not be lost on the way to a third order
        reinspect(team, order, {item: "no"}, **mended)
        if not by_record:
            rectifications.reissue(rectification=order.uid, by=chief_of(team), at=clock.now(), **term)  # type: ignore[arg-type]
        order = Rectification.objects.get(inspection__task__rectification=order)

    assert order.document is not None
    paper = IssuedDocument.objects.get(uid=order.document).content
    asked, told = first.items.get(), order.items.get()
    content = InspectionRound.objects.get(inspection=first.inspection).content
    (basis,) = [row["basis"] for row in content["snapshot"]["rows"] if row["item"] == item]
    assert (told.no, told.text) == (asked.no, asked.text)
    assert told.evidence != asked.evidence
    assert paper["values"]["violation"]["provisions"] == basis
    assert asked.text.rstrip("。") in paper["values"]["violation"]["facts"]


def test_an_order_is_issued_anew_only_after_it_failed_and_by_who_approves() -> None:
    team = make_team()
    order = order_of(team)
    given = {"rectification": order.uid, "length": 3, "unit": "calendar_days", "at": clock.now()}

    with pytest.raises(rectifications.WrongRectificationStage):
        rectifications.reissue(by=chief_of(team), **given)  # type: ignore[arg-type]
    with pytest.raises(NotAllowed):
        rectifications.reissue(by=actor_of(team.lead), **given)  # type: ignore[arg-type]


@pytest.mark.req("INS-5.6")
@pytest.mark.parametrize("is_first", [True, False], ids=["the record that ordered", "the record that found it open"])
def test_a_failed_order_that_became_a_clue_asks_the_office_no_more(is_first: bool) -> None:
    team = make_team()
    order, other = order_of(team), order_of(team)
    for one in (order, other):
        reinspect(team, one, dict.fromkeys(first_items(2), "no"))
    record = order.inspection if is_first else Inspection.objects.get(task__rectification=order)
    assert steps(order) == ["failed"]

    serious.remember_clue(inspection=record.uid, clue=uuid4(), number="线索〔2026〕1号", at=clock.now())

    assert (steps(order), steps(other)) == ([], ["failed"])


@pytest.mark.req("INS-5.5")
@pytest.mark.parametrize("is_lead", [True, False])
def test_nobody_of_another_bureau_leads_or_goes(is_lead: bool) -> None:
    team, foreign = make_team(), make_team()
    order = order_of(team)
    officers = (team.lead, team.second) if is_lead else (team.lead, foreign.second)
    asked = []

    for stranger in (foreign.second, uuid4()):
        with pytest.raises(assignments.AssignmentRefused) as refused:
            reinspections.reinspect(
                rectification=order.uid,
                officers=officers,
                lead=stranger if is_lead else team.lead,
                by=chief_of(team),
                at=clock.now(),
            )
        asked.append((refused.value.message, refused.value.facts["reason"]))

    assert asked[0] == asked[1]
    assert not Task.objects.filter(rectification=order).exists()


# special equipment


@pytest.fixture
def equipment() -> Team:
    return make_team(matter=make_matter(classes=["TS"]))


@pytest.mark.req("INS-5.5", "PLT-2")
def test_the_ten_days_of_a_review_run_from_the_report_however_late_it_is_staffed(equipment: Team) -> None:
    order = order_of(equipment)
    Certificate.objects.filter(person__uid=equipment.second).update(revoked_on=today())
    reported = clock.now()
    reinspections.report_done(rectification=order.uid, by=chief_of(equipment), at=reported)
    assert not Task.objects.filter(rectification=order).exists()

    uid = reinspections.reinspect(
        rectification=order.uid,
        officers=[equipment.lead, make_officer(equipment.organisation)],
        lead=equipment.lead,
        by=chief_of(equipment),
        at=reported + timedelta(days=3),
    )

    expected = due_of(rule=REVIEW_RULE, started=reported, on=today())
    assert Task.objects.get(uid=uid).due_on == expected.due_on


@pytest.mark.req("INS-5.5", "PLT-2")
def test_an_order_shows_the_colour_of_its_own_day_and_not_of_its_review(equipment: Team) -> None:
    order = order_of(equipment, length=60, unit="calendar_days")
    Certificate.objects.filter(person__uid=equipment.second).update(revoked_on=today())
    ((before,), _) = queries.rectifications(by=chief_of(equipment), today=today())

    reinspections.report_done(rectification=order.uid, by=chief_of(equipment), at=clock.now())

    ((after,), _) = queries.rectifications(by=chief_of(equipment), today=today() + timedelta(days=40))
    assert len(clocks_of(subjects=[order.uid], today=today())[order.uid]) == 2
    assert (before.level, after.level) == ("normal", "normal")


@pytest.mark.req("INS-5.5", "INS-5.7")
def test_a_user_of_special_equipment_gets_a_safety_instruction(equipment: Team) -> None:
    order = order_of(equipment)
    content = InspectionRound.objects.get(inspection=order.inspection).content

    paper = order_content(order, content, clock.now())

    assert order.document is not None
    issued = IssuedDocument.objects.get(uid=order.document)
    assert (issued.title, issued.definition_code) == ("特种设备安全监察指令书", "safety-instruction")
    made = documents.make_files(document=order.document)
    assert store.path_of(made.pdf_sha256).read_bytes()[:5] == b"%PDF-"
    assert "市监特令〔" in order.number
    assert "《特种设备安全监督检查办法》第二十三条" in paper["values"]["order"]["basis"]
    assert "第六十二条" in paper["values"]["order"]["basis"]


@pytest.mark.req("INS-5.5", "INS-5.7")
def test_the_dossier_and_the_visit_name_the_paper_that_was_given(equipment: Team) -> None:
    order = order_of(equipment)

    uid = reinspections.reinspect(rectification=order.uid, by=chief_of(equipment), at=clock.now())

    told = TimelineEntry.objects.get(kind="inspection.rectification_ordered", source=order.uid)
    assert told.title == f"安全监察指令 {order.number}"
    assert Task.objects.get(uid=uid).reason == f"安全监察指令 {order.number} 复查"
