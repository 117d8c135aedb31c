"""Uploads: every break, every flipped bit, every repetition."""

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID, uuid4

import pikepdf
import pytest
from django.db import IntegrityError, connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from zhijian.kernel import clock
from zhijian.kernel.hashes import sha256_hex, sm3_hex
from zhijian.support.evidence import queries, services, store
from zhijian.support.evidence.access import UploadMissing
from zhijian.support.evidence.models import Blob, Upload
from zhijian.support.evidence.rules import LARGEST_CHUNK, LARGEST_FILE, UploadState
from zhijian.support.evidence.services import uploads
from zhijian.support.evidence.tests.factories import make_jpeg, run_alone, upload
from zhijian.support.evidence.types import UploadRecord
from zhijian.support.identity.tests.factories import make_actor
from zhijian.support.identity.types import Actor

pytestmark = pytest.mark.django_db


def _begin(data: bytes, officer: Actor, media_type: str = "image/jpeg") -> UploadRecord:
    return services.begin_upload(
        sha256=sha256_hex(data), size=len(data), media_type=media_type, by=officer, at=clock.now()
    )


def _append(uid: UUID, offset: int, data: bytes, officer: Actor) -> UploadRecord:
    return services.append_chunk(upload=uid, offset=offset, data=data, by=officer, at=clock.now())


@pytest.mark.req("PLT-5", "S-EV-02")
def test_a_finished_upload_echoes_both_hashes_and_lies_read_only_under_its_hash(officer: Actor) -> None:
    data = make_jpeg()

    done = upload(data, by=officer)

    path = store.path_of(sha256_hex(data))
    assert (done.state, done.sha256, done.sm3) == ("stored", sha256_hex(data), sm3_hex(data))
    assert path.read_bytes() == data
    assert path.stat().st_mode & 0o777 == 0o440


@pytest.mark.req("S-EV-02")
def test_a_thousand_uploads_with_one_flipped_bit_are_a_thousand_refusals(
    officer: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "fsync", lambda handle: None)  # durability is not what is asked here
    dice = Random(20260305)
    refused = 0
    for _ in range(1000):
        data = make_jpeg(8, 8)
        broken = bytearray(data)
        bit = dice.randrange(len(data) * 8)
        broken[bit // 8] ^= 1 << bit % 8
        uid = _begin(data, officer).uid
        _append(uid, 0, bytes(broken), officer)
        with pytest.raises(services.UploadQuarantined):
            services.finish_upload(upload=uid, by=officer, at=clock.now())
        refused += 1

    assert refused == 1000
    assert Upload.objects.filter(state=UploadState.QUARANTINED).count() == 1000
    assert not Blob.objects.exists()


@pytest.mark.req("S-EV-02")
def test_a_quarantined_upload_says_so_again_keeps_its_bytes_aside_and_takes_no_more(officer: Actor) -> None:
    data = make_jpeg()
    uid = _begin(data, officer).uid
    _append(uid, 0, data[:-1] + bytes([data[-1] ^ 1]), officer)

    for _ in range(2):
        with pytest.raises(services.UploadQuarantined, match="校验值不一致"):
            services.finish_upload(upload=uid, by=officer, at=clock.now())

    assert store.quarantined_path(uid).exists()
    assert queries.upload(upload=uid, by=officer).problem
    with pytest.raises(services.UploadEnded):
        _append(uid, 0, data, officer)


@pytest.mark.req("S-MO-03", "PLT-5")
def test_the_same_uid_is_the_same_upload_and_another_file_under_it_is_refused(officer: Actor) -> None:
    data, uid = make_jpeg(), uuid4()
    begin: dict[str, Any] = {
        "sha256": sha256_hex(data),
        "size": len(data),
        "media_type": "image/jpeg",
        "by": officer,
        "uid": uid,
    }

    first = services.begin_upload(**begin, at=clock.now())
    _append(uid, 0, data[:10], officer)
    again = services.begin_upload(**begin, at=clock.now())

    assert (first.offset, again.offset) == (0, 10)
    with pytest.raises(services.UploadDiffers):
        services.begin_upload(**{**begin, "size": len(data) + 1}, at=clock.now())


@pytest.mark.req("PLT-5")
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cuts=st.lists(st.integers(1, 700), max_size=8), resend=st.integers(0, 50))
def test_an_upload_can_be_resumed_at_every_cut_with_bytes_sent_again(
    officer: Actor, cuts: list[int], resend: int
) -> None:
    data = make_jpeg()
    uid = _begin(data, officer).uid

    for cut in sorted({min(cut, len(data)) for cut in [*cuts, len(data)]}):
        held = queries.upload(upload=uid, by=officer).offset
        start = max(0, held - resend)  # the answer to the last chunk was lost: some bytes go twice
        assert _append(uid, start, data[start:cut], officer).offset == cut
    done = services.finish_upload(upload=uid, by=officer, at=clock.now())

    assert done.state == "stored"
    assert store.path_of(done.sha256).read_bytes() == data


def test_a_gap_is_refused_with_the_place_to_go_on(officer: Actor) -> None:
    data = make_jpeg()
    uid = _begin(data, officer).uid
    _append(uid, 0, data[:20], officer)

    with pytest.raises(services.OffsetWrong) as refused:
        _append(uid, 30, data[30:40], officer)

    assert refused.value.facts["offset"] == 20
    assert refused.value.status == 409


def test_other_bytes_at_a_place_that_is_held_are_refused(officer: Actor) -> None:
    data = make_jpeg()
    uid = _begin(data, officer).uid
    _append(uid, 0, data[:20], officer)

    with pytest.raises(services.OffsetWrong):
        _append(uid, 0, bytes(20), officer)

    assert queries.upload(upload=uid, by=officer).offset == 20


@pytest.mark.parametrize("chunk", [b"", b"x" * (LARGEST_CHUNK + 1)])
def test_an_empty_or_too_large_chunk_is_refused(officer: Actor, chunk: bytes) -> None:
    uid = services.begin_upload(
        sha256="a" * 64, size=3 * LARGEST_CHUNK, media_type="video/mp4", by=officer, at=clock.now()
    ).uid

    with pytest.raises(services.ChunkRefused):
        _append(uid, 0, chunk, officer)


def test_bytes_beyond_the_declared_size_are_refused(officer: Actor) -> None:
    data = make_jpeg()
    uid = _begin(data, officer).uid

    with pytest.raises(services.ChunkRefused):
        _append(uid, 0, data + b"!", officer)


def test_an_upload_with_bytes_missing_cannot_be_finished(officer: Actor) -> None:
    data = make_jpeg()
    uid = _begin(data, officer).uid
    _append(uid, 0, data[:-1], officer)

    with pytest.raises(services.UploadIncomplete) as refused:
        services.finish_upload(upload=uid, by=officer, at=clock.now())

    assert refused.value.facts["offset"] == len(data) - 1


@pytest.mark.req("S-FI-02")
@pytest.mark.parametrize(
    ("change", "wanted"),
    [
        ({"size": LARGEST_FILE + 1}, "200 MB"),
        ({"size": 0}, "大于0"),
        ({"media_type": "image/svg+xml"}, "不支持"),
        ({"media_type": "text/html"}, "不支持"),
        ({"sha256": "A" * 64}, "SHA-256"),
    ],
)
def test_a_declared_file_outside_the_limits_is_refused(officer: Actor, change: dict[str, object], wanted: str) -> None:
    asked = {"sha256": "a" * 64, "size": 10, "media_type": "image/jpeg", "by": officer, "at": clock.now()}

    with pytest.raises(services.UploadRefused, match=wanted):
        services.begin_upload(**{**asked, **change})  # type: ignore[arg-type]


@pytest.mark.req("S-FI-02")
def test_one_person_cannot_leave_more_than_the_quota_open(officer: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "MOST_OPEN_UPLOADS", 2)
    for _ in range(2):
        _begin(make_jpeg(), officer)

    with pytest.raises(services.QuotaUsed):
        _begin(make_jpeg(), officer)
    _begin(make_jpeg(), make_actor("evidence.capture"))

    assert Upload.objects.count() == 3


@pytest.mark.req("S-FI-01")
@pytest.mark.parametrize(
    ("data", "media_type"),
    [
        (b"<html><script>alert(1)</script></html>", "image/jpeg"),
        (b"\xff\xd8\xff<script>alert(1)</script>", "image/jpeg"),
        (b"\x89PNG\r\n\x1a\nnothing behind it", "image/png"),
        (b"%PDF-1.7 and nothing else", "application/pdf"),
        (b"GIF89a/*", "image/png"),
        (b"PK\x03\x04%PDF-", "application/pdf"),
    ],
)
def test_content_that_is_not_its_declared_type_is_quarantined(officer: Actor, data: bytes, media_type: str) -> None:
    with pytest.raises(services.UploadQuarantined):
        upload(data, by=officer, media_type=media_type)

    assert not Blob.objects.exists()


@pytest.mark.req("S-FI-02")
def test_a_picture_bomb_is_refused_by_its_header_without_being_decoded(officer: Actor) -> None:
    bomb = _png_of(30_000, 30_000)

    with pytest.raises(services.UploadQuarantined, match=r"像素"):
        upload(bomb, by=officer, media_type="image/png")


def _png_of(width: int, height: int) -> bytes:
    """A valid header that promises a huge picture."""
    import struct
    import zlib

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")


def test_a_pdf_is_let_in_and_one_with_a_password_is_not(officer: Actor, tmp_path: Path) -> None:
    plain, locked = tmp_path / "plain.pdf", tmp_path / "locked.pdf"
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(plain)
        pdf.save(locked, encryption=pikepdf.Encryption(owner="a", user="b"))

    assert upload(plain.read_bytes(), by=officer, media_type="application/pdf").state == "stored"
    with pytest.raises(services.UploadQuarantined, match="口令"):
        upload(locked.read_bytes(), by=officer, media_type="application/pdf")


def test_nobody_touches_another_persons_upload(officer: Actor) -> None:
    uid = _begin(make_jpeg(), officer).uid
    other = make_actor("evidence.capture")

    acts: tuple[Callable[[], object], ...] = (
        lambda: queries.upload(upload=uid, by=other),
        lambda: _append(uid, 0, b"x", other),
        lambda: services.finish_upload(upload=uid, by=other, at=clock.now()),
    )
    for act in acts:
        with pytest.raises(UploadMissing):
            act()

    assert queries.upload(upload=uid, by=officer).offset == 0


@pytest.mark.req("S-EV-02")
def test_a_kill_between_file_and_row_leaves_nothing_acknowledged_and_can_be_finished(
    officer: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = make_jpeg()
    uid = _begin(data, officer).uid
    _append(uid, 0, data, officer)

    def killed(*arguments: object) -> None:
        raise SystemExit("killed")

    with monkeypatch.context() as patch:
        patch.setattr(uploads, "_blob", killed)
        with pytest.raises(SystemExit):
            services.finish_upload(upload=uid, by=officer, at=clock.now())
    before = queries.upload(upload=uid, by=officer)
    after = services.finish_upload(upload=uid, by=officer, at=clock.now())

    assert (before.state, before.sm3) == ("receiving", "")
    assert store.path_of(sha256_hex(data)).read_bytes() == data
    assert (after.state, after.sm3) == ("stored", sm3_hex(data))
    assert Blob.objects.count() == 1


@pytest.mark.req("S-EV-02")
def test_a_kill_between_bytes_and_chunk_row_is_overwritten_by_the_next_try(officer: Actor) -> None:
    data = make_jpeg()
    uid = _begin(data, officer).uid
    store.write_part(uid, 0, b"\x00" * 30)  # written, and then the process died before its row

    assert queries.upload(upload=uid, by=officer).offset == 0
    _append(uid, 0, data, officer)

    assert services.finish_upload(upload=uid, by=officer, at=clock.now()).state == "stored"


@pytest.mark.req("S-EV-03")
def test_the_same_file_sent_by_two_is_one_file(officer: Actor) -> None:
    data, other = make_jpeg(), make_actor("evidence.capture")

    first, second = upload(data, by=officer), upload(data, by=other)

    assert first.sha256 == second.sha256
    assert Blob.objects.count() == 1


@pytest.mark.req("S-EV-03")
def test_a_file_that_rotted_is_neither_replaced_nor_acknowledged(officer: Actor) -> None:
    data = make_jpeg()
    path = store.path_of(upload(data, by=officer).sha256)
    path.chmod(0o640)
    path.write_bytes(b"rotten")

    with pytest.raises(store.StoreDamaged):
        upload(data, by=officer)

    assert path.read_bytes() == b"rotten"


@pytest.mark.req("S-EV-03")
@pytest.mark.parametrize("statement", ["UPDATE evidence_blob SET size = 1", "DELETE FROM evidence_blob"])
def test_the_database_refuses_to_change_or_delete_a_file(officer: Actor, statement: str) -> None:
    upload(make_jpeg(), by=officer)

    with pytest.raises(IntegrityError, match="never"):
        run_alone(statement)

    assert Blob.objects.count() == 1


def test_an_upload_that_does_not_move_for_30_days_is_given_up(officer: Actor) -> None:
    data = make_jpeg()
    still, moving = _begin(data, officer).uid, _begin(data, officer).uid
    later = clock.now() + timedelta(days=31)
    services.append_chunk(upload=moving, offset=0, data=data[:5], by=officer, at=later - timedelta(days=1))

    assert services.abandon_old(at=later) == 1

    assert queries.upload(upload=still, by=officer).state == "abandoned"
    assert queries.upload(upload=moving, by=officer).state == "receiving"


def test_a_paper_of_ours_is_stored_whole_or_refused(officer: Actor, system: Actor) -> None:
    docx = b"PK\x03\x04 a paper"
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

    stored = services.store_bytes(data=docx, media_type=kind, by=system, at=clock.now())
    again = services.store_bytes(data=docx, media_type=kind, by=system, at=clock.now())

    assert stored == again
    assert queries.blob_bytes(stored.sha256) == docx
    with pytest.raises(services.UploadRefused):
        services.store_bytes(data=b"<html>", media_type="application/pdf", by=system, at=clock.now())


@pytest.mark.django_db(transaction=True)
@pytest.mark.req("S-MO-03", "S-EV-02")
def test_twelve_who_finish_at_once_get_one_file_and_one_answer(officer: Actor) -> None:
    data = make_jpeg(400, 300)
    uid = _begin(data, officer).uid
    _append(uid, 0, data, officer)

    def finish(_: int) -> UploadRecord:
        try:
            return services.finish_upload(upload=uid, by=officer, at=clock.now())
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=12) as pool:
        answers = list(pool.map(finish, range(12)))

    assert {(answer.state, answer.sha256, answer.sm3) for answer in answers} == {
        ("stored", sha256_hex(data), sm3_hex(data))
    }
    assert Blob.objects.count() == 1
    assert not store.part_path(uid).exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.req("S-MO-03")
def test_the_same_chunk_sent_twelve_times_at_once_is_stored_once(officer: Actor) -> None:
    data = make_jpeg()
    uid = _begin(data, officer).uid

    def send(_: int) -> int:
        try:
            return _append(uid, 0, data, officer).offset
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=12) as pool:
        offsets = set(pool.map(send, range(12)))

    assert offsets == {len(data)}
    assert services.finish_upload(upload=uid, by=officer, at=clock.now()).state == "stored"
