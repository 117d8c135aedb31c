"""Signing in and out, lockout, and the sessions a person can see and end."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.contrib.auth import authenticate, login, logout
from django.contrib.auth.hashers import check_password, make_password
from django.contrib.sessions.models import Session
from django.db import connection, transaction
from django.http import HttpRequest

from zhijian.kernel.errors import Conflict, Invalid, NotFound, NotSignedIn, TooMany
from zhijian.support.audit import services as audit
from zhijian.support.identity import access
from zhijian.support.identity.models import Account, Lock, SignedIn, SignInAttempt, UsedPassword
from zhijian.support.identity.rules import (
    LOCK_AFTER_FAILURES,
    LOCK_WINDOW,
    lock_length,
    password_problems,
    session_ended,
)
from zhijian.support.identity.types import Actor, Origin

SEEN_EVERY_S = 60


class SignInRefused(NotSignedIn):
    """Unknown name, wrong password, locked or disabled: always the same answer (ASVS 6.3.8)."""

    code = "identity.sign_in_refused"


class SignInLocked(TooMany):
    """Too many failures from one name; told only by time, never whether the name exists."""

    code = "identity.sign_in_locked"


class PasswordRefused(Invalid):
    """A new password breaks the rules; ``problems`` lists how."""

    code = "identity.password_refused"


class AccountTaken(Conflict):
    """The person has an account, or its name is used already."""

    code = "identity.account_taken"


class AccountMissing(NotFound):
    """The person has no account that could be used."""

    code = "identity.account_missing"


class SessionMissing(NotFound):
    """No such session of one's own."""

    code = "identity.session_missing"


@dataclass(frozen=True, kw_only=True)
class SessionRecord:
    """One of a person's own sessions."""

    uid: UUID
    address: str | None
    device: str
    started_at: datetime
    seen_at: datetime
    is_this_one: bool


def sign_in(request: HttpRequest, *, username: str, password: str, address: str | None, at: datetime) -> Account:
    """Check name and password, count failures, open a session.

    The attempt is written before the password is checked, under a lock on the name, so that parallel guesses cannot
    pass the limit together. Raises SignInRefused, SignInLocked.
    """
    attempt = _claim_attempt(username, address, at)
    account = authenticate(request, username=username, password=password)
    if not isinstance(account, Account):
        _close_after_failures(username, at)
        audit.note(action="identity.sign_in_failed", subject=username[:64], by=None, facts={"address": address})
        raise SignInRefused("账号或密码不正确，或账号暂时不能登录。连续输错 5 次将锁定 15 分钟。")
    SignInAttempt.objects.filter(pk=attempt).update(succeeded=True)
    open_session(request, account=account, address=address, at=at)
    return account


def _claim_attempt(username: str, address: str | None, at: datetime) -> int:
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 7))", [username])
        lock = Lock.objects.filter(username=username, until__gt=at).order_by("-until").first()
        if lock is not None:
            wait = int((lock.until - at).total_seconds()) + 1
            raise SignInLocked(f"尝试次数过多，请 {-(-wait // 60)} 分钟后再试。", retry_after_s=wait)
        since = max([at - LOCK_WINDOW, *_last_reset(username)])
        failures = SignInAttempt.objects.filter(username=username, at__gt=since, succeeded=False).count()
        if failures >= LOCK_AFTER_FAILURES:
            wait = int(LOCK_WINDOW.total_seconds())
            raise SignInLocked(f"尝试次数过多，请 {wait // 60} 分钟后再试。", retry_after_s=wait)
        return SignInAttempt.objects.create(username=username, address=address, at=at, succeeded=False).pk


def _last_reset(username: str) -> list[datetime]:
    """Moments after which failures count anew: the last success and the end of the last lock."""
    success = SignInAttempt.objects.filter(username=username, succeeded=True).order_by("-at").first()
    lock = Lock.objects.filter(username=username).order_by("-until").first()
    return [moment for moment in (success and success.at, lock and lock.until) if moment]


def _close_after_failures(username: str, at: datetime) -> None:
    with transaction.atomic():
        since = max([at - LOCK_WINDOW, *_last_reset(username)])
        failures = SignInAttempt.objects.filter(username=username, at__gt=since, succeeded=False).count()
        if failures >= LOCK_AFTER_FAILURES:
            earlier = Lock.objects.filter(username=username, locked_at__gt=at - LOCK_WINDOW * 96).count()
            Lock.objects.create(username=username, locked_at=at, until=at + lock_length(earlier))


def open_session(request: HttpRequest, *, account: Account, address: str | None, at: datetime) -> None:
    """Start a session for a checked account; its id is new at every sign-in. The trail names who came in."""
    origin = Origin(channel="http", address=address, device=request.headers.get("User-Agent", "")[:200])
    person = Actor(uid=account.person.uid, name=account.person.name, account=account.uid, origin=origin)
    with audit.acting(person):
        _open_session(request, account, address, at)


def _open_session(request: HttpRequest, account: Account, address: str | None, at: datetime) -> None:
    login(request, account, backend="django.contrib.auth.backends.ModelBackend")
    if request.session.session_key is None:
        request.session.save()
    SignedIn.objects.create(
        account=account,
        session_key=request.session.session_key or "",
        address=address,
        device=request.headers.get("User-Agent", "")[:200],
        started_at=at,
        seen_at=at,
    )
    audit.note(action="identity.signed_in", subject=str(account.uid), by=None, facts={"address": address})


def current(request: HttpRequest, *, at: datetime) -> Account | None:
    """The account of a living session; a session idle or old beyond the limits is ended here."""
    key = request.session.session_key
    if key is None:
        return None
    row = SignedIn.objects.select_related("account__person").filter(session_key=key, ended_at__isnull=True).first()
    if row is None or not row.account.is_active:
        return None
    if session_ended(
        started_at=row.started_at,
        seen_at=row.seen_at,
        at=at,
        idle=settings.SESSION_IDLE,
        absolute=settings.SESSION_ABSOLUTE,
    ):
        _end([row], at)
        return None
    if (at - row.seen_at).total_seconds() > SEEN_EVERY_S:
        SignedIn.objects.filter(pk=row.pk).update(seen_at=at)
    return row.account


def sign_out(request: HttpRequest, *, at: datetime) -> None:
    """End this session on the server and in the browser."""
    key = request.session.session_key
    _end(list(SignedIn.objects.filter(session_key=key, ended_at__isnull=True)), at)
    logout(request)


def _end(rows: list[SignedIn], at: datetime) -> None:
    SignedIn.objects.filter(pk__in=[row.pk for row in rows]).update(ended_at=at)
    Session.objects.filter(session_key__in=[row.session_key for row in rows]).delete()


def _own(by: Actor) -> UUID:
    """The caller's account. Raises NotFound for the system, which has none."""
    if by.account is None:
        raise NotFound("系统任务没有账号。")
    return by.account


def own_sessions(request: HttpRequest, *, by: Actor, at: datetime) -> list[SessionRecord]:
    """The caller's living sessions, the latest first; those idle or old beyond the limits are over."""
    rows = SignedIn.objects.filter(
        account__uid=_own(by),
        ended_at__isnull=True,
        seen_at__gt=at - settings.SESSION_IDLE,
        started_at__gt=at - settings.SESSION_ABSOLUTE,
    )
    return [
        SessionRecord(
            uid=row.uid,
            address=row.address,
            device=row.device,
            started_at=row.started_at,
            seen_at=row.seen_at,
            is_this_one=row.session_key == request.session.session_key,
        )
        for row in rows.order_by("-seen_at", "-pk")
    ]


def end_own_session(*, session: UUID, by: Actor, at: datetime) -> None:
    """End one of the caller's sessions. Raises SessionMissing."""
    rows = list(SignedIn.objects.filter(uid=session, account__uid=_own(by), ended_at__isnull=True))
    if not rows:
        raise SessionMissing("没有找到这个登录会话，可能已经结束。")
    _end(rows, at)


@transaction.atomic
def add_account(*, person: UUID, username: str, password: str, must_change: bool, by: Actor, at: datetime) -> UUID:
    """Give a person a way in. Raises PasswordRefused, AccountTaken, NotFound, NotAllowed."""
    by.must("identity.manage")
    row = access.people_in_charge_of(by, "identity.manage").filter(uid=person).first()
    if row is None:
        raise NotFound("没有找到这个人。")
    if Account.objects.filter(person=row).exists():
        raise AccountTaken(f"{row.name}已经有账号。", field="username")
    if Account.objects.filter(username=username).exists():
        raise AccountTaken(f"账号名 {username} 已经使用，请换一个。", field="username")
    account = Account(username=username, person=row, must_change_password=must_change, password_changed_at=at)
    _set_password(account, password, at)
    return account.uid


@transaction.atomic
def reset_password(*, person: UUID, password: str, by: Actor, at: datetime) -> None:
    """Give a person a new initial password, end their sessions and any lockout; it must be changed at once.

    Raises NotFound, AccountMissing, PasswordRefused, NotAllowed.
    """
    by.must("identity.manage")
    row = access.people_in_charge_of(by, "identity.manage").filter(uid=person).first()
    if row is None:
        raise NotFound("没有找到这个人。")
    account = Account.objects.select_for_update(of=("self",)).select_related("person").filter(person=row).first()
    if account is None or not account.is_active:
        raise AccountMissing(f"{row.name}没有可用的账号。")
    account.must_change_password = True
    _set_password(account, password, at)
    Lock.objects.filter(username=account.username, until__gt=at).update(until=at)
    _end(list(SignedIn.objects.filter(account=account, ended_at__isnull=True)), at)


def _set_password(account: Account, password: str, at: datetime) -> None:
    problems = password_problems(password, names=[account.username, account.person.name, "zhijian", "智监"])
    if account.pk is not None:
        earlier = UsedPassword.objects.filter(account=account).order_by("-used_at")[:5]
        if any(check_password(password, used.password) for used in earlier):
            problems.append("不能使用最近 5 次用过的密码。")
    if problems:
        raise PasswordRefused("新密码不符合要求：" + "".join(problems), problems=problems)
    account.password = make_password(password)
    account.password_changed_at = at
    account.save()
    UsedPassword.objects.create(account=account, password=account.password, used_at=at)


@transaction.atomic
def change_password(request: HttpRequest, *, old: str, new: str, by: Actor, at: datetime) -> None:
    """Change one's own password; all other sessions end. Raises SignInRefused, PasswordRefused."""
    account = Account.objects.select_for_update().select_related("person").get(uid=_own(by))
    if not check_password(old, account.password):
        raise SignInRefused("原密码不正确。")
    account.must_change_password = False
    _set_password(account, new, at)
    others = SignedIn.objects.filter(account=account, ended_at__isnull=True).exclude(
        session_key=request.session.session_key or ""
    )
    _end(list(others), at)
    request.session["_auth_user_hash"] = account.get_session_auth_hash()
