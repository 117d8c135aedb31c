"""统一社会信用代码 (GB 32100-2015): the 18 characters that name an entity everywhere."""

import re

from zhijian.kernel.errors import Invalid
from zhijian.kernel.identifiers.check_digits import DIGITS, as_code, weighted_sum, wrong_character

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
"""The 31 characters in the order of their values; I, O, S, V and Z are not used."""

_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
_BODY_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
# 1 department, 2 kind, 3-8 division (GB/T 2260), 9-16 body, 17 check of the body, 18 check of all.
_ALLOWED = (ALPHABET, ALPHABET, *[DIGITS] * 6, *[ALPHABET] * 8, DIGITS + "X", ALPHABET)
_WELL_FORMED = re.compile("".join(f"[{choices}]" for choices in _ALLOWED))
_VALUES = bytes.maketrans(ALPHABET.encode(), bytes(range(len(ALPHABET))))
_BODY_VALUES = bytes.maketrans(ALPHABET.encode(), bytes(int(character, 36) for character in ALPHABET))


class UsccInvalid(Invalid):
    """What was given is no 统一社会信用代码."""

    code = "kernel.uscc_invalid"


def parse_uscc(text: str) -> str:
    """The code in half width and upper case; raises UsccInvalid with the reason and the position (from 1).

    Both checks must hold: the 18th character over all (GB 32100), the 17th over the body (GB 11714).
    """
    uscc = as_code(text)
    if len(uscc) != 18:
        raise UsccInvalid(f"统一社会信用代码应为 18 位，现为 {len(uscc)} 位，请核对。", length=len(uscc))
    _refuse_wrong_characters(uscc)
    _refuse_wrong_body(uscc)
    expected = check_character(uscc[:17])
    if uscc[17] != expected:
        raise UsccInvalid(
            f"统一社会信用代码第 18 位校验码应为“{expected}”，现为“{uscc[17]}”，请逐位核对 18 位代码。", position=18
        )
    return uscc


def make_uscc(prefix8: str, body8: str) -> str:
    """A valid code from its first eight characters and its body of eight; for generators.

    prefix8: department, kind and six digits of the division, such as ``92320612``.
    """
    first17 = prefix8 + body8 + body_check_character(body8)
    return parse_uscc(first17 + check_character(first17))


def check_character(first17: str) -> str:
    """The 18th character (GB 32100-2015)."""
    total = weighted_sum(first17.encode().translate(_VALUES), _WEIGHTS)
    return ALPHABET[-total % 31]


def body_check_character(body8: str) -> str:
    """The 17th character (GB 11714), where A is 10, B is 11 ... and the check 10 is written X."""
    total = weighted_sum(body8.encode().translate(_BODY_VALUES), _BODY_WEIGHTS)
    return (DIGITS + "X")[-total % 11]


def _refuse_wrong_characters(uscc: str) -> None:
    wrong = None if _WELL_FORMED.fullmatch(uscc) else wrong_character(uscc, _ALLOWED)
    if wrong is None:
        return
    position, seen = wrong
    if 3 <= position <= 8:
        rule = "第 3 至 8 位是行政区划代码，只能是数字"
    elif position == 17:
        rule = "这一位是主体标识码的校验码，只能是数字或字母 X"
    else:
        rule = "只能使用数字和除 I、O、S、V、Z 以外的大写字母"
    raise UsccInvalid(f"统一社会信用代码第 {position} 位 {seen} 不正确：{rule}。", position=position)


def _refuse_wrong_body(uscc: str) -> None:
    expected = body_check_character(uscc[8:16])
    if uscc[16] != expected:
        raise UsccInvalid(
            f"统一社会信用代码第 17 位应为“{expected}”，现为“{uscc[16]}”，请重点核对第 9 至 17 位。", position=17
        )
