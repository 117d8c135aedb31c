from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhijian.kernel.errors import Invalid
from zhijian.kernel.identifiers.persons import (
    IdCardInvalid,
    PhoneInvalid,
    birthday_of,
    make_id_card,
    mask_id,
    mask_phone,
    parse_id_card,
    parse_landline,
    parse_mobile,
    parse_phone,
)

TODAY = date(2026, 11, 23)
id_cards = st.builds(
    make_id_card,
    st.from_regex("[1-9][0-9]{5}", fullmatch=True),
    st.dates(date(1900, 1, 1), TODAY),
    st.from_regex("[0-9]{3}", fullmatch=True),
)


@pytest.mark.parametrize("number", ["11010519491231002X", "440524188001010014"])
def test_the_numbers_of_the_standard_are_taken(number: str) -> None:
    assert parse_id_card(number, today=TODAY) == number


def test_a_small_x_and_full_width_digits_are_put_right() -> None:
    assert parse_id_card("１1010519491231002x ") == "11010519491231002X"


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("1101051949123100", "应为 18 位，现为 16 位"),
        ("110105194912310021", "第 18 位校验码不正确"),
        ("11010519491231A02X", "第 15 位 “A” 不正确"),
        ("01010519491231002X", "第 1 位 “0” 不正确"),
        ("110105194902300023", "不是真实存在的出生日期"),
        ("110105203012310021", "晚于今天"),
    ],
)
def test_a_wrong_id_card_is_refused_without_repeating_it(typed: str, words: str) -> None:
    number = typed[:17] + _check(typed[:17]) if "日期" in words or "今天" in words else typed

    with pytest.raises(IdCardInvalid) as refused:
        parse_id_card(number, today=TODAY)

    assert words in refused.value.message
    assert number[6:] not in refused.value.message + str(refused.value.facts)
    assert refused.value.code == "kernel.id_card_invalid"


@given(number=id_cards, position=st.integers(0, 17), other=st.sampled_from("0123456789X"))
def test_every_change_of_one_character_is_caught(number: str, position: int, other: str) -> None:
    """11 is prime and no weight is a multiple of it; X stands for 10 in the last place only."""
    changed = number[:position] + other + number[position + 1 :]

    if changed == number:
        assert parse_id_card(changed) == number
    else:
        with pytest.raises(IdCardInvalid):
            parse_id_card(changed)


@given(birthday=st.dates(date(1900, 1, 1), TODAY))
def test_the_birthday_is_read_back(birthday: date) -> None:
    assert birthday_of(make_id_card("320612", birthday, "001")) == birthday


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("13851236721", "13851236721"),
        ("138 5123 6721", "13851236721"),
        ("+86 138-5123-6721", "13851236721"),
        ("１３８５１２３６７２１", "13851236721"),
        ("0513-86512345", "0513-86512345"),
        ("051386512345", "0513-86512345"),
        ("01012345678", "010-12345678"),
        ("021-6512345", "021-6512345"),
    ],
)
def test_a_telephone_number_is_brought_to_its_normal_form(typed: str, number: str) -> None:
    assert parse_phone(typed) == number


@pytest.mark.parametrize("typed", ["12851236721", "1385123672", "138512367211", "1385123672a", "12345", "", "+"])
def test_a_wrong_mobile_is_refused(typed: str) -> None:
    with pytest.raises(PhoneInvalid, match="手机号码") as refused:
        parse_mobile(typed)

    assert refused.value.code == "kernel.phone_invalid"


@pytest.mark.parametrize("typed", ["0513", "0513-123456", "513-86512345", "010-123456789", "0108-6512345", "1" * 11])
def test_a_wrong_landline_is_refused(typed: str) -> None:
    with pytest.raises(PhoneInvalid, match="固定电话"):
        parse_landline(typed)


@pytest.mark.req("SEC-2")
@pytest.mark.parametrize(
    ("phone", "shown"),
    [
        ("13812346721", "138****6721"),
        ("138 1234 6721", "138****6721"),
        ("0513-86512345", "0513-****2345"),
        ("010-6512345", "010-***2345"),
        ("12315", "*****"),
        ("", ""),
    ],
)
def test_a_telephone_number_is_masked(phone: str, shown: str) -> None:
    assert mask_phone(phone) == shown


@pytest.mark.req("SEC-2")
@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("11010519491231002X", "110105********002X"),
        ("E12345678", "E******78"),
        ("H1234567", "H*****67"),
        ("1234567", "*******"),
    ],
)
def test_an_identity_document_is_masked(number: str, shown: str) -> None:
    assert mask_id(number) == shown


@pytest.mark.req("SEC-2")
@given(number=id_cards)
def test_a_masked_id_card_hides_the_birthday(number: str) -> None:
    assert number[6:14] not in mask_id(number)
    assert len(mask_id(number)) == 18


@pytest.mark.parametrize("parse", [parse_id_card, parse_phone, parse_mobile, parse_landline])
@given(typed=st.text())
def test_whatever_is_typed_is_taken_or_refused_in_a_sentence(parse: Callable[[str], str], typed: str) -> None:
    assert _answer(parse, typed)[-1] in "0123456789X。"


def _answer(parse: Callable[[str], str], typed: str) -> str:
    try:
        return parse(typed)
    except Invalid as refused:
        return refused.message


def _check(first17: str) -> str:
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return "10X98765432"[sum(int(digit) * weight for digit, weight in zip(first17, weights, strict=True)) % 11]
