"""Clues: registered by hand or out of an inspection, once, inside the scope."""

from uuid import UUID, uuid4

import pytest

from zhijian.business.enforcement import access, queries, services
from zhijian.business.enforcement.models import Clue
from zhijian.business.enforcement.rules import ClueStage
from zhijian.business.enforcement.types import NewClue
from zhijian.data.registry.models import TimelineEntry
from zhijian.data.registry.tests.factories import make_entity
from zhijian.events.enforcement import ClueRegistered, ClueReviewed
from zhijian.events.inspection import SeriousProblemReported
from zhijian.kernel import clock
from zhijian.kernel.errors import NotAllowed
from zhijian.support.bus import services as bus
from zhijian.support.bus.models import Delivery, OutboxEvent
from zhijian.support.deadlines.models import Clock
from zhijian.support.identity.tests.factories import make_actor, make_organisation, signed_in_client
from zhijian.support.identity.types import Actor
from zhijian.support.worklist import queries as worklist

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]

RIGHTS = ("enforcement.clue_view", "enforcement.clue_register", "enforcement.clue_review")


@pytest.mark.req("ENF-1")
def test_a_serious_problem_becomes_one_clue_with_everything_attached() -> None:
    place = make_organisation()
    officer = make_actor(*RIGHTS, organisation=place.uid)
    entity, inspection, photo = make_entity(organisation=place.uid), uuid4(), uuid4()
    event = SeriousProblemReported(
        subject=inspection,
        by=officer.uid,
        at=clock.now(),
        entity=entity,
        organisation=place.uid,
        title="使用超过保质期的食品原料",
        facts="冷库内发现过期原料 12 千克。",
        task_number="JC-2026-000007",
        evidence=(photo,),
    )

    bus.publish(event)
    bus.deliver_all()
    Delivery.objects.update(done_at=None)  # as if the worker had died before it could say so
    bus.deliver_all()

    (row,), following = queries.clues(by=officer)
    record = queries.clue(row.uid, by=officer, today=clock.business_date(clock.now()))
    assert following is None
    assert record.source_record == inspection
    assert record.evidence == (photo,)
    assert record.entity == entity
    assert record.clock is not None
    assert record.clock.rule == "enforcement.clue_verification"
    assert TimelineEntry.objects.filter(kind="enforcement.clue_registered").count() == 1
    assert worklist.counts(by=officer, today=clock.business_date(clock.now())).task == 1
    assert OutboxEvent.objects.filter(name=ClueRegistered.name).count() == 1


@pytest.mark.req("ENF-1")
def test_a_clue_can_be_typed_in_over_http_and_is_listed() -> None:
    officer = make_actor(*RIGHTS)
    client = signed_in_client(officer.uid)

    made = client.post(
        "/api/v1/enforcement/clues",
        {
            "source": "department",
            "title": "城管移送无照经营线索",
            "facts": "夜市摊位无照经营。",
            "party_name": "某摊位",
        },
        content_type="application/json",
        headers={"Idempotency-Key": str(uuid4())},
    )
    listed = client.get("/api/v1/enforcement/clues?stage=pending").json()
    one = client.get(f"/api/v1/enforcement/clues/{made.json()['uid']}").json()

    assert made.status_code == 201
    assert [item["uid"] for item in listed["items"]] == [made.json()["uid"]]
    assert one["number"].startswith("XS-")
    assert one["registered_by_name"] == officer.name


def test_a_clue_of_another_organisation_answers_like_a_missing_one() -> None:
    theirs, mine = make_actor(*RIGHTS), make_actor(*RIGHTS)
    uid = services.register_clue(
        given=NewClue(source="report", title="举报线索", facts="举报内容"),
        organisation=theirs.organisation,
        by=theirs,
        at=clock.now(),
    )
    client = signed_in_client(mine.uid)

    foreign, missing = (client.get(f"/api/v1/enforcement/clues/{each}") for each in (uid, uuid4()))

    assert foreign.status_code == missing.status_code == 404
    assert foreign.json()["detail"] == missing.json()["detail"]
    with pytest.raises(access.ClueMissing):
        queries.clue(uid, by=mine, today=clock.business_date(clock.now()))


def test_who_lacks_the_right_cannot_register() -> None:
    viewer = make_actor("enforcement.clue_view")

    with pytest.raises(NotAllowed):
        services.register_clue(
            given=NewClue(source="other", title="线索", facts="事实"),
            organisation=viewer.organisation,
            by=viewer,
            at=clock.now(),
        )

    assert not Clue.objects.exists()


def test_a_clue_list_needs_the_same_few_statements_for_any_length(django_assert_num_queries) -> None:
    officer = make_actor(*RIGHTS)
    for serial in range(5):
        services.register_clue(
            given=NewClue(source="other", title=f"线索{serial}", facts="事实"),
            organisation=officer.organisation,
            by=officer,
            at=clock.now(),
        )

    with django_assert_num_queries(1):
        rows, _ = queries.clues(by=officer)

    assert len(rows) == 5


def made(by: Actor) -> UUID:
    """A clue typed in by its future reviewer."""
    assert by.organisation is not None
    return services.register_clue(
        given=NewClue(source="report", title="销售过期乳品", facts="举报人称货架有过期乳品。"),
        organisation=by.organisation,
        by=by,
        at=clock.now(),
    )


@pytest.mark.req("ENF-1")
@pytest.mark.parametrize("outcome", [ClueStage.ADOPTED, ClueStage.DROPPED])
def test_a_review_settles_the_clue_stops_its_clock_and_empties_the_worklist(outcome: ClueStage) -> None:
    reviewer = make_actor(*RIGHTS)
    clue = made(reviewer)

    services.review_clue(clue=clue, outcome=outcome, reason="经核查情况属实", by=reviewer, at=clock.now())

    today = clock.business_date(clock.now())
    record = queries.clue(clue, by=reviewer, today=today)
    assert (record.stage, record.review_reason, record.may) == (outcome, "经核查情况属实", ())
    assert worklist.counts(by=reviewer, today=today).task == 0
    assert Clock.objects.get(subject=clue).stopped_at is not None
    assert OutboxEvent.objects.filter(name=ClueReviewed.name).count() == 1
    with pytest.raises(services.AlreadyReviewed):
        services.review_clue(clue=clue, outcome=ClueStage.DROPPED, reason="重复审核", by=reviewer, at=clock.now())


@pytest.mark.req("ENF-1", "IAM-3")
def test_a_review_needs_its_right_its_scope_and_a_reason() -> None:
    reviewer = make_actor(*RIGHTS)
    clue, given = made(reviewer), {"outcome": ClueStage.DROPPED, "at": clock.now()}
    clerk = make_actor(*RIGHTS[:2], organisation=reviewer.organisation)

    with pytest.raises(NotAllowed):
        services.review_clue(clue=clue, reason="不属于本局管辖", by=clerk, **given)
    with pytest.raises(access.ClueMissing):
        services.review_clue(clue=clue, reason="不属于本局管辖", by=make_actor(*RIGHTS), **given)
    with pytest.raises(services.ClueInvalid):
        services.review_clue(clue=clue, reason=" 无 ", by=reviewer, **given)
    today = clock.business_date(clock.now())
    assert queries.clue(clue, by=clerk, today=today).may == ()
    assert queries.clue(clue, by=reviewer, today=today).may == ("review",)
