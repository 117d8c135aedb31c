"""Whatever the interface offers is open: no act that a record names is answered by 403 or 404."""

from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID

import orjson
import pytest
from django.db import transaction
from django.test import Client

from scene.calls import Call, calls
from scene.reading import content_of, reading
from scene.things import Scene, everything
from zhijian.support.identity.rules import Scope
from zhijian.support.identity.tests.factories import make_organisation, make_person, signed_in_client

from .asking import all_operations, call, thing_of, things
from .operations import Operation

#: For each kind of thing, the operation behind each act that is offered with it.
OFFERS: dict[str, dict[str, str]] = {
    "tasks": {
        "approve": "approveTask",
        "dispatch": "dispatchTask",
        "accept": "acceptTask",
        "submit": "submitInspection",
        "avoid": "declareAvoidance",
        "change": "changeTask",
        "cancel": "cancelTask",
    },
    "inspections": {
        "countersign": "countersign",
        "ask_countersigners": "askCountersigners",
        "send_code": "sendCountersignCode",
        "submit": "submitInspection",
        "report_serious": "reportSeriousProblem",
    },
    "rectifications": {
        "reinspect": "makeReinspection",
        "report_done": "reportRectified",
        "reissue": "reissueRectification",
        "withdraw": "withdrawRectification",
    },
    "publications": {"publish": "publishResults", "withhold": "withholdResult", "withdraw": "withdrawResult"},
    "documents": {"void": "voidDocument"},
    "draws": {
        "edit": "changeDraw",
        "plan": "planDraw",
        "give_nonce": "giveDrawNonceHash",
        "approve_redraw": "approveRedraw",
        "commit": "commitDraw",
        "discard": "discardDraw",
        "set_public_value": "setDrawPublicValue",
        "correct_public_value": "setDrawPublicValue",
        "open_nonce": "openDrawNonce",
        "draw": "drawLots",
        "show": "getDrawShow",
        "dispatch": "dispatchDraw",
        "void": "voidDraw",
        "redraw": "redraw",
    },
    "officer-pools": {"add": "addOfficersToPool", "remove": "removeOfficerFromPool", "retire": "retireOfficerPool"},
    "object-pools": {"add": "addObjectsToPool", "remove": "removeObjectFromPool", "retire": "retireObjectPool"},
    "avoidances": {"end": "endAvoidance"},
    "clues": {"review": "reviewClue"},
    "entities": {
        "change": "changeEntity",
        "move": "moveEntity",
        "tag": "setEntityTags",
        "add_licence": "addLicence",
        "add_person": "addEntityPerson",
        "view_number": "readPersonNumber",
    },
    "imports": {
        "map": "setImportMapping",
        "check": "startImportCheck",
        "load": "startImportLoad",
        "cancel": "cancelImport",
    },
    "staff": {"change": "movePerson", "grant": "grantRole"},
}

#: Records inside a record of another kind.
INSIDE = {"task": "tasks", "papers": "documents"}

#: Operations whose body names the thing.
NAMED_IN_BODY: dict[str, Callable[[UUID], dict[str, Any]]] = {
    "publishResults": lambda uid: {"publications": [str(uid)]},
    "submitInspection": lambda uid: {"task": str(uid)},
}

#: Acts that name other things, which the scene's request gives: what is answered speaks of those.
ABOUT_OTHERS = {
    *(("inspections", act) for act in ("submit", "ask_countersigners", "send_code")),
    *((f"{kind}-pools", act) for kind in ("object", "officer") for act in ("add", "remove")),
    *(("tasks", "avoid"), ("entities", "view_number")),
}

VIEWS = {
    *("inspection.view", "inspection.draw_witness", "registry.view", "enforcement.clue_view", "identity.view"),
    "inspection.publish",
}


def offered(kind: str, body: Any) -> Iterator[tuple[str, UUID, str]]:
    """Every act offered in an answer, with the thing it is offered for."""
    if isinstance(body, list):
        for one in body:
            yield from offered(kind, one)
    if isinstance(body, dict):
        acts = body.get("may", body.get("actions", []))
        about = body.get("uid") or (body.get("entity") or {}).get("uid")
        yield from ((kind, UUID(about), act) for act in acts if about)
        for name, one in body.items():
            yield from offered(INSIDE.get(name, kind), one)


def offers(client: Client, scene: Scene) -> set[tuple[str, UUID, str]]:
    """What lists and records offer somebody."""
    known, found = _things(scene), set()
    for operation in all_operations():
        if operation.method != "GET" or operation.is_public:
            continue
        is_list = not operation.parameters
        kind = operation.path.rpartition("/")[2] if is_list else thing_of(operation)
        if kind not in OFFERS or len(operation.parameters) > 1:
            continue
        for uid in [None] if is_list else known[kind]:
            answer = call(client, operation, uid)
            if answer.status_code == 200 and "json" in answer.headers["Content-Type"]:
                found |= set(offered(kind, orjson.loads(content_of(answer))))
    return found


def _things(scene: Scene) -> dict[str, list[UUID]]:
    found = {kind: [uid] for kind, uid in things(scene).items()}
    found["tasks"] = list(scene.tasks.values())
    found["inspections"] += [scene.waiting, scene.sms_waiting.uid]
    found["rectifications"].append(scene.failed)
    found["publications"].append(scene.published)
    found["draws"] = list(scene.draws.values())
    found["imports"] = [made.uid for made in scene.imports.values()]
    return found


def refused(client: Client, scene: Scene) -> list[str]:
    """Acts that are offered and then refused as forbidden or missing."""
    sent, by_name = calls(scene), {one.name: one for one in all_operations()}
    wrong = []
    for kind, uid, act in sorted(offers(client, scene)):
        name = OFFERS[kind][act]
        if (kind, act) in ABOUT_OTHERS:
            continue
        with transaction.atomic():
            answer = _do(client, by_name[name], sent.get(name), uid)
            transaction.set_rollback(True)
        if answer.status_code in {403, 404}:
            wrong.append(f"{kind} {act}: {answer.status_code} {content_of(answer).decode()[:200]}")
    return wrong


def _do(client: Client, operation: Operation, valid: Call | None, uid: UUID) -> Any:
    if valid is None:
        return call(client, operation, uid)
    if operation.name in NAMED_IN_BODY:
        return valid.send(client, body={**valid.body, **NAMED_IN_BODY[operation.name](uid)})
    return valid.send(client, path=dict.fromkeys(valid.path, str(uid)))


def somebody(organisation: UUID) -> Client:
    """Who sees everything and may do everything, but only for their own organisation."""
    rights = {name: Scope.ALL if name in VIEWS else Scope.ORGANISATION for name in everything()}
    return reading(signed_in_client(make_person(organisation=organisation, permissions=rights)))


@pytest.mark.req("S-AZ-02", "IAM-3")
@pytest.mark.parametrize("place", ["the bureau", "the bureau of the draws", "the office below", "another bureau"])
def test_who_sees_more_than_they_may_change_is_offered_only_what_they_may(scene: Scene, place: str) -> None:
    places = {
        "the bureau": scene.bureau,
        "the bureau of the draws": scene.lots.world.bureau,
        "the office below": scene.office,
        "another bureau": make_organisation().uid,
    }
    client = somebody(places[place])

    assert refused(client, scene) == []


@pytest.mark.req("S-AZ-02", "IAM-3")
@pytest.mark.parametrize("who", ["chief", "lead", "second", "sms_lead", "organiser", "approver"])
def test_what_the_people_of_the_scene_are_offered_is_open_to_them(scene: Scene, who: str) -> None:
    client = scene.client(who)

    assert offers(client, scene)
    assert refused(client, scene) == []


@pytest.mark.req("S-AZ-02", "IAM-3")
def test_enough_is_offered_for_the_tests_above_to_mean_something(scene: Scene) -> None:
    own = offers(somebody(scene.bureau), scene) | offers(somebody(scene.lots.world.bureau), scene)
    own |= offers(scene.client("lead"), scene)

    assert {kind for kind, _, _ in own} >= {"tasks", "inspections", "rectifications", "documents", "draws", "entities"}
    assert len({(kind, act) for kind, _, act in own}) > 25
