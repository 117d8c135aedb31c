"""Files on their way in: begun, continued from any byte after any break, finished only when every bit is right."""

import re
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pikepdf
from django.db import IntegrityError, transaction
from django.db.models import Count, Sum

from zhijian.kernel.errors import Conflict, Invalid, TooMany
from zhijian.kernel.hashes import Hasher, sha256_hex, sm3_hex
from zhijian.support.evidence import access, pictures, store
from zhijian.support.evidence.models import Blob, Upload, UploadChunk
from zhijian.support.evidence.queries import offset_of, to_blob, to_upload
from zhijian.support.evidence.rules import (
    LARGEST_CHUNK,
    LARGEST_FILE,
    LARGEST_OPEN_BYTES,
    MOST_OPEN_UPLOADS,
    OURS,
    UPLOADABLE,
    UploadState,
    is_magic_of,
)
from zhijian.support.evidence.types import BlobRecord, UploadRecord
from zhijian.support.identity.types import Actor

_SHA256 = re.compile(r"[0-9a-f]{64}")
ABANDON_AFTER = timedelta(days=30)
"""Phones may stay without a network for a holiday; what has not moved for longer is given up."""


class UploadRefused(Invalid):
    """The declared file is none that may be sent in: type, size or hash."""

    code = "evidence.upload_refused"


class UploadDiffers(Invalid):
    """The uid was already used for another file."""

    code = "evidence.upload_differs"


class UploadEnded(Conflict):
    """The upload was quarantined or given up; a new one is needed."""

    code = "evidence.upload_ended"


class OffsetWrong(Conflict):
    """The bytes do not continue what the server holds; the fact ``offset`` says where to go on."""

    code = "evidence.offset_wrong"


class ChunkRefused(Invalid):
    """A chunk is empty, larger than a mebibyte, or reaches beyond the declared size."""

    code = "evidence.chunk_refused"


class UploadIncomplete(Conflict):
    """Bytes are still missing; the fact ``offset`` says where to go on."""

    code = "evidence.upload_incomplete"


class UploadQuarantined(Invalid):
    """What arrived is not what the device hashed, or not what it was declared to be; nothing was taken in."""

    code = "evidence.upload_quarantined"


class QuotaUsed(TooMany):
    """Too many unfinished uploads of one person."""

    code = "evidence.quota_used"


def begin_upload(
    *, sha256: str, size: int, media_type: str, by: Actor, at: datetime, uid: UUID | None = None
) -> UploadRecord:
    """Begin an upload, or take up the one of this uid: the answer says from which byte to go on.

    uid: made by the client, so that a repeated request is the same upload.  sha256: of the whole file, 64 lower-case
    hexadecimal digits.  size: bytes, 1 to 200 MiB.  Raises UploadRefused, UploadDiffers, QuotaUsed, NotAllowed.
    """
    by.must("evidence.capture")
    _refuse_declared(sha256, size, media_type)
    uid = uid or uuid4()
    row = Upload.objects.select_related("blob").filter(uid=uid).first()
    if row is None:
        _refuse_over_quota(size, by)
        row = _begun(uid, sha256, size, media_type, by, at)
    if (row.sha256, row.size, row.media_type, row.sender) != (sha256, size, media_type, by.uid):
        raise UploadDiffers("这个上传编号已用于另一个文件，请重新开始上传。")
    return to_upload(row, offset_of(row))


def _begun(uid: UUID, sha256: str, size: int, media_type: str, by: Actor, at: datetime) -> Upload:
    try:
        with transaction.atomic():
            return Upload.objects.create(
                uid=uid, sender=by.uid, sha256=sha256, size=size, media_type=media_type, begun_at=at
            )
    except IntegrityError:  # the same request arrived twice at the same moment
        return Upload.objects.select_related("blob").get(uid=uid)


def _refuse_declared(sha256: str, size: int, media_type: str) -> None:
    if media_type not in UPLOADABLE:
        raise UploadRefused(
            "不支持这种文件。请上传 JPEG、PNG、WebP 图片，WebM、MP4 视频，WebM、OGG、MP4、WAV 音频或 PDF。",
            media_type=media_type,
        )
    if not 0 < size <= LARGEST_FILE:
        raise UploadRefused("文件应大于0字节且不超过200 MB，请压缩或分段后上传。", size=size, largest=LARGEST_FILE)
    if not _SHA256.fullmatch(sha256):
        raise UploadRefused("文件校验值应为64位小写十六进制的SHA-256，请更新应用后重试。")


def _refuse_over_quota(size: int, by: Actor) -> None:
    held = Upload.objects.filter(sender=by.uid, state=UploadState.RECEIVING).aggregate(
        count=Count("pk"), bytes=Sum("size")
    )
    if held["count"] >= MOST_OPEN_UPLOADS or (held["bytes"] or 0) + size > LARGEST_OPEN_BYTES:
        raise QuotaUsed("未完成的上传太多，请等已开始的上传完成后再继续。", retry_after_s=60)


@transaction.atomic
def append_chunk(*, upload: UUID, offset: int, data: bytes, by: Actor, at: datetime) -> UploadRecord:
    """Take the next bytes, durably; bytes that are held already are fine, so a lost answer can be asked for again.

    offset: of the first byte of ``data`` in the file.  Raises UploadMissing, UploadEnded, ChunkRefused, OffsetWrong.
    """
    row = access.upload(upload, by=by, lock=True)
    _refuse_ended(row)
    held = offset_of(row)
    if not data or len(data) > LARGEST_CHUNK or offset < 0 or offset + len(data) > row.size:
        raise ChunkRefused("数据块为空、超过1 MB或超出文件大小，请从服务器给出的位置继续上传。", offset=held)
    if offset > held:
        raise OffsetWrong("数据块不连续，请从服务器给出的位置继续上传。", offset=held)
    _refuse_other_bytes(row, offset, data, held)
    fresh = data[held - offset :]
    if not fresh:
        return to_upload(row, held)
    store.write_part(row.uid, held, fresh)
    UploadChunk.objects.create(upload=row, start=held, end=held + len(fresh), received_at=at)
    return to_upload(row, held + len(fresh))


def _refuse_ended(row: Upload) -> None:
    if row.state in {UploadState.QUARANTINED, UploadState.ABANDONED}:
        raise UploadEnded("这次上传已经结束，请用新的编号重新上传。", state=row.state, problem=row.problem)


def _refuse_other_bytes(row: Upload, offset: int, data: bytes, held: int) -> None:
    """A retransmission must repeat what is held; other bytes at the same place mean two files under one uid."""
    again = data[: max(0, held - offset)]
    if row.state == UploadState.STORED:
        with store.open_path(row.sha256).open("rb") as file:
            file.seek(offset)
            same = file.read(len(again)) == again
    else:
        same = not again or store.read_part(row.uid, offset, len(again)) == again
    if not same:
        raise OffsetWrong("重传的数据与已收到的不同，请从服务器给出的位置继续上传。", offset=held)


def finish_upload(*, upload: UUID, by: Actor, at: datetime) -> UploadRecord:
    """Compare the whole file with its hash and declared type, and take it in; asked again it answers the same.

    The answer carries SHA-256 and SM3 of the bytes that now lie durably in the store; without this answer the device
    keeps its copy. A mismatch is quarantined. Raises UploadMissing, UploadEnded, UploadIncomplete, UploadQuarantined.

    Hashing runs without a lock: all bytes are held, so nothing can change them, and finishing twice at once stores
    the same file under the same name.
    """
    row = access.upload(upload, by=by)
    if row.state == UploadState.STORED:
        return to_upload(row, row.size)
    if row.state == UploadState.QUARANTINED:
        raise UploadQuarantined(row.problem, sha256=row.sha256)
    _refuse_ended(row)
    held = offset_of(row)
    if held < row.size:
        raise UploadIncomplete("文件还没有传完，请从服务器给出的位置继续上传。", offset=held)
    try:
        hashed = Hasher.over(store.chunks_of(store.part_path(row.uid)))
        problem = _problem_of(row, hashed)
    except FileNotFoundError:  # another request finished it in between
        return _settled(row.uid, by)
    if problem:
        _set_aside(row.uid, problem, by, at)
        raise UploadQuarantined(problem, sha256=row.sha256, arrived=hashed.sha256_hex())
    return _taken_in(row, hashed, by, at)


def _settled(uid: UUID, by: Actor) -> UploadRecord:
    row = access.upload(uid, by=by, lock=False)
    if row.state != UploadState.STORED:
        raise UploadEnded("这次上传已经结束，请用新的编号重新上传。", state=row.state, problem=row.problem)
    return to_upload(row, row.size)


def _problem_of(row: Upload, hashed: Hasher) -> str:
    if hashed.sha256_hex() != row.sha256 or hashed.size != row.size:
        return "收到的文件与设备上的校验值不一致，未入库。请在设备上保留原件并重新上传。"
    return _content_problem(store.part_path(row.uid), row.media_type)


def _content_problem(path: Path, media_type: str) -> str:
    """Why the bytes are not what the type says, as a sentence for the sender; empty when they are."""
    with path.open("rb") as file:
        if not is_magic_of(media_type, file.read(64)):
            return "文件内容与声明的格式不符，未入库。请选择原始文件重新上传。"
    if media_type in pictures.FORMATS:
        try:
            pictures.read_header(path, media_type)
        except pictures.PictureUnreadable as fault:
            return fault.message
    if media_type == "application/pdf":
        return _pdf_problem(path)
    return ""


def _pdf_problem(path: Path) -> str:
    try:
        with pikepdf.open(path) as pdf:
            return "" if len(pdf.pages) else "PDF没有任何页，未入库。请选择完好的文件。"
    except pikepdf.PasswordError:
        return "PDF设有打开口令，未入库。请去除口令后重新上传。"
    except pikepdf.PdfError:
        return "PDF已损坏，未入库。请选择完好的文件。"


def _set_aside(uid: UUID, problem: str, by: Actor, at: datetime) -> None:
    with transaction.atomic():
        row = access.upload(uid, by=by, lock=True)
        if row.state == UploadState.RECEIVING:
            row.state, row.problem, row.ended_at = UploadState.QUARANTINED, problem, at
            row.save(update_fields=["state", "problem", "ended_at"])
    store.quarantine(uid)


def _taken_in(row: Upload, hashed: Hasher, by: Actor, at: datetime) -> UploadRecord:
    """First the file, durably; then the row that acknowledges it; the part file goes last.

    Cut anywhere in between, the upload is still ``receiving`` with all its bytes and can be finished again.
    """
    try:
        store.keep(store.part_path(row.uid), row.sha256)
        blob_facts = _facts_of(store.path_of(row.sha256), row.media_type)
    except FileNotFoundError:  # another request finished it in between
        return _settled(row.uid, by)
    with transaction.atomic():
        held = access.upload(row.uid, by=by, lock=True)
        if held.state == UploadState.RECEIVING:
            held.blob = _blob(row.sha256, hashed.sm3_hex(), row.size, row.media_type, blob_facts, at)
            held.state, held.ended_at = UploadState.STORED, at
            held.save(update_fields=["blob", "state", "ended_at"])
        _refuse_ended(held)
        transaction.on_commit(lambda: store.forget(row.uid))
    return to_upload(held, held.size)


def _facts_of(path: Path, media_type: str) -> dict[str, object]:
    if media_type not in pictures.FORMATS:
        return {}
    width, height = pictures.read_header(path, media_type)
    return {"width": width, "height": height, "exif": pictures.read_exif(path, media_type)}


def _blob(sha256: str, sm3: str, size: int, media_type: str, facts: dict[str, object], at: datetime) -> Blob:
    """The row of a file; one file sent in under two types keeps the type it came with first."""
    row, _ = Blob.objects.get_or_create(
        sha256=sha256, defaults={"sm3": sm3, "size": size, "media_type": media_type, "stored_at": at, **facts}
    )
    return row


def store_bytes(*, data: bytes, media_type: str, by: Actor, at: datetime) -> BlobRecord:
    """Store bytes that the platform made or received by another way (papers, signatures), durably.

    Checked like uploads, but DOCX is let in too. Raises UploadRefused.
    """
    if media_type not in OURS or not is_magic_of(media_type, data[:64]):
        raise UploadRefused("文件内容与声明的格式不符，请选择原始文件重新上传。", media_type=media_type)
    if len(data) > LARGEST_FILE:
        raise UploadRefused("文件不能超过200 MB，请压缩或分段后上传。", size=len(data), largest=LARGEST_FILE)
    sha256 = sha256_hex(data)
    if not Blob.objects.filter(sha256=sha256).exists() or not store.path_of(sha256).exists():
        store.keep_bytes(data, sha256)
    path = store.path_of(sha256)
    problem = _content_problem(path, media_type) if by.uid is not None else ""
    if problem:
        raise UploadRefused(problem, media_type=media_type)
    with transaction.atomic():
        blob = _blob(sha256, sm3_hex(data), len(data), media_type, _facts_of(path, media_type), at)
        Upload.objects.create(
            sender=by.uid, sha256=sha256, size=len(data), media_type=media_type, begun_at=at, ended_at=at,
            state=UploadState.STORED, blob=blob,
        )  # fmt: skip
    return to_blob(blob)


def abandon_old(*, at: datetime) -> int:
    """Give up uploads without a new byte for 30 days and remove their parts; gives how many. A job, daily."""
    limit = at - ABANDON_AFTER
    rows = Upload.objects.filter(state=UploadState.RECEIVING, begun_at__lt=limit).exclude(
        chunks__received_at__gte=limit
    )
    given_up = list(rows.order_by("pk").values_list("uid", flat=True))
    for uid in given_up:
        with transaction.atomic():
            Upload.objects.filter(uid=uid, state=UploadState.RECEIVING).update(
                state=UploadState.ABANDONED, problem="30天没有继续上传，已放弃。", ended_at=at
            )
            transaction.on_commit(lambda uid=uid: store.forget(uid))  # type: ignore[misc]
    return len(given_up)
