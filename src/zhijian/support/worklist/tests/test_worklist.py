"""One list of things to do for each person; it is done here when it is done in its source."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from zhijian.support.identity.rules import OrganisationKind, Scope
from zhijian.support.identity.tests.factories import actor_of, make_actor, make_organisation, make_person
from zhijian.support.identity.types import Actor
from zhijian.support.worklist import queries, services
from zhijian.support.worklist.rules import ItemKind, Urgency

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]

AT = datetime(2026, 5, 6, 1, 0, tzinfo=UTC)
TODAY = date(2026, 5, 6)  # a Wednesday after the Labour Day holidays


@pytest.fixture
def office() -> UUID:
    return make_organisation().uid


@pytest.fixture
def officer(office: UUID) -> Actor:
    return make_actor("inspection.perform", organisation=office)


def put(officer: Actor, **changes: object) -> UUID:
    """An open item for an officer; gives the uid of its source."""
    given = {
        "source": "inspection.task",
        "source_uid": uuid4(),
        "step": "accept",
        "title": "检查任务待接收",
        "link": "/inspection/tasks/1",
        "organisation": officer.organisation,
        "person": officer.uid,
        "at": AT,
    } | changes
    services.put(**given)  # type: ignore[arg-type]
    source = given["source_uid"]
    assert isinstance(source, UUID)
    return source


def listed(by: Actor, **filters: object) -> list[queries.ItemRecord]:
    return queries.items(by=by, today=TODAY, **filters)[0]  # type: ignore[arg-type]


@pytest.mark.req("PLT-1")
def test_an_item_shows_source_link_due_day_and_is_gone_when_its_source_is_done(officer: Actor) -> None:
    source = put(officer, due_on=date(2026, 5, 8))

    (item,) = listed(officer)
    assert (item.source, item.source_uid, item.link) == ("inspection.task", source, "/inspection/tasks/1")
    assert (item.due_on, item.urgency) == (date(2026, 5, 8), Urgency.URGENT)

    assert services.close(source="inspection.task", source_uid=source, at=AT) == 1
    assert listed(officer) == []


@pytest.mark.req("PLT-1")
@pytest.mark.parametrize(
    ("due_on", "urgency", "text"),
    [
        (date(2026, 5, 5), Urgency.OVERDUE, "逾期 1 天"),
        (date(2026, 5, 6), Urgency.URGENT, "即将到期"),
        (date(2026, 5, 8), Urgency.URGENT, "即将到期"),
        (date(2026, 5, 9), Urgency.SOON, "临近到期"),  # a Saturday that is worked: the third working day ahead
        (date(2026, 5, 12), Urgency.SOON, "临近到期"),
        (date(2026, 5, 13), Urgency.CALM, ""),
        (None, Urgency.NONE, ""),
    ],
)
def test_colour_and_words_count_working_days(officer: Actor, due_on: date | None, urgency: Urgency, text: str) -> None:
    put(officer, due_on=due_on)

    assert [(item.urgency, item.due_text) for item in listed(officer)] == [(urgency, text)]


@pytest.mark.req("PLT-1")
def test_the_most_urgent_come_first_and_pages_show_each_item_once(officer: Actor) -> None:
    days = [None, 9, 3, -2, 3, 30, None, 0]
    for day in days:
        put(officer, due_on=None if day is None else TODAY + timedelta(days=day))

    seen: list[queries.ItemRecord] = []
    after = None
    while True:
        page, after = queries.items(by=officer, today=TODAY, after=after, limit=3)
        seen += page
        if after is None:
            break

    assert [item.due_on and (item.due_on - TODAY).days for item in seen] == [-2, 0, 3, 3, 9, 30, None, None]
    assert len({item.uid for item in seen}) == len(days)


@pytest.mark.req("PLT-1", "POR-2")
def test_counts_are_the_lengths_of_the_lists(officer: Actor) -> None:
    for kind, number in ((ItemKind.TASK, 3), (ItemKind.RISK, 2), (ItemKind.WARNING, 1)):
        for turn in range(number):
            put(officer, kind=kind, due_on=TODAY - timedelta(days=1) if turn else None)

    counts = queries.counts(by=officer, today=TODAY)

    assert counts == queries.ItemCounts(
        task=3, risk=2, warning=1, overdue=3, task_overdue=2, risk_overdue=1, warning_overdue=0
    )
    assert [len(listed(officer, kind=kind)) for kind in ItemKind] == [3, 2, 1]
    assert len(listed(officer, overdue=True)) == counts.overdue


@pytest.mark.req("PLT-1")
def test_putting_the_same_step_again_renews_the_open_item_and_makes_no_second(officer: Actor) -> None:
    source = put(officer, due_on=date(2026, 5, 8))
    put(officer, source_uid=source, title="改期", due_on=date(2026, 5, 20))

    assert [(item.title, item.due_on) for item in listed(officer)] == [("改期", date(2026, 5, 20))]


@pytest.mark.req("PLT-1", "IAM-3")
def test_nobody_sees_what_is_another_persons(officer: Actor, office: UUID) -> None:
    colleague = make_actor("inspection.perform", organisation=office)
    put(officer)

    assert listed(colleague) == []


@pytest.mark.req("PLT-1", "IAM-3")
def test_what_is_offered_to_a_right_is_seen_by_its_holders_in_whose_scope_it_lies(office: UUID) -> None:
    below = make_organisation(parent=office, kind=OrganisationKind.OFFICE).uid
    chief = actor_of(make_person(organisation=office, permissions={"inspection.approve": Scope.SUBTREE}))
    narrow = actor_of(make_person(organisation=office, permissions={"inspection.approve": Scope.ORGANISATION}))
    without = actor_of(make_person(organisation=office, permissions={"inspection.view": Scope.SUBTREE}))
    stranger = make_actor("inspection.approve")
    put(chief, person=None, permission="inspection.approve", organisation=below)

    assert [len(listed(by)) for by in (chief, narrow, without, stranger)] == [1, 0, 0, 0]


def test_an_item_for_somebody_who_does_not_exist_is_refused(officer: Actor) -> None:
    with pytest.raises(services.HolderMissing):
        put(officer, person=uuid4())
    with pytest.raises(services.HolderMissing):
        put(officer, organisation=uuid4())


@pytest.mark.req("PLT-1", "POR-2")
def test_a_day_of_the_calendar_opens_exactly_its_items(officer: Actor) -> None:
    for day in (None, -1, 0, 0, 1):
        put(officer, due_on=None if day is None else TODAY + timedelta(days=day))

    found = listed(officer, due_from=TODAY, due_to=TODAY)

    counted = queries.days(by=officer, first=TODAY, last=TODAY)
    assert [item.due_on for item in found] == [TODAY, TODAY]
    assert sum(counted[TODAY].values()) == len(found)


@pytest.mark.req("INS-5.1")
def test_the_calendar_counts_open_items_by_day_and_source(officer: Actor) -> None:
    put(officer, due_on=date(2026, 5, 8))
    put(officer, due_on=date(2026, 5, 8), source="inspection.draw")
    done = put(officer, due_on=date(2026, 5, 9))
    services.close(source="inspection.task", source_uid=done, at=AT)
    put(officer, due_on=date(2026, 6, 1))

    assert queries.days(by=officer, first=date(2026, 5, 1), last=date(2026, 5, 31)) == {
        date(2026, 5, 8): {"inspection.draw": 1, "inspection.task": 1}
    }


@pytest.mark.parametrize("many", [1, 15])
def test_a_list_of_items_and_its_counts_take_the_same_statements_for_any_length(
    django_assert_num_queries, officer: Actor, many: int
) -> None:
    for _ in range(many):
        put(officer, due_on=date(2026, 5, 8))
    with django_assert_num_queries(3):  # the rows, and the calendar that colours them
        assert len(listed(officer)) == many
    with django_assert_num_queries(1):
        assert queries.counts(by=officer, today=TODAY).task == many
