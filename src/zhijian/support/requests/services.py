"""Runs an acting request once: the same id again gets the first answer, even while the first is still running."""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.http import HttpResponse

from zhijian.kernel.errors import Invalid
from zhijian.kernel.hashes import sha256_hex
from zhijian.support.requests.models import HandledRequest

KEEP = timedelta(days=400)


class KeyReused(Invalid):
    """The id was already used for a request with other content."""

    code = "requests.key_reused"


class KeyMissing(Invalid):
    """A request that acts carries no id of its own."""

    code = "requests.key_missing"


def fingerprint(method: str, path: str, body: bytes) -> str:
    """What a request asks, as a hash."""
    return sha256_hex(f"{method} {path}\n".encode() + body)


def once(
    *, caller: str, key: str, asked: str, at: datetime, act: Callable[[], HttpResponse]
) -> tuple[HttpResponse, bool]:
    """Give the answer of ``act`` and whether it is a repetition.

    The claim, everything ``act`` writes and the kept answer are one transaction. An answer of 400 or more undoes all
    of it, so that the same id can be tried again. A second request with the same id waits for the first.
    Raises KeyReused.
    """
    with transaction.atomic():
        row_id = _claim(caller, key, asked, at)
        if row_id is None:
            return _kept(caller, key, asked), True
        response = act()
        if response.status_code >= 400 or response.streaming:
            transaction.set_rollback(True)
        else:
            HandledRequest.objects.filter(pk=row_id).update(
                status=response.status_code,
                content_type=response.get("Content-Type", ""),
                body=response.content,
            )
    return response, False


def _claim(caller: str, key: str, asked: str, at: datetime) -> int | None:
    """Insert the claim; waits while another transaction holds the same id, None when that one has committed."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO requests_handledrequest (caller, key, fingerprint, content_type, at) "
            "VALUES (%s, %s, %s, '', %s) ON CONFLICT (caller, key) DO NOTHING RETURNING id",
            [caller, key, asked, at],
        )
        row = cursor.fetchone()
    return row[0] if row else None


def _kept(caller: str, key: str, asked: str) -> HttpResponse:
    row = HandledRequest.objects.get(caller=caller, key=key)
    if row.fingerprint != asked:
        raise KeyReused("这个请求编号已用于另一项内容不同的操作，请刷新页面后重新提交。")
    response = HttpResponse(bytes(row.body or b""), status=row.status or 200, content_type=row.content_type)
    response["Idempotency-Replayed"] = "true"
    return response


def forget_old(*, at: datetime) -> int:
    """Delete kept answers older than 400 days; gives how many."""
    return HandledRequest.objects.filter(at__lt=at - KEEP).delete()[0]
