"""Code lists over HTTP: level by level, by text, and how many there are."""

from datetime import date, timedelta

import pytest
from django.test import Client

from zhijian.kernel import clock
from zhijian.support.codes import services
from zhijian.support.codes.services import CodeRow
from zhijian.support.identity.tests.factories import SYSTEM, make_person, signed_in_client

pytestmark = [pytest.mark.django_db, pytest.mark.req("PLT-8")]

ROWS = [
    CodeRow(code="52", name="贵州省"),
    CodeRow(code="5203", name="遵义市", parent="52", level=2),
    CodeRow(code="520382", name="仁怀市", parent="5203", level=3),
    CodeRow(code="5201", name="贵阳市", parent="52", level=2),
    CodeRow(code="11", name="北京市"),
]


@pytest.fixture
def client() -> Client:
    load(ROWS, date(2020, 1, 1))
    return signed_in_client(make_person())


def load(rows: list[CodeRow], valid_from: date) -> None:
    services.load_table(
        table="division", name="行政区划", standard="GB/T 2260", rows=rows, valid_from=valid_from, by=SYSTEM
    )


def names(client: Client, **query: object) -> list[str]:
    answer = client.get("/api/v1/codes/division/nodes", query)
    assert answer.status_code == 200, answer.content
    return [item["name"] for item in answer.json()["items"]]


def test_a_list_is_opened_level_by_level(client: Client) -> None:
    top = client.get("/api/v1/codes/division/nodes").json()["items"]

    assert [(one["name"], one["has_children"]) for one in top] == [("北京市", False), ("贵州省", True)]
    assert names(client, parent="52") == ["贵阳市", "遵义市"]
    assert names(client, parent="520382") == []


def test_a_code_is_found_by_name_or_number_with_the_names_above_it(client: Client) -> None:
    (found,) = client.get("/api/v1/codes/division/nodes", {"text": "仁怀"}).json()["items"]

    assert found["above"] == ["贵州省", "遵义市"]
    assert names(client, text="5203") == ["遵义市", "仁怀市"]
    assert names(client, text="没有") == []


def test_a_long_list_comes_in_pages_without_gap_or_double(client: Client) -> None:
    seen: list[str] = []
    after = ""
    while after is not None:
        page = client.get("/api/v1/codes/division/nodes", {"text": "5", "limit": 2, "after": after}).json()
        seen += [item["code"] for item in page["items"]]
        after = page["next"]

    assert seen == ["52", "5201", "5203", "520382"]


def test_a_past_day_shows_the_list_as_it_was(client: Client) -> None:
    today = clock.business_date(clock.now())
    load([row for row in ROWS if row.code != "11"], today)

    assert names(client) == ["贵州省"]
    assert names(client, on=today - timedelta(days=1)) == ["北京市", "贵州省"]
    assert [one["count"] for one in client.get("/api/v1/codes").json() if one["code"] == "division"] == [4]


def test_a_list_that_is_not_there_is_told_as_such(client: Client) -> None:
    answer = client.get("/api/v1/codes/nothing/nodes")

    assert (answer.status_code, answer.json()["code"]) == (404, "codes.table_missing")


def test_several_levels_cost_a_fixed_number_of_statements(
    client: Client, django_assert_max_num_queries: object
) -> None:
    with django_assert_max_num_queries(12):  # type: ignore[operator]
        client.get("/api/v1/codes/division/nodes", {"text": "5"})
