"""HTTP answers that carry files: never sniffed, sandboxed, named by us, in ranges where a player asks for them."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import IO, TypeVar
from urllib.parse import quote

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse

SANDBOX = "sandbox; default-src 'none'; img-src 'self'; media-src 'self'; style-src 'unsafe-inline'"
PLAYED = ("video/", "audio/")
READ_BYTES = 256 * 1024
Answer = TypeVar("Answer", bound=HttpResponseBase)

_RANGE = re.compile(r"bytes=(\d{1,12})-(\d{0,12})")


def _guard(answer: Answer, *, name: str, inline: bool) -> Answer:
    place = "inline" if inline else "attachment"
    answer["Content-Disposition"] = f"{place}; filename*=UTF-8''{quote(name, safe='')}"
    answer["Content-Security-Policy"] = SANDBOX
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cross-Origin-Resource-Policy"] = "same-origin"
    answer["Cache-Control"] = "private, no-store"
    return answer


def picture_answer(data: bytes) -> HttpResponse:
    """A JPEG that we made ourselves, shown in place."""
    return _guard(HttpResponse(data, content_type="image/jpeg"), name="view.jpg", inline=True)


def file_answer(file: Path | IO[bytes], media_type: str, *, name: str) -> FileResponse:
    """A file to take away."""
    opened = file.open("rb") if isinstance(file, Path) else file
    return _guard(FileResponse(opened, content_type=media_type), name=name, inline=False)


def stream_answer(request: HttpRequest, path: Path, media_type: str, *, name: str) -> HttpResponseBase:
    """Sound and film in place, by range if asked; anything else to take away."""
    if not media_type.startswith(PLAYED):
        return file_answer(path, media_type, name=name)
    size = path.stat().st_size
    first, last = _range(request.headers.get("Range", ""), size)
    if first >= size:
        refused = HttpResponse(status=416)
        refused["Content-Range"] = f"bytes */{size}"
        return refused
    is_part = (first, last) != (0, size - 1)
    answer = StreamingHttpResponse(
        _bytes_of(path, first, last - first + 1), status=206 if is_part else 200, content_type=media_type
    )
    answer["Accept-Ranges"] = "bytes"
    answer["Content-Length"] = str(last - first + 1)
    if is_part:
        answer["Content-Range"] = f"bytes {first}-{last}/{size}"
    return _guard(answer, name=name, inline=True)


def _range(header: str, size: int) -> tuple[int, int]:
    """First and last byte of a single range; the whole file for none or one we do not know."""
    asked = _RANGE.fullmatch(header)
    if asked is None:
        return 0, size - 1
    first = int(asked[1])
    last = min(int(asked[2]), size - 1) if asked[2] else size - 1
    return (first, last) if last >= first or first >= size else (0, size - 1)


def _bytes_of(path: Path, first: int, length: int) -> Iterator[bytes]:
    with path.open("rb") as file:
        file.seek(first)
        while length > 0 and (chunk := file.read(min(READ_BYTES, length))):
            length -= len(chunk)
            yield chunk
