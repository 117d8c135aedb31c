"""What happens around every request: trace id, security headers, and one effect for one request id."""

import re
from collections.abc import Callable
from uuid import uuid4

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware

from zhijian.kernel import clock
from zhijian.kernel.errors import DomainError
from zhijian.kernel.http import BodyTooLarge, CrossSite, as_problem, problem_of, refuse_impossible
from zhijian.support.audit import services as audit
from zhijian.support.identity.http_auth import actor_of_request
from zhijian.support.requests import services as requests

Handler = Callable[[HttpRequest], HttpResponse]

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
KEY = re.compile(r"[A-Za-z0-9_.:-]{8,100}")

#: Paths whose writes are repeatable by their own nature: signing in and out, resumable chunks (by offset).
WITHOUT_KEY = (
    "/api/v1/identity/sign-in",
    "/api/v1/identity/sign-out",
    "/api/v1/demo/sign-in",
    "/api/v1/evidence/uploads",
)

KEPT_BY_PHONES = ("/api/v1/inspection/packages/", "/api/v1/forms/")

CONTENT_SECURITY = (
    "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; media-src 'self' blob:; worker-src 'self'; connect-src 'self'; object-src 'none'; "
    "base-uri 'none'; frame-ancestors 'self'; form-action 'self'"
)


class Trace:
    """Gives every request an id that errors, logs and the audit trail share."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.trace_id = uuid4().hex[:16]  # type: ignore[attr-defined]
        response = self.get_response(request)
        response["X-Trace-Id"] = request.trace_id  # type: ignore[attr-defined]
        return response


class SecurityHeaders:
    """The same protective headers on every answer, errors and files included (ASVS 3.4)."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.setdefault("Content-Security-Policy", CONTENT_SECURITY)
        response.setdefault("X-Content-Type-Options", "nosniff")
        response.setdefault("Referrer-Policy", "same-origin")
        response.setdefault("Cross-Origin-Opener-Policy", "same-origin")
        response.setdefault("Permissions-Policy", "camera=(self), microphone=(self), geolocation=(self)")
        if settings.PUBLIC_URL.startswith("https://"):
            response.setdefault("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
        if request.path.startswith("/api/"):
            response.setdefault("Cache-Control", "no-store")
        return response


class CompressedForPhones(GZipMiddleware):
    """What a phone keeps for a day without a network travels compressed: to about a tenth.

    Other answers are small and go over the office's own network, where compressing costs more than it saves.
    Django pads each answer by a random length, so that its size tells nothing of its content (BREACH).
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Compress the answers that phones keep."""
        return super().process_response(request, response) if request.path.startswith(KEPT_BY_PHONES) else response


class ProblemsOnly:
    """What a framework refuses below the interface (address, method, host, token) is told as the interface tells it."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        return as_problem(request, response) if is_interface(request) else response


def is_interface(request: HttpRequest) -> bool:
    """Whether a request is for the interface and not for a page."""
    return request.path == "/api" or request.path.startswith("/api/")


class RefuseUnfit:
    """Turns away, before anything is read, what no route takes: too large, from another site, or no possible text."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path.startswith("/api/"):
            try:
                _refuse_unfit(request)
            except DomainError as error:
                return problem_of(request, error)
        return self.get_response(request)


def _refuse_unfit(request: HttpRequest) -> None:
    """Raises TextImpossible, BodyTooLarge, CrossSite."""
    refuse_impossible(request.path)
    if request.method in SAFE:
        return
    largest = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    is_form = (request.content_type or "").startswith("multipart/")
    if not is_form and int(request.META.get("CONTENT_LENGTH") or 0) > largest:
        raise BodyTooLarge(f"提交的内容过大，最多 {largest // 1024 // 1024} MB。", largest=largest)
    origin = request.headers.get("Origin")
    ours = {f"{request.scheme}://{request.get_host()}", *settings.CSRF_TRUSTED_ORIGINS}
    if (origin and origin not in ours) or request.headers.get("Sec-Fetch-Site") == "cross-site":
        raise CrossSite("请求来自其他网站，已拒绝。请从本平台的页面操作。")


class OneEffectPerRequest:
    """A request that acts names its actor to the database and acts once for the id its client gave it."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method in SAFE or not request.path.startswith("/api/"):
            return self.get_response(request)
        by = actor_of_request(request)
        with audit.acting(by):
            if request.path.startswith(WITHOUT_KEY):
                return self.get_response(request)
            try:
                return self._once(request, caller=str(by.account) if by else "public")
            except DomainError as error:
                return problem_of(request, error)

    def _once(self, request: HttpRequest, *, caller: str) -> HttpResponse:
        key = request.headers.get("Idempotency-Key", "")
        if not KEY.fullmatch(key):
            raise requests.KeyMissing("请求缺少编号（Idempotency-Key），请刷新页面后重试。")
        response, _ = requests.once(
            caller=caller,
            key=key,
            asked=requests.fingerprint(request.method or "", request.get_full_path(), _body(request)),
            at=clock.now(),
            act=lambda: self.get_response(request),
        )
        return response


def _body(request: HttpRequest) -> bytes:
    """The body for the fingerprint; of a file upload only its length, for the file is hashed where it is kept."""
    if (request.content_type or "").startswith("multipart/"):
        return str(request.META.get("CONTENT_LENGTH", "")).encode()
    return request.body
