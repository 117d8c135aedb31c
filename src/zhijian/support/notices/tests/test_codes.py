"""One-time codes: five minutes, five guesses, one use, one document, one signer; the count outlives a rollback."""

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import connection, transaction

from zhijian.support.notices import services
from zhijian.support.notices.models import Message, OneTimeCode
from zhijian.support.notices.rules import CODE_LIFE, MOST_CODES_A_DAY, MOST_GUESSES
from zhijian.support.notices.sealing import unseal
from zhijian.support.notices.types import SpentCode

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 3, 5, 4, 0, tzinfo=UTC)
DOCUMENT, OTHER_DOCUMENT = "a" * 64, "b" * 64
SIGNER = UUID(int=7)


def _issue(
    document: str = DOCUMENT, person: UUID | None = SIGNER, phone: str = "13800000000", at: datetime = NOON
) -> UUID:
    return services.issue_code(
        purpose="test.sign", bound_to_hash=document, phone=phone, person=person, at=at, title="现场检查记录会签"
    )


def _code(challenge: UUID) -> str:
    text = unseal(bytes(Message.objects.get(key=f"code:{challenge}").text))
    (code,) = re.findall(r"\d{6}", text)
    return str(code)


def _wrong(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06d}"


def _spend(challenge: UUID, code: str, document: str = DOCUMENT, at: datetime = NOON) -> SpentCode:
    return services.spend_code(challenge=challenge, code=code, bound_to_hash=document, at=at)


@pytest.mark.req("S-AU-N7", "INS-5.4")
def test_a_code_names_its_document_and_is_good_once() -> None:
    challenge = _issue()
    text = unseal(bytes(Message.objects.get().text))

    spent = _spend(challenge, _code(challenge))

    assert "现场检查记录会签" in text
    assert DOCUMENT[:8] in text
    assert (spent.person, spent.bound_to, spent.spent_at) == (SIGNER, DOCUMENT, NOON)
    with pytest.raises(services.CodeRefused):
        _spend(challenge, _code(challenge))


@pytest.mark.req("S-AU-N7")
def test_the_table_does_not_hold_the_code() -> None:
    challenge = _issue()

    row = OneTimeCode.objects.get(uid=challenge)

    assert _code(challenge).encode() not in bytes(row.code_hash)
    assert len(bytes(row.code_hash)) == 32


@pytest.mark.req("S-AU-N7", "S-EV-09")
def test_a_code_is_refused_for_another_document_another_challenge_and_another_signer() -> None:
    mine = _issue()
    theirs = _issue(person=UUID(int=8), phone="13900000000")

    attempts: tuple[Callable[[], object], ...] = (
        lambda: _spend(mine, _code(mine), OTHER_DOCUMENT),
        lambda: _spend(theirs, _code(mine)) if _code(mine) != _code(theirs) else _spend(theirs, _wrong(_code(mine))),
        lambda: services.spend_code(
            challenge=mine, code=_code(mine), bound_to_hash=DOCUMENT, at=NOON, person=UUID(int=8)
        ),
        lambda: _spend(uuid4(), _code(mine)),
    )
    for refused in attempts:
        with pytest.raises(services.CodeRefused):
            refused()

    assert _spend(mine, _code(mine)).person == SIGNER


@pytest.mark.req("S-AU-N7")
@pytest.mark.parametrize(
    ("later", "is_good"),
    [
        (timedelta(0), True),
        (CODE_LIFE - timedelta(seconds=1), True),
        (CODE_LIFE, False),
        (-timedelta(seconds=1), False),
    ],
)
def test_a_code_lives_five_minutes(later: timedelta, is_good: bool) -> None:
    challenge = _issue()

    if is_good:
        assert _spend(challenge, _code(challenge), at=NOON + later).challenge == challenge
    else:
        with pytest.raises(services.CodeRefused):
            _spend(challenge, _code(challenge), at=NOON + later)


@pytest.mark.req("S-AU-N7")
@pytest.mark.parametrize(("wrong_guesses", "is_good"), [(MOST_GUESSES - 1, True), (MOST_GUESSES, False)])
def test_after_five_wrong_guesses_the_right_code_is_refused_too(wrong_guesses: int, is_good: bool) -> None:
    challenge = _issue()
    for _ in range(wrong_guesses):
        with pytest.raises(services.CodeRefused):
            _spend(challenge, _wrong(_code(challenge)))

    if is_good:
        assert _spend(challenge, _code(challenge)).challenge == challenge
    else:
        with pytest.raises(services.CodeRefused):
            _spend(challenge, _code(challenge))


@pytest.mark.req("S-AU-N7")
def test_a_newer_code_withdraws_the_older() -> None:
    older = _issue()
    newer = _issue(at=NOON + timedelta(minutes=1))

    with pytest.raises(services.CodeRefused):
        _spend(older, _code(older), at=NOON + timedelta(minutes=1))
    assert _spend(newer, _code(newer), at=NOON + timedelta(minutes=1)).challenge == newer


@pytest.mark.req("S-PU-01")
def test_codes_for_one_phone_come_at_most_once_a_minute_and_fifteen_times_a_day() -> None:
    for minute in range(MOST_CODES_A_DAY):
        _issue(at=NOON + timedelta(minutes=minute))
        with pytest.raises(services.TooManyCodes):
            _issue(OTHER_DOCUMENT, at=NOON + timedelta(minutes=minute, seconds=30))

    with pytest.raises(services.TooManyCodes) as refused:
        _issue(at=NOON + timedelta(hours=1))

    assert refused.value.facts["retry_after_s"] == 23 * 3600
    assert _issue(at=NOON + timedelta(days=1))


@pytest.mark.django_db(transaction=True)
@pytest.mark.req("S-AU-N7")
def test_guesses_count_although_the_refused_act_is_rolled_back() -> None:
    challenge = _issue()
    code = _code(challenge)

    for _ in range(MOST_GUESSES):
        with pytest.raises(services.CodeRefused):
            _guess_inside_an_act(challenge, _wrong(code))

    assert OneTimeCode.objects.get().guesses == MOST_GUESSES
    with pytest.raises(services.CodeRefused):
        _spend(challenge, code)


def _guess_inside_an_act(challenge: UUID, code: str) -> None:
    with transaction.atomic():
        _spend(challenge, code)


@pytest.mark.django_db(transaction=True)
@pytest.mark.req("S-AU-N7")
def test_an_act_that_fails_after_the_code_leaves_the_code_unspent() -> None:
    challenge = _issue()

    with pytest.raises(LookupError), transaction.atomic():
        _spend_and_fail(challenge)

    assert _spend(challenge, _code(challenge)).challenge == challenge


def _spend_and_fail(challenge: UUID) -> None:
    _spend(challenge, _code(challenge))
    raise LookupError


@pytest.mark.django_db(transaction=True)
@pytest.mark.req("S-AU-N7")
def test_a_hundred_who_spend_one_code_at_once_are_one_success() -> None:
    challenge = _issue()
    code = _code(challenge)

    def spend(_: int) -> bool:
        try:
            _spend(challenge, code)
        except services.CodeRefused:
            return False
        else:
            return True
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=20) as pool:
        successes = sum(pool.map(spend, range(100)))

    assert successes == 1
    assert OneTimeCode.objects.get().guesses == MOST_GUESSES
