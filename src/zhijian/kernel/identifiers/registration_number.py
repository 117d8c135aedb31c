"""注册号: the 15 digits of a market entity registered before the 统一社会信用代码."""

from zhijian.kernel.errors import Invalid
from zhijian.kernel.identifiers.check_digits import DIGITS, as_code, mod_11_10, wrong_character


class RegistrationNumberInvalid(Invalid):
    """What was given is no 注册号."""

    code = "kernel.registration_number_invalid"


def parse_registration_number(text: str) -> str:
    """The 15 digits in half width; raises RegistrationNumberInvalid with the reason and the position (from 1).

    Six digits of the first registering organ, eight in sequence, one check (GB/T 17710 MOD 11,10).
    """
    number = as_code(text)
    if len(number) != 15:
        raise RegistrationNumberInvalid(f"注册号应为 15 位数字，现为 {len(number)} 位，请核对。", length=len(number))
    wrong = wrong_character(number, [DIGITS] * 15)
    if wrong:
        position, seen = wrong
        raise RegistrationNumberInvalid(f"注册号第 {position} 位 {seen} 不是数字，请核对。", position=position)
    expected = mod_11_10(number[:14])
    if number[14] != expected:
        raise RegistrationNumberInvalid(
            f"注册号第 15 位校验码应为“{expected}”，现为“{number[14]}”，请逐位核对。", position=15
        )
    return number


def make_registration_number(organ6: str, serial8: str) -> str:
    """A valid number from the organ's six digits and eight digits in sequence; for generators."""
    first14 = organ6 + serial8
    return parse_registration_number(first14 + mod_11_10(first14))
