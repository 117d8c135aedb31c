"""Code tables keep their history, hold together as trees, and answer for any past day."""

from datetime import date

import pytest

from zhijian.kernel.errors import NotAllowed
from zhijian.support.codes import queries, services
from zhijian.support.codes.services import CodeRow, CodesInvalid
from zhijian.support.identity.tests.factories import make_actor, make_person, signed_in_client
from zhijian.support.identity.types import Actor

pytestmark = pytest.mark.django_db

FIRST, SECOND = date(2025, 1, 1), date(2026, 7, 1)
OLD = (
    CodeRow(code="62", name="餐饮业"),
    CodeRow(code="621", name="正餐服务", parent="62", level=2),
    CodeRow(code="629", name="其他餐饮业", parent="62", level=2),
)
NEW = (
    CodeRow(code="62", name="餐饮业"),
    CodeRow(code="621", name="正餐", parent="62", level=2),
    CodeRow(code="624", name="餐饮配送", parent="62", level=2),
)


@pytest.fixture
def steward() -> Actor:
    return make_actor("codes.manage")


def load(rows: tuple[CodeRow, ...], day: date, by: Actor) -> dict[str, int]:
    return services.load_table(table="trial", name="试用行业", standard="GB/T 4754", rows=rows, valid_from=day, by=by)


@pytest.mark.req("PLT-8")
def test_a_new_version_leaves_the_old_one_as_it_was_on_its_days(steward: Actor) -> None:
    assert load(OLD, FIRST, steward) == {"added": 3, "ended": 0, "changed": 0, "same": 0}

    assert load(NEW, SECOND, steward) == {"added": 1, "ended": 1, "changed": 1, "same": 1}

    assert queries.names("trial", on=date(2026, 6, 30)) == {"62": "餐饮业", "621": "正餐服务", "629": "其他餐饮业"}
    assert queries.names("trial", on=SECOND) == {"62": "餐饮业", "621": "正餐", "624": "餐饮配送"}
    assert queries.names("trial", on=date(2024, 12, 31)) == {}


@pytest.mark.req("PLT-8")
def test_loading_the_same_again_changes_nothing(steward: Actor) -> None:
    load(OLD, FIRST, steward)

    assert load(OLD, SECOND, steward) == {"added": 0, "ended": 0, "changed": 0, "same": 3}


@pytest.mark.req("PLT-8")
def test_what_was_opened_the_same_day_is_corrected_and_leaves_no_version(steward: Actor) -> None:
    load(OLD, FIRST, steward)
    load(NEW, FIRST, steward)

    assert queries.names("trial", on=FIRST) == {"62": "餐饮业", "621": "正餐", "624": "餐饮配送"}


@pytest.mark.req("PLT-8")
def test_a_tree_is_walked_by_parent_and_searched_by_name_or_code(steward: Actor) -> None:
    load(OLD, FIRST, steward)

    assert [row.code for row in queries.codes("trial", on=FIRST, parent="")] == ["62"]
    assert [row.code for row in queries.codes("trial", on=FIRST, parent="62")] == ["621", "629"]
    assert [row.code for row in queries.codes("trial", on=FIRST, text="其他")] == ["629"]
    assert [row.code for row in queries.codes("trial", on=FIRST, text="62")] == ["62", "621", "629"]


@pytest.mark.req("PLT-8")
@pytest.mark.parametrize(
    ("rows", "wanted"),
    [
        ((*OLD, CodeRow(code="621", name="又一个")), "重复"),
        ((CodeRow(code="621", name="正餐服务", parent="62"),), "上级"),
    ],
)
def test_a_list_that_contradicts_itself_is_refused_whole(
    steward: Actor, rows: tuple[CodeRow, ...], wanted: str
) -> None:
    with pytest.raises(CodesInvalid, match=wanted):
        load(rows, FIRST, steward)

    assert queries.names("trial", on=FIRST) == {}


def test_loading_takes_the_right_to_manage_codes() -> None:
    with pytest.raises(NotAllowed):
        load(OLD, FIRST, make_actor("registry.view"))


@pytest.mark.req("PLT-8")
def test_whoever_is_signed_in_reads_codes_of_any_day_over_http(steward: Actor) -> None:
    load(OLD, FIRST, steward)
    load(NEW, SECOND, steward)
    client = signed_in_client(make_person())

    then = client.get("/api/v1/codes/trial", {"on": "2026-01-05", "parent": "62"}).json()
    tables = client.get("/api/v1/codes").json()

    assert [row["name"] for row in then] == ["正餐服务", "其他餐饮业"]
    assert {"code": "trial", "name": "试用行业", "standard": "GB/T 4754", "count": 3} in tables
