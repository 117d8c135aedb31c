"""Statuses, kinds, expiry and matching in the register: pure."""

import hashlib
import re
import unicodedata
from datetime import date, timedelta
from enum import StrEnum
from types import MappingProxyType

from zhijian.kernel.errors import Invalid
from zhijian.kernel.identifiers.permits import PermitInvalid, PermitKind, check_permit


class EntityStatus(StrEnum):
    """Status of an entity in the national publicity system (DOMAIN 8.4)."""

    ACTIVE = "1"
    REVOKED = "2"
    REVOKED_CLOSED = "3"
    CLOSED = "4"
    ANNULLED = "5"
    MOVED_OUT = "6"
    OTHER = "9"

    @property
    def label(self) -> str:
        """What users read."""
        return {
            "1": "存续",
            "2": "吊销，未注销",
            "3": "吊销，已注销",
            "4": "注销",
            "5": "撤销",
            "6": "迁出",
            "9": "其他",
        }[self.value]

    @property
    def may_be_inspected(self) -> bool:
        """Whether new inspections may be started; a running case may go on."""
        return self in {EntityStatus.ACTIVE, EntityStatus.OTHER}


class SupervisionClass(StrEnum):
    """Which trade's rules an entity is inspected by."""

    CATERING = "CY"
    FOOD_SALES = "XS"
    FOOD_PRODUCTION = "SC"
    DRUG_RETAIL = "YP"
    DEVICE_RETAIL = "QX"
    SPECIAL_EQUIPMENT = "TS"

    @property
    def label(self) -> str:
        """What users read."""
        return {
            "CY": "餐饮服务",
            "XS": "食品销售",
            "SC": "食品生产",
            "YP": "药品零售",
            "QX": "医疗器械经营",
            "TS": "特种设备使用",
        }[self.value]


class PersonRole(StrEnum):
    """What a person is to an entity."""

    LEGAL_PERSON = "legal_person"
    FOOD_SAFETY_DIRECTOR = "food_safety_director"
    FOOD_SAFETY_OFFICER = "food_safety_officer"
    PHARMACIST = "pharmacist"
    EQUIPMENT_OPERATOR = "equipment_operator"
    QUALITY_MANAGER = "quality_manager"
    EMPLOYEE = "employee"

    @property
    def label(self) -> str:
        """What users read."""
        return {
            "legal_person": "法定代表人（负责人）",
            "food_safety_director": "食品安全总监",
            "food_safety_officer": "食品安全员",
            "pharmacist": "执业药师",
            "equipment_operator": "特种设备作业人员",
            "quality_manager": "质量管理人员",
            "employee": "从业人员",
        }[self.value]


class RiskLevel(StrEnum):
    """Food safety risk, from the lowest (A) to the highest (D)."""

    A = "A"
    B = "B"
    C = "C"
    D = "D"

    @property
    def label(self) -> str:
        """What users read."""
        return f"{self.value} 级"


class CreditClass(StrEnum):
    """Credit risk of an enterprise, from trustworthy (A) to untrustworthy (D)."""

    A = "A"
    B = "B"
    C = "C"
    D = "D"

    @property
    def label(self) -> str:
        """What users read."""
        return {"A": "A 类（守信）", "B": "B 类（一般）", "C": "C 类（失信）", "D": "D 类（严重失信）"}[self.value]


class Expiry(StrEnum):
    """How near the end of a licence or certificate is."""

    VALID = "valid"
    WITHIN_90 = "within_90"
    WITHIN_60 = "within_60"
    WITHIN_30 = "within_30"
    EXPIRED = "expired"

    @property
    def label(self) -> str:
        """What users read."""
        return {
            "valid": "有效",
            "within_90": "90 日内到期",
            "within_60": "60 日内到期",
            "within_30": "30 日内到期",
            "expired": "已过期",
        }[self.value]


def expiry(valid_to: date | None, today: date) -> Expiry:
    """How near the last valid day is, in calendar days; without an end it is valid."""
    if valid_to is None:
        return Expiry.VALID
    if valid_to < today:
        return Expiry.EXPIRED
    left = valid_to - today
    for days, level in ((30, Expiry.WITHIN_30), (60, Expiry.WITHIN_60), (90, Expiry.WITHIN_90)):
        if left <= timedelta(days=days):
            return level
    return Expiry.VALID


WARNING_DAYS = (90, 60, 30)
"""Days before the last valid day of a licence at which people are warned (DOMAIN 8.8); 0 when it has run out."""


def warning_step(valid_to: date, today: date) -> int | None:
    """The warning that is due: 90, 60, 30 days before, 0 once it has run out; None while there is time."""
    left = (valid_to - today).days
    if left < 0:
        return 0
    reached = [days for days in WARNING_DAYS if left <= days]
    return min(reached) if reached else None


OTHER_LICENCE = "other"
"""A licence whose number has no national form, such as those of small workshops and stalls."""

LICENCE_LABELS = MappingProxyType({**{kind.value: kind.label for kind in PermitKind}, OTHER_LICENCE: "其他许可或登记"})

_KIND_BY_LOOK = (
    (re.compile("JY", re.IGNORECASE), PermitKind.FOOD_OPERATION),
    (re.compile("YB", re.IGNORECASE), PermitKind.PREPACKAGED_FOOD_FILING),
    (re.compile("SC", re.IGNORECASE), PermitKind.FOOD_PRODUCTION),
    (re.compile(".*械经营许可"), PermitKind.DEVICE_OPERATION_LICENCE),
    (re.compile(".*械经营备"), PermitKind.DEVICE_OPERATION_FILING),
    (re.compile("[锅容瓶管梯起索游车][0-9]"), PermitKind.SPECIAL_EQUIPMENT_USE),
    (re.compile("[一-鿿][A-D][AB]", re.IGNORECASE), PermitKind.DRUG_OPERATION),
)


def licence_kind(number: str) -> PermitKind:
    """The kind of licence a number looks like. Raises PermitInvalid when it looks like none."""
    text = unicodedata.normalize("NFKC", number).strip()
    for look, kind in _KIND_BY_LOOK:
        if look.match(text):
            return kind
    raise PermitInvalid("许可证编号看不出是哪一种许可证，请核对编号；没有全国统一编号的许可请在档案里逐个登记。")


def checked_licence_number(kind: str, number: str) -> str:
    """A licence number checked by the standard of its kind. Raises PermitInvalid."""
    if kind == OTHER_LICENCE:
        return " ".join(unicodedata.normalize("NFKC", number).split())
    return check_permit(PermitKind(kind), number)


class FoundedLater(Invalid):
    """The day an entity was founded has not come."""

    code = "registry.founded_later"


def checked_founding(day: date, *, today: date) -> date:
    """The day an entity was founded. Raises FoundedLater."""
    if day > today:
        raise FoundedLater("成立日期晚于今天，请核对。")
    return day


_NOT_TOLD_APART = re.compile(r"[\W_]+")


def match_key(name: str, address: str) -> str:
    """What two writings of the same name and address share: 16 hexadecimal digits; empty without both.

    Width, case, spaces, brackets and other punctuation do not count.
    """
    parts = [_NOT_TOLD_APART.sub("", unicodedata.normalize("NFKC", text)).lower() for text in (name, address)]
    if not all(parts):
        return ""
    return hashlib.sha256("|".join(parts).encode()).hexdigest()[:16]


FIELD_LABELS = MappingProxyType(
    {
        "uscc": "统一社会信用代码",
        "registration_number": "注册号",
        "name": "名称",
        "short_name": "简称",
        "entity_type": "主体类型",
        "status": "状态",
        "is_suspended": "歇业",
        "legal_person": "法定代表人",
        "phone": "联系电话",
        "address": "住所",
        "street": "所属街道",
        "division": "行政区划代码",
        "lat": "纬度",
        "lon": "经度",
        "industry": "行业代码",
        "capital": "注册资本(万元)",
        "established_on": "成立日期",
        "approved_on": "核准日期",
        "supervision_classes": "监管类别",
        "tags": "标签",
        "credit_class": "信用分类",
        "risk_level": "风险等级",
        "organisation": "管辖机构",
    }
)


def label_of(field: str) -> str:
    """What users call a field of an entity."""
    return FIELD_LABELS[field]
