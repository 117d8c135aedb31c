"""Lists, calendar and offline packages: the same rows, in a bounded number of statements."""

import json
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from zhijian.business.inspection.api.tasks import TaskPage
from zhijian.business.inspection.models import Task
from zhijian.business.inspection.queries import packages, tasks
from zhijian.business.inspection.rules.content import value_hash
from zhijian.business.inspection.rules.stages import TaskKind
from zhijian.business.inspection.services import tasks as services
from zhijian.business.inspection.tests.factories import (
    Team,
    make_officer,
    make_signed,
    make_task,
    make_team,
    new_task,
    ordinary_item,
    today,
    with_finding,
)
from zhijian.business.inspection.types.tasks import NewTask, TaskFilter
from zhijian.data.registry.models import Entity
from zhijian.data.registry.tests.factories import make_entity
from zhijian.kernel import clock
from zhijian.support.forms.engine import definition_hash
from zhijian.support.identity.rules import OrganisationKind
from zhijian.support.identity.tests.factories import actor_of, make_organisation, signed_in_client

pytestmark = pytest.mark.django_db

MOST_STATEMENTS_OF_A_LIST = 6
MOST_STATEMENTS_OF_A_PACKAGE = 25


@pytest.fixture
def team() -> Team:
    return make_team()


def drawn(team: Team, count: int, *, first_due: int = 10) -> list[UUID]:
    """Tasks from a draw, sent out at once, due on different days."""
    made = []
    for number in range(count):
        entity = make_entity(organisation=team.organisation, supervision_classes=("YP",))
        row = NewTask(entity=entity, officers=(team.lead, team.second), lead=team.lead)
        made += services.create_tasks(
            kind=TaskKind.RANDOM,
            matter=team.matter,
            rows=[row],
            starts_on=today(),
            due_on=today() + timedelta(days=first_due + number % 5),
            by=actor_of(team.maker),
            at=clock.now(),
        )
    return made


def test_pages_follow_each_other_without_gaps_or_doubles(team: Team) -> None:
    made = drawn(team, 11)
    by = actor_of(team.approver)

    pages, after = [], None
    while True:
        page, after = tasks.tasks(by=by, asked=TaskFilter(), today=today(), after=after, limit=4)
        pages.append(page)
        if after is None:
            break

    seen = [one for page in pages for one in page]
    assert [len(page) for page in pages] == [4, 4, 3]
    assert sorted(one.uid for one in seen) == sorted(made)
    assert [one.due_on for one in seen] == sorted(one.due_on for one in seen)


def test_a_list_takes_as_many_statements_for_three_tasks_as_for_thirty(team: Team) -> None:
    by = actor_of(team.approver)
    counts = []
    for more in (3, 27):
        drawn(team, more)
        with CaptureQueriesContext(
            connection,
        ) as statements:
            found, _ = tasks.tasks(by=by, asked=TaskFilter(), today=today(), limit=100)
        counts.append((len(found), len(statements)))

    assert [found for found, _ in counts] == [3, 30]
    assert counts[0][1] == counts[1][1] <= MOST_STATEMENTS_OF_A_LIST


@pytest.mark.req("INS-5.1")
def test_the_calendar_counts_exactly_the_rows_of_the_list(team: Team) -> None:
    drawn(team, 7)
    new_task(team, due_on=today() + timedelta(days=12))
    by, asked = actor_of(team.lead), TaskFilter(mine=True)

    days = tasks.days(by=by, asked=asked, first=today(), last=today() + timedelta(days=40))

    assert sum(day.total for day in days) == 8
    for day in days:
        for kind, count in day.counts.items():
            rows, _ = tasks.tasks(
                by=by, asked=TaskFilter(mine=True, kind=kind, due_from=day.day, due_to=day.day), today=today()
            )
            assert len(rows) == count
    mixed = next(day for day in days if day.day == today() + timedelta(days=12))
    assert mixed.counts["daily"] == 1


def test_overdue_tasks_are_marked_and_can_be_asked_for(team: Team) -> None:
    task = make_task(team)
    later = task.due_on + timedelta(days=1)

    found, _ = tasks.tasks(by=actor_of(team.lead), asked=TaskFilter(overdue=True), today=later)
    none, _ = tasks.tasks(by=actor_of(team.lead), asked=TaskFilter(overdue=True), today=task.due_on)

    assert [(one.uid, one.is_overdue) for one in found] == [(task.uid, True)]
    assert none == []


def test_making_many_tasks_reads_once_for_all_of_them(team: Team) -> None:
    def statements(count: int) -> int:
        entities = [make_entity(organisation=team.organisation, supervision_classes=("YP",)) for _ in range(count)]
        rows = [NewTask(entity=one, officers=(team.lead, team.second), lead=team.lead) for one in entities]
        by = actor_of(team.maker)
        with CaptureQueriesContext(connection) as found:
            services.create_tasks(
                kind=TaskKind.RANDOM, matter=team.matter, rows=rows, starts_on=today(),
                due_on=today() + timedelta(days=5), by=by, at=clock.now(),
            )  # fmt: skip
        return len(found)

    few, many = statements(2), statements(22)

    each = (many - few) / 20  # number, search entry, and two to-dos, each through its own part
    assert each <= 20
    assert few - 2 * each <= 25


@pytest.mark.req("INS-5.3", "INS-5.10")
def test_a_package_is_one_unit_under_one_hash(team: Team) -> None:
    task = make_task(team)
    Entity.objects.filter(uid=team.entity).update(lat=26.647661, lon=106.630153)

    made = packages.package(by=actor_of(team.lead), today=today(), last=today(), at=clock.now())

    content = {
        "first": made.first.isoformat(),
        "last": made.last.isoformat(),
        "tasks": json.loads(json.dumps(made.tasks, default=str)),
        "codes": made.codes,
        "officers": made.officers,
        "phrases": made.phrases,
        "absences": made.absences,
    }
    (packed,) = made.tasks
    assert made.hash == value_hash(content)
    assert definition_hash(packed["form"]) == task.form_hash
    assert (packed["entity"]["lat"], packed["entity"]["lon"]) == ("26.647661", "106.630153")
    assert packed["base"] == {
        "due_on": task.due_on.isoformat(),
        "officers": sorted([str(team.lead), str(team.second)]),
        "lead": str(team.lead),
    }
    assert str(team.second) in {one["uid"] for one in made.officers}


@pytest.mark.usefixtures("reference")
@pytest.mark.req("INS-5.10")
def test_a_package_carries_what_was_found_before_and_is_still_open(team: Team) -> None:
    given = with_finding(team.lead)
    make_signed(team, **given)
    make_task(team)

    made = packages.package(by=actor_of(team.second), today=today(), last=today(), at=clock.now())

    history = made.tasks[0]["history"]
    (visit,), (item,) = history["last_visits"], history["open_items"]
    picture = {
        "evidence": given["captures"][0]["uid"],
        "thumbnail": f"/api/v1/evidence/items/{given['captures'][0]['uid']}/thumbnail",
    }
    assert [(one["item"], one["note"]) for one in visit["findings"]] == [(ordinary_item(), "未公示")]
    assert visit["findings"][0]["evidence"] == [picture]
    assert (item["order"], item["evidence"]) == ("五日内改正", [picture])


def test_a_package_holds_own_open_tasks_that_have_begun(team: Team) -> None:
    now, next_week = make_task(team), make_task(team, starts_on=today() + timedelta(days=5))
    new_task(team)
    make_task()

    def packed(days: int) -> set[str]:
        made = packages.package(
            by=actor_of(team.lead), today=today(), last=today() + timedelta(days=days), at=clock.now()
        )
        return {str(one["task"]["uid"]) for one in made.tasks}

    assert packed(0) == {str(now.uid)}
    assert packed(6) == {str(now.uid), str(next_week.uid)}


@pytest.mark.usefixtures("reference")
def test_a_package_of_fifty_tasks_takes_a_bounded_number_of_statements(team: Team) -> None:
    make_signed(team, **with_finding(team.lead))
    drawn(team, 49)
    make_task(team)
    by = actor_of(team.lead)

    with CaptureQueriesContext(connection) as statements:
        made = packages.package(by=by, today=today(), last=today(), at=clock.now())

    assert len(made.tasks) == Task.objects.exclude(stage="archived").count() == 50
    assert len(statements) <= MOST_STATEMENTS_OF_A_PACKAGE


def test_the_answer_of_the_list_is_what_its_schema_says(team: Team) -> None:
    drawn(team, 3)
    client = signed_in_client(team.approver)
    answer = client.get("/api/v1/inspection/tasks?limit=2")
    found = answer.json()
    assert answer["Content-Type"] == "application/json; charset=utf-8"
    assert TaskPage.model_validate(found).model_dump(mode="json") == found
    assert len(found["items"]) == 2
    assert found["next"]


@pytest.mark.req("INS-5.2")
def test_a_section_of_the_bureau_finds_partners_in_the_offices_its_own_people_first() -> None:
    bureau = make_organisation()
    section = make_organisation(parent=bureau.uid, kind=OrganisationKind.DEPARTMENT)
    office = make_organisation(parent=bureau.uid, kind=OrganisationKind.OFFICE)
    chief, clerk = make_officer(section.uid), make_officer(section.uid)
    outside, elsewhere = make_officer(office.uid), make_officer(make_organisation().uid)
    make_officer(office.uid, certificate_until=today() - timedelta(days=1))

    made = packages.package(by=actor_of(chief), today=today(), last=today(), at=clock.now())

    found = [one["uid"] for one in made.officers]

    assert found == [str(clerk), str(outside)]
    assert str(elsewhere) not in found
