"""Bombs and files of two kinds, sent through the interface: refused in Chinese within two seconds, or kept inert."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from scene.reading import content_of
from scene.things import Scene
from zhijian.data.exchange.models import ImportBatch
from zhijian.kernel.hashes import sha256_hex
from zhijian.support.evidence.models import Blob

from .files import PICTURES, SCRIPT, TABLES, page_in_picture
from .test_text import complaint

IMPORTS = "/api/v1/exchange/imports?kind=registry.entities"
CALENDAR = "/api/v1/deadlines/calendar?source=国务院办公厅通知"
UPLOADS = "/api/v1/evidence/uploads"
ITEMS = "/api/v1/evidence/items"


@contextmanager
def within_two_seconds() -> Iterator[None]:
    """The processor time that it takes, which others on the machine do not lengthen."""
    begun = time.process_time()
    yield
    assert time.process_time() - begun < 2


def send_file(client: Client, address: str, name: str, data: bytes) -> HttpResponse:
    return client.post(  # type: ignore[return-value]
        address, {"file": SimpleUploadedFile(name, data)}, headers={"Idempotency-Key": str(uuid4())}
    )


def send_evidence(client: Client, media_type: str, data: bytes) -> HttpResponse:
    """A file as the phone sends it; the first answer that is a refusal, or the last."""
    uid = uuid4()
    begun = {"uid": str(uid), "sha256": sha256_hex(data), "size": len(data), "media_type": media_type}
    place, kind = f"{UPLOADS}/{uid}", "application/offset+octet-stream"
    steps = (
        lambda: client.post(UPLOADS, begun, content_type="application/json"),
        lambda: client.patch(place, data, content_type=kind, headers={"Upload-Offset": "0"}),
        lambda: client.post(f"{place}/finish"),
    )
    answer = HttpResponse()
    for step in steps:
        answer = step()  # type: ignore[assignment]
        if answer.status_code >= 400:
            break
    return answer


@pytest.mark.req("S-FI-01", "S-FI-02", "S-IN-04", "SEC-3")
@pytest.mark.parametrize("what", TABLES)
def test_a_hostile_table_is_refused_at_once_and_leaves_nothing(scene: Scene, what: str) -> None:
    name, data = TABLES[what]
    client, before = scene.client("chief"), ImportBatch.objects.count()

    for address in (IMPORTS, CALENDAR):
        with within_two_seconds():
            answer = send_file(client, address, name, data)
        assert answer.status_code == 422, (address, answer.content[:300])
        assert complaint(answer) is None

    assert ImportBatch.objects.count() == before


@pytest.mark.req("S-FI-02", "SEC-3")
@pytest.mark.parametrize("what", TABLES)
def test_a_hostile_file_is_no_paper_of_ours(db: None, what: str) -> None:
    name, data = TABLES[what]

    with within_two_seconds():
        answer = send_file(Client(), "/api/v1/public/documents/check", name, data)

    assert answer.status_code == 200
    assert answer.json()["outcome"] == "unknown"  # type: ignore[attr-defined]


@pytest.mark.req("S-FI-01", "S-FI-02", "SEC-3")
@pytest.mark.parametrize("what", PICTURES)
def test_evidence_of_another_kind_than_declared_is_refused_and_not_kept(scene: Scene, what: str) -> None:
    media_type, data = PICTURES[what]

    with within_two_seconds():
        answer = send_evidence(scene.client("chief"), media_type, data)

    assert answer.status_code == 422, answer.content[:300]
    assert complaint(answer) is None
    assert not Blob.objects.filter(sha256=sha256_hex(data)).exists()


@pytest.mark.req("S-FI-01")
def test_a_photo_that_is_a_page_too_is_shown_as_a_picture_and_leaves_as_an_attachment(scene: Scene) -> None:
    client, data = scene.client("chief"), page_in_picture()
    stored = send_evidence(client, "image/jpeg", data)
    piece = {"uid": str(uuid4()), "form": "crop", "sha256": sha256_hex(data)}
    address = f"{ITEMS}/{scene.evidence}/derivatives"
    made = client.post(address, piece, content_type="application/json", headers={"Idempotency-Key": str(uuid4())})
    assert (stored.status_code, made.status_code) == (200, 200), (stored.content, made.content)

    shown = client.get(f"{ITEMS}/{piece['uid']}/content")
    small = client.get(f"{ITEMS}/{piece['uid']}/thumbnail")
    taken = client.get(f"{ITEMS}/{piece['uid']}/content?original=true&purpose=案件取证")

    for answer in (shown, small, taken):
        assert answer.status_code == 200
        assert answer.headers["Content-Type"] == "image/jpeg"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Content-Security-Policy"].startswith("sandbox;")
    assert SCRIPT not in content_of(shown) + content_of(small)
    assert content_of(taken) == data
    assert taken.headers["Content-Disposition"].startswith("attachment;")
