"""Draws through HTTP: the whole way, what the public reads, refusals, scope."""

from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import count
from uuid import uuid4

import orjson
import pytest
from django.http import HttpResponse
from django.test import Client

from zhijian.business.inspection.queries.draws import PARAMETERS
from zhijian.business.inspection.rules import draw as drawing
from zhijian.business.inspection.tests.factories_draws import (
    AT,
    LATER,
    NONCES,
    World,
    actor,
    give_nonces,
    make_committed,
    make_draft,
    make_drawn,
    make_seeded,
    make_world,
    parameters,
)
from zhijian.kernel import clock
from zhijian.support.identity.tests.factories import signed_in_client
from zhijian.support.identity.types import Actor

pytestmark = pytest.mark.django_db

_keys = count(1)
BASE = "/api/v1/inspection/draws"


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Callable[[datetime], None]:
    """Sets the one clock."""

    def put(moment: datetime) -> None:
        monkeypatch.setattr(clock, "now", lambda: moment)

    put(AT)
    return put


@pytest.fixture
def world(at: Callable[[datetime], None]) -> World:
    return make_world()


def client_of(by: Actor) -> Client:
    assert by.uid is not None
    return signed_in_client(by.uid)


def send(client: Client, method: str, path: str, body: object = None) -> HttpResponse:
    """A write with an id of its own."""
    return client.generic(  # type: ignore[return-value]
        method,
        path,
        data=b"" if body is None else orjson.dumps(body),
        content_type="application/json",
        headers={"Idempotency-Key": f"test-key-{next(_keys):06d}"},
    )


def body(world: World, **changed: object) -> dict[str, object]:
    found: dict[str, object] = PARAMETERS.dump_python(parameters(world, **changed), mode="json")
    return found


@pytest.mark.req("INS-4.3", "INS-4.4")
def test_a_draw_goes_its_whole_way_over_http_and_anybody_verifies_each_step(
    world: World, at: Callable[[datetime], None]
) -> None:
    organiser, witness, public = client_of(world.organiser), client_of(world.witness), Client()
    made = send(organiser, "POST", BASE, body(world))
    assert made.status_code == 200, made.content
    draw = made.json()["draw"]["uid"]
    address = f"/api/v1/public/draws/{draw}.json"
    assert public.get(address).status_code == 404

    assert send(organiser, "POST", f"{BASE}/{draw}/plan").json()["is_possible"]
    for client, nonce in ((organiser, NONCES[0]), (witness, NONCES[1])):
        given = send(client, "POST", f"{BASE}/{draw}/nonces", {"nonce_hash": drawing.nonce_hash(nonce)})
        assert given.status_code == 200, given.content
    committed = send(organiser, "POST", f"{BASE}/{draw}/commit").json()
    noted = committed["draw"]["commitment"]
    assert drawing.verify_commitment(public.get(address).json(), published_commitment=noted).ok

    at(LATER)
    organiser, witness = client_of(world.organiser), client_of(world.witness)  # the morning's sessions are over
    value = {"source": "manual", "value": "03 08 11 19 24 30 07", "source_note": "中国福利彩票网首页"}
    assert send(organiser, "POST", f"{BASE}/{draw}/public-value", value).status_code == 200
    for client, nonce in ((organiser, NONCES[0]), (witness, NONCES[1])):
        assert (
            send(
                client, "POST", f"{BASE}/{draw}/nonces/open", {"nonce": nonce, "public_value": value["value"]}
            ).status_code
            == 200
        )
        assert drawing.verify_commitment(public.get(address).json(), published_commitment=noted).ok
    drawn = send(organiser, "POST", f"{BASE}/{draw}/draw")
    assert drawn.status_code == 200, drawn.content
    assert drawing.verify(public.get(address).json(), published_commitment=noted).ok
    assert organiser.get(f"{BASE}/{draw}/show").json()["groups"] == drawn.json()["groups"]
    dispatched = send(organiser, "POST", f"{BASE}/{draw}/dispatch")
    assert dispatched.status_code == 200, dispatched.content
    assert len(dispatched.json()["tasks"]) == 6
    listed = public.get("/api/v1/public/draws").json()["items"]
    assert [(item["uid"], item["stage"], item["objects"]) for item in listed] == [(draw, "dispatched", 12)]


def test_a_foreign_draw_is_missing_for_every_act(world: World) -> None:
    draw = make_seeded(world)
    foreign = client_of(make_world().organiser)
    acts = {
        "commit": None,
        "plan": None,
        "draw": None,
        "dispatch": None,
        "void": {"reason": "试一试"},
        "nonces": {"nonce_hash": "0" * 64},
        "nonces/open": {"nonce": "0" * 64},
        "public-value": {"source": "manual"},
        "redraw": {"reason": "试一试", "approver": str(uuid4())},
    }

    for act, given in acts.items():
        answer = send(foreign, "POST", f"{BASE}/{draw}/{act}", given)
        assert (act, answer.status_code, answer.json()["code"]) == (act, 404, "inspection.draw_missing")
    for path in (f"{BASE}/{draw}", f"{BASE}/{draw}/show"):
        assert foreign.get(path).status_code == 404
    assert send(foreign, "DELETE", f"{BASE}/{draw}").status_code == 404
    assert foreign.get(BASE).json()["items"] == []


def test_without_the_right_every_act_of_an_organiser_is_forbidden(world: World) -> None:
    draw = make_draft(world)
    viewer = client_of(actor(world.bureau, "inspection.view"))

    for act in ("plan", "commit", "draw", "dispatch"):
        assert send(viewer, "POST", f"{BASE}/{draw}/{act}").status_code == 403
    assert send(viewer, "POST", BASE, body(world)).status_code == 403
    assert send(viewer, "POST", f"{BASE}/{draw}/approve-redraw").status_code == 403
    assert viewer.get(f"{BASE}/{draw}").json()["draw"]["may"] == []


def test_nobody_signed_in_organises_nothing(world: World) -> None:
    draw = make_draft(world)

    assert Client().get(BASE).status_code == 401
    assert Client().get(f"{BASE}/{draw}").status_code == 401
    assert send(Client(), "POST", f"{BASE}/{draw}/commit").status_code in {401, 403}


def test_a_stale_change_is_answered_with_both_values(world: World) -> None:
    organiser = client_of(world.organiser)
    draw = make_draft(world)
    assert send(organiser, "PATCH", f"{BASE}/{draw}", body(world, groups=1) | {"version": 1}).status_code == 200

    answer = send(organiser, "PATCH", f"{BASE}/{draw}", body(world, groups=3) | {"version": 1})

    assert answer.status_code == 409
    assert answer.json()["facts"]["fields"] == [{"field": "groups", "mine": 3, "theirs": 1}]


@pytest.mark.parametrize(
    "changed",
    [
        {"groups": 0},
        {"groups": 501},
        {"officers_per_group": 1},
        {"rates": {"A": 10, "B": 30, "C": 100, "D": 1001}},
        {"name": ""},
        {"period_to": "2026-13-01"},
        {"witnesses": [str(uuid4()) for _ in range(3)]},
        {"objects_per_group": None},
    ],
)
def test_parameters_out_of_range_are_refused(world: World, changed: dict[str, object]) -> None:
    assert send(client_of(world.organiser), "POST", BASE, body(world) | changed).status_code == 422


def test_the_nonce_itself_is_not_taken_for_its_hash_of_another_form(world: World) -> None:
    draw = make_draft(world)

    for wrong in ("a1" * 31, "A1" * 32, "zz" * 32, ""):
        answer = send(client_of(world.organiser), "POST", f"{BASE}/{draw}/nonces", {"nonce_hash": wrong})
        assert answer.status_code == 422


def test_the_last_parameters_come_back_and_make_the_next_draft(world: World) -> None:
    organiser = client_of(world.organiser)
    assert organiser.get(f"{BASE}/last-parameters").status_code == 204
    make_draft(world, groups=1)

    found = organiser.get(f"{BASE}/last-parameters").json()

    assert found["groups"] == 1
    assert send(organiser, "POST", BASE, found).status_code == 200


def test_lists_page_by_key_with_a_fixed_number_of_statements(
    world: World, django_assert_max_num_queries: Callable[[int], object]
) -> None:
    made = [str(make_draft(world)) for _ in range(5)]
    organiser = client_of(world.organiser)

    first = organiser.get(f"{BASE}?limit=3").json()
    rest = organiser.get(f"{BASE}?limit=3&after={first['next']}").json()

    assert [item["uid"] for item in (*first["items"], *rest["items"])] == made[::-1]
    assert rest["next"] is None
    with django_assert_max_num_queries(14):  # type: ignore[attr-defined]
        organiser.get(f"{BASE}?limit=5")


def test_the_public_list_finds_by_name_and_by_commitment_and_hides_drafts(world: World) -> None:
    make_draft(world)
    give_nonces(world, make_draft(world))
    draw = make_committed(world)
    public = Client()

    everything = public.get("/api/v1/public/draws").json()["items"]
    commitment = everything[0]["commitment"]

    assert [item["uid"] for item in everything] == [str(draw)]
    assert public.get(f"/api/v1/public/draws?text={commitment}").json()["items"] == everything
    assert public.get("/api/v1/public/draws?text=餐饮").json()["items"] == everything
    assert public.get("/api/v1/public/draws?text=电梯").json()["items"] == []
    assert public.get(f"/api/v1/public/draws/{uuid4()}.json").status_code == 404


def test_a_repeated_request_draws_once(world: World, at: Callable[[datetime], None]) -> None:
    draw = make_seeded(world)
    at(LATER + timedelta(minutes=1))
    organiser = client_of(world.organiser)
    headers = {"Idempotency-Key": "the-same-key-twice"}

    first = organiser.post(f"{BASE}/{draw}/draw", content_type="application/json", headers=headers)
    second = organiser.post(f"{BASE}/{draw}/draw", content_type="application/json", headers=headers)

    assert first.status_code == second.status_code == 200
    assert first.json()["groups"] == second.json()["groups"]


def test_a_redraw_over_http_leaves_the_first_draw_visible(world: World, at: Callable[[datetime], None]) -> None:
    draw = make_drawn(world)
    at(LATER + timedelta(minutes=1))
    organiser, approver = client_of(world.organiser), client_of(world.approver)
    before = Client().get(f"/api/v1/public/draws/{draw}.json").content

    asked = send(
        organiser, "POST", f"{BASE}/{draw}/redraw", {"reason": "人员临时抽调", "approver": str(world.approver.uid)}
    )

    again = asked.json()["draw"]["uid"]
    assert approver.get(f"{BASE}/{again}").json()["draw"]["may"] == ["approve_redraw"]
    approved = send(approver, "POST", f"{BASE}/{again}/approve-redraw").json()
    assert approved["redraw_approved_by"]["uid"] == str(world.approver.uid)
    assert Client().get(f"/api/v1/public/draws/{draw}.json").content == before
    assert organiser.get(f"{BASE}/{draw}").json()["draw"]["replaced_by"] == again
