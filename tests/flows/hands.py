"""People at work over HTTP, and what the audit trail says each of them did."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from uuid import UUID, uuid4

import orjson
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import Model

from authorisation.operations import Operation, operations
from zhijian.kernel.hashes import sha256_hex
from zhijian.support.audit.models import AuditLeaf
from zhijian.support.identity.models import Person
from zhijian.support.identity.tests.factories import signed_in_client


@cache
def _operations() -> Mapping[str, Operation]:
    return {one.name: one for one in operations()}


class Hand:
    """One person with a session of their own."""

    def __init__(self, person: UUID) -> None:
        self.uid = person
        self.name = Person.objects.get(uid=person).name
        self.sign_in()

    def sign_in(self) -> None:
        """Begin a session; the one before may have ended."""
        self._client = signed_in_client(self.uid)

    def do(self, name: str, body: Any = None, *, headers: Mapping[str, str] | None = None, **path: object) -> Any:
        """One request by its operation's name; gives the JSON of the answer. ``body``: JSON, or bytes as they are."""
        operation = _operations()[name]
        answer = self._client.generic(
            operation.method,
            operation.path.format(**{key: str(value) for key, value in path.items()}),
            body if isinstance(body, bytes) else b"" if body is None else orjson.dumps(body),
            content_type="application/json",
            headers={"Idempotency-Key": uuid4().hex, **(headers or {})},
        )
        assert answer.status_code < 300, (name, answer.content.decode())
        return orjson.loads(answer.content) if answer.content[:1] in (b"{", b"[") else None

    def send_file(self, path: str, data: bytes, name: str) -> Any:
        """A file as a form sends it; gives the JSON of the answer."""
        answer = self._client.post(
            path, {"file": SimpleUploadedFile(name, data)}, headers={"Idempotency-Key": uuid4().hex}
        )
        assert answer.status_code < 300, answer.content.decode()
        return answer.json()

    def fetch(self, path: str) -> bytes:
        """The bytes of a file that is downloaded."""
        answer = self._client.get(path)
        assert answer.status_code == 200, answer
        return b"".join(answer.streaming_content)  # type: ignore[arg-type]

    def give_picture(self, data: bytes) -> str:
        """Upload a picture as the phone does, in pieces; gives its hash."""
        sha256, upload = sha256_hex(data), uuid4()
        self.do("beginUpload", {"uid": upload, "sha256": sha256, "size": len(data), "media_type": "image/jpeg"})
        self.do("appendChunk", data, upload=upload, headers={"Upload-Offset": "0"})
        self.do("finishUpload", upload=upload)
        return sha256


@dataclass
class Trail:
    """What must stand in the trail, step by step of the main job."""

    wanted: list[tuple[str, str, dict[str, Any]]] = field(default_factory=list)

    def row(self, step: str, by: Hand | str, act: str, row: Model, **columns: Any) -> None:
        """``by`` (a person, or the name of what acts by itself) changed this row; ``columns``: as it was left."""
        found = {"table": row._meta.db_table, "row": str(row.pk), "act": act}
        self._want(step, by, found | {f"after__{name}": value for name, value in columns.items()})

    def note(self, step: str, by: Hand, act: str, subject: object) -> None:
        """``by`` did something that changes no row."""
        self._want(step, by, {"act": act, "row": str(subject)})

    def _want(self, step: str, by: Hand | str, found: dict[str, Any]) -> None:
        who = {"actor__name": by} if isinstance(by, str) else {"actor__person": str(by.uid), "actor__name": by.name}
        self.wanted.append((step, who["actor__name"], found | who))

    def missing(self) -> list[tuple[str, str, dict[str, Any]]]:
        """What is not in it."""
        return [one for one in self.wanted if not AuditLeaf.objects.filter(**one[2]).exists()]
