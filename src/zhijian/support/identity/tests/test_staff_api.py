"""Staff through HTTP: who may change whom, and what of it stays."""

import json
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client

from zhijian.kernel import clock
from zhijian.support.identity import services
from zhijian.support.identity.models import Account, Certificate, Organisation, Post, RoleGrant
from zhijian.support.identity.rules import Scope
from zhijian.support.identity.tests.factories import (
    PASSWORD,
    SYSTEM,
    make_organisation,
    make_person,
    signed_in_client,
)

pytestmark = pytest.mark.django_db

ALL = {"identity.view": Scope.SUBTREE, "identity.manage": Scope.SUBTREE, "identity.grant": Scope.SUBTREE}
STAFF = "/api/v1/identity/staff"


def send(client: Client, method: str, path: str, body: object = None) -> Any:
    return client.generic(
        method,
        path,
        b"" if body is None else json.dumps(body, default=str).encode(),
        content_type="application/json",
        headers={"Idempotency-Key": str(uuid4())},
    )


@pytest.fixture
def bureau() -> UUID:
    return make_organisation().uid


@pytest.fixture
def manager(bureau: UUID) -> Client:
    return signed_in_client(make_person(organisation=bureau, permissions=ALL))


@pytest.mark.req("IAM-1")
def test_a_person_is_added_with_post_account_role_and_certificate(bureau: UUID, manager: Client) -> None:
    services.define_role(code="inspector", name="检查员", permissions={"identity.view": "own"}, order=1, by=SYSTEM)

    added = send(
        manager, "POST", STAFF, {"name": "周敏", "phone": "13800001234", "organisation": bureau, "title": "科员"}
    )
    path = f"{STAFF}/{added.json()['uid']}"
    send(manager, "POST", f"{path}/account", {"username": "zhoumin", "password": PASSWORD})
    send(manager, "POST", f"{path}/roles", {"role": "inspector"})
    last = send(
        manager,
        "POST",
        f"{path}/certificates",
        {"number": "320500123", "specialities": ["CY"], "valid_from": "2025-01-01", "valid_to": "2029-12-31"},
    )

    assert added.status_code == 201, added.content
    assert last.status_code == 200, last.content
    assert last.json()["username"] == "zhoumin"
    assert last.json()["role_names"] == ["检查员"]
    assert last.json()["certificates"][0]["number"] == "320500123"
    assert last.json()["may"] == ["change", "grant"]
    assert Account.objects.get(username="zhoumin").must_change_password


@pytest.mark.req("IAM-2")
@pytest.mark.parametrize("act", ["account", "move", "leave", "roles", "certificates"])
def test_people_of_another_bureau_are_out_of_reach(act: str, bureau: UUID, manager: Client) -> None:
    stranger = make_person(certificate_until=None)
    bodies: dict[str, object] = {
        "account": {"username": "mine", "password": PASSWORD},
        "move": {"organisation": bureau, "title": "科员"},
        "roles": {"role": "inspector"},
        "certificates": {"number": "320500999", "valid_from": "2025-01-01"},
    }

    answer = send(manager, "POST", f"{STAFF}/{stranger}/{act}", bodies.get(act))

    assert answer.status_code == 404, answer.content
    assert Post.objects.filter(person__uid=stranger, valid_to__isnull=True).count() == 1
    assert not Certificate.objects.filter(person__uid=stranger).exists()


@pytest.mark.req("IAM-2")
def test_nobody_is_added_to_or_moved_into_another_bureau(bureau: UUID, manager: Client) -> None:
    elsewhere = make_organisation().uid
    own = make_person(organisation=bureau)

    added = send(manager, "POST", STAFF, {"name": "周敏", "organisation": elsewhere, "title": "科员"})
    moved = send(manager, "POST", f"{STAFF}/{own}/move", {"organisation": elsewhere, "title": "科员"})

    assert (added.status_code, moved.status_code) == (404, 404)
    assert added.json()["code"] == "identity.organisation_missing"
    assert Post.objects.get(person__uid=own, valid_to__isnull=True).organisation.uid == bureau


def test_who_left_stays_in_the_list_of_leavers_with_the_whole_history(bureau: UUID, manager: Client) -> None:
    person = make_person(organisation=bureau, permissions={"identity.view": Scope.OWN})

    answer = send(manager, "POST", f"{STAFF}/{person}/leave")

    assert answer.status_code == 200
    assert not answer.json()["is_active"]
    assert [post["valid_to"] for post in answer.json()["posts"]] == [str(clock.business_date(clock.now()))]
    working = [item["uid"] for item in manager.get(STAFF).json()["items"]]
    leavers = [item["uid"] for item in manager.get(STAFF, {"left": "true"}).json()["items"]]
    assert str(person) not in working
    assert leavers == [str(person)]


def test_a_role_is_taken_away_and_stays_in_the_history(bureau: UUID, manager: Client) -> None:
    person = make_person(organisation=bureau, permissions={"identity.view": Scope.OWN})
    role = RoleGrant.objects.get(post__person__uid=person).role.code

    answer = send(manager, "DELETE", f"{STAFF}/{person}/roles/{role}")

    assert answer.json()["roles"] == []
    assert [grant["role"] for grant in answer.json()["grants"]] == [role]


def test_a_certificate_that_ends_before_it_begins_is_refused(bureau: UUID, manager: Client) -> None:
    person = make_person(organisation=bureau, certificate_until=None)

    answer = send(
        manager,
        "POST",
        f"{STAFF}/{person}/certificates",
        {"number": "320500124", "valid_from": "2026-01-02", "valid_to": "2026-01-01"},
    )

    assert answer.json()["code"] == "identity.period_invalid"
    assert not Certificate.objects.filter(number="320500124").exists()


def test_a_revoked_certificate_no_longer_counts_and_is_kept(bureau: UUID, manager: Client) -> None:
    person = make_person(organisation=bureau)
    certificate = Certificate.objects.get(person__uid=person)

    answer = send(manager, "POST", f"{STAFF}/{person}/certificates/{certificate.uid}/revoke")
    foreign = send(manager, "POST", f"{STAFF}/{make_person(organisation=bureau)}/certificates/{certificate.uid}/revoke")

    assert answer.json()["certificates"][0]["is_valid"] is False
    assert answer.json()["certificates"][0]["revoked_on"] == str(clock.business_date(clock.now()))
    assert foreign.json()["code"] == "identity.certificate_missing"


def test_an_account_is_given_once_and_its_name_once(bureau: UUID, manager: Client) -> None:
    person = make_person(organisation=bureau)
    fresh = services.add_person(name="周敏", phone="", organisation=bureau, title="科员", by=SYSTEM, at=clock.now())
    taken = Account.objects.get(person__uid=person).username

    again = send(manager, "POST", f"{STAFF}/{person}/account", {"username": "second", "password": PASSWORD})
    same = send(manager, "POST", f"{STAFF}/{fresh}/account", {"username": taken, "password": PASSWORD})

    assert [again.json()["code"], same.json()["code"]] == ["identity.account_taken"] * 2


def test_the_list_is_paged_by_name_and_found_by_certificate(bureau: UUID, manager: Client) -> None:
    for _ in range(4):
        make_person(organisation=bureau)
    number = Certificate.objects.order_by("-pk").values_list("number", flat=True)[0]

    seen: list[str] = []
    after = ""
    while after is not None:
        page = manager.get(STAFF, {"limit": 2, "after": after, "organisation": str(bureau)}).json()
        seen += [item["uid"] for item in page["items"]]
        after = page["next"]
    found = manager.get(STAFF, {"text": number}).json()["items"]

    assert len(seen) == len(set(seen)) == 5
    assert [item["certificate"]["number"] for item in found] == [number]


def test_phones_are_masked_for_who_does_not_administer(bureau: UUID, manager: Client) -> None:
    person = services.add_person(
        name="周敏", phone="13812345678", organisation=bureau, title="科员", by=SYSTEM, at=clock.now()
    )
    viewer = signed_in_client(make_person(organisation=bureau, permissions={"identity.view": Scope.SUBTREE}))

    assert manager.get(f"{STAFF}/{person}").json()["phone"] == "13812345678"
    assert viewer.get(f"{STAFF}/{person}").json()["phone"] == "138****5678"
    assert viewer.get(f"{STAFF}/{person}").json()["may"] == []


def test_an_organisation_is_added_below_one_s_own_only(bureau: UUID, manager: Client) -> None:
    body = {"code": "QH-07", "name": "城东市场监督管理所", "short_name": "城东所", "kind": "office"}

    answer = send(manager, "POST", "/api/v1/identity/organisations", {**body, "parent": bureau})
    elsewhere = send(
        manager, "POST", "/api/v1/identity/organisations", {**body, "code": "QH-08", "parent": make_organisation().uid}
    )

    assert answer.status_code == 201, answer.content
    assert Organisation.objects.get(code="QH-07").parent is not None
    assert elsewhere.status_code == 404


def test_the_administration_keeps_who_moved_away_out_of_reach_of_the_old_bureau(bureau: UUID, manager: Client) -> None:
    person = make_person(organisation=bureau)
    there = make_organisation().uid
    services.move_person(person=person, organisation=there, title="科员", by=SYSTEM, at=clock.now())

    answer = send(manager, "POST", f"{STAFF}/{person}/leave")

    assert answer.status_code == 404
    assert manager.get(f"{STAFF}/{person}").json()["may"] == []


def test_expired_certificates_are_told_as_such(bureau: UUID, manager: Client) -> None:
    yesterday = clock.business_date(clock.now()) - timedelta(days=1)
    person = make_person(organisation=bureau, certificate_until=yesterday)

    certificate = manager.get(f"{STAFF}/{person}").json()["certificate"]

    assert certificate["is_valid"] is False
    assert date.fromisoformat(certificate["valid_to"]) == yesterday


@pytest.mark.req("IAM-7")
def test_a_new_initial_password_ends_sessions_and_lockout_and_must_be_changed(bureau: UUID, manager: Client) -> None:
    person = make_person(organisation=bureau)
    theirs = signed_in_client(person)
    username = Account.objects.get(person__uid=person).username
    body = {"username": username, "password": "wrong"}
    for _ in range(5):
        Client().post("/api/v1/identity/sign-in", body, content_type="application/json")
    assert Client().post("/api/v1/identity/sign-in", body, content_type="application/json").status_code == 429

    answer = send(manager, "POST", f"{STAFF}/{person}/account/reset", {"password": "Kq7m-Xw3e-Rt9h"})

    assert answer.status_code == 200, answer.content
    assert theirs.get("/api/v1/portal/session").status_code == 401
    fresh = Client()
    body["password"] = "Kq7m-Xw3e-Rt9h"
    assert fresh.post("/api/v1/identity/sign-in", body, content_type="application/json").json()["must_change_password"]
    assert fresh.get("/api/v1/portal/session").json()["code"] == "identity.password_change_due"


def test_no_password_is_given_to_who_has_no_account_or_works_elsewhere(bureau: UUID, manager: Client) -> None:
    bare = services.add_person(name="周敏", phone="", organisation=bureau, title="科员", by=SYSTEM, at=clock.now())
    body = {"password": "Kq7m-Xw3e-Rt9h"}

    without = send(manager, "POST", f"{STAFF}/{bare}/account/reset", body)
    stranger = send(manager, "POST", f"{STAFF}/{make_person()}/account/reset", body)

    assert (without.status_code, without.json()["code"]) == (404, "identity.account_missing")
    assert stranger.status_code == 404


@pytest.mark.req("IAM-1")
def test_who_has_left_neither_leaves_again_nor_moves(bureau: UUID, manager: Client) -> None:
    person = make_person(organisation=bureau)
    send(manager, "POST", f"{STAFF}/{person}/leave")

    again = send(manager, "POST", f"{STAFF}/{person}/leave")
    moved = send(manager, "POST", f"{STAFF}/{person}/move", {"organisation": bureau, "title": "科员"})

    assert [again.json()["code"], moved.json()["code"]] == ["identity.person_left"] * 2
    assert not Post.objects.filter(person__uid=person, valid_to__isnull=True).exists()


def test_a_role_that_is_not_held_cannot_be_taken_away(bureau: UUID, manager: Client) -> None:
    answer = send(manager, "DELETE", f"{STAFF}/{make_person(organisation=bureau)}/roles/inspector")

    assert (answer.status_code, answer.json()["code"]) == (404, "identity.role_missing")


@pytest.mark.req("IAM-8")
@pytest.mark.parametrize("second", ["security_admin", "audit_admin", "inspector"])
def test_administrations_and_business_never_meet_in_one_person(second: str, bureau: UUID, manager: Client) -> None:
    for code in ("system_admin", second):
        services.define_role(code=code, name=code, permissions={}, order=1, by=SYSTEM)
    person = make_person(organisation=bureau)
    send(manager, "POST", f"{STAFF}/{person}/roles", {"role": "system_admin"})

    answer = send(manager, "POST", f"{STAFF}/{person}/roles", {"role": second})

    assert (answer.status_code, answer.json()["code"]) == (409, "identity.roles_exclude")
    assert "三员" in answer.json()["detail"]
    assert manager.get(f"{STAFF}/{person}").json()["roles"] == ["system_admin"]
