"""The smallest valid files, captures and pieces of evidence for tests."""

from datetime import datetime, timedelta
from io import BytesIO
from itertools import count
from random import Random
from typing import Any
from uuid import UUID, uuid4

from django.db import connection, transaction
from PIL import Image

from zhijian.kernel import clock
from zhijian.kernel.hashes import sha256_hex
from zhijian.support.evidence import services, subjects
from zhijian.support.evidence.rules import EvidenceKind
from zhijian.support.evidence.types import Capture, EvidenceRecord, UploadRecord
from zhijian.support.identity.types import Actor

SUBJECT_KIND = "test.visit"
_serial = count(1)


def make_jpeg(width: int = 64, height: int = 48, *, seed: int | None = None, exif: Image.Exif | None = None) -> bytes:
    """A small photo; another at every call unless a seed is given."""
    dice = Random(next(_serial) if seed is None else seed)
    image = Image.new("RGB", (width, height), tuple(dice.randrange(256) for _ in range(3)))
    image.putpixel((dice.randrange(width), dice.randrange(height)), tuple(dice.randrange(256) for _ in range(3)))
    target = BytesIO()
    image.save(target, "JPEG", quality=90, **({"exif": exif} if exif else {}))
    return target.getvalue() + dice.randbytes(8)  # behind the end mark, where cameras put things too


def upload(data: bytes, *, by: Actor, media_type: str = "image/jpeg", at: datetime | None = None) -> UploadRecord:
    """A file sent in whole."""
    at = at or clock.now()
    begun = services.begin_upload(sha256=sha256_hex(data), size=len(data), media_type=media_type, by=by, at=at)
    step = 1024 * 1024
    for offset in range(0, len(data), step):
        services.append_chunk(upload=begun.uid, offset=offset, data=data[offset : offset + step], by=by, at=at)
    return services.finish_upload(upload=begun.uid, by=by, at=at)


def make_capture(number: int = 1, **changes: Any) -> Capture:
    """A capture of one phone, a minute ago."""
    taken_at = clock.now() - timedelta(minutes=1)
    return Capture(**{"number": number, "device": "phone-1", "taken_at": taken_at, "sent_at": clock.now(), **changes})


def make_evidence(
    *, by: Actor, subject: UUID | None = None, data: bytes | None = None, capture: Capture | None = None, **changes: Any
) -> EvidenceRecord:
    """A photo that is evidence of a subject."""
    stored = upload(data or make_jpeg(), by=by)
    return services.attach(
        **{
            "blob_sha256": stored.sha256,
            "kind": EvidenceKind.PHOTO,
            "subject_kind": SUBJECT_KIND,
            "subject": subject or uuid4(),
            "capture": capture or make_capture(),
            "by": by,
            "at": clock.now(),
            **changes,
        }
    )


def everybody_sees() -> None:
    """Let everybody see every subject of the tests."""
    subjects.register(SUBJECT_KIND, lambda by, uids, permission: set(uids))


def nobody_sees() -> None:
    """Let nobody see any subject of the tests."""
    subjects.register(SUBJECT_KIND, lambda by, uids, permission: set())


def run_alone(statement: str) -> None:
    """Run one SQL statement so that its failure undoes nothing else."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
