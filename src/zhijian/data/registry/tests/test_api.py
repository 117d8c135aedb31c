"""The register through HTTP: shapes, statuses, rights and scope."""

from uuid import uuid4

import pytest
from django.test import Client

from zhijian.data.registry.models import Entity
from zhijian.data.registry.tests.factories import make_entity
from zhijian.support.identity.rules import Scope
from zhijian.support.identity.tests.factories import make_organisation, make_person, signed_in_client
from zhijian.support.identity.types import OrganisationRecord

pytestmark = pytest.mark.django_db
BASE = "/api/v1/registry"
WRONG_WAY_ROUND = {"kind": "other", "number": "1", "valid_from": "2026-02-01", "valid_to": "2026-01-01"}
ALL = ("registry.view", "registry.manage", "registry.view_number")


@pytest.fixture
def place() -> OrganisationRecord:
    return make_organisation()


@pytest.fixture
def client(place: OrganisationRecord) -> Client:
    return signed_in_client(make_person(organisation=place.uid, permissions=dict.fromkeys(ALL, Scope.SUBTREE)))


def send(client: Client, verb: str, path: str, body: dict[str, object], **headers: str):
    return getattr(client, verb)(
        f"{BASE}{path}",
        body,
        content_type="application/json",
        headers={"Idempotency-Key": str(uuid4()), **headers},
    )


@pytest.mark.req("REG-1")
def test_an_entity_is_registered_listed_shown_and_changed(client: Client, place: OrganisationRecord) -> None:
    made = send(client, "post", "/entities", {"name": "青河金沙茶馆", "organisation": str(place.uid)})
    uid = made.json()["uid"]
    listed = client.get(f"{BASE}/entities", {"text": "金沙"}).json()
    shown = client.get(f"{BASE}/entities/{uid}")
    body = {"name": "青河银沙茶馆", "legal_person": "林甲"}
    changed = send(client, "put", f"/entities/{uid}", body, **{"If-Match": shown["ETag"]})
    stale = send(client, "put", f"/entities/{uid}", body | {"legal_person": "林乙"}, **{"If-Match": shown["ETag"]})

    assert made.status_code == 201
    assert ([item["uid"] for item in listed["items"]], listed["total"]) == ([uid], 1)
    assert shown.json()["entity"]["version"] == 1
    assert "change" in shown.json()["may"]
    assert changed.json() == {"version": 2}
    assert (stale.status_code, stale.json()["code"]) == (409, "registry.version_stale")
    assert stale.json()["facts"]["fields"] == [
        {"field": "legal_person", "label": "法定代表人", "mine": "林乙", "theirs": "林甲"}
    ]


def test_a_change_without_its_version_is_refused(client: Client, place: OrganisationRecord) -> None:
    uid = make_entity(organisation=place.uid)

    answer = send(client, "put", f"/entities/{uid}", {"name": "青河银沙茶馆"})

    assert (answer.status_code, answer.json()["code"]) == (422, "registry.version_missing")


@pytest.mark.req("REG-1", "REG-2", "REG-3")
@pytest.mark.parametrize(
    ("path", "body", "field"),
    [
        ("", {"name": "青"}, "name"),
        ("", {"name": "青河\u202e饭店"}, "name"),
        ("", {"name": "青河饭店", "uscc": "92990102MA00000010"}, "uscc"),
        ("", {"name": "青河饭店", "registration_number": "123456789012346"}, "registration_number"),
        ("", {"name": "青河饭店", "phone": "12345"}, "phone"),
        ("", {"name": "青河饭店", "lat": 30.0}, "lat"),
        ("/{uid}/licences", {"kind": "food_operation", "number": "JY1"}, "number"),
        ("/{uid}/licences", WRONG_WAY_ROUND, "valid_to"),
        ("/{uid}/people", {"role": "employee", "name": "林甲", "phone": "1"}, "phone"),
        ("/{uid}/people", {"role": "employee", "name": "林甲", "id_number": "110105194912310021"}, "id_number"),
    ],
)  # fmt: skip
def test_a_refusal_says_at_which_field(
    client: Client, place: OrganisationRecord, path: str, body: dict[str, object], field: str
) -> None:
    uid = make_entity(organisation=place.uid)
    given = body if path else body | {"organisation": str(place.uid)}

    answer = send(client, "post", "/entities" + path.format(uid=uid), given)

    assert (answer.status_code, answer.json()["facts"]["field"]) == (422, field)


@pytest.mark.req("REG-5")
def test_a_day_that_has_not_come_is_refused(client: Client, place: OrganisationRecord) -> None:
    uid = make_entity(organisation=place.uid)

    answer = client.get(f"{BASE}/entities/{uid}", {"as_of": "2999-01-01"})

    assert (answer.status_code, answer.json()["code"]) == (422, "registry.day_invalid")


@pytest.mark.req("REG-2")
def test_a_licence_cannot_be_revoked_on_a_day_to_come(client: Client, place: OrganisationRecord) -> None:
    uid = make_entity(organisation=place.uid)
    licence = send(client, "post", f"/entities/{uid}/licences", {"kind": "other", "number": "1"}).json()["uid"]

    answer = send(client, "post", f"/licences/{licence}/revocation", {"revoked_on": "2999-01-01"})

    assert (answer.status_code, answer.json()["facts"]["field"]) == (422, "revoked_on")
    assert client.get(f"{BASE}/entities/{uid}").json()["licences"][0]["revoked_on"] is None


@pytest.mark.req("REG-3", "REG-5")
def test_people_who_come_and_go_stand_in_the_timeline(client: Client, place: OrganisationRecord) -> None:
    uid = make_entity(organisation=place.uid)
    worker = send(client, "post", f"/entities/{uid}/people", {"role": "pharmacist", "name": "林甲"}).json()["uid"]
    send(client, "post", f"/people/{worker}/end", {})

    titles = [item["title"] for item in client.get(f"{BASE}/entities/{uid}/timeline").json()["items"]]

    assert titles == ["人员离任：执业药师 林甲", "登记人员：执业药师 林甲", "建立档案"]


def test_streets_to_choose_from_are_those_of_the_callers_entities(client: Client, place: OrganisationRecord) -> None:
    for street in ("南湖街道", "", "北岸镇", "南湖街道"):
        make_entity(organisation=place.uid, street=street)
    make_entity(street="别处街道")

    assert client.get(f"{BASE}/streets").json() == ["北岸镇", "南湖街道"]


@pytest.mark.req("IAM-2")
@pytest.mark.parametrize("path", ["", "/timeline", "/changes"])
def test_an_entity_of_another_bureau_is_not_found(client: Client, path: str) -> None:
    uid = make_entity()

    answer = client.get(f"{BASE}/entities/{uid}{path}")

    assert (answer.status_code, answer.json()["code"]) == (404, "registry.entity_missing")


@pytest.mark.req("IAM-3")
@pytest.mark.parametrize(
    ("verb", "path", "body"),
    [
        ("post", "/entities", {"name": "青河饭店", "organisation": str(uuid4())}),
        ("put", "/entities/{uid}", {"name": "青河饭店"}),
        ("post", "/entities/{uid}/move", {"organisation": str(uuid4())}),
        ("put", "/entities/{uid}/tags", {"tags": []}),
        ("post", "/entities/{uid}/licences", {"kind": "other", "number": "1"}),
        ("post", "/entities/{uid}/people", {"role": "employee", "name": "林甲"}),
        ("post", "/people/{uid}/number", {"purpose": "核对"}),
        ("post", "/people/{uid}/end", {}),
        ("post", "/licences/{uid}/end", {}),
        ("post", "/licences/{uid}/revocation", {"revoked_on": "2026-01-01"}),
    ],
)
def test_a_reader_writes_nothing(place: OrganisationRecord, verb: str, path: str, body: dict[str, object]) -> None:
    uid = make_entity(organisation=place.uid)
    reader = signed_in_client(make_person(organisation=place.uid, permissions={"registry.view": Scope.ALL}))

    answer = send(reader, verb, path.format(uid=uid), body)

    assert answer.status_code == 403
    assert Entity.objects.get().version == 1


@pytest.mark.req("REG-2", "REG-3", "REG-5")
def test_licences_and_people_appear_in_the_dossier_and_leave_it(client: Client, place: OrganisationRecord) -> None:
    uid = make_entity(organisation=place.uid)
    licence = {"kind": "food_operation", "number": "JY23206120000021", "valid_to": "2026-12-01"}
    person = {"role": "pharmacist", "name": "林甲", "id_number": "11010519491231002X"}

    added = send(client, "post", f"/entities/{uid}/licences", licence).json()["uid"]
    worker = send(client, "post", f"/entities/{uid}/people", person).json()["uid"]
    number = send(client, "post", f"/people/{worker}/number", {"purpose": "核对证件"})
    shown = client.get(f"{BASE}/entities/{uid}").json()
    ended = [send(client, "post", f"/{kind}/end", {}) for kind in (f"licences/{added}", f"people/{worker}")]

    assert [item["uid"] for item in shown["licences"]] == [added]
    assert shown["people"][0]["id_number_masked"] == "110105********002X"
    assert number.json() == {"id_number": "11010519491231002X"}
    assert [answer.status_code for answer in ended] == [204, 204]
    assert client.get(f"{BASE}/entities/{uid}").json()["licences"] == []


def test_scanning_counting_and_expiring_answer(client: Client, place: OrganisationRecord) -> None:
    uid = make_entity(organisation=place.uid)
    code = Entity.objects.get(uid=uid).uscc

    assert client.get(f"{BASE}/scan", {"text": code}).json()["uid"] == str(uid)
    assert client.get(f"{BASE}/counts").json()["total"] == 1
    assert client.get(f"{BASE}/licences/expiring").json()["items"] == []
    assert client.get(f"{BASE}/entities", {"limit": 201}).status_code == 422
    assert Client().get(f"{BASE}/entities").status_code == 401
