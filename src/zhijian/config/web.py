"""Serves the built web apps and the health check; a reverse proxy may take the files over."""

import gzip
import mimetypes
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.utils.http import http_date

from zhijian.config import heartbeat
from zhijian.kernel import clock

FOLDERS = {"m": "field", "h5": "h5", "console": "console", "field": "field"}
YEAR_S = 31_536_000
COMPRESSIBLE = frozenset({".css", ".html", ".js", ".json", ".svg", ".wasm", ".webmanifest"})


def _dist(app: str) -> Path:
    return Path(settings.WEB_APPS_DIR) / FOLDERS[app] / "dist"


def _file(app: str, path: str) -> Path:
    root = _dist(app).resolve()
    found = (root / path).resolve()
    if root not in found.parents or not found.is_file():
        raise Http404
    return found


@lru_cache(maxsize=1024)
def _compressed(file: Path, changed_ns: int) -> bytes:
    """The file as gzip; a build makes other names or other times, so an entry never goes stale."""
    return gzip.compress(file.read_bytes(), compresslevel=9, mtime=0)


def _answer(request: HttpRequest, file: Path, cache: str) -> HttpResponseBase:
    kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
    if file.suffix == ".webmanifest":
        kind = "application/manifest+json"
    response: HttpResponseBase
    if file.suffix in COMPRESSIBLE:
        response = _packed(request, file, kind)
    else:
        response = FileResponse(file.open("rb"), content_type=kind)
    response["Cache-Control"] = cache
    response["Last-Modified"] = http_date(file.stat().st_mtime)
    return response


def _packed(request: HttpRequest, file: Path, kind: str) -> HttpResponse:
    """Text and code travel compressed where the browser takes it: a third of the bytes over a phone's line.

    A build leaves a Brotli file beside each; gzip is for browsers without it, and for a build without that step.
    """
    taken = {part.partition(";")[0].strip() for part in request.headers.get("Accept-Encoding", "").split(",")}
    changed_ns, brotli = file.stat().st_mtime_ns, file.with_name(f"{file.name}.br")
    if "br" in taken and brotli.is_file() and brotli.stat().st_mtime_ns >= changed_ns:
        data, encoding = brotli.read_bytes(), "br"
    elif "gzip" in taken:
        data, encoding = _compressed(file, changed_ns), "gzip"
    else:
        data, encoding = file.read_bytes(), ""
    response = HttpResponse(data, content_type=kind)
    if encoding:
        response["Content-Encoding"] = encoding
    response["Vary"] = "Accept-Encoding"
    return response


def asset(request: HttpRequest, app: str, path: str) -> HttpResponseBase:
    """One built file; hashed ones may be kept for ever, an unknown one is 404 and never the start page."""
    try:
        file = _file(app, path)
    except Http404:
        return HttpResponse("没有这个文件。", status=404, content_type="text/plain; charset=utf-8")
    lasting = path.startswith("assets/")
    response = _answer(request, file, f"public, max-age={YEAR_S}, immutable" if lasting else "no-cache")
    if file.name == "sw.js":
        response["Service-Worker-Allowed"] = "/m/"
    return response


def page(request: HttpRequest, app: str) -> HttpResponseBase:
    """The start page of a web app; its router does the rest."""
    file = _dist(app) / "index.html"
    if not file.is_file():
        return HttpResponse("网页尚未构建，请运行 make build。", status=503, content_type="text/plain; charset=utf-8")
    return _answer(request, file, "no-cache")


def health(request: HttpRequest) -> JsonResponse:
    """200 when web, database and worker live; each part says since when."""
    parts: dict[str, str] = {"web": "ok"}
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        parts["database"] = "ok"
        parts["worker"] = heartbeat.state(at=clock.now())
    except DatabaseError:
        parts["database"] = "down"
        parts["worker"] = "unknown"
    healthy = all(state == "ok" for state in parts.values())
    return JsonResponse({"status": "ok" if healthy else "degraded", "parts": parts}, status=200 if healthy else 503)
