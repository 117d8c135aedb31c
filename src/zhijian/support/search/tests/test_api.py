"""The global search through HTTP: what is typed, and whose things are found."""

from uuid import UUID, uuid4

import pytest

from zhijian.support.identity.models import Organisation
from zhijian.support.identity.rules import Scope
from zhijian.support.identity.tests.factories import make_organisation, make_person, signed_in_client
from zhijian.support.search import kinds, services

pytestmark = pytest.mark.django_db
RIGHT = "identity.view"


@pytest.fixture(autouse=True)
def kind(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(kinds.DECLARED, "trial", kinds.Kind("trial", "试验", RIGHT))


def put(organisation: UUID, name: str) -> str:
    uid = uuid4()
    services.put(
        kind="trial",
        subject=uid,
        organisation=Organisation.objects.get(uid=organisation).pk,
        title=name,
        detail="",
        link=f"/trials/{uid}",
        name=name,
        codes=["92990102MA0000001X"],
        phones=["13000001234"],
    )
    return str(uid)


@pytest.mark.req("PLT-14", "REG-5")
@pytest.mark.parametrize(
    "typed", ["好味", "味来", "hwl", "HWL", "92990102MA0000001X", "92990102", "1234", "好味来茶馆"]
)
def test_anything_on_paper_finds_it_inside_the_callers_scope_only(typed: str) -> None:
    place, elsewhere = make_organisation().uid, make_organisation().uid
    mine, _theirs = put(place, "好味来茶馆"), put(elsewhere, "好味来茶馆")
    client = signed_in_client(make_person(organisation=place, permissions={RIGHT: Scope.ORGANISATION}))

    found = client.get("/api/v1/search", {"q": typed}).json()["items"]

    assert [(hit["uid"], hit["kind"], hit["title"], hit["link"]) for hit in found] == [
        (mine, "试验", "好味来茶馆", f"/trials/{mine}")
    ]


@pytest.mark.req("PLT-14")
def test_shorter_names_stand_first() -> None:
    place = make_organisation().uid
    longer, shorter = put(place, "青河好味来大酒楼"), put(place, "好味来")
    client = signed_in_client(make_person(organisation=place, permissions={RIGHT: Scope.ORGANISATION}))

    hits = client.get("/api/v1/search", {"q": "好味"}).json()["items"]

    assert [hit["uid"] for hit in hits] == [shorter, longer]


def test_one_character_is_too_little() -> None:
    answer = signed_in_client(make_person()).get("/api/v1/search", {"q": "好"})

    assert (answer.status_code, answer.json()["code"]) == (422, "search.too_short")
