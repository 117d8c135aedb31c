"""Official numbers: no gap, no double, whatever happens at once."""

import threading
from datetime import UTC, datetime

import pytest
from django.db import DatabaseError, connection, transaction

from zhijian.support.numbering import services
from zhijian.support.numbering.models import IssuedNumber
from zhijian.support.numbering.rules import document_number, task_number

AT = datetime(2026, 5, 6, 3, 0, tzinfo=UTC)
THREADS = 32
EACH = 6


def test_shapes_of_numbers() -> None:
    assert document_number("青南市监检", 2026, 12) == "青南市监检〔2026〕12号"
    assert task_number("JC", 2026, 123) == "JC-2026-000123"


@pytest.mark.django_db
def test_a_series_counts_from_one_for_each_prefix_and_year() -> None:
    first = services.next_number(prefix="甲", at=AT)
    second = services.next_number(prefix="甲", at=AT)
    other = services.next_number(prefix="乙", at=AT)
    next_year = services.next_number(prefix="甲", at=datetime(2027, 1, 1, tzinfo=UTC))

    assert [first, second, other, next_year] == ["甲〔2026〕1号", "甲〔2026〕2号", "乙〔2026〕1号", "甲〔2027〕1号"]


@pytest.mark.django_db
def test_the_year_of_a_number_is_the_year_in_china() -> None:
    new_years_eve_in_greenwich = datetime(2026, 12, 31, 17, 0, tzinfo=UTC)

    assert services.next_number(prefix="甲", at=new_years_eve_in_greenwich) == "甲〔2027〕1号"


@pytest.mark.django_db
def test_a_voided_number_stays_and_is_never_given_out_again() -> None:
    number = services.next_number(prefix="甲", at=AT)

    services.void_number(text=number, reason="填写有误", at=AT)

    assert IssuedNumber.objects.get(text=number).void_reason == "填写有误"
    assert services.next_number(prefix="甲", at=AT) == "甲〔2026〕2号"
    with pytest.raises(services.NumberMissing):
        services.void_number(text=number, reason="再次", at=AT)


@pytest.mark.django_db
def test_an_act_that_was_undone_gives_its_number_back() -> None:
    with transaction.atomic():
        services.next_number(prefix="甲", at=AT)
        transaction.set_rollback(True)

    assert services.next_number(prefix="甲", at=AT) == "甲〔2026〕1号"


@pytest.mark.django_db(transaction=True)
@pytest.mark.req("PLT-9")
def test_32_threads_with_failing_acts_between_leave_neither_gap_nor_double() -> None:
    given: list[str] = []

    def act(name: int) -> None:
        try:
            for turn in range(EACH):
                undone = (name + turn) % 3 == 0
                with transaction.atomic():
                    number = services.next_number(prefix="并发", at=AT)
                    transaction.set_rollback(undone)
                if not undone:
                    given.append(number)
        finally:
            connection.close()

    threads = [threading.Thread(target=act, args=(name,)) for name in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)

    serials = sorted(IssuedNumber.objects.values_list("serial", flat=True))
    assert len(given) == THREADS * EACH * 2 // 3
    assert len(set(given)) == len(given)
    assert serials == list(range(1, len(given) + 1))


@pytest.mark.django_db
@pytest.mark.req("PLT-9", "S-AD-05")
@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM numbering_issuednumber",
        "UPDATE numbering_issuednumber SET serial = 9",
        "UPDATE numbering_issuednumber SET text = 'x'",
        "UPDATE numbering_issuednumber SET issued_at = now()",
        "UPDATE numbering_issuednumber SET void_reason = '别的'",
        "UPDATE numbering_issuednumber SET voided_at = NULL, void_reason = ''",
        "DELETE FROM numbering_series",
        "UPDATE numbering_series SET last = 0",
        "UPDATE numbering_series SET prefix = '乙'",
    ],
)
def test_the_database_itself_refuses_to_take_a_number_back(statement: str) -> None:
    number = services.next_number(prefix="甲", at=AT)
    services.void_number(text=number, reason="填写有误", at=AT)

    with pytest.raises(DatabaseError, match="never"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)

    assert IssuedNumber.objects.get(text=number).void_reason == "填写有误"
    assert services.next_number(prefix="甲", at=AT) == "甲〔2026〕2号"
