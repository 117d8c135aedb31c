"""Notices in people's lists: once, own only, read once."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client

from zhijian.kernel import clock
from zhijian.support.identity.models import Person
from zhijian.support.identity.rules import Scope
from zhijian.support.identity.tests.factories import actor_of, make_organisation, make_person, signed_in_client
from zhijian.support.notices import queries, services
from zhijian.support.notices.models import Notice

pytestmark = pytest.mark.django_db

NOTICES = "/api/v1/notices"


def _post(client: Client, path: str) -> int:
    return client.post(f"{NOTICES}{path}", headers={"Idempotency-Key": str(uuid4())}).status_code


@pytest.mark.req("PLT-10")
def test_a_notice_with_a_key_comes_once_and_each_person_sees_their_own() -> None:
    here, there = make_person(), make_person()
    told = {"title": "任务已下达", "body": "请查看", "link": "/inspection/tasks/1", "at": clock.now(), "key": "task:1"}

    first = services.notify(person=here, **told)  # type: ignore[arg-type]
    again = services.notify(person=here, **told)  # type: ignore[arg-type]
    services.notify(person=there, **told)  # type: ignore[arg-type]

    assert first == again
    assert [len(queries.notices(by=actor_of(person))[0]) for person in (here, there)] == [1, 1]


def test_the_newest_notice_comes_first_and_pages_meet_without_gap_or_double() -> None:
    person, at = make_person(), clock.now()
    for minute in range(7):
        services.notify(person=person, title=f"第{minute}条", body="", link="", at=at + timedelta(minutes=minute // 2))
    by = actor_of(person)

    seen, mark = queries.notices(by=by, limit=3)
    while mark:
        page, mark = queries.notices(by=by, limit=3, after=mark)
        seen += page

    assert [item.title for item in seen] == [f"第{minute}条" for minute in reversed(range(7))]


def test_reading_lowers_the_count_and_only_the_owner_can_read() -> None:
    person = make_person()
    for _ in range(3):
        services.notify(person=person, title="提醒", body="", link="", at=clock.now())
    own, other = signed_in_client(person), signed_in_client(make_person())
    uid = Notice.objects.values_list("uid", flat=True)[0]

    assert own.get(f"{NOTICES}/unread-count").json() == {"count": 3}
    assert _post(other, f"/{uid}/read") == 404
    assert [_post(own, f"/{uid}/read") for _ in range(2)] == [204, 204]
    assert own.get(f"{NOTICES}/unread-count").json() == {"count": 2}
    assert len(own.get(f"{NOTICES}?unread=true").json()["items"]) == 2
    assert _post(own, "/read") == 200
    assert own.get(f"{NOTICES}/unread-count").json() == {"count": 0}


def test_a_notice_for_nobody_is_refused() -> None:
    with pytest.raises(services.PersonMissing):
        services.notify(person=uuid4(), title="提醒", body="", link="", at=clock.now())


def test_notices_need_a_session() -> None:
    assert Client().get(NOTICES).status_code == 401


@pytest.mark.req("PLT-10")
def test_the_outbox_is_for_demonstrations_and_for_holders_of_its_right(settings) -> None:  # type: ignore[no-untyped-def]
    services.send_sms(phone="13800000000", purpose="test.act", text="您好", key="one", at=clock.now())
    allowed = signed_in_client(make_person(permissions={"notices.outbox": Scope.ALL}))
    plain = signed_in_client(make_person())

    assert plain.get(f"{NOTICES}/outbox").status_code == 403
    (shown,) = allowed.get(f"{NOTICES}/outbox").json()
    assert (shown["phone"], shown["text"]) == ("138****0000", "您好")
    settings.DEMO = False
    assert allowed.get(f"{NOTICES}/outbox").status_code == 404


@pytest.mark.req("INS-5.8")
def test_the_outbox_shows_messages_to_oneself_and_those_sent_by_one_s_own_acts() -> None:
    reader, sender, stranger = (make_person(permissions={"notices.outbox": Scope.OWN}) for _ in range(3))
    phone = Person.objects.get(uid=reader).phone
    services.send_sms(phone=phone, purpose="test.act", text="您好", key="one", at=clock.now(), asked_by=sender)

    shown = {person: signed_in_client(person).get(f"{NOTICES}/outbox").json() for person in (reader, sender, stranger)}

    assert [len(messages) for messages in shown.values()] == [1, 1, 0]
    assert shown[sender][0]["person_name"] == Person.objects.get(uid=reader).name


def test_with_a_wider_right_the_outbox_shows_messages_to_people_of_the_organisation() -> None:
    bureau = make_organisation().uid
    colleague, foreign = make_person(organisation=bureau), make_person()
    for person in (colleague, foreign):
        phone = Person.objects.get(uid=person).phone
        services.send_sms(phone=phone, purpose="test.act", text=str(person), key=str(person), at=clock.now())
    chief = signed_in_client(make_person(organisation=bureau, permissions={"notices.outbox": Scope.SUBTREE}))

    assert [message["text"] for message in chief.get(f"{NOTICES}/outbox").json()] == [str(colleague)]
