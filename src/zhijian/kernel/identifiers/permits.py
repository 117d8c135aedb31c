"""Numbers of permits and filings that market supervision issues or relies on."""

import re
from enum import StrEnum

from zhijian.kernel.errors import Invalid
from zhijian.kernel.identifiers.check_digits import DIGITS, as_code, mod_11_10, wrong_character

PROVINCES = "京津冀晋蒙辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川贵云藏陕甘青宁新"
"""Short names of the provincial units, as permits carry them."""


class PermitKind(StrEnum):
    """The kinds of number that ``check_permit`` knows."""

    FOOD_OPERATION = "food_operation"
    PREPACKAGED_FOOD_FILING = "prepackaged_food_filing"
    FOOD_PRODUCTION = "food_production"
    DRUG_OPERATION = "drug_operation"
    DEVICE_OPERATION_LICENCE = "device_operation_licence"
    DEVICE_OPERATION_FILING = "device_operation_filing"
    SPECIAL_EQUIPMENT_USE = "special_equipment_use"

    @property
    def label(self) -> str:
        """What users read."""
        return _LABELS[self]


_LABELS = {
    PermitKind.FOOD_OPERATION: "食品经营许可证",
    PermitKind.PREPACKAGED_FOOD_FILING: "仅销售预包装食品备案",
    PermitKind.FOOD_PRODUCTION: "食品生产许可证",
    PermitKind.DRUG_OPERATION: "药品经营许可证",
    PermitKind.DEVICE_OPERATION_LICENCE: "医疗器械经营许可证",
    PermitKind.DEVICE_OPERATION_FILING: "医疗器械经营备案凭证",
    PermitKind.SPECIAL_EQUIPMENT_USE: "特种设备使用登记证",
}

# Two letters, then 14 digits of which the last is the check.  The first digit after JY is the kind of business.
_FOOD_PREFIXES = {
    PermitKind.FOOD_OPERATION: "JY",
    PermitKind.PREPACKAGED_FOOD_FILING: "YB",
    PermitKind.FOOD_PRODUCTION: "SC",
}
_JY_BUSINESS_KINDS = "123"  # 食品销售经营者, 餐饮服务经营者, 单位食堂

# A pattern and an example for each number that has no check digit.
_PATTERNS = {
    # 《药品经营和使用质量监督管理办法》第七十六条: two letters, area code of four, serial of five.  Permits of before
    # 2024 run for five years and carry seven digits.
    PermitKind.DRUG_OPERATION: (rf"[{PROVINCES}][A-D][AB](?:[0-9]{{9}}|[0-9]{{7}})", "琼AA898000001"),
    PermitKind.DEVICE_OPERATION_LICENCE: (
        rf"[{PROVINCES}][一-鿿]{{0,2}}食?药监械经营许可[0-9]{{8,10}}号",
        "苏通药监械经营许可20260001号",
    ),
    PermitKind.DEVICE_OPERATION_FILING: (
        rf"[{PROVINCES}][一-鿿]{{0,2}}食?药监械经营备案?[0-9]{{8,10}}号",
        "苏通药监械经营备20260001号",
    ),
    PermitKind.SPECIAL_EQUIPMENT_USE: (
        rf"[锅容瓶管梯起索游车][0-9]{{2}}[{PROVINCES}][A-Z][A-Z0-9]{{5}}\([0-9]{{2}}\)",
        "梯11苏F00001(20)",
    ),
}


class PermitInvalid(Invalid):
    """What was given is no number of this kind of permit."""

    code = "kernel.permit_invalid"


def check_permit(kind: PermitKind, number: str) -> str:
    """The number in half width and upper case; raises PermitInvalid with the reason.

    JY, YB and SC numbers have their check digit recomputed (MOD 11,10); the others follow a pattern.
    """
    code = as_code(number)
    if kind in _FOOD_PREFIXES:
        _refuse_wrong_food_number(kind, code)
        return code
    pattern, example = _PATTERNS[kind]
    if not re.fullmatch(pattern, code):
        raise PermitInvalid(f"{kind.label}编号的格式不正确，应与“{example}”的写法一致，请核对。", kind=kind.value)
    return code


def make_food_number(kind: PermitKind, first13: str) -> str:
    """A valid JY, YB or SC number from the 13 digits before the check; for generators."""
    return check_permit(kind, _FOOD_PREFIXES[kind] + first13 + mod_11_10(first13))


def _refuse_wrong_food_number(kind: PermitKind, code: str) -> None:
    prefix = _FOOD_PREFIXES[kind]
    if len(code) != 16:
        raise PermitInvalid(
            f"{kind.label}编号应为“{prefix}”加 14 位数字，共 16 位，现为 {len(code)} 位，请核对。",
            kind=kind.value,
            length=len(code),
        )
    third = _JY_BUSINESS_KINDS if kind is PermitKind.FOOD_OPERATION else DIGITS
    wrong = wrong_character(code, [*prefix, third, *[DIGITS] * 13])
    if wrong:
        position, seen = wrong
        wanted = {1: f"“{prefix[0]}”", 2: f"“{prefix[1]}”"}.get(position, "数字")
        if position == 3 and third != DIGITS:
            wanted = "1（食品销售）、2（餐饮服务）或 3（单位食堂）"
        raise PermitInvalid(
            f"{kind.label}编号第 {position} 位 {seen} 不正确，应为{wanted}。", kind=kind.value, position=position
        )
    expected = mod_11_10(code[2:15])
    if code[15] != expected:
        raise PermitInvalid(
            f"{kind.label}编号第 16 位校验码应为“{expected}”，现为“{code[15]}”，请逐位核对。",
            kind=kind.value,
            position=16,
        )
