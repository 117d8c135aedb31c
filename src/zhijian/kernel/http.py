"""The HTTP edge: problem+json, keyset cursors and pages. The only place that turns an error into an answer."""

import base64
import binascii
import logging
from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any, TypeVar

import orjson
from django.http import HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.http.response import HttpResponseBase
from django.utils.datastructures import MultiValueDict
from ninja import NinjaAPI, Schema
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.parser import Parser
from pydantic import ModelWrapValidatorHandler, model_validator
from pydantic_core import PydanticCustomError

from zhijian.kernel.errors import DomainError, Invalid, NotAllowed, NotFound, NotSignedIn

log = logging.getLogger("zhijian.http")

T = TypeVar("T")

PAGE_LIMIT = 200


class CursorInvalid(Invalid):
    """A page mark that this list did not give out."""

    code = "http.cursor_invalid"


class BodyInvalid(Invalid):
    """The request's shape does not fit the contract; ``fields`` says where."""

    code = "http.body_invalid"


class BodyTooLarge(DomainError):
    """More than a form of ours can hold; files go by their own way, in pieces."""

    code = "http.body_too_large"
    status = 413


class CrossSite(NotAllowed):
    """A write that a page of another site asked the browser for."""

    code = "http.cross_site"


class TokenStale(NotAllowed):
    """The page's token against cross-site requests is missing or old; a fresh one lets the same request pass."""

    code = "http.token_stale"


class TextImpossible(Invalid):
    """A text that cannot be stored as it was given: it holds the NUL character."""

    code = "http.text_impossible"


class NestedTooDeep(Invalid):
    """A body whose lists and objects lie deeper in each other than any form of ours."""

    code = "http.nested_too_deep"


class AddressUnknown(NotFound):
    """No route has this address, or an identifier in it is none."""

    code = "http.address_unknown"


class MethodNotOffered(DomainError):
    """The address exists, but not for this method; ``Allow`` names those it takes."""

    code = "http.method_not_offered"
    status = 405


DEEPEST = 64


def refuse_impossible(value: Any, depth: int = 0) -> None:
    """Look through a request's content. Raises TextImpossible, NestedTooDeep."""
    if depth > DEEPEST:
        raise NestedTooDeep("提交的内容嵌套过深，请检查后重试。", deepest=DEEPEST)
    if isinstance(value, str):
        if "\x00" in value:
            raise TextImpossible("文字中含有不能保存的空字符，请删除后重试。")
    elif isinstance(value, dict):
        for key, one in value.items():
            refuse_impossible(key, depth)
            refuse_impossible(one, depth + 1)
    elif isinstance(value, list):
        for one in value:
            refuse_impossible(one, depth + 1)


class StrictParser(Parser):
    """Reads bodies as strict JSON (no NaN, no half of a surrogate pair) and refuses what no table can hold."""

    def parse_body(self, request: HttpRequest) -> Any:
        """The object in a body. Raises JSONDecodeError, BodyInvalid, TextImpossible, NestedTooDeep."""
        found = orjson.loads(request.body)
        if not isinstance(found, dict):
            raise BodyInvalid("提交的内容应当是一个对象，请检查后重试。", fields=[])
        refuse_impossible(found)
        return found

    def parse_querydict(
        self, data: MultiValueDict[str, Any], list_fields: list[str], request: HttpRequest
    ) -> dict[str, Any]:
        """Fields of a query or a form. Raises TextImpossible."""
        found = super().parse_querydict(data, list_fields, request)
        refuse_impossible(found)
        return found


class BodyPart(Schema):
    """Base of what lies inside a body: only an object is read as one.

    Ninja's own Schema reads the fields of any value as attributes and finds none in a list, so that a list in the place
    of an object of optional fields passes as an empty one.
    """

    @model_validator(mode="wrap")
    @classmethod
    def _run_root_validator(cls, values: Any, handler: ModelWrapValidatorHandler[Any]) -> Any:
        if not isinstance(values, dict | cls):
            raise PydanticCustomError("object_type", "an object is wanted")
        return handler(values)


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


def decode_cursor(mark: str | None, *kinds: type) -> list[Any] | None:
    """The order key inside a mark, its parts as ``kinds`` (str, int, date, datetime); None for the first page.

    Raises CursorInvalid, for marks of other lists too.
    """
    if not mark:
        return None
    try:
        key = orjson.loads(base64.urlsafe_b64decode(mark.encode("ascii", "strict")))
        if not isinstance(key, list) or len(key) != len(kinds):
            raise ValueError("another list's mark")
        return [_part(kind, part) for kind, part in zip(kinds, key, strict=True)]
    except (ValueError, TypeError, binascii.Error) as error:
        raise CursorInvalid("翻页标记无效，请从第一页重新打开列表。") from error


LARGEST_KEY = 2**63 - 1


def _part(kind: type, part: object) -> Any:
    """One part of a key. Raises ValueError."""
    if not isinstance(part, str) or "\x00" in part:
        raise ValueError("a part is text")
    if kind is date:
        return date.fromisoformat(part)
    if kind is datetime:
        moment = datetime.fromisoformat(part)
        if moment.tzinfo is None:
            raise ValueError("a moment is aware")
        return moment
    found = kind(part)
    if kind is int and abs(found) > LARGEST_KEY:
        raise ValueError("beyond any row")
    return found


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
    response = HttpResponse(orjson.dumps(body, default=str), status=status, content_type=f"{PROBLEM}; charset=utf-8")
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
    "object_type": "应当是一个对象",
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


PROBLEM = "application/problem+json"
_NOWHERE = "没有找到这个地址，请检查后重试。"
_UNREADABLE = "请求无法读取，请检查内容后重试。"
_UNEXPECTED = "系统出了意外，已记录。请稍后重试；反复出现时把追踪号告诉管理员。"


OF_THE_BODY = frozenset({"Content-Type", "Content-Length", "Content-Disposition", "Content-Encoding"})


def as_problem(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    """The refusal of a framework, which comes as a page of its own, told as a problem; every other answer as it is."""
    if response.status_code < 400 or response.headers.get("Content-Type", "").startswith(PROBLEM):
        return response
    told = _framework_problem(request, response.status_code)
    for name, value in response.headers.items():
        if name not in OF_THE_BODY:
            told.setdefault(name, value)  # Allow, Content-Range, Retry-After: what the client needs to go on
    return told


def _framework_problem(request: HttpRequest, status: int) -> HttpResponse:
    if status == AddressUnknown.status:
        return problem_of(request, AddressUnknown(_NOWHERE))
    if status == MethodNotOffered.status:
        return problem_of(request, MethodNotOffered("这个地址不支持这种操作。"))
    if status >= 500:
        return problem(request, status=status, code="http.unexpected", detail=_UNEXPECTED, facts={})
    return problem(request, status=status, code="http.bad_request", detail=_UNREADABLE, facts={})


def install_errors(api: NinjaAPI) -> None:
    """Teach ``api`` to answer every error as problem+json."""

    def domain(request: HttpRequest, error: DomainError) -> HttpResponse:
        return problem_of(request, error)

    def validation(request: HttpRequest, error: ValidationError) -> HttpResponse:
        if any(item.get("loc", ("",))[0] == "path" for item in error.errors):  # no identifier, so nothing's
            return problem_of(request, AddressUnknown(_NOWHERE))
        return problem_of(
            request, BodyInvalid("提交的内容不符合要求，请检查标出的字段。", fields=_field_problems(error))
        )

    def unsigned(request: HttpRequest, _error: AuthenticationError) -> HttpResponse:
        return problem_of(request, NotSignedIn("请先登录。"))

    def http(request: HttpRequest, error: HttpError) -> HttpResponse:
        if isinstance(error.__cause__, DomainError):
            return problem_of(request, error.__cause__)
        if error.status_code == NotAllowed.status:  # ninja found no token, or an old one
            return problem_of(request, TokenStale("页面的校验令牌已失效，请刷新页面后重试。"))
        return problem(
            request,
            status=error.status_code,
            code="http.bad_request",
            detail=_UNREADABLE,
            facts={},
        )

    def broken_form(request: HttpRequest, _error: MultiPartParserError) -> HttpResponse:
        return problem_of(request, BodyInvalid("上传的内容不完整或格式不对，请重新选择文件上传。", fields=[]))

    def unexpected(request: HttpRequest, error: Exception) -> HttpResponse:
        log.exception("unexpected_error", exc_info=error, extra={"path": request.path})
        return problem(
            request,
            status=500,
            code="http.unexpected",
            detail=_UNEXPECTED,
            facts={},
        )

    api.add_exception_handler(DomainError, domain)  # type: ignore[arg-type]  # ninja also names classes
    api.add_exception_handler(ValidationError, validation)  # type: ignore[arg-type]  # ninja also names classes
    api.add_exception_handler(AuthenticationError, unsigned)  # type: ignore[arg-type]  # ninja also names classes
    api.add_exception_handler(HttpError, http)  # type: ignore[arg-type]  # ninja also names classes
    api.add_exception_handler(MultiPartParserError, broken_form)  # type: ignore[arg-type]  # ninja also names classes
    api.add_exception_handler(Exception, unexpected)  # type: ignore[arg-type]  # ninja also names classes
