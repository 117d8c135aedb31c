"""Imported files in a private folder, named by their SHA-256 and never replaced."""

import os
from collections.abc import Iterable
from pathlib import Path
from uuid import uuid4

from django.conf import settings

from zhijian.kernel.errors import Invalid, NotFound
from zhijian.kernel.hashes import Hasher

MOST_BYTES = 100 * 1024 * 1024


class FileTooLarge(Invalid):
    """The file is larger than an import may be."""

    code = "exchange.file_too_large"


class FileGone(NotFound):
    """The file of an import is not in its folder."""

    code = "exchange.file_gone"


def path_of(sha256: str) -> Path:
    """Where the file of a hash lies, whether or not it is there."""
    return Path(settings.IMPORTS_DIR) / sha256[:2] / sha256


def open_path(sha256: str) -> Path:
    """The path of a file that is there. Raises FileGone."""
    path = path_of(sha256)
    if not path.is_file():
        raise FileGone("上传的文件已不在服务器上，请重新上传。")
    return path


def receive(chunks: Iterable[bytes]) -> tuple[Path, str, int]:
    """Write what comes in into a file of its own; gives its path, SHA-256 and size. Raises FileTooLarge."""
    folder = Path(settings.IMPORTS_DIR) / "incoming"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path, hasher, size = folder / uuid4().hex, Hasher(), 0
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        for chunk in chunks:
            size += len(chunk)
            if size > MOST_BYTES:
                path.unlink()
                raise FileTooLarge("文件超过 100 MB，请拆分成几个文件后分别上传。", most=MOST_BYTES)
            hasher.update(chunk)
            file.write(chunk)
        file.flush()
        os.fsync(file.fileno())
    return path, hasher.sha256_hex(), size


def keep(received: Path, sha256: str) -> Path:
    """Give a received file its place; the same file twice is kept once."""
    target = path_of(sha256)
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    received.replace(target)
    return target
