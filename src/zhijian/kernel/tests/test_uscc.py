import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhijian.kernel.identifiers.uscc import (
    ALPHABET,
    UsccInvalid,
    body_check_character,
    check_character,
    make_uscc,
    parse_uscc,
)

FOUND_IN_PUBLIC_DATA = ["91310115342050446K", "9152000071430580XT", "91310000741627329A", "91410103MA9EYP5H0E"]
RECALLED = ["91110108551385082Q", "914403001922038216"]
MADE_UP = ["92320612MA1ABCD115", "52320612MJ6KXB017W", "1232061242345678XT"]
VALID = [*FOUND_IN_PUBLIC_DATA, *RECALLED, *MADE_UP]

bodies = st.text(ALPHABET, min_size=8, max_size=8)
divisions = st.text("0123456789", min_size=6, max_size=6)
departments = st.sampled_from(["91", "92", "93", "11", "52", "A1", "N1", "Y1"])
codes = st.builds(
    lambda department, division, body: make_uscc(department + division, body), departments, divisions, bodies
)


@pytest.mark.parametrize("uscc", VALID)
def test_a_valid_code_is_taken_as_it_is(uscc: str) -> None:
    assert parse_uscc(uscc) == uscc


@pytest.mark.parametrize(
    ("first17", "check"),
    [("91310115342050446", "K"), ("9152000071430580X", "T"), ("91310000741627329", "A")],
)
def test_the_outer_check_agrees_with_the_standard(first17: str, check: str) -> None:
    assert check_character(first17) == check


@pytest.mark.parametrize(("body", "check"), [("34205044", "6"), ("71430580", "X"), ("74162732", "9")])
def test_the_body_check_agrees_with_the_standard(body: str, check: str) -> None:
    assert body_check_character(body) == check


@pytest.mark.parametrize(
    "typed",
    ["92320612ma1abcd115", "９２３２０６１２ＭＡ１ＡＢＣＤ１１５", "　92320612MA1ABCD115 ", "９2320612ｍa1abcd115\n"],
)
def test_lower_case_full_width_and_outer_blanks_are_put_right(typed: str) -> None:
    assert parse_uscc(typed) == "92320612MA1ABCD115"


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("92320612MA1ABCD11", "应为 18 位，现为 17 位"),
        ("92320612MA1ABCD1155", "应为 18 位，现为 19 位"),
        ("", "现为 0 位"),
        ("9232O612MA1ABCD115", "第 5 位 “O” 不正确：第 3 至 8 位是行政区划代码"),
        ("92320612MI1ABCD115", "第 10 位 “I” 不正确：只能使用数字和除 I、O、S、V、Z 以外的大写字母"),
        ("92320612MA1ABCDA15", "第 17 位"),
        ("92320612MA1ABCD1A5", "第 17 位 “A” 不正确：这一位是主体标识码的校验码"),
        ("92320612MA1ABCD116", "第 18 位校验码应为“5”，现为“6”"),
        ("92320613MA1ABCD115", "第 18 位校验码应为"),
        ("92320612MA1ABCD125", "第 17 位应为“1”，现为“2”"),
        ("92320612MA1AB\u200bD115", "第 14 位 U+200B"),
    ],
)
def test_a_wrong_code_is_refused_with_the_place_that_is_wrong(typed: str, words: str) -> None:
    with pytest.raises(UsccInvalid, match="统一社会信用代码") as refused:
        parse_uscc(typed)

    assert words in refused.value.message
    assert refused.value.code == "kernel.uscc_invalid"


@pytest.mark.parametrize("letter", list("IOSVZ"))
def test_letters_that_look_like_digits_are_refused(letter: str) -> None:
    with pytest.raises(UsccInvalid):
        parse_uscc("92320612M" + letter + "1ABCD115")


@given(uscc=codes)
def test_a_made_code_is_valid(uscc: str) -> None:
    assert parse_uscc(uscc) == uscc
    assert parse_uscc(uscc.lower()) == uscc


@given(uscc=codes, position=st.integers(0, 17), other=st.characters())
def test_every_change_of_one_character_is_caught(uscc: str, position: int, other: str) -> None:
    """31 is prime and no weight is a multiple of it, so no change within the alphabet leaves the sum as it was.

    What is not caught is no change at all: another way to type the same character, such as ａ or a for A.
    """
    changed = uscc[:position] + other + uscc[position + 1 :]

    try:
        parsed = parse_uscc(changed)
    except UsccInvalid:
        return
    assert parsed == uscc


@pytest.mark.parametrize("uscc", VALID)
def test_all_changes_of_one_character_of_the_known_codes_are_caught(uscc: str) -> None:
    changes = [
        uscc[:position] + other + uscc[position + 1 :]
        for position in range(18)
        for other in ALPHABET
        if other != uscc[position]
    ]

    taken = [changed for changed in changes if _is_taken(changed)]

    assert len(changes) == 18 * 30
    assert taken == []


@given(uscc=codes, position=st.integers(0, 16))
def test_every_swap_of_neighbours_is_caught(uscc: str, position: int) -> None:
    """Neighbouring weights differ modulo 31, and so do the weight of place 17 and that of the check."""
    swapped = uscc[:position] + uscc[position + 1] + uscc[position] + uscc[position + 2 :]

    assert _is_taken(swapped) is (swapped == uscc)


def _is_taken(typed: str) -> bool:
    try:
        parse_uscc(typed)
    except UsccInvalid:
        return False
    return True
