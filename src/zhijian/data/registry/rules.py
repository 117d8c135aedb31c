"""Statuses, kinds and expiry of the register: pure."""

from datetime import date, timedelta
from enum import StrEnum


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
    DRUG_RETAIL = "YP"
    DEVICE_RETAIL = "QX"
    SPECIAL_EQUIPMENT = "TS"

    @property
    def label(self) -> str:
        """What users read."""
        return {
            "CY": "餐饮服务",
            "XS": "食品销售",
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
