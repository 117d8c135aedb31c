"""A subject's evidence as one ZIP with a signed manifest, which anybody can check without the platform."""

import tempfile
import zipfile
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, Any
from uuid import UUID

import orjson
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.conf import settings
from django.db import transaction

from zhijian.kernel.hashes import Hasher
from zhijian.support.audit.services import signing_key
from zhijian.support.evidence import access, store
from zhijian.support.evidence.access import EvidenceMissing
from zhijian.support.evidence.models import Custody, EvidenceItem
from zhijian.support.evidence.queries import missing_numbers, to_evidence
from zhijian.support.evidence.rules import CustodyAct, extension_of
from zhijian.support.identity.types import Actor

SCHEMA = "evidence-package/1"
MANIFEST, SIGNATURE, KEY, READ_ME = "manifest.json", "manifest.sig", "public_key.pem", "说明.txt"
EXPLANATION = """本压缩包由智监平台导出。
manifest.json 列出每份证据的编号、时间、设备、位置、SHA-256 与 SM3 校验值、保管记录、作废记录和缺失的拍摄编号。
manifest.sig 是对 manifest.json 全部字节的 Ed25519 签名（十六进制），public_key.pem 是公钥；请与本局公布的公钥核对。
files 目录是证据原件，逐字节未改动，可用任何 SHA-256 工具核对。
"""


@dataclass(frozen=True, kw_only=True)
class Package:
    """A ready ZIP, positioned at its beginning; closing it removes it."""

    file: IO[bytes]
    size: int
    count: int


def make_package(*, subject: UUID, by: Actor, at: datetime, purpose: str = "") -> Package:
    """All evidence of a subject with its manifest; each piece gets its line of custody before a byte leaves.

    Raises EvidenceMissing when ``by`` may take away nothing of the subject, FileGone, NotAllowed.
    """
    by.must("evidence.export")
    rows = access.items_of(subject, by=by, permission="evidence.export")
    if not rows:
        raise EvidenceMissing("没有可以导出的证据，或者您无权查看。")
    with transaction.atomic():
        for row in rows:
            access.leave_custody(row, CustodyAct.EXPORTED, by=by, at=at, purpose=purpose)
    manifest = orjson.dumps(_manifest(subject, rows, by, at), option=orjson.OPT_SORT_KEYS | orjson.OPT_INDENT_2)
    file = _temporary()
    try:
        _write(file, rows, manifest)
    except BaseException:
        file.close()
        raise
    size = file.tell()
    file.seek(0)
    return Package(file=file, size=size, count=len(rows))


def _write(file: IO[bytes], rows: list[EvidenceItem], manifest: bytes) -> None:
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
        for row in rows:
            if row.discarded_at is None:
                archive.write(store.open_path(row.sha256), _name(row))
        archive.writestr(MANIFEST, manifest)
        archive.writestr(SIGNATURE, signing_key().sign(manifest).hex())
        archive.writestr(KEY, _public_key())
        archive.writestr(READ_ME, EXPLANATION)


def package_problems(file: IO[bytes]) -> list[str]:
    """What is wrong with a package, checked against nothing but itself and its key; empty when all is right."""
    with zipfile.ZipFile(file) as archive:
        names = archive.namelist()
        absent = [name for name in (MANIFEST, SIGNATURE, KEY) if name not in names]
        if absent or len(set(names)) != len(names):
            return [f"压缩包缺少 {'、'.join(absent)}。" if absent else "压缩包中有重名文件。"]
        manifest = archive.read(MANIFEST)
        try:
            key = serialization.load_pem_public_key(archive.read(KEY))
            assert isinstance(key, Ed25519PublicKey)
            key.verify(bytes.fromhex(archive.read(SIGNATURE).decode("ascii")), manifest)
        except (InvalidSignature, ValueError, AssertionError):
            return ["清单的签名不对，清单可能被改动。"]
        return _file_problems(archive, orjson.loads(manifest))


def _file_problems(archive: zipfile.ZipFile, manifest: dict[str, Any]) -> list[str]:
    listed = {piece["file"]: piece["sha256"] for piece in manifest["evidence"] if piece["file"]}
    present = {name for name in archive.namelist() if name.startswith("files/")}
    problems = [f"缺少文件 {name}。" for name in sorted(set(listed) - present)]
    problems += [f"清单中没有文件 {name}。" for name in sorted(present - set(listed))]
    for name in sorted(present & set(listed)):
        try:
            with archive.open(name) as file:
                found = Hasher.over(iter(lambda file=file: file.read(store.READ_BYTES), b"")).sha256_hex()  # type: ignore[misc]
        except zipfile.BadZipFile:
            found = ""
        if found != listed[name]:
            problems.append(f"文件 {name} 与清单的校验值不一致。")
    return problems


def _manifest(subject: UUID, rows: list[EvidenceItem], by: Actor, at: datetime) -> dict[str, Any]:
    custody: dict[int, list[dict[str, Any]]] = {row.pk: [] for row in rows}
    for line in Custody.objects.filter(evidence__in=rows).order_by("at", "pk"):
        custody[line.evidence_id].append(
            {"act": line.act, "person": line.person, "name": line.person_name, "at": line.at, "purpose": line.purpose}
        )
    return {
        "schema": SCHEMA,
        "subject": subject,
        "exported_at": at,
        "exported_by": {"person": by.uid, "name": by.name, "organisation": by.organisation_name},
        "missing_numbers": missing_numbers(subject),
        "evidence": [
            {**_described(row), "file": _name(row) if row.discarded_at is None else None, "custody": custody[row.pk]}
            for row in rows
        ],
    }


def _described(row: EvidenceItem) -> dict[str, Any]:
    return {
        key: str(value) if key in {"latitude", "longitude", "accuracy_m"} and value is not None else value
        for key, value in asdict(to_evidence(row)).items()
    }


def _name(row: EvidenceItem) -> str:
    """A name of ours inside the package: nothing that a device or a person typed becomes part of a path."""
    assert row.blob is not None
    number = f"{row.number:04d}" if row.number is not None else "0000"
    return f"files/{number}-{row.form}-{row.uid}.{extension_of(row.blob.media_type)}"


def _public_key() -> bytes:
    return (
        signing_key()
        .public_key()
        .public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    )


def _temporary() -> IO[bytes]:
    folder = Path(settings.EVIDENCE_DIR) / "packages"
    folder.mkdir(parents=True, exist_ok=True)
    return tempfile.TemporaryFile(dir=folder)
