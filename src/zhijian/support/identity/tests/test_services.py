"""Organisations, posts, roles, certificates, signing in."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.test import Client

from zhijian.kernel import clock
from zhijian.kernel.errors import NotAllowed
from zhijian.support.identity import access, queries, services, sessions
from zhijian.support.identity.models import Account, Post, SignedIn
from zhijian.support.identity.rules import OrganisationKind, Scope
from zhijian.support.identity.tests.factories import (
    PASSWORD,
    SYSTEM,
    actor_of,
    make_actor,
    make_organisation,
    make_person,
    signed_in_client,
)

pytestmark = pytest.mark.django_db


@pytest.mark.req("IAM-1")
def test_a_move_ends_the_post_and_its_roles_and_keeps_the_history() -> None:
    here, there = make_organisation(), make_organisation()
    person = make_person(organisation=here.uid, permissions={"identity.view": Scope.ALL})

    services.move_person(person=person, organisation=there.uid, title="科长", by=SYSTEM, at=clock.now())

    posts = Post.objects.filter(person__uid=person).order_by("valid_from", "pk")
    assert [post.organisation.uid for post in posts] == [here.uid, there.uid]
    assert posts[0].valid_to is not None
    actor = actor_of(person)
    assert actor.organisation == there.uid
    assert not actor.may("identity.view")


@pytest.mark.req("IAM-1")
def test_a_leaver_can_no_longer_act_but_stays_known() -> None:
    person = make_person(permissions={"identity.view": Scope.ALL})

    services.let_person_leave(person=person, by=SYSTEM, at=clock.now())

    assert not Account.objects.get(person__uid=person).is_active
    assert Post.objects.filter(person__uid=person).count() == 1


@pytest.mark.req("IAM-2")
@pytest.mark.parametrize(
    ("scope", "seen"),
    [
        (Scope.OWN, set()),
        (Scope.ORGANISATION, {"mid"}),
        (Scope.SUBTREE, {"mid", "low"}),
        (Scope.ALL, {"top", "mid", "low", "other"}),
    ],
)
def test_a_scope_reaches_exactly_its_organisations(scope: Scope, seen: set[str]) -> None:
    top = make_organisation()
    mid = make_organisation(parent=top.uid)
    low = make_organisation(parent=mid.uid)
    other = make_organisation(parent=top.uid)
    actor = make_actor("audit.view", organisation=mid.uid, scope=scope)

    posts = {place.uid: make_person(organisation=place.uid) for place in (top, mid, low, other)}

    rows = Post.objects.filter(access.within(actor, "audit.view"), person__uid__in=posts.values())

    names = {top.uid: "top", mid.uid: "mid", low.uid: "low", other.uid: "other"}
    assert {names[row.organisation.uid] for row in rows.select_related("organisation")} == seen


@pytest.mark.req("IAM-3")
def test_without_the_permission_nothing_is_seen() -> None:
    actor = make_actor("audit.view", scope=Scope.ALL)

    assert not Post.objects.filter(access.within(actor, "identity.manage")).exists()
    with pytest.raises(NotAllowed) as refused:
        actor.must("identity.manage")
    assert refused.value.facts["permission"] == "identity.manage"


@pytest.mark.req("IAM-8")
@pytest.mark.parametrize("second", ["security_admin", "audit_admin", "inspector"])
def test_an_administrator_can_hold_no_second_administration_and_no_business(second: str) -> None:
    person = make_person()
    for code in ("system_admin", second):
        services.define_role(code=code, name=code, permissions={}, order=0, by=SYSTEM)
    services.grant_role(person=person, role="system_admin", by=SYSTEM, at=clock.now())

    with pytest.raises(services.RolesExclude):
        services.grant_role(person=person, role=second, by=SYSTEM, at=clock.now())

    assert actor_of(person).roles == ("system_admin",)


@pytest.mark.req("IAM-4")
def test_a_certificate_counts_through_its_last_day_only() -> None:
    person = make_person(certificate_until=date(2026, 6, 30))

    days = (date(2026, 6, 30), date(2026, 7, 1))
    Post.objects.filter(person__uid=person).update(valid_from=date(2026, 1, 1))

    found = [queries.officers_by_uid([person], on=day)[person].certificate for day in days]

    assert [certificate and certificate.is_valid for certificate in found] == [True, False]


def test_a_role_cannot_name_a_permission_nobody_declares() -> None:
    with pytest.raises(services.UnknownPermission):
        services.define_role(code="x", name="x", permissions={"no.such": "all"}, order=0, by=SYSTEM)


@pytest.mark.req("S-AU-N4")
def test_five_failures_close_the_password_path_even_for_the_right_password() -> None:
    person = make_person()
    username = Account.objects.get(person__uid=person).username

    answers = [_try(username, "wrong") for _ in range(6)]
    right = _try(username, PASSWORD)

    assert [answer.status_code for answer in answers] == [401] * 5 + [429]
    assert right.status_code == 429
    assert int(right["Retry-After"]) > 800


@pytest.mark.req("S-AU-N5")
def test_unknown_name_and_wrong_password_answer_alike() -> None:
    username = Account.objects.get(person__uid=make_person()).username

    wrong, unknown = _try(username, "wrong"), _try("nobody", "wrong")

    assert wrong.status_code == unknown.status_code == 401
    assert wrong.json()["detail"] == unknown.json()["detail"]


def _try(username: str, password: str):  # type: ignore[no-untyped-def]
    return Client().post(
        "/api/v1/identity/sign-in", {"username": username, "password": password}, content_type="application/json"
    )


@pytest.mark.req("S-AU-N8")
def test_an_idle_session_is_ended_on_the_server() -> None:
    client = signed_in_client(make_person(permissions={"identity.view": Scope.ALL}))
    assert client.get("/api/v1/identity/organisations").status_code == 200

    SignedIn.objects.update(seen_at=clock.now() - timedelta(hours=5))

    assert client.get("/api/v1/identity/organisations").status_code == 401
    assert SignedIn.objects.get().ended_at is not None


@pytest.mark.req("IAM-7")
@pytest.mark.parametrize("password", ["short", "aaaaaaaaaaaaaA1", "Passw0rd2026", "zhijian-Abc-123456"])
def test_a_weak_password_is_refused(password: str) -> None:
    person = make_person()
    client = signed_in_client(person)

    answer = client.post(
        "/api/v1/identity/password",
        {"old": PASSWORD, "new": password},
        content_type="application/json",
        headers={"Idempotency-Key": str(uuid4())},
    )

    assert answer.status_code == 422
    assert answer.json()["code"] == "identity.password_refused"


@pytest.mark.req("IAM-7")
def test_a_new_password_ends_the_other_sessions_and_cannot_repeat_the_old() -> None:
    person = make_person()
    here, elsewhere = signed_in_client(person), signed_in_client(person)

    changed = here.post(
        "/api/v1/identity/password",
        {"old": PASSWORD, "new": "Luzhou-88-fengye"},
        content_type="application/json",
        headers={"Idempotency-Key": str(uuid4())},
    )

    assert changed.status_code == 204
    assert here.get("/api/v1/identity/sessions").status_code == 200
    assert elsewhere.get("/api/v1/identity/sessions").status_code == 401
    with pytest.raises(sessions.PasswordRefused):
        sessions._set_password(Account.objects.get(person__uid=person), PASSWORD, clock.now())


@pytest.mark.req("IAM-2")
def test_a_department_reaches_the_offices_of_its_organ_and_nothing_of_another() -> None:
    organ, other = make_organisation(), make_organisation()
    department = make_organisation(parent=organ.uid, kind=OrganisationKind.DEPARTMENT)
    office = make_organisation(parent=organ.uid, kind=OrganisationKind.OFFICE)
    chief = make_actor("identity.view", organisation=department.uid)

    seen = {record.uid for record in queries.organisations(by=chief)}

    assert {organ.uid, office.uid, department.uid} <= seen
    assert other.uid not in seen
    assert chief.uid in queries.holders("identity.view", organisation=office.uid, on=clock.business_date(clock.now()))
    assert chief.uid not in queries.holders(
        "identity.view", organisation=other.uid, on=clock.business_date(clock.now())
    )
