"""The HTTP edge: problem+json, keyset cursors and pages. The only place that turns an error into an answer."""

import base64
import binascii
import logging
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import orjson
from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI, Schema
from ninja.errors import AuthenticationError, HttpError, ValidationError

from zhijian.kernel.errors import DomainError, Invalid, NotSignedIn

log = logging.getLogger("zhijian.http")

T = TypeVar("T")

PAGE_LIMIT = 200


class CursorInvalid(Invalid):
    """A page mark that this list did not give out."""

    code = "http.cursor_invalid"


class BodyInvalid(Invalid):
    """The request's shape does not fit the contract; ``fields`` says where."""

    code = "http.body_invalid"


class Page(Schema):
    """Base of every list answer: ``next`` is handed back as ``?after=`` to go on, None at the end.

    more_than: instead of ``total`` where there are more rows than this, too many to count for every look at the list.
    """

    next: str | None = None
    total: int | None = None
    more_than: int | None = None


def page_answer(items: Sequence[object], following: str | None) -> HttpResponse:
    """A page of records that have the fields and types of its schema: written out without being checked once more.

    For the lists that people open all day; a test holds each of their answers against its schema.
    """
    page = {"items": items, "next": following, "total": None, "more_than": None}
    return HttpResponse(orjson.dumps(page), content_type="application/json; charset=utf-8")


def encode_cursor(key: Sequence[object]) -> str:
    """An opaque mark of the last row of a page, from its order key."""
    return base64.urlsafe_b64encode(orjson.dumps([str(part) if part is not None else None for part in key])).decode()


def decode_cursor(mark: str | None, size: int) -> list[Any] | None:
    """The order key inside a mark; None for the first page. Raises CursorInvalid."""
    if not mark:
        return None
    try:
        key = orjson.loads(base64.urlsafe_b64decode(mark.encode("ascii", "strict")))
    except (ValueError, UnicodeEncodeError, binascii.Error) as error:
        raise CursorInvalid("翻页标记无效，请从第一页重新打开列表。") from error
    if not isinstance(key, list) or len(key) != size or not all(part is None or isinstance(part, str) for part in key):
        raise CursorInvalid("翻页标记无效，请从第一页重新打开列表。")
    return key


def cut_page(rows: Sequence[T], limit: int, key: Callable[[T], Sequence[object]]) -> tuple[list[T], str | None]:
    """Cut ``limit + 1`` fetched rows to a page and the mark of the next one."""
    page = list(rows[:limit])
    more = len(rows) > limit
    return page, encode_cursor(key(page[-1])) if more and page else None


def problem(request: HttpRequest, *, status: int, code: str, detail: str, facts: dict[str, Any]) -> HttpResponse:
    """An ``application/problem+json`` answer (RFC 9457) in Chinese, with the request's id as ``trace``."""
    body = {
        "type": f"about:zhijian/{code}",
        "status": status,
        "code": code,
        "detail": detail,
        "facts": facts,
        "trace": getattr(request, "trace_id", None),
    }
    response = HttpResponse(
        orjson.dumps(body, default=str), status=status, content_type="application/problem+json; charset=utf-8"
    )
    if status == 429 and "retry_after_s" in facts:
        response["Retry-After"] = str(facts["retry_after_s"])
    return response


def problem_of(request: HttpRequest, error: DomainError) -> HttpResponse:
    """The answer for an error of the domain."""
    return problem(request, status=error.status, code=error.code, detail=error.message, facts=dict(error.facts))


_FIELD_MESSAGES = {
    "missing": "必填",
    "string_too_short": "内容太短",
    "string_too_long": "内容太长",
    "uuid_parsing": "编号格式不对",
    "extra_forbidden": "不认识的字段",
}


def _field_problems(error: ValidationError) -> list[dict[str, str]]:
    return [
        {
            "field": ".".join(str(part) for part in item.get("loc", ())),
            "message": _FIELD_MESSAGES.get(str(item.get("type")), "格式不对"),
            "kind": str(item.get("type")),
        }
        for item in error.errors
    ]


def install_errors(api: NinjaAPI) -> None:
    """Teach ``api`` to answer every error as problem+json."""

    def domain(request: HttpRequest, error: DomainError) -> HttpResponse:
        return problem_of(request, error)

    def validation(request: HttpRequest, error: ValidationError) -> HttpResponse:
        return problem_of(
            request, BodyInvalid("提交的内容不符合要求，请检查标出的字段。", fields=_field_problems(error))
        )

    def unsigned(request: HttpRequest, _error: AuthenticationError) -> HttpResponse:
        return problem_of(request, NotSignedIn("请先登录。"))

    def http(request: HttpRequest, error: HttpError) -> HttpResponse:
        if error.status_code == 403:  # only the cross-site check of the cookie answers so
            return problem(
                request,
                status=403,
                code="http.token_stale",
                detail="页面的校验令牌已失效，请刷新页面后重试。",
                facts={},
            )
        return problem(
            request,
            status=error.status_code,
            code="http.bad_request",
            detail="请求无法读取，请检查内容后重试。",
            facts={},
        )

    def unexpected(request: HttpRequest, error: Exception) -> HttpResponse:
        log.exception("unexpected_error", exc_info=error, extra={"path": request.path})
        return problem(
            request,
            status=500,
            code="http.unexpected",
            detail="系统出了意外，已记录。请稍后重试；反复出现时把追踪号告诉管理员。",
            facts={},
        )

    api.add_exception_handler(DomainError, domain)  # type: ignore[arg-type]  # ninja also names classes
    api.add_exception_handler(ValidationError, validation)  # type: ignore[arg-type]  # ninja also names classes
    api.add_exception_handler(AuthenticationError, unsigned)  # type: ignore[arg-type]  # ninja also names classes
    api.add_exception_handler(HttpError, http)  # type: ignore[arg-type]  # ninja also names classes
    api.add_exception_handler(Exception, unexpected)  # type: ignore[arg-type]  # ninja also names classes
