"""What follows from a signed record: orders, re-inspections, publicity, serious problems."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client

from zhijian.business.enforcement import queries as enforcement
from zhijian.business.inspection.models import Inspection, InspectionRound, Publication, Rectification, Task
from zhijian.business.inspection.queries import results as queries
from zhijian.business.inspection.rules.results import ResultCodesInvalid, check_codes, transfer_facts
from zhijian.business.inspection.rules.stages import PublicationState, RectificationStage, TaskKind
from zhijian.business.inspection.services import assignments, publications, rectifications, reinspections, serious
from zhijian.business.inspection.services.order_paper import order_content
from zhijian.business.inspection.tests.factories import (
    make_officer,
    make_signed,
    make_team,
    today,
)
from zhijian.business.inspection.tests.factories_results import chief_of, first_items, reinspect, signed_with_order
from zhijian.data.registry.models import Entity, TimelineEntry
from zhijian.kernel import clock
from zhijian.kernel.clock import start_of_day
from zhijian.kernel.errors import Invalid, NotAllowed
from zhijian.support.bus import services as bus
from zhijian.support.deadlines.queries import clocks_of
from zhijian.support.documents import queries as documents
from zhijian.support.identity.models import Certificate
from zhijian.support.identity.tests.factories import SYSTEM, actor_of, make_actor
from zhijian.support.worklist import queries as worklist

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]


@pytest.mark.req("INS-5.5")
def test_a_record_with_findings_issues_a_numbered_order_with_a_clock_and_a_reminder() -> None:
    team = make_team()

    record = signed_with_order(team)

    order = Rectification.objects.get(inspection=record)
    assert order.stage == RectificationStage.ORDERED
    assert "责改〔" in order.number
    assert order.due_on is not None
    (clock_record,) = clocks_of(subjects=[order.uid], today=today())[order.uid]
    assert clock_record.rule == "inspection.rectification.working_days"
    papers = documents.of_subject(kind="inspection.record", subject=record.uid)
    assert {paper.title for paper in papers} >= {"责令改正通知书"}
    warned = worklist.items(by=actor_of(team.lead), today=today(), source="inspection.rectification")[0]
    assert [item.due_on for item in warned] == [order.due_on]
    assert TimelineEntry.objects.filter(kind="inspection.rectification_ordered", entity=order.entity).count() == 1


@pytest.mark.req("INS-5.5", "INS-5.7")
def test_the_sentences_of_an_order_have_one_full_stop_each() -> None:
    record = signed_with_order(make_team(), wrong=2)
    order = Rectification.objects.get(inspection=record)
    content = InspectionRound.objects.get(inspection=record).content

    paper = order_content(order, content, clock.now())

    asked = [item.text.rstrip("。") for item in order.items.order_by("pk")]
    assert paper["values"]["violation"]["facts"] == f"存在不符合“{asked[0]}”“{asked[1]}”要求"
    assert [row["problem"] for row in paper["tables"]["items"]] == [
        f"不符合“{text}”的要求：现场未见记录" for text in asked
    ]


@pytest.mark.req("INS-5.5")
@pytest.mark.parametrize(("classes", "named"), [(["CY"], "第三十三条"), (["SC"], "第三十三条"), (["YP"], "")])
def test_an_order_names_the_law_of_what_was_inspected(classes: list[str], named: str) -> None:
    record = signed_with_order(make_team())
    order = Rectification.objects.get(inspection=record)
    matter = order.inspection.task.matter
    matter.classes, matter.basis = classes, "《药品管理法》第九十九条"

    basis = order_content(order, InspectionRound.objects.get(inspection=record).content, clock.now())["values"][
        "order"
    ]["basis"]

    assert named in basis if named else basis == matter.basis


@pytest.mark.req("INS-5.6")
def test_the_facts_of_a_transfer_name_every_finding_with_its_note() -> None:
    rows = [
        {"no": "1.1", "text": "问题1.1。", "answer": "是", "note": "不提"},
        {"no": "1.2", "text": "问题1.2。", "answer": "否", "note": "许可证过期。"},
        {"no": "2.1", "text": "问题2.1。", "answer": "否", "note": ""},
    ]

    assert transfer_facts(rows) == "第1.2项 问题1.2：许可证过期；\n第2.1项 问题2.1。"
    assert transfer_facts(rows[:1]) == ""


@pytest.mark.req("INS-5.5", "PLT-2")
def test_working_days_and_calendar_days_of_an_order_are_not_mixed() -> None:
    by_work = Rectification.objects.get(inspection=signed_with_order(make_team(), length=15, unit="working_days"))
    by_day = Rectification.objects.get(inspection=signed_with_order(make_team(), length=15, unit="calendar_days"))

    assert by_work.due_on is not None
    assert by_day.due_on is not None
    assert (by_work.due_on - today()).days >= 19
    assert 15 <= (by_day.due_on - today()).days <= 24


@pytest.mark.req("INS-5.5", "INS-5.10")
def test_an_order_is_closed_only_by_a_reinspection_that_finds_everything_corrected() -> None:
    team = make_team()
    order = Rectification.objects.get(inspection=signed_with_order(team))

    reinspect(team, order, dict.fromkeys(first_items(2), "yes"))

    order.refresh_from_db()
    assert order.stage == RectificationStage.CLOSED
    assert all(item.is_fixed for item in order.items.all())
    assert not worklist.items(by=actor_of(team.lead), today=today(), source="inspection.rectification")[0]
    assert TimelineEntry.objects.filter(kind="inspection.rectified", title="整改复查合格").count() == 1


@pytest.mark.req("INS-5.5")
def test_a_failed_reinspection_fails_the_order_and_asks_the_office_what_now() -> None:
    team = make_team()
    order = Rectification.objects.get(inspection=signed_with_order(team))
    one, other = first_items(2)

    reinspect(team, order, {one: "yes", other: "no"})

    order.refresh_from_db()
    assert order.stage == RectificationStage.FAILED
    assert {item.item: item.is_fixed for item in order.items.all()} == {one: True, other: False}
    waiting = worklist.items(by=chief_of(team), today=today(), source="inspection.rectification")[0]
    assert [item.step for item in waiting] == ["failed"]


@pytest.mark.req("INS-5.5")
def test_when_the_period_is_over_the_reinspection_task_is_made_by_itself_and_once() -> None:
    team = make_team()
    order = Rectification.objects.get(inspection=signed_with_order(team, length=5, unit="calendar_days"))
    late = clock.now() + timedelta(days=12)

    made = [reinspections.make_due_reinspections(at=moment) for moment in (clock.now(), late, late)]

    assert made == [0, 1, 0]
    task = Task.objects.get(rectification=order)
    assert task.kind == TaskKind.REINSPECTION
    assert set(task.officers.values_list("person__uid", flat=True)) == {team.lead, team.second}
    order.refresh_from_db()
    assert order.stage == RectificationStage.REINSPECTING


@pytest.mark.req("INS-5.5")
def test_the_last_day_of_a_period_still_belongs_to_the_entity() -> None:
    order = Rectification.objects.get(inspection=signed_with_order(make_team(), length=5, unit="calendar_days"))
    assert order.due_on is not None
    last = start_of_day(order.due_on) + timedelta(hours=1)

    assert reinspections.make_due_reinspections(at=last) == 0
    assert reinspections.make_due_reinspections(at=last + timedelta(days=1)) == 1


@pytest.mark.req("INS-5.5", "IAM-4")
def test_a_reinspection_whose_officers_may_not_go_is_staffed_by_the_office_and_holds_up_no_other() -> None:
    teams = [make_team(), make_team()]
    orders = [
        Rectification.objects.get(inspection=signed_with_order(team, length=5, unit="calendar_days")) for team in teams
    ]
    stuck, replacement = teams[0], make_officer(teams[0].organisation)
    Certificate.objects.filter(person__uid=stuck.second).update(revoked_on=today())
    late = clock.now() + timedelta(days=12)

    assert reinspections.make_due_reinspections(at=late) == 1

    waiting = worklist.items(by=chief_of(stuck), today=today(), source="inspection.rectification")[0]
    assert [item.title for item in waiting if item.step == "staff"] == [f"请安排复查：{orders[0].entity.name}"]
    task = reinspections.reinspect(
        rectification=orders[0].uid, officers=[replacement, stuck.lead], lead=stuck.lead, by=chief_of(stuck), at=late
    )
    made = dict(assignments.officers_of(Task.objects.get(uid=task)))
    assert made == {stuck.lead: True, replacement: False}
    assert worklist.items(by=chief_of(stuck), today=today(), source="inspection.rectification")[0] == []


@pytest.mark.req("INS-5.5")
def test_nobody_out_of_sight_is_sent_to_a_reinspection() -> None:
    team, foreign = make_team(), make_team()
    order = Rectification.objects.get(inspection=signed_with_order(team))

    with pytest.raises(assignments.AssignmentRefused) as refused:
        reinspections.reinspect(
            rectification=order.uid, officers=[team.lead, foreign.second], by=chief_of(team), at=clock.now()
        )

    assert refused.value.facts["reason"] == "inspection.officer_missing"
    assert not Task.objects.filter(rectification=order).exists()


@pytest.mark.req("INS-5.5")
def test_an_order_that_is_being_reinspected_cannot_be_reinspected_again() -> None:
    team = make_team()
    order = Rectification.objects.get(inspection=signed_with_order(team))
    chief = chief_of(team)
    reinspections.reinspect(rectification=order.uid, by=chief, at=clock.now())

    with pytest.raises(rectifications.WrongRectificationStage):
        reinspections.reinspect(rectification=order.uid, by=chief, at=clock.now())

    assert Task.objects.filter(rectification=order).count() == 1


@pytest.mark.req("INS-4.6")
def test_a_result_is_not_public_until_somebody_publishes_it() -> None:
    team = make_team()
    record = make_signed(team)
    publication = Publication.objects.get(inspection=record)

    before, _ = queries.public_results()
    publications.publish(
        publications=[publication.uid], result_codes=["1"], detail="", by=chief_of(team), at=clock.now()
    )
    after, _ = queries.public_results()

    assert publication.state == PublicationState.PENDING
    assert publication.due_on is not None
    assert (publication.due_on - today()).days >= 26
    assert before == []
    assert [result.result_labels for result in after] == [("未发现问题",)]
    assert Client().get("/api/v1/public/results").json()["items"][0]["entity_name"] == after[0].entity_name


@pytest.mark.req("INS-4.6")
def test_a_withdrawn_result_leaves_the_public_page_at_once_and_keeps_its_reason() -> None:
    team = make_team()
    publication = Publication.objects.get(inspection=make_signed(team))
    chief = chief_of(team)
    publications.publish(publications=[publication.uid], result_codes=["1"], detail="", by=chief, at=clock.now())

    publications.withdraw(publication=publication.uid, reason="经复核结论有误", by=chief, at=clock.now())

    publication.refresh_from_db()
    assert queries.public_results()[0] == []
    assert (publication.state, publication.reason) == ("withdrawn", "经复核结论有误")


@pytest.mark.req("INS-4.6")
def test_withholding_needs_a_reason_and_stops_the_clock() -> None:
    team = make_team()
    publication = Publication.objects.get(inspection=make_signed(team))
    chief = chief_of(team)

    with pytest.raises(Invalid):
        publications.withhold(publication=publication.uid, reason=" 无 ", by=chief, at=clock.now())
    publications.withhold(publication=publication.uid, reason="涉及未成年人信息", by=chief, at=clock.now())

    (one,) = clocks_of(subjects=[publication.uid], today=today())[publication.uid]
    assert one.stopped_at is not None
    assert queries.pending_publications(by=chief) == 0


@pytest.mark.req("INS-4.6")
def test_a_batch_is_published_whole_or_not_at_all() -> None:
    team = make_team()
    rows = [Publication.objects.get(inspection=make_signed(team)) for _ in range(2)]
    chief = chief_of(team)
    publications.withhold(publication=rows[0].uid, reason="核查中暂不公示", by=chief, at=clock.now())
    publications.publish(publications=[rows[0].uid], result_codes=["1"], detail="", by=chief, at=clock.now())

    with pytest.raises(publications.WrongPublicationState):
        publications.publish(
            publications=[rows[1].uid, rows[0].uid], result_codes=["1"], detail="", by=chief, at=clock.now()
        )

    assert len(queries.public_results()[0]) == 1


@pytest.mark.parametrize(("codes", "detail"), [([], ""), (["1", "E"], "x"), (["X"], ""), (["E"], " ")])
def test_result_codes_that_contradict_the_national_list_are_refused(codes: list[str], detail: str) -> None:
    with pytest.raises(ResultCodesInvalid):
        check_codes(codes, detail)


@pytest.mark.req("INS-5.6", "ENF-1")
def test_a_serious_problem_becomes_a_clue_that_is_linked_both_ways_and_only_once() -> None:
    team = make_team()
    record = signed_with_order(team)
    lead = actor_of(team.lead)

    serious.report_serious(inspection=record.uid, facts="", by=lead, at=clock.now())
    bus.deliver_all()

    record.refresh_from_db()
    clue = enforcement.clue(_clue_of(record), by=SYSTEM, today=today())
    assert clue.source_record == record.uid
    assert clue.number == record.clue_number
    assert len(clue.evidence) == 2
    assert len(clue.documents) == 2
    with pytest.raises(serious.AlreadyReported):
        serious.report_serious(inspection=record.uid, facts="", by=lead, at=clock.now())


def _clue_of(record: Inspection) -> UUID:
    assert record.clue is not None
    return record.clue


def test_a_record_without_findings_needs_facts_to_be_handed_over() -> None:
    team = make_team()
    record = make_signed(team)

    with pytest.raises(serious.NothingToReport):
        serious.report_serious(inspection=record.uid, facts=" ", by=actor_of(team.lead), at=clock.now())

    assert Inspection.objects.get(pk=record.pk).serious_reported_at is None


def test_who_lacks_the_right_can_neither_publish_nor_order_a_reinspection() -> None:
    team = make_team()
    record = signed_with_order(team)
    viewer = make_actor("inspection.view", organisation=team.organisation)
    order, publication = Rectification.objects.get(inspection=record), Publication.objects.get(inspection=record)

    with pytest.raises(NotAllowed):
        reinspections.reinspect(rectification=order.uid, by=viewer, at=clock.now())
    with pytest.raises(NotAllowed):
        publications.publish(publications=[publication.uid], result_codes=["1"], detail="", by=viewer, at=clock.now())

    assert order.stage == RectificationStage.ORDERED


@pytest.mark.req("IAM-3")
def test_an_order_of_another_bureau_answers_like_a_missing_one() -> None:
    order = Rectification.objects.get(inspection=signed_with_order(make_team()))
    stranger = chief_of(make_team())

    answers = []
    for uid in (order.uid, uuid4()):
        with pytest.raises(queries.access.RectificationMissing) as missing:
            queries.rectification(uid, by=stranger, today=today())
        answers.append(missing.value.message)

    assert answers[0] == answers[1]
    assert queries.rectifications(by=stranger, today=today())[0] == []


@pytest.mark.req("INS-5.5")
def test_open_orders_come_before_settled_ones_and_pages_show_each_once() -> None:
    team = make_team()
    orders = [
        Rectification.objects.get(inspection=signed_with_order(team, length=length, unit="calendar_days"))
        for length in (3, 9, 6)
    ]
    Rectification.objects.filter(pk=orders[0].pk).update(stage=RectificationStage.CLOSED, closed_at=clock.now())
    chief, shown, mark = chief_of(team), [], None

    for _ in range(3):
        (row,), mark = queries.rectifications(by=chief, today=today(), after=mark, limit=1)
        shown.append(row.uid)

    assert shown == [orders[2].uid, orders[1].uid, orders[0].uid]
    assert mark is None


@pytest.mark.req("INS-5.5")
def test_a_row_tells_how_many_things_and_which_task_looks_again() -> None:
    team = make_team()
    order = Rectification.objects.get(inspection=signed_with_order(team))
    chief = chief_of(team)

    ((before,), _) = queries.rectifications(by=chief, today=today())
    task = reinspections.reinspect(rectification=order.uid, by=chief, at=clock.now())
    ((after,), _) = queries.rectifications(by=chief, today=today())

    assert before.items == order.items.count() > 0
    assert (before.reinspection_task, after.reinspection_task) == (None, task)


@pytest.mark.req("INS-4.6")
def test_a_result_is_found_by_the_name_of_its_entity_or_by_its_task() -> None:
    team = make_team()
    wanted = make_signed(team)
    task = Inspection.objects.get(pk=wanted.pk).task
    Entity.objects.filter(pk=task.entity_id).update(name="梧塘路面馆")
    chief = chief_of(team)

    found = [
        [row.inspection for row in queries.publications(by=chief, today=today(), text=text)[0]]
        for text in ("塘路", task.number.lower(), "没有这家")
    ]

    assert found == [[wanted.uid], [wanted.uid], []]


def test_lists_need_the_same_few_statements_for_any_length(django_assert_max_num_queries: Any) -> None:
    team = make_team()
    for _ in range(3):
        signed_with_order(team)
    chief = chief_of(team)

    with django_assert_max_num_queries(6):
        rows, _ = queries.rectifications(by=chief, today=today())
    with django_assert_max_num_queries(6):
        results, _ = queries.publications(by=chief, today=today(), state=PublicationState.PENDING)

    assert len(rows) == len(results) == 3
    assert queries.open_rectifications(by=chief) == 3
