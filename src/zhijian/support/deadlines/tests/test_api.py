"""Rules and the work calendar through HTTP."""

from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from zhijian.events.deadlines import DueDayKnown
from zhijian.kernel import clock
from zhijian.support.bus.models import OutboxEvent
from zhijian.support.deadlines import queries, services
from zhijian.support.deadlines.models import CalendarDay, CalendarYear, Clock, DeadlineRule
from zhijian.support.identity.rules import Scope
from zhijian.support.identity.tests.factories import make_person, signed_in_client
from zhijian.support.identity.types import Actor

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]

HEAD = "date,name,is_off_day,notice_year\n"
PATH = "/api/v1/deadlines/calendar"


@pytest.fixture
def manager() -> Client:
    return signed_in_client(make_person(permissions={"deadlines.manage": Scope.ALL}))


def post(client: Client, text: str | bytes, source: str = "国办发明电〔2029〕1号") -> Any:
    data = text if isinstance(text, bytes) else text.encode()
    return client.post(
        f"{PATH}?source={source}",
        {"file": SimpleUploadedFile("2030.csv", data, content_type="text/csv")},
        headers={"Idempotency-Key": str(uuid4())},
    )


def test_rules_show_their_article_and_whether_they_are_in_force() -> None:
    rules = signed_in_client(make_person()).get("/api/v1/deadlines/rules").json()

    publicity = [rule for rule in rules if rule["code"] == "inspection.publicity"]
    assert len(rules) == DeadlineRule.objects.count()
    assert [rule["is_in_force"] for rule in publicity] == [True, False]
    assert publicity[0]["length"] == 20
    assert "《企业信息公示暂行条例》" in publicity[0]["basis"]


def test_a_year_is_imported_and_shown(manager: Client) -> None:
    answer = post(manager, HEAD + "2030-01-01,元旦,True,2030\n2030-01-05,元旦,False,2030\n")

    shown = manager.get(PATH, {"year": 2030}).json()
    assert answer.json() == {"years": [2030]}
    assert shown["is_loaded"] is True
    assert shown["source"] == "国办发明电〔2029〕1号"
    assert [(day["day"], day["is_off_day"]) for day in shown["days"]] == [("2030-01-01", True), ("2030-01-05", False)]
    assert 2030 in shown["loaded_years"]


def test_a_year_that_is_not_loaded_says_so(manager: Client) -> None:
    shown = manager.get(PATH, {"year": 2031}).json()

    assert (shown["is_loaded"], shown["days"]) == (False, [])


def test_importing_again_replaces_the_year_and_nothing_else(manager: Client) -> None:
    others = CalendarDay.objects.count()
    post(manager, HEAD + "2030-01-01,元旦,True,2030\n")

    post(manager, HEAD + "2030-01-02,元旦,True,2030\n")

    assert list(CalendarDay.objects.filter(notice_year=2030).values_list("day", flat=True)) == [date(2030, 1, 2)]
    assert CalendarDay.objects.count() == others + 1


def test_waiting_periods_get_their_day_with_the_year(manager: Client) -> None:
    at = clock.now().replace(year=2030, month=3, day=1)
    rule = DeadlineRule.objects.get(code="inspection.publicity", valid_to__isnull=True)
    waiting = Clock.objects.create(rule=rule, subject_kind="test", subject=uuid4(), started_at=at)
    before = queries.calendar_year(2030).waiting_clocks

    post(manager, HEAD + "2030-01-01,元旦,True,2030\n")

    waiting.refresh_from_db()
    assert before == 1
    assert waiting.due_on == date(2030, 3, 29)
    assert queries.calendar_year(2030).waiting_clocks == 0


@pytest.mark.req("PLT-2")
def test_a_calendar_takes_as_many_statements_for_many_waiting_periods_as_for_one(system: Actor) -> None:
    at = clock.now().replace(year=2030, month=3, day=1)
    rule = DeadlineRule.objects.get(code="inspection.publicity", valid_to__isnull=True)

    def statements_of_import(waiting: int) -> int:
        CalendarYear.objects.filter(year=2030).delete()
        Clock.objects.bulk_create(
            Clock(rule=rule, subject_kind="test", subject=uuid4(), started_at=at) for _ in range(waiting)
        )
        with CaptureQueriesContext(connection) as statements:
            services.import_calendar(csv_text=HEAD + "2030-01-01,元旦,True,2030\n", source="通知", by=system, at=at)
        return len(statements)

    of_one, of_many = statements_of_import(1), statements_of_import(40)

    assert of_many == of_one
    assert {row.due_on for row in Clock.objects.all()} == {date(2030, 3, 29)}
    assert OutboxEvent.objects.filter(name=DueDayKnown.name, body__due_on="2030-03-29").count() == 41


@pytest.mark.parametrize(
    ("table", "told"),
    [
        (HEAD, "没有任何一天"),
        ("日期,名称\n2030-01-01,元旦\n", "第 2 行"),
        (HEAD + "2030-01-01,元旦,True,2030\n2030-13-01,元旦,True,2030\n", "第 3 行"),
        (HEAD + "2030-01-01,元旦,True,2030\n2030-01-01,元旦,False,2030\n", "既是休息日又是调休上班日"),
    ],
)
def test_a_table_that_cannot_be_read_is_refused_with_the_line_and_loads_nothing(
    table: str, told: str, manager: Client
) -> None:
    answer = post(manager, table)

    assert answer.status_code == 422
    assert told in answer.json()["detail"]
    assert not CalendarYear.objects.filter(year=2030).exists()


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_tables_saved_by_a_spreadsheet_program_are_read(encoding: str, manager: Client) -> None:
    answer = post(manager, (HEAD + "2030-01-01,元旦,True,2030\n").encode(encoding))

    assert answer.status_code == 200, answer.content
    assert CalendarDay.objects.get(day=date(2030, 1, 1)).name == "元旦"


def test_who_does_not_administer_deadlines_imports_nothing() -> None:
    answer = post(signed_in_client(make_person()), HEAD + "2030-01-01,元旦,True,2030\n")

    assert answer.status_code == 403
    assert not CalendarYear.objects.filter(year=2030).exists()
