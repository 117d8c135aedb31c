"""Numbers of persons: identity card, telephone, and how they are shown to those who need not know them.

Messages and facts never repeat the number itself: errors are logged.
"""

import re
from datetime import date

from zhijian.kernel.errors import Invalid
from zhijian.kernel.identifiers.check_digits import DIGITS, as_code, weighted_sum, wrong_character
from zhijian.kernel.text import to_half_width

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
_ID_CARD_ALLOWED = ("123456789", *[DIGITS] * 16, DIGITS + "X")
_MOBILE = re.compile("1[3-9][0-9]{9}")
# An area code is 010, 02x, or 0 and three digits.
_LANDLINE = re.compile("(0[12][0-9]|0[3-9][0-9]{2})-?([0-9]{7,8})")


class IdCardInvalid(Invalid):
    """What was given is no number of a Chinese identity card."""

    code = "kernel.id_card_invalid"


class PhoneInvalid(Invalid):
    """What was given is no telephone number."""

    code = "kernel.phone_invalid"


def parse_id_card(text: str, *, today: date | None = None) -> str:
    """The 18 characters of an identity card (GB 11643-1999); raises IdCardInvalid with the reason.

    The birthday must be a real day, and not after ``today`` when that is given.
    """
    number = as_code(text)
    if len(number) != 18:
        raise IdCardInvalid(f"身份证号码应为 18 位，现为 {len(number)} 位，请核对。", length=len(number))
    wrong = wrong_character(number, _ID_CARD_ALLOWED)
    if wrong:
        position, seen = wrong
        raise IdCardInvalid(f"身份证号码第 {position} 位 {seen} 不正确，请核对。", position=position)
    if number[17] != _check(number):
        raise IdCardInvalid("身份证号码第 18 位校验码不正确，请逐位核对。", position=18)
    _refuse_wrong_birthday(number, today)
    return number


def birthday_of(id_card: str) -> date:
    """The day of birth in an identity card number that has been parsed."""
    return date(int(id_card[6:10]), int(id_card[10:12]), int(id_card[12:14]))


def make_id_card(area6: str, birthday: date, serial3: str) -> str:
    """A valid number from its parts; for generators."""
    first17 = f"{area6}{birthday:%Y%m%d}{serial3}"
    return parse_id_card(first17 + _check(first17))


def parse_mobile(text: str) -> str:
    """Eleven digits; blanks, hyphens and the prefix +86 are taken away; raises PhoneInvalid."""
    number = _without_separators(text).replace("-", "")
    number = number.removeprefix("+86")
    if len(number) != 11:
        raise PhoneInvalid(f"手机号码应为 11 位数字，现为 {len(number)} 位，请核对。", length=len(number))
    wrong = wrong_character(number, ["1", "3456789", *[DIGITS] * 9])
    if wrong:
        position, seen = wrong
        raise PhoneInvalid(f"手机号码第 {position} 位 {seen} 不正确，请核对。", position=position)
    return number


def parse_landline(text: str) -> str:
    """Area code, hyphen, number: 0513-86512345; raises PhoneInvalid."""
    found = _LANDLINE.fullmatch(_without_separators(text))
    if not found:
        raise PhoneInvalid("固定电话应为以 0 开头的区号加 7 或 8 位号码，例如 0513-86512345，请核对。")
    return f"{found[1]}-{found[2]}"


def parse_phone(text: str) -> str:
    """A mobile or landline number in its normal form; raises PhoneInvalid."""
    if text.isascii() and _MOBILE.fullmatch(text):
        return text
    return parse_landline(text) if _without_separators(text).startswith("0") else parse_mobile(text)


def mask_phone(phone: str) -> str:
    """138****6721, 0513-****2345; anything else only as stars."""
    number = _without_separators(phone)
    if _MOBILE.fullmatch(number):
        return f"{number[:3]}****{number[-4:]}"
    found = _LANDLINE.fullmatch(number)
    return f"{found[1]}-{'*' * (len(found[2]) - 4)}{found[2][-4:]}" if found else "*" * len(number)


def mask_id(number: str) -> str:
    """First six and last four of an identity card; of other documents the first and the last two, short ones none."""
    code = as_code(number)
    if len(code) == 18:
        return f"{code[:6]}{'*' * 8}{code[-4:]}"
    if len(code) >= 8:
        return f"{code[0]}{'*' * (len(code) - 3)}{code[-2:]}"
    return "*" * len(code)


def _check(number: str) -> str:
    return _CHECKS[weighted_sum([int(digit) for digit in number[:17]], _WEIGHTS) % 11]


def _refuse_wrong_birthday(number: str, today: date | None) -> None:
    try:
        birthday = birthday_of(number)
    except ValueError:
        raise IdCardInvalid("身份证号码第 7 至 14 位不是真实存在的出生日期，请核对。", position=7) from None
    if today is not None and birthday > today:
        raise IdCardInvalid("身份证号码第 7 至 14 位的出生日期晚于今天，请核对。", position=7)


def _without_separators(text: str) -> str:
    return "".join(to_half_width(text).split())
