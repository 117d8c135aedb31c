"""What search finds, inside the scope, and with how few statements."""

import threading
from uuid import uuid4

import pytest
from django.db import connection

from zhijian.data.registry.tests.factories import make_entity
from zhijian.kernel.errors import Invalid
from zhijian.support.identity.models import Organisation
from zhijian.support.identity.rules import Scope
from zhijian.support.identity.tests.factories import make_actor, make_organisation
from zhijian.support.search import frequency, queries, services

pytestmark = pytest.mark.django_db


def found(text: str, *, organisation=None, scope: Scope = Scope.ALL) -> list[str]:
    by = make_actor("registry.view", organisation=organisation, scope=scope)
    return [hit.title for hit in queries.find(by=by, text=text)]


@pytest.mark.req("PLT-14")
@pytest.mark.parametrize("text", ["好味", "味来", "hwl", "HWLCG", "qhhwlcg", "8765", "好味 茶馆", "（好味来）"])
def test_two_characters_initials_and_phone_tails_find_a_name(text: str) -> None:
    make_entity(name="青河好味来茶馆", phone="13000008765")
    make_entity(name="银河饭店")
    assert found(text) == ["青河好味来茶馆"]


@pytest.mark.req("PLT-14")
@pytest.mark.parametrize(
    "text", ["JC-2026-000249", "jc-2026-000249", "JC2026000249", "JC-2026-0002", "JC－2026－000249"]
)
def test_a_number_is_found_as_it_stands_on_papers_hyphens_and_all(text: str) -> None:
    place = make_organisation()
    for number in ("JC-2026-000249", "JC-2026-001249"):
        services.put(
            kind="entity", subject=uuid4(), organisation=Organisation.objects.get(uid=place.uid).pk, title=number,
            detail="", link="/", name="青河茶馆", codes=(number,),
        )  # fmt: skip
    assert found(text) == ["JC-2026-000249"]


def test_a_paper_is_found_by_its_number() -> None:
    place = make_organisation()
    services.put(
        kind="entity", subject=uuid4(), organisation=Organisation.objects.get(uid=place.uid).pk, title="责令改正",
        detail="", link="/", name="青河茶馆", codes=("岚望市监责改〔2026〕55号",),
    )  # fmt: skip
    assert found("岚望市监责改〔2026〕55号") == ["责令改正"]


def test_one_character_is_too_little() -> None:
    with pytest.raises(Invalid) as refused:
        found("好")
    assert refused.value.code == "search.too_short"


def test_only_what_lies_in_the_scope_is_found() -> None:
    own, other = make_organisation().uid, make_organisation().uid
    make_entity(name="青河好味来茶馆", organisation=own)
    make_entity(name="青河好味来饭店", organisation=other)
    assert found("好味", organisation=own, scope=Scope.SUBTREE) == ["青河好味来茶馆"]


@pytest.mark.parametrize("many", [1, 30])
def test_a_search_is_one_statement_however_many_it_finds(django_assert_num_queries, many: int) -> None:
    place = make_organisation().uid
    for _ in range(many):
        make_entity(name="青河好味来茶馆", organisation=place)
    by = make_actor("registry.view", organisation=place)
    with django_assert_num_queries(1):
        assert len(queries.find(by=by, text="好味")) == min(many, 20)


@pytest.mark.parametrize("scope", [Scope.ALL, Scope.SUBTREE, Scope.ORGANISATION])
def test_common_characters_are_found_by_walking_inside_the_same_scope(monkeypatch, scope: Scope) -> None:
    own, other = make_organisation().uid, make_organisation().uid
    make_entity(name="青河好味来茶馆", organisation=own)
    make_entity(name="青河好味来饭店", organisation=other)
    make_entity(name="银河饭店", organisation=own)
    by_index = found("好味", organisation=own, scope=scope)
    monkeypatch.setattr(queries, "_is_common", lambda text: True)
    assert found("好味", organisation=own, scope=scope) == by_index
    assert len(by_index) == (2 if scope is Scope.ALL else 1)


def test_what_the_database_counted_tells_common_characters_from_rare_ones() -> None:
    for number in range(60):
        make_entity(name=f"青河餐饮{chr(0x4E00 + number)}店")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE search_searchentry")
    frequency.forget()
    assert frequency.share_of(["餐饮"]) == pytest.approx(1)
    assert frequency.share_of(["餐饮", "丁店"]) < 0.5
    assert frequency.share_beginning("~qhc") > 0.01
    assert frequency.share_beginning("~xx") == 0
    assert frequency.share_of(["没有"]) == 0
    frequency.forget()


@pytest.mark.parametrize("hostile", ["o'b", "a\\b", "''", "x' & 'y", "a:*", "b | c"])
def test_any_text_can_be_a_lexeme_and_be_looked_for(hostile: str) -> None:
    place = Organisation.objects.get(uid=make_organisation().uid)
    services.put(
        kind="entity", subject=uuid4(), organisation=place.pk, title=hostile, detail="", link="/",
        name=f"甲乙{hostile}", codes=[hostile],
    )  # fmt: skip
    assert found("甲乙") == [hostile]
    found(hostile)


@pytest.mark.parametrize("lexemes", [["a'b"], ["a\\b", "c"], ["'"], ["plain", "~x", "#1"], []])
def test_a_vector_holds_exactly_its_lexemes(lexemes: list[str]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT tsvector_to_array(%s::tsvector)", [services.vector(lexemes)])
        assert sorted(cursor.fetchone()[0]) == sorted(lexemes)


def _limit() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SHOW gin_pending_list_limit")
        return str(cursor.fetchone()[0])


@pytest.mark.django_db(transaction=True)
@pytest.mark.req("PLT-14")
def test_entries_written_while_others_are_sorted_in_are_found_and_the_index_holds_them() -> None:
    usual = _limit()
    with services.sorted_in_beside():
        assert _limit() == "512MB"
        make_entity(name="青河好味来茶馆")

    with connection.cursor() as cursor:
        cursor.execute("SELECT search_sort_in()")
        left = cursor.fetchone()

    assert left == (0,)
    assert found("好味") == ["青河好味来茶馆"]
    assert _limit() == usual
    assert not [thread for thread in threading.enumerate() if thread.daemon and "_sort_in" in thread.name]


@pytest.mark.django_db(transaction=True)
def test_a_second_connection_that_fails_stops_no_writer(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    usual = _limit()
    parameters = connection.get_connection_params() | {"dbname": "no_such_database"}
    monkeypatch.setattr(connection, "get_connection_params", lambda: parameters)

    def write_and_fail() -> None:
        with services.sorted_in_beside():
            make_entity(name="青河好味来茶馆")
            raise KeyError

    with pytest.raises(KeyError):
        write_and_fail()

    assert found("好味") == ["青河好味来茶馆"]
    assert "not sorted in beside" in caplog.text
    assert _limit() == usual
