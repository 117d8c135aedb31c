"""Which media types are let in, and whether the first bytes of a file agree with the declared type."""

from collections.abc import Callable

LARGEST_FILE = 200 * 1024 * 1024
LARGEST_CHUNK = 1024 * 1024
LARGEST_PIXELS = 50_000_000
MOST_OPEN_UPLOADS = 500
LARGEST_OPEN_BYTES = 8 * 1024 * 1024 * 1024
"""Quota of one person: uploads begun and not finished, by count and by declared bytes (a day in the field offline)."""

HEAD_BYTES = 64
"""How much of the beginning of a file ``is_magic_of`` wants to see."""

_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def _is_mp4(head: bytes) -> bool:
    return head[4:8] == b"ftyp"


def _is_webm(head: bytes) -> bool:
    return head.startswith(b"\x1aE\xdf\xa3") and b"webm" in head[:HEAD_BYTES]


def _is_riff(kind: bytes) -> Callable[[bytes], bool]:
    return lambda head: head.startswith(b"RIFF") and head[8:12] == kind


def _begins(*starts: bytes) -> Callable[[bytes], bool]:
    return lambda head: head.startswith(starts)


_MAGIC: dict[str, tuple[str, Callable[[bytes], bool]]] = {
    "image/jpeg": ("jpg", _begins(b"\xff\xd8\xff")),
    "image/png": ("png", _begins(b"\x89PNG\r\n\x1a\n")),
    "image/webp": ("webp", _is_riff(b"WEBP")),
    "video/webm": ("webm", _is_webm),
    "video/mp4": ("mp4", _is_mp4),
    "audio/webm": ("weba", _is_webm),
    "audio/ogg": ("ogg", _begins(b"OggS")),
    "audio/mp4": ("m4a", _is_mp4),
    "audio/wav": ("wav", _is_riff(b"WAVE")),
    "application/pdf": ("pdf", _begins(b"%PDF-")),
    _DOCX: ("docx", _begins(b"PK\x03\x04")),
}

UPLOADABLE = frozenset(_MAGIC) - {_DOCX}
"""What people may send in; a paper that we made ourselves may also be DOCX."""
OURS = frozenset(_MAGIC)


def is_magic_of(media_type: str, head: bytes) -> bool:
    """Whether the first bytes (``HEAD_BYTES`` of them, or all) are those of the type; an unknown type never is."""
    known = _MAGIC.get(media_type)
    return known is not None and known[1](head)


def extension_of(media_type: str) -> str:
    """The ending of a file name for a type that is let in."""
    return _MAGIC[media_type][0]
