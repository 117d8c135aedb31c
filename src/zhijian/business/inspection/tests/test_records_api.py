"""Tasks and records through HTTP: the whole way, refusals, scope, repeated and parallel requests."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from itertools import count
from typing import Any
from uuid import UUID, uuid4

import orjson
import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client

from zhijian.business.inspection.api.submissions import InspectionIn, to_submission
from zhijian.business.inspection.models import HeldSubmission, Inspection, InspectionRound, Task
from zhijian.business.inspection.services import records
from zhijian.business.inspection.tests.factories import (
    Team,
    answers_of,
    body_of,
    make_officer,
    make_task,
    make_team,
    preset,
    submit,
    today,
)
from zhijian.kernel import clock
from zhijian.support.identity.tests.factories import actor_of, make_person, signed_in_client
from zhijian.support.worklist.models import WorkItem

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]

BASE = "/api/v1/inspection"
_keys = count(1)


@pytest.fixture
def team() -> Team:
    return make_team()


def send(client: Client, method: str, path: str, body: object = None, **headers: str) -> Any:
    return client.generic(
        method,
        f"{BASE}{path}",
        orjson.dumps(body if body is not None else {}),
        content_type="application/json",
        headers={"Idempotency-Key": f"test-key-{next(_keys)}", **headers},
    )


def _json(answer: HttpResponse, status: int = 200) -> Any:
    assert answer.status_code == status, answer.content.decode()
    return orjson.loads(answer.content)


def _temporary(team: Team) -> dict[str, Any]:
    return {
        "kind": "temporary",
        "matter": str(team.matter.uid),
        "entity": str(team.entity),
        "officers": [str(team.lead), str(team.second)],
        "lead": str(team.lead),
        "reason": "12345 转来群众举报",
        "starts_on": today().isoformat(),
        "due_on": (today() + timedelta(days=3)).isoformat(),
    }


@pytest.mark.req("INS-5.2", "INS-5.3", "INS-5.4")
def test_from_a_temporary_task_to_the_archive(team: Team) -> None:
    lead, second = signed_in_client(team.lead), signed_in_client(team.second)

    made = _json(send(lead, "POST", "/tasks", _temporary(team)))
    (packed,) = _json(lead.get(f"{BASE}/packages/today"))["tasks"]
    uid = uuid4()
    body = {
        **body_of(Task.objects.get(uid=made["uid"])),
        "base": packed["base"],
        "form_hash": packed["task"]["form_hash"],
        "answers": answers_of(packed["form"]),
    }
    taken = _json(send(lead, "PUT", f"/inspections/{uid}", body))
    shown = _json(second.get(f"{BASE}/inspections/{uid}/content"))
    signed = _json(
        send(
            second,
            "POST",
            f"/inspections/{uid}/countersign",
            {"decision": "approve", "content_hash": shown["content_hash"]},
        )
    )

    assert made["may"] == ["accept", "submit", "avoid"]
    assert (taken["state"], taken["evidence_missing"], taken["number"]) == ("countersigning", [], made["number"])
    assert (signed["state_label"], signed["task"]["stage_label"]) == ("已会签", "已归档")
    assert [paper["title"] for paper in signed["papers"]] == ["现场检查记录"]
    assert signed["publication"]["state"] == "pending"
    archive = _json(lead.get(f"{BASE}/inspections", {"text": made["number"]}))
    assert [(row["uid"], row["verdict"]) for row in archive["items"]] == [(str(uid), "符合")]
    assert _json(lead.get(f"{BASE}/tasks"))["items"] == []


def test_a_record_with_problems_names_each_of_them(team: Team) -> None:
    task = make_task(team)
    client = signed_in_client(team.lead)
    first = preset()["sections"][0]["items"][0]["id"]
    answers = answers_of(preset(), **{first: {"value": "no", "note": ""}})

    refused = _json(send(client, "PUT", f"/inspections/{uuid4()}", body_of(task, answers=answers)), 422)

    assert refused["code"] == "inspection.record_invalid"
    assert {one["item"] for one in refused["facts"]["problems"]} == {first}
    assert not Inspection.objects.exists()


def test_files_that_are_still_on_the_phone_are_named(team: Team) -> None:
    task = make_task(team)
    capture = {"uid": str(uuid4()), "number": 1, "sha256": "0" * 64, "kind": "photo"}

    refused = _json(
        send(signed_in_client(team.lead), "PUT", f"/inspections/{uuid4()}", body_of(task, captures=[capture])), 409
    )

    assert (refused["code"], refused["facts"]["hashes"]) == ("inspection.evidence_missing", ["0" * 64])


@pytest.mark.parametrize(
    "changes",
    [
        {"answers": {"项目一": {"value": "yes"}}},
        {"captures": [{"uid": str(UUID(int=1)), "number": 0, "sha256": "0" * 64, "kind": "photo"}]},
        {"captures": [{"uid": str(UUID(int=1)), "number": 1, "sha256": "ABC", "kind": "photo"}]},
        {"started_at": "2026-03-05T09:00:00"},
        {"rectification": {"length": 5, "unit": "weeks", "items": [{"item": "a", "order": "改正"}]}},
    ],
)
def test_bodies_of_another_shape_are_refused(team: Team, changes: dict[str, Any]) -> None:
    task = make_task(team)

    refused = _json(send(signed_in_client(team.lead), "PUT", f"/inspections/{uuid4()}", body_of(task, **changes)), 422)

    assert refused["code"] == "http.body_invalid"


def test_a_stranger_finds_neither_task_nor_record(team: Team) -> None:
    task = make_task(team)
    taken = submit(task, team.lead)
    stranger = signed_in_client(make_officer(make_team().organisation))

    answers = [
        stranger.get(f"{BASE}/tasks/{task.uid}"),
        stranger.get(f"{BASE}/inspections/{taken.inspection}"),
        stranger.get(f"{BASE}/inspections/{taken.inspection}/content"),
        send(stranger, "PUT", f"/inspections/{uuid4()}", body_of(task)),
        send(
            stranger,
            "POST",
            f"/inspections/{taken.inspection}/countersign",
            {"decision": "approve", "content_hash": taken.content_hash},
        ),
    ]

    assert [answer.status_code for answer in answers] == [404] * 5


def test_without_permission_nothing_is_shown_or_done(team: Team) -> None:
    task = make_task(team)
    nobody = signed_in_client(make_person(organisation=team.organisation))

    answers = [
        nobody.get(f"{BASE}/tasks"),
        nobody.get(f"{BASE}/tasks/calendar", {"first": "2026-01-01", "last": "2026-01-31"}),
        nobody.get(f"{BASE}/packages/today"),
        nobody.get(f"{BASE}/inspections"),
        send(nobody, "POST", "/tasks", _temporary(team)),
        send(nobody, "POST", f"/tasks/{task.uid}/approve"),
        send(nobody, "POST", f"/tasks/{task.uid}/cancel", {"reason": "试一试"}),
        send(nobody, "PUT", f"/inspections/{uuid4()}", body_of(task)),
    ]

    assert {answer.status_code for answer in answers} == {403}


def test_an_edit_needs_the_version_it_was_made_on(team: Team) -> None:
    task = make_task(team)
    approver = signed_in_client(team.approver)
    change = {"due_on": (task.due_on + timedelta(days=2)).isoformat()}

    stale = send(approver, "PATCH", f"/tasks/{task.uid}", change, **{"If-Match": f'"{task.version - 1}"'})
    fresh = send(approver, "PATCH", f"/tasks/{task.uid}", change, **{"If-Match": f'"{task.version}"'})
    odd = send(approver, "PATCH", f"/tasks/{task.uid}", change, **{"If-Match": "latest"})

    assert _json(stale, 409)["facts"]["theirs"]["due_on"] == task.due_on.isoformat()
    assert _json(fresh)["due_on"] == change["due_on"]
    assert _json(odd, 422)["code"] == "inspection.task_invalid"


def test_approving_and_dispatching_through_http(team: Team) -> None:
    maker, approver = signed_in_client(team.maker), signed_in_client(team.approver)
    task = _json(send(maker, "POST", "/tasks", {**_temporary(team), "kind": "daily"}))

    own = send(maker, "POST", f"/tasks/{task['uid']}/approve")
    approved = _json(send(approver, "POST", f"/tasks/{task['uid']}/approve"))
    dispatched = _json(send(approver, "POST", f"/tasks/{task['uid']}/dispatch"))

    assert _json(own, 403)["code"] == "inspection.own_approval"
    assert (approved["stage"], approved["may"]) == ("approved", ["dispatch", "change", "cancel"])
    assert dispatched["stage_label"] == "已派发"


def _put_copy(task: Task, uid: UUID, person: UUID, body: dict[str, Any]) -> str:
    try:
        submission = to_submission(uid, InspectionIn.model_validate(body))
        return records.submit(submission=submission, by=actor_of(person), at=clock.now()).content_hash
    finally:
        connection.close()


@pytest.mark.django_db(transaction=True)
@pytest.mark.req("S-MO-03")
def test_parallel_copies_of_one_record_are_one_record() -> None:
    team = make_team()
    task, uid = make_task(team), uuid4()
    body = body_of(task)

    with ThreadPoolExecutor(max_workers=8) as phone:
        hashes = list(phone.map(lambda _: _put_copy(task, uid, team.lead, body), range(24)))

    assert len(set(hashes)) == 1
    assert (Inspection.objects.count(), InspectionRound.objects.count()) == (1, 1)


@pytest.mark.django_db(transaction=True)
@pytest.mark.req("S-MO-03")
def test_two_phones_at_once_make_one_record_and_keep_the_other_aside() -> None:
    team = make_team()
    task = make_task(team)
    bodies = {person: body_of(task, opinion=str(person)) for person in (team.lead, team.second)}

    def attempt(person: UUID) -> bool:
        try:
            _put_copy(task, uuid4(), person, bodies[person])
        except records.TaskHasRecord:
            return False
        return True

    with ThreadPoolExecutor(max_workers=2) as phones:
        outcomes = list(phones.map(attempt, bodies))

    assert sorted(outcomes) == [False, True]
    assert Inspection.objects.count() == HeldSubmission.objects.count() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.req("S-MO-03")
def test_a_refusal_over_http_keeps_the_content_aside() -> None:
    team = make_team()
    task, uid = make_task(team), uuid4()
    client = signed_in_client(team.lead)
    send(client, "PUT", f"/inspections/{uid}", body_of(task))

    refused = _json(send(client, "PUT", f"/inspections/{uid}", body_of(task, opinion="改了")), 422)

    assert refused["code"] == "inspection.content_differs"
    assert HeldSubmission.objects.get(inspection=uid).payload["opinion"] == "改了"


@pytest.mark.django_db(transaction=True)
@pytest.mark.req("S-MO-04")
def test_a_person_sees_both_contents_and_settles_the_one_kept_aside() -> None:
    team = make_team()
    task, uid = make_task(team), uuid4()
    lead, approver = signed_in_client(team.lead), signed_in_client(team.approver)
    item = preset()["sections"][0]["items"][0]["id"]
    send(lead, "PUT", f"/inspections/{uid}", body_of(task))
    other = answers_of(preset(), **{item: {"value": "yes", "note": "后来补记"}})
    send(lead, "PUT", f"/inspections/{uid}", body_of(task, answers=other))
    (held,) = _json(approver.get(f"{BASE}/inspections/{uid}"))["held"]
    todo = WorkItem.objects.filter(source="inspection.held", source_uid=task.uid, state="open")
    waiting = todo.count()

    shown = _json(approver.get(f"{BASE}/held-submissions/{held['uid']}"))
    own = send(lead, "POST", f"/held-submissions/{held['uid']}/settle", {"note": "以已提交的记录为准"})
    short = send(approver, "POST", f"/held-submissions/{held['uid']}/settle", {"note": "好"})
    settled = _json(send(approver, "POST", f"/held-submissions/{held['uid']}/settle", {"note": "以已提交的记录为准"}))
    again = send(approver, "POST", f"/held-submissions/{held['uid']}/settle", {"note": "再次处理一次"})

    assert [(one["item"], one["mine"]["note"], one["theirs"]["note"]) for one in shown["differences"]] == [
        (item, "后来补记", "")
    ]
    assert (own.status_code, short.status_code, again.status_code) == (403, 422, 409)
    assert settled["held"]["settled_note"] == "以已提交的记录为准"
    assert (waiting, todo.count()) == (1, 0)
