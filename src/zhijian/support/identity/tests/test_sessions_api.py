"""One's own sessions through HTTP, and what the trail says of who came in."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.conf import settings
from django.test import Client

from zhijian.kernel import clock
from zhijian.support.audit.models import AuditLeaf
from zhijian.support.identity.models import Account, Person, SignedIn
from zhijian.support.identity.tests.factories import make_person, signed_in_client

pytestmark = [pytest.mark.django_db, pytest.mark.req("IAM-7")]

SESSIONS = "/api/v1/identity/sessions"


def end(client: Client, session: str) -> int:
    return client.delete(f"{SESSIONS}/{session}", headers={"Idempotency-Key": uuid4().hex}).status_code


def test_a_session_elsewhere_is_seen_and_ended() -> None:
    person = make_person()
    here, elsewhere = signed_in_client(person), signed_in_client(person)

    (other,) = [one for one in here.get(SESSIONS).json() if not one["is_this_one"]]

    assert end(here, other["uid"]) == 204
    assert elsewhere.get(SESSIONS).status_code == 401
    assert [one["is_this_one"] for one in here.get(SESSIONS).json()] == [True]
    assert end(here, other["uid"]) == 404


def test_nobody_ends_another_person_s_session() -> None:
    mine, theirs = signed_in_client(make_person()), signed_in_client(make_person())
    (session,) = theirs.get(SESSIONS).json()

    assert end(mine, session["uid"]) == 404
    assert theirs.get(SESSIONS).status_code == 200


def test_a_session_idle_beyond_the_limit_is_not_listed() -> None:
    person = make_person()
    here = signed_in_client(person)
    signed_in_client(person)
    old = SignedIn.objects.filter(account__person__uid=person).order_by("-pk")[:1]
    SignedIn.objects.filter(pk__in=old.values("pk")).update(
        seen_at=clock.now() - settings.SESSION_IDLE - timedelta(seconds=1)
    )

    assert [one["is_this_one"] for one in here.get(SESSIONS).json()] == [True]


@pytest.mark.req("PLT-6")
def test_the_trail_names_who_signed_in_and_from_where() -> None:
    person = make_person()
    signed_in_client(person)

    noted = AuditLeaf.objects.get(act="identity.signed_in")
    opened = AuditLeaf.objects.get(table="identity_signedin", act="insert")

    assert noted.row == str(Account.objects.get(person__uid=person).uid)
    for leaf in (noted, opened):
        assert leaf.actor is not None
        assert leaf.actor["name"] == Person.objects.get(uid=person).name
        assert leaf.actor["address"] == "127.0.0.1"
