"""The libraries, matters and avoidance through HTTP: shape, right, scope."""

from itertools import count
from uuid import uuid4

import orjson
import pytest
from django.http import HttpResponse
from django.test import Client

from zhijian.business.inspection.tests.factories_draws import World, actor, make_world
from zhijian.kernel import clock
from zhijian.support.identity.tests.factories import make_person, signed_in_client
from zhijian.support.identity.types import Actor

pytestmark = pytest.mark.django_db

_keys = count(1)
BASE = "/api/v1/inspection"


@pytest.fixture
def world() -> World:
    return make_world(at=clock.now())


def client_of(by: Actor) -> Client:
    assert by.uid is not None
    return signed_in_client(by.uid)


def send(client: Client, method: str, path: str, body: object = None) -> HttpResponse:
    """A write with an id of its own."""
    return client.generic(  # type: ignore[return-value]
        method,
        f"{BASE}{path}",
        data=b"" if body is None else orjson.dumps(body),
        content_type="application/json",
        headers={"Idempotency-Key": f"pool-key-{next(_keys):06d}"},
    )


def test_a_library_of_officers_is_made_shown_and_taken_out_of_use(world: World) -> None:
    client, newcomer = client_of(world.organiser), make_person(organisation=world.office)
    made = send(
        client, "POST", "/officer-pools", {"name": "城北所名录", "members": [{"person": str(world.officers[0])}]}
    )
    assert made.status_code == 200, made.content
    pool = made.json()["uid"]

    added = send(
        client,
        "POST",
        f"/officer-pools/{pool}/members",
        {"members": [{"person": str(newcomer), "is_group_leader": True}]},
    ).json()

    leads = {member["person"]["uid"]: member["is_group_leader"] for member in added["members"]}
    assert leads == {str(world.officers[0]): False, str(newcomer): True}
    assert added["members"][0]["certificate_number"].startswith("ZF")
    assert send(client, "DELETE", f"/officer-pools/{pool}/members/{newcomer}").status_code == 204
    assert client.get(f"{BASE}/officer-pools/{pool}").json()["pool"]["members"] == 1
    assert send(client, "DELETE", f"/officer-pools/{pool}").status_code == 204
    assert client.get(f"{BASE}/officer-pools/{pool}").status_code == 404
    assert [item["uid"] for item in client.get(f"{BASE}/officer-pools").json()["items"]] == [str(world.officer_pool)]


def test_a_library_of_objects_is_previewed_made_and_refreshed(world: World) -> None:
    client, chosen = client_of(world.organiser), {"classes": ["CY"]}
    assert send(client, "POST", "/object-pools/preview", chosen).json()["total"] == 12

    pool = send(client, "POST", "/object-pools", {"name": "餐饮", "chosen_by": chosen}).json()

    assert (pool["members"], pool["may"]) == (12, ["add", "remove", "retire"])
    path = f"/object-pools/{pool['uid']}"
    listed = client.get(f"{BASE}{path}/members?limit=5").json()
    assert (len(listed["items"]), listed["total"]) == (5, 12)
    gone = listed["items"][0]["entity"]["uid"]
    assert send(client, "DELETE", f"{path}/members/{gone}").status_code == 204
    assert send(client, "POST", f"{path}/refresh").json()["members"] == 12
    assert send(client, "POST", f"{path}/members", {"entities": [gone]}).json()["members"] == 12
    shown = client.get(f"{BASE}{path}").json()
    assert (shown["chosen_by"]["classes"], shown["by_credit_class"][""]) == (["CY"], 12)


def test_avoidance_is_declared_listed_and_ended(world: World) -> None:
    client = client_of(world.organiser)
    given = {"person": str(world.officers[0]), "entity": str(world.entities[0]), "reason": "近亲属任职"}

    made = send(client, "POST", "/avoidances", given).json()

    assert [item["uid"] for item in client.get(f"{BASE}/avoidances").json()["items"]] == [made["uid"]]
    assert send(client, "DELETE", f"/avoidances/{made['uid']}").status_code == 204
    assert client.get(f"{BASE}/avoidances").json()["items"] == []


def test_matters_are_listed_for_who_inspects(world: World) -> None:
    found = client_of(world.organiser).get(f"{BASE}/matters").json()["items"]

    assert {"CY-RC", "XS-RC", "YP-RC", "QX-RC", "TS-RC"} <= {item["code"] for item in found}
    assert all(item["basis"] for item in found)


def test_every_write_takes_the_right_to_look_after_libraries(world: World) -> None:
    client = client_of(actor(world.bureau, "inspection.view"))
    pool, other, person = world.officer_pool, world.object_pool, world.officers[0]
    writes = [
        ("POST", "/officer-pools", {"name": "名录"}),
        ("DELETE", f"/officer-pools/{pool}", None),
        ("POST", f"/officer-pools/{pool}/members", {"members": [{"person": str(person)}]}),
        ("DELETE", f"/officer-pools/{pool}/members/{person}", None),
        ("POST", "/object-pools", {"name": "名录"}),
        ("DELETE", f"/object-pools/{other}", None),
        ("POST", f"/object-pools/{other}/refresh", None),
        ("POST", f"/object-pools/{other}/members", {"entities": [str(world.entities[0])]}),
        ("DELETE", f"/object-pools/{other}/members/{world.entities[0]}", None),
        ("POST", "/avoidances", {"person": str(person), "entity": str(world.entities[0]), "reason": "近亲属"}),
        ("DELETE", f"/avoidances/{uuid4()}", None),
        (
            "POST",
            "/matters",
            {"code": "XX-1", "name": "检查", "classes": ["CY"], "form_code": "CY-RC", "basis": "法"},
        ),
    ]

    answers = [(path, send(client, method, path, body).status_code) for method, path, body in writes]

    assert answers == [(path, 403) for _, path, _ in writes]
    assert client.get(f"{BASE}/officer-pools/{pool}").json()["pool"]["may"] == []


def test_libraries_of_others_are_missing_over_http(world: World) -> None:
    foreign = client_of(make_world(at=clock.now()).organiser)
    body = {"entities": [str(world.entities[0])]}

    assert foreign.get(f"{BASE}/officer-pools/{world.officer_pool}").status_code == 404
    assert foreign.get(f"{BASE}/object-pools/{world.object_pool}").status_code == 404
    assert foreign.get(f"{BASE}/object-pools/{world.object_pool}/members").status_code == 404
    assert send(foreign, "POST", f"/object-pools/{world.object_pool}/members", body).status_code == 404
    assert send(foreign, "DELETE", f"/officer-pools/{world.officer_pool}").status_code == 404
