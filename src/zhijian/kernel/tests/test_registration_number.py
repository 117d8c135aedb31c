import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhijian.kernel.identifiers.check_digits import mod_11_10
from zhijian.kernel.identifiers.registration_number import (
    RegistrationNumberInvalid,
    make_registration_number,
    parse_registration_number,
)

VALID = ["310000400311804", "440301103097413", "110108000000016", "320612000000016", "320612600000028"]
DIGITS = "0123456789"
numbers = st.builds(
    make_registration_number, st.text(DIGITS, min_size=6, max_size=6), st.text(DIGITS, min_size=8, max_size=8)
)


@pytest.mark.parametrize("number", VALID)
def test_a_valid_number_is_taken(number: str) -> None:
    assert parse_registration_number(f" {number} ") == number


def test_full_width_digits_are_put_right() -> None:
    assert parse_registration_number("３１００００４００３１１８０４") == "310000400311804"


def test_the_check_digit_follows_the_worked_example() -> None:
    assert mod_11_10("31000040031180") == "4"


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("31000040031180", "应为 15 位数字，现为 14 位"),
        ("3100004003118044", "现为 16 位"),
        ("31000O400311804", "第 6 位 “O” 不是数字"),
        ("31000٣400311804", "第 6 位 “٣” 不是数字"),
        ("310000400311805", "第 15 位校验码应为“4”，现为“5”"),
    ],
)
def test_a_wrong_number_is_refused_with_the_place_that_is_wrong(typed: str, words: str) -> None:
    with pytest.raises(RegistrationNumberInvalid) as refused:
        parse_registration_number(typed)

    assert words in refused.value.message
    assert refused.value.code == "kernel.registration_number_invalid"


@given(number=numbers, position=st.integers(0, 14), digit=st.sampled_from(DIGITS))
def test_every_change_of_one_digit_is_caught(number: str, position: int, digit: str) -> None:
    changed = number[:position] + digit + number[position + 1 :]

    if changed == number:
        assert parse_registration_number(changed) == number
    else:
        with pytest.raises(RegistrationNumberInvalid):
            parse_registration_number(changed)
