"""SMS: written once, sealed, sent by a job, tried again later and later, signed at the gateway."""

import hashlib
import hmac
import socket
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import orjson
import pytest

from zhijian.config.environment import Environment
from zhijian.kernel import clock
from zhijian.support.audit.models import AuditLeaf
from zhijian.support.notices import adapters, services
from zhijian.support.notices.models import Message
from zhijian.support.notices.rules import MOST_TRIES, masked_phone, pause_after
from zhijian.support.notices.sealing import unseal

NOON = datetime(2026, 3, 5, 4, 0, tzinfo=UTC)
GATEWAY = adapters.HttpGateway(url="https://sms.example/v1/send?x=1", account="qn", secret="s3cret", sign="智监")
needs_database = pytest.mark.django_db


def _send(key: str = "k1", **changes: Any) -> UUID:
    asked = {"phone": "13800000000", "purpose": "test.act", "text": "验证码 918273", "key": key, "at": NOON}
    return services.send_sms(**{**asked, **changes})


class Failing:
    """A gateway that answers what it is told."""

    def __init__(self, *answers: adapters.SendingFailed | str) -> None:
        self.answers, self.seen = list(answers), []  # type: ignore[var-annotated]

    def send(self, message: adapters.Outgoing) -> str:
        """Give the next answer."""
        self.seen.append(message)
        answer = self.answers.pop(0)
        if isinstance(answer, adapters.SendingFailed):
            raise answer
        return answer


@needs_database
@pytest.mark.req("PLT-10")
def test_the_same_key_is_one_message_with_one_job() -> None:
    from procrastinate.contrib.django.models import ProcrastinateJob

    uids = {_send(), _send(text="ein anderer")}

    assert len(uids) == Message.objects.count() == 1
    jobs = ProcrastinateJob.objects.filter(task_name="notices.deliver")
    assert [job.args for job in jobs] == [{"message": str(uids.pop())}]


@needs_database
@pytest.mark.req("S-AU-N7")
def test_text_and_number_are_neither_in_the_trail_nor_the_text_in_the_table() -> None:
    row = Message.objects.get(uid=_send())

    assert b"918273" not in bytes(row.text)
    assert unseal(bytes(row.text)) == "验证码 918273"
    trail = orjson.dumps(list(AuditLeaf.objects.filter(table="notices_message").values_list("after", flat=True)))
    assert b"notices" not in trail
    assert b"test.act" in trail
    assert b"13800000000" not in trail
    assert bytes(row.text).hex().encode() not in trail


@needs_database
def test_the_outbox_takes_a_message_once() -> None:
    uid = _send()

    states = [services.deliver(message=uid, at=NOON) for _ in range(2)]

    assert states == ["sent", "sent"]
    assert Message.objects.get().tries == 1


@needs_database
@pytest.mark.req("PLT-10")
def test_a_gateway_out_of_reach_is_tried_later_and_later_with_the_same_uid(monkeypatch: pytest.MonkeyPatch) -> None:
    gateway = Failing(*[adapters.SendingFailed("down", is_final=False)] * 2, "id-7")
    monkeypatch.setattr(adapters, "chosen", lambda: gateway)
    uid = _send()

    tried = []
    for seconds in (0, 10, 15, 20, 45):
        tried.append(services.deliver_due(at=NOON + timedelta(seconds=seconds)))

    assert tried == [1, 0, 1, 0, 1]
    assert {message.uid for message in gateway.seen} == {uid}
    row = Message.objects.get()
    assert (row.state, row.tries, row.provider_id, row.last_error) == ("sent", 3, "id-7", "")


@needs_database
@pytest.mark.parametrize(("is_final", "tries"), [(True, 1), (False, MOST_TRIES)])
def test_a_message_is_given_up_at_once_or_after_the_last_try(
    monkeypatch: pytest.MonkeyPatch, is_final: bool, tries: int
) -> None:
    gateway = Failing(*[adapters.SendingFailed("refused", is_final=is_final)] * MOST_TRIES)
    monkeypatch.setattr(adapters, "chosen", lambda: gateway)
    uid = _send()

    for hour in range(MOST_TRIES + 2):
        services.deliver(message=uid, at=NOON + timedelta(hours=hour))

    row = Message.objects.get()
    assert (row.state, row.tries, row.last_error) == ("failed", tries, "refused")


@needs_database
def test_a_message_whose_sender_died_is_taken_over_after_two_minutes(monkeypatch: pytest.MonkeyPatch) -> None:
    uid = _send()

    def died() -> adapters.SmsAdapter:
        raise SystemExit("killed")

    with monkeypatch.context() as patch:
        patch.setattr(adapters, "chosen", died)
        with pytest.raises(SystemExit):
            services.deliver(message=uid, at=NOON)

    assert services.deliver(message=uid, at=NOON + timedelta(minutes=1)) == "sending"
    assert services.deliver(message=uid, at=NOON + timedelta(minutes=2)) == "sent"


@needs_database
def test_an_expired_code_is_not_sent_any_more() -> None:
    uid = _send(expires_at=NOON + timedelta(minutes=5))

    assert services.deliver(message=uid, at=NOON + timedelta(minutes=5)) == "expired"
    assert Message.objects.get().sent_at is None


@needs_database
@pytest.mark.parametrize(
    "phone", ["", "1380000000", "138000000000", "12800000000", "１３８００００００００", "+8613800000000"]
)
def test_a_number_that_is_none_is_refused(phone: str) -> None:
    with pytest.raises(services.PhoneInvalid):
        _send(phone=phone)


def test_pauses_double_and_end() -> None:
    assert [pause_after(tries) for tries in (1, 2, 3)] == [timedelta(seconds=s) for s in (15, 30, 60)]
    assert pause_after(MOST_TRIES) is None


def test_a_masked_number_cannot_be_called() -> None:
    assert masked_phone("13812345678") == "138****5678"
    assert masked_phone("12345") == "****"


def test_the_gateway_request_is_signed_over_time_nonce_and_body(monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[tuple[bytes, dict[str, str]]] = []

    def post(self: object, body: bytes, headers: dict[str, str]) -> tuple[int, bytes]:
        sent.append((body, headers))
        return 200, b'{"id": "p-1"}'

    monkeypatch.setattr(adapters.HttpGateway, "_post", post)
    uid = uuid4()

    assert GATEWAY.send(adapters.Outgoing(uid=uid, phone="13800000000", text="您好", at=NOON)) == "p-1"

    ((body, headers),) = sent
    assert orjson.loads(body) == {"id": str(uid), "phone": "13800000000", "text": "您好", "sign": "智监"}
    signed = f"{int(NOON.timestamp())}\n{headers['X-Nonce']}\n{hashlib.sha256(body).hexdigest()}"
    assert headers["X-Signature"] == hmac.new(b"s3cret", signed.encode(), "sha256").hexdigest()
    assert GATEWAY.headers(body + b" ", NOON, headers["X-Nonce"])["X-Signature"] != headers["X-Signature"]


@pytest.mark.parametrize(
    ("status", "is_final"),
    [(400, True), (401, True), (302, True), (408, False), (429, False), (500, False), (503, False)],
)
def test_which_answers_are_worth_another_try(monkeypatch: pytest.MonkeyPatch, status: int, is_final: bool) -> None:
    monkeypatch.setattr(adapters.HttpGateway, "_post", lambda *given: (status, b""))

    with pytest.raises(adapters.SendingFailed) as failed:
        GATEWAY.send(adapters.Outgoing(uid=uuid4(), phone="13800000000", text="您好", at=NOON))

    assert failed.value.is_final is is_final


def test_a_gateway_without_tls_is_never_called_and_one_out_of_reach_is_temporary(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def unreachable(*given: object, **named: object) -> socket.socket:
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "create_connection", unreachable)
    message = adapters.Outgoing(uid=uuid4(), phone="13800000000", text="您好", at=clock.now())

    plain = adapters.HttpGateway(url="http://sms.example/", account="a", secret="b", sign="c")
    with pytest.raises(adapters.SendingFailed) as refused:
        plain.send(message)
    with pytest.raises(adapters.SendingFailed) as failed:
        GATEWAY.send(message)

    assert (refused.value.is_final, failed.value.is_final) == (True, False)


def test_the_settings_refuse_half_a_gateway(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZHIJIAN_SMS_ADAPTER", "http")
    monkeypatch.setenv("ZHIJIAN_SMS_URL", "http://sms.example/")

    with pytest.raises(ValueError, match="ZHIJIAN_SMS_SECRET"):
        Environment()
