"""Evidence through HTTP: shape, status, permission, sight, headers."""

from uuid import UUID, uuid4

import pytest
from django.http import HttpResponse
from django.test import Client

from zhijian.kernel.hashes import sha256_hex, sm3_hex
from zhijian.support.evidence.models import Custody
from zhijian.support.evidence.tests.factories import make_capture, make_evidence, make_jpeg, nobody_sees, upload
from zhijian.support.identity.rules import Scope
from zhijian.support.identity.tests.factories import actor_of, make_person, signed_in_client

pytestmark = pytest.mark.django_db

UPLOADS = "/api/v1/evidence/uploads"
ITEMS = "/api/v1/evidence/items"
OGG = b"OggS" + bytes(range(256)) * 40


@pytest.fixture
def person(db: None) -> UUID:
    """An officer."""
    return make_person(permissions={"evidence.capture": Scope.ORGANISATION, "evidence.export": Scope.ORGANISATION})


@pytest.fixture
def client(person: UUID) -> Client:
    """The officer's browser."""
    return signed_in_client(person)


def _begin(client: Client, data: bytes, uid: UUID) -> HttpResponse:
    body = {"uid": str(uid), "sha256": sha256_hex(data), "size": len(data), "media_type": "image/jpeg"}
    return client.post(UPLOADS, body, content_type="application/json")  # type: ignore[return-value]


def _send(client: Client, uid: UUID, offset: int, data: bytes) -> HttpResponse:
    return client.patch(  # type: ignore[return-value]
        f"{UPLOADS}/{uid}", data, content_type="application/offset+octet-stream", headers={"Upload-Offset": str(offset)}
    )


@pytest.mark.req("PLT-5")
def test_a_file_goes_in_by_chunks_and_a_lost_answer_can_be_asked_for_again(client: Client) -> None:
    data, uid = make_jpeg(), uuid4()

    assert _begin(client, data, uid).json()["offset"] == 0  # type: ignore[attr-defined]
    assert _send(client, uid, 0, data[:100]).json()["offset"] == 100  # type: ignore[attr-defined]
    gap = _send(client, uid, 200, data[200:])
    assert client.get(f"{UPLOADS}/{uid}").json()["offset"] == 100
    assert _send(client, uid, 50, data[50:]).status_code == 200
    finished = [client.post(f"{UPLOADS}/{uid}/finish").json() for _ in range(2)]

    assert (gap.status_code, gap.json()["facts"]["offset"]) == (409, 100)  # type: ignore[attr-defined]
    assert finished[0] == finished[1]
    assert (finished[0]["sha256"], finished[0]["sm3"]) == (sha256_hex(data), sm3_hex(data))


@pytest.mark.req("S-EV-02")
def test_a_mismatch_is_told_in_a_sentence_and_stays_told(client: Client) -> None:
    data, uid = make_jpeg(), uuid4()
    _begin(client, data, uid)
    _send(client, uid, 0, data[:-1] + b"?")

    answer = client.post(f"{UPLOADS}/{uid}/finish")

    assert (answer.status_code, answer.json()["code"]) == (422, "evidence.upload_quarantined")
    assert client.get(f"{UPLOADS}/{uid}").json()["state"] == "quarantined"


@pytest.mark.parametrize("offset", ["", "-1", "1e3", "٣"])
def test_an_unreadable_offset_is_refused(client: Client, offset: str) -> None:
    data, uid = make_jpeg(), uuid4()
    _begin(client, data, uid)

    answer = client.patch(f"{UPLOADS}/{uid}", data, content_type="application/octet-stream", HTTP_UPLOAD_OFFSET=offset)

    assert (answer.status_code, answer.json()["code"]) == (422, "evidence.chunk_refused")


def test_uploading_needs_the_permission_and_a_session() -> None:
    body = {"uid": str(uuid4()), "sha256": "a" * 64, "size": 1, "media_type": "image/jpeg"}

    assert Client().post(UPLOADS, body, content_type="application/json").status_code == 401
    without = signed_in_client(make_person())
    assert without.post(UPLOADS, body, content_type="application/json").status_code == 403


def test_the_list_of_a_subject_names_the_missing_numbers(client: Client, person: UUID) -> None:
    subject = uuid4()
    make_evidence(by=actor_of(person), subject=subject, capture=make_capture(2))

    answer = client.get(f"{ITEMS}?subject={subject}").json()

    assert [item["number"] for item in answer["items"]] == [2]
    assert answer["missing_numbers"] == {"phone-1": [1]}
    nobody_sees()
    assert client.get(f"{ITEMS}?subject={subject}").json() == {"items": [], "missing_numbers": {}}


@pytest.mark.req("S-FI-01", "S-EV-07", "S-EV-05")
def test_a_picture_is_shown_marked_sandboxed_and_noted(client: Client, person: UUID) -> None:
    record = make_evidence(by=actor_of(person), data=make_jpeg(200, 200))

    view = client.get(f"{ITEMS}/{record.uid}/content")
    small = client.get(f"{ITEMS}/{record.uid}/thumbnail")

    assert (view.status_code, view["Content-Type"], small["Content-Type"]) == (200, "image/jpeg", "image/jpeg")
    for answer in (view, small):
        assert answer["Content-Security-Policy"].startswith("sandbox;")
        assert answer["X-Content-Type-Options"] == "nosniff"
    line = Custody.objects.get(act="viewed")
    assert (line.person, line.evidence.uid) == (person, record.uid)
    assert Custody.objects.filter(act="previewed").count() == 1


@pytest.mark.req("S-EV-03")
def test_the_original_leaves_bit_equal_as_attachment_and_only_for_who_may_export(client: Client, person: UUID) -> None:
    data = make_jpeg()
    record = make_evidence(by=actor_of(person), data=data)
    viewer = signed_in_client(make_person())

    answer = client.get(f"{ITEMS}/{record.uid}/content?original=true&purpose=复议")

    assert b"".join(answer.streaming_content) == data  # type: ignore[attr-defined]
    assert answer["Content-Disposition"].startswith("attachment;")
    assert Custody.objects.get(act="downloaded").purpose == "复议"
    assert viewer.get(f"{ITEMS}/{record.uid}/content?original=true").status_code == 403


def test_sound_is_played_by_ranges(client: Client, person: UUID) -> None:
    by = actor_of(person)
    upload(OGG, by=by, media_type="audio/ogg")
    record = make_evidence(by=by, data=None, blob_sha256=sha256_hex(OGG), kind="sound")
    url = f"{ITEMS}/{record.uid}/content"

    whole, part = client.get(url), client.get(url, headers={"Range": "bytes=4-9"})
    beyond = client.get(url, headers={"Range": f"bytes={len(OGG)}-"})

    assert b"".join(whole.streaming_content) == OGG  # type: ignore[attr-defined]
    assert (part.status_code, b"".join(part.streaming_content)) == (206, OGG[4:10])  # type: ignore[attr-defined]
    assert part["Content-Range"] == f"bytes 4-9/{len(OGG)}"
    assert (beyond.status_code, beyond["Content-Range"]) == (416, f"bytes */{len(OGG)}")


def test_out_of_sight_is_not_found(client: Client, person: UUID) -> None:
    record = make_evidence(by=actor_of(person))
    nobody_sees()

    answers = [client.get(f"{ITEMS}/{record.uid}/{what}") for what in ("content", "thumbnail", "custody")]

    assert [answer.status_code for answer in answers] == [404] * 3
    assert client.get(f"/api/v1/evidence/packages/{record.subject}").status_code == 404


def test_a_piece_is_discarded_and_derived_through_http(client: Client, person: UUID) -> None:
    by = actor_of(person)
    record, drawn = make_evidence(by=by), make_jpeg()
    upload(drawn, by=by)

    derived = client.post(
        f"{ITEMS}/{record.uid}/derivatives",
        {"uid": str(uuid4()), "form": "crop", "sha256": sha256_hex(drawn)},
        content_type="application/json",
        headers={"Idempotency-Key": str(uuid4())},
    )
    discarded = client.post(
        f"{ITEMS}/{record.uid}/discard",
        {"reason": "拍糊了"},
        content_type="application/json",
        headers={"Idempotency-Key": str(uuid4())},
    )

    assert (derived.status_code, derived.json()["original"]) == (200, str(record.uid))
    assert (discarded.status_code, discarded.json()["discard_reason"]) == (200, "拍糊了")
    chain = client.get(f"{ITEMS}/{record.uid}/custody").json()
    assert [line["act"] for line in chain] == ["received", "derived", "discarded"]


def test_a_package_comes_as_zip(client: Client, person: UUID) -> None:
    record = make_evidence(by=actor_of(person))

    answer = client.get(f"/api/v1/evidence/packages/{record.subject}")

    assert answer["Content-Type"] == "application/zip"
    assert b"".join(answer.streaming_content).startswith(b"PK")  # type: ignore[attr-defined]


def test_the_latest_scrub_is_for_overseers(client: Client) -> None:
    overseer = signed_in_client(make_person(permissions={"evidence.oversee": Scope.ALL}))

    assert client.get("/api/v1/evidence/scrubs/last").status_code == 403
    assert overseer.get("/api/v1/evidence/scrubs/last").json() is None
