"""The files themselves: content-addressed under ``settings.EVIDENCE_DIR``, written once, never replaced.

ab/cd/<sha256>      stored files, mode 0440
incoming/<uid>      uploads on their way in
quarantine/<uid>    uploads that were refused
previews/<sha256>   thumbnails, which can be made again at any time
"""

import os
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID, uuid4

from django.conf import settings

from zhijian.kernel.errors import NotFound, Unavailable
from zhijian.kernel.hashes import Hasher

READ_BYTES = 1024 * 1024


class FileGone(NotFound):
    """A file that a row names is not in the store; the daily scrub names it too."""

    code = "evidence.file_gone"


class StoreDamaged(Unavailable):
    """A stored file no longer has the bytes that its name promises."""

    code = "evidence.store_damaged"


def _root() -> Path:
    return Path(settings.EVIDENCE_DIR)


def path_of(sha256: str) -> Path:
    """Where the file of a hash lies, whether or not it is there."""
    return _root() / sha256[:2] / sha256[2:4] / sha256


def part_path(upload: UUID) -> Path:
    """Where the bytes of an upload gather."""
    return _root() / "incoming" / str(upload)


def preview_path(sha256: str) -> Path:
    """Where the thumbnail of a file is kept."""
    return _root() / "previews" / sha256[:2] / f"{sha256}.jpg"


def write_part(upload: UUID, offset: int, data: bytes) -> None:
    """Put bytes into the part file at an offset, durably."""
    path = part_path(upload)
    is_new = not path.exists()
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT, 0o640)
    try:
        view = memoryview(data)
        while view:
            written = os.pwrite(handle, view, offset)
            view, offset = view[written:], offset + written
        os.fsync(handle)
    finally:
        os.close(handle)
    if is_new:
        _sync_folder(path.parent)


def read_part(upload: UUID, offset: int, length: int) -> bytes:
    """Bytes of the part file; fewer when it ends before."""
    with part_path(upload).open("rb") as file:
        file.seek(offset)
        return file.read(length)


def chunks_of(path: Path) -> Iterator[bytes]:
    """The bytes of a file in runs of a mebibyte."""
    with path.open("rb") as file:
        while chunk := file.read(READ_BYTES):
            yield chunk


def keep(source: Path, sha256: str) -> None:
    """Give the finished file ``source``, whose hash was just computed, its place in the store, durably.

    The name appears at once with all bytes or not at all, and never replaces another file; ``source`` stays until
    ``forget``. Raises StoreDamaged when a file of that name is there with other bytes.
    """
    target = path_of(sha256)
    target.parent.mkdir(parents=True, exist_ok=True)
    source.chmod(0o440)
    try:
        os.link(source, target)
    except FileExistsError:
        if Hasher.over(chunks_of(target)).sha256_hex() != sha256:
            raise StoreDamaged("证据库中的同名文件已损坏，请联系系统管理员从备份恢复。", sha256=sha256) from None
    for folder in (target.parent, target.parent.parent, _root()):
        _sync_folder(folder)


def keep_bytes(data: bytes, sha256: str) -> None:
    """Store bytes made by the platform itself, durably. Raises StoreDamaged."""
    temporary = uuid4()
    write_part(temporary, 0, data)
    keep(part_path(temporary), sha256)
    forget(temporary)


def forget(upload: UUID) -> None:
    """Remove an upload's part file; the store's own name of the file stays."""
    part_path(upload).unlink(missing_ok=True)


def quarantine(upload: UUID) -> None:
    """Take a refused upload out of the way, for the security officer to look at."""
    target = _root() / "quarantine" / str(upload)
    target.parent.mkdir(parents=True, exist_ok=True)
    if part_path(upload).exists():
        part_path(upload).replace(target)


def quarantined_path(upload: UUID) -> Path:
    """Where a refused upload lies."""
    return _root() / "quarantine" / str(upload)


def keep_preview(sha256: str, data: bytes) -> None:
    """Keep a thumbnail; two makers at once leave the same bytes."""
    target = preview_path(sha256)
    target.parent.mkdir(parents=True, exist_ok=True)
    temporary = target.with_name(f"{target.name}.{uuid4().hex}")
    temporary.write_bytes(data)
    temporary.replace(target)


def open_path(sha256: str) -> Path:
    """The path of a file that is there. Raises FileGone."""
    path = path_of(sha256)
    if not path.is_file():
        raise FileGone("证据文件不在库中，请联系系统管理员从备份恢复。", sha256=sha256)
    return path


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
