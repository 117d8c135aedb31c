"""Scopes, roles that exclude each other, and password and lockout rules: pure."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from enum import StrEnum


class OrganisationKind(StrEnum):
    """Level of an organisation in the tree 省→市→区县(分局)→所."""

    PROVINCE = "province"
    CITY = "city"
    DISTRICT = "district"
    OFFICE = "office"
    DEPARTMENT = "department"
    OUTSIDE = "outside"

    @property
    def label(self) -> str:
        """What users read."""
        return {
            "province": "省局",
            "city": "市局",
            "district": "区县局（分局）",
            "office": "市场监管所",
            "department": "内设机构",
            "outside": "外部单位",
        }[self.value]


class Scope(StrEnum):
    """Which rows a permission reaches, from narrow to wide."""

    OWN = "own"
    ORGANISATION = "organisation"
    SUBTREE = "subtree"
    ALL = "all"

    @property
    def label(self) -> str:
        """What users read."""
        return {
            "own": "本人",
            "organisation": "本机构",
            "subtree": "本机构及下级",
            "all": "全部",
        }[self.value]

    @property
    def width(self) -> int:
        """Order from narrow (0) to wide (3)."""
        return list(Scope).index(self)


def widest(scopes: Iterable[Scope]) -> Scope:
    """The widest of several scopes; at least one must be given."""
    return max(scopes, key=lambda scope: scope.width)


#: 三员分立: the three administrations never meet in one account, and none of them does business
#: (GB/T 22239-2019 8.1.4.2 d).
ADMINISTRATIONS = frozenset({"system_admin", "security_admin", "audit_admin"})


def forbidden_together(roles: Iterable[str]) -> str | None:
    """Why these roles may not be held by one person, in Chinese; None when they may."""
    held = set(roles)
    administrations = held & ADMINISTRATIONS
    if len(administrations) > 1:
        return "系统管理员、安全管理员、审计管理员三个角色不能由同一人担任（三员分立）。"
    if administrations and held - ADMINISTRATIONS:
        return "三员（系统、安全、审计管理员）不能同时承担业务角色。"
    return None


LOCK_AFTER_FAILURES = 5
LOCK_WINDOW = timedelta(minutes=15)


def lock_length(earlier_locks: int) -> timedelta:
    """How long an account's password path closes; doubles with each lock, at most a day."""
    return min(timedelta(minutes=15 * 2 ** min(earlier_locks, 10)), timedelta(days=1))


COMMON_PASSWORDS = frozenset(
    {
        "password", "passw0rd", "qwerty", "admin", "administrator", "letmein", "welcome", "iloveyou", "abc123",
        "123456", "12345678", "123456789", "1234567890", "111111", "000000", "666666", "888888", "woaini",
        "1qaz2wsx", "qazwsx", "zhijian", "shichangjianguan", "jianguan", "scjg", "zhongguo",
    }
)  # fmt: skip

PASSWORD_LENGTH = 12


def password_problems(password: str, *, names: Iterable[str]) -> list[str]:
    """What is wrong with a new password, as Chinese sentences; empty when it may be used.

    names: the person's, organisation's and product's names, which it may not be built from.
    Source: GB/T 22239-2019 8.1.4.1 a); ASVS 6.2.1, 6.2.4, 6.2.11.
    """
    problems = []
    if len(password) < PASSWORD_LENGTH:
        problems.append(f"密码至少 {PASSWORD_LENGTH} 个字符。")
    classes = (
        any(c.islower() for c in password),
        any(c.isupper() for c in password),
        any(c.isdigit() for c in password),
        any(not c.isalnum() for c in password),
    )
    if sum(classes) < 3:
        problems.append("密码应包含大写字母、小写字母、数字、符号中的至少三类。")
    bare = "".join(c for c in password.lower() if c.isalnum())
    stripped = bare.strip("0123456789")
    if bare in COMMON_PASSWORDS or stripped in COMMON_PASSWORDS:
        problems.append("密码太常见，容易被猜到，请换一个。")
    if any(len(name) >= 2 and name.lower() in password.lower() for name in names):
        problems.append("密码不能包含姓名、账号、单位或产品名称。")
    if len(set(password)) < 5:
        problems.append("密码重复的字符太多。")
    return problems


def is_certificate_valid(valid_from: date, valid_to: date | None, revoked_on: date | None, on: date) -> bool:
    """Whether an enforcement certificate counts on a day; valid_to is the last valid day, as printed on it."""
    return valid_from <= on and (valid_to is None or on <= valid_to) and (revoked_on is None or on < revoked_on)


def session_ended(
    *, started_at: datetime, seen_at: datetime, at: datetime, idle: timedelta, absolute: timedelta
) -> bool:
    """Whether a session is over: idle too long, or too old in all."""
    return at - seen_at > idle or at - started_at > absolute
