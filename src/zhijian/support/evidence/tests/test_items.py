"""Pieces of evidence: attached once, never changed, discarded with a trace, shown to few and never without a line."""

from datetime import timedelta
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from uuid import uuid4

import pytest
from django.db import IntegrityError
from PIL import ExifTags, Image

from zhijian.kernel import clock
from zhijian.kernel.errors import NotAllowed
from zhijian.kernel.hashes import sha256_hex
from zhijian.support.evidence import queries, services, store
from zhijian.support.evidence.access import EvidenceMissing
from zhijian.support.evidence.models import Blob, Custody, EvidenceItem
from zhijian.support.evidence.pictures import read_mark
from zhijian.support.evidence.rules import EvidenceKind, Form
from zhijian.support.evidence.services.items import FileNotReceived, FormRefused, ReasonMissing
from zhijian.support.evidence.services.packages import package_problems
from zhijian.support.evidence.tests.factories import (
    SUBJECT_KIND,
    make_capture,
    make_evidence,
    make_jpeg,
    nobody_sees,
    run_alone,
    upload,
)
from zhijian.support.identity.tests.factories import make_actor
from zhijian.support.identity.types import Actor

pytestmark = pytest.mark.django_db


@pytest.mark.req("PLT-5")
def test_a_capture_keeps_who_when_where_and_device(officer: Actor) -> None:
    capture = make_capture(latitude=Decimal("26.647661"), longitude=Decimal("106.630153"), accuracy_m=Decimal("8.5"))

    record = make_evidence(by=officer, item="C01", capture=capture)

    assert (record.number, record.device, record.taken_at) == (1, "phone-1", capture.taken_at)
    assert (record.latitude, record.longitude) == (capture.latitude, capture.longitude)
    assert record.stamped_at is None
    assert record.clock_flags == ()
    assert [line.act for line in queries.custody_of(evidence=record.uid, by=officer)] == ["received"]


@pytest.mark.req("S-EV-06")
def test_a_phone_three_days_off_is_flagged_and_its_time_is_not_repaired(officer: Actor) -> None:
    sent_at = clock.now() + timedelta(days=3)

    record = make_evidence(by=officer, capture=make_capture(taken_at=sent_at, sent_at=sent_at))

    assert "device_clock_wrong" in record.clock_flags
    assert record.taken_at == sent_at


@pytest.mark.req("S-MO-03")
def test_the_same_piece_attached_again_is_one_piece_and_another_under_its_uid_is_refused(officer: Actor) -> None:
    data, uid, subject, capture = make_jpeg(), uuid4(), uuid4(), make_capture()

    first = make_evidence(by=officer, data=data, uid=uid, subject=subject, capture=capture)
    again = make_evidence(by=officer, data=data, uid=uid, subject=subject, capture=capture)

    assert first.received_at == again.received_at
    assert EvidenceItem.objects.count() == Custody.objects.count() == 1
    with pytest.raises(services.EvidenceDiffers):
        make_evidence(by=officer, uid=uid, subject=subject, capture=capture)


@pytest.mark.req("S-EV-04")
def test_a_capture_number_stands_for_one_piece_only(officer: Actor) -> None:
    subject = uuid4()
    make_evidence(by=officer, subject=subject)

    with pytest.raises(services.EvidenceDiffers, match="拍摄编号 1"):
        make_evidence(by=officer, subject=subject)


def test_knowing_a_hash_is_not_having_the_file(officer: Actor) -> None:
    stored = upload(make_jpeg(), by=make_actor("evidence.capture"))

    with pytest.raises(FileNotReceived):
        services.attach(
            blob_sha256=stored.sha256, kind=EvidenceKind.PHOTO, subject_kind=SUBJECT_KIND, subject=uuid4(), by=officer,
            at=clock.now(),
        )  # fmt: skip


@pytest.mark.req("S-EV-04")
def test_missing_and_discarded_numbers_are_told_apart(officer: Actor) -> None:
    subject = uuid4()
    for number in (1, 4):
        make_evidence(by=officer, subject=subject, capture=make_capture(number))
    services.report_discarded(
        uid=uuid4(), sha256="c" * 64, kind=EvidenceKind.PHOTO, subject_kind=SUBJECT_KIND, subject=subject,
        capture=make_capture(2), reason="拍糊了", discarded_at=clock.now(), by=officer, at=clock.now(),
    )  # fmt: skip

    assert queries.missing_numbers(subject) == {"phone-1": (3,)}
    assert queries.missing_numbers(subject, last={"phone-1": 6, "phone-2": 1}) == {
        "phone-1": (3, 5, 6),
        "phone-2": (1,),
    }
    tombstone = queries.of_subject(subject=subject, by=officer)[1]
    assert (tombstone.number, tombstone.sha256, tombstone.discard_reason) == (2, "c" * 64, "拍糊了")
    assert tombstone.size is None


@pytest.mark.req("PLT-5", "S-EV-04")
def test_discarding_leaves_number_time_hash_and_reason_and_shows_no_bytes(officer: Actor) -> None:
    record = make_evidence(by=officer)

    gone = services.discard(evidence=record.uid, reason="误拍他人", by=officer, at=clock.now())

    assert (gone.number, gone.sha256, gone.discard_reason) == (1, record.sha256, "误拍他人")
    assert gone.discarded_at is not None
    with pytest.raises(EvidenceMissing, match="作废"):
        queries.read(evidence=record.uid, by=officer, at=clock.now())
    assert [line.act for line in queries.custody_of(evidence=record.uid, by=officer)] == ["received", "discarded"]


def test_discarding_wants_a_reason_the_right_person_and_the_right_moment(officer: Actor) -> None:
    subject = uuid4()
    record = make_evidence(by=officer, subject=subject)
    colleague = make_actor("evidence.capture")

    with pytest.raises(ReasonMissing):
        services.discard(evidence=record.uid, reason=" ", by=officer, at=clock.now())
    with pytest.raises(services.NotOwnCapture):
        services.discard(evidence=record.uid, reason="拍糊了", by=colleague, at=clock.now())
    services.submit(subject=subject, by=officer, at=clock.now())
    with pytest.raises(services.EvidenceSubmitted):
        services.discard(evidence=record.uid, reason="拍糊了", by=officer, at=clock.now())

    assert queries.evidence(evidence=record.uid, by=officer).discarded_at is None


@pytest.mark.req("S-EV-08")
def test_a_submission_names_its_evidence_and_what_comes_later_changes_the_name(officer: Actor) -> None:
    subject = uuid4()
    make_evidence(by=officer, subject=subject)

    first = services.submit(subject=subject, by=officer, at=clock.now(), last_numbers={"phone-1": 2})
    same = services.submit(subject=subject, by=officer, at=clock.now())
    make_evidence(by=officer, subject=subject, capture=make_capture(2))
    later = services.submit(subject=subject, by=officer, at=clock.now())

    assert first.count == 1
    assert first.missing == {"phone-1": (2,)}
    assert first.sha256 == same.sha256 != later.sha256


@pytest.mark.req("S-EV-03")
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE evidence_evidenceitem SET sha256 = 'x'",
        "UPDATE evidence_evidenceitem SET taken_at = now()",
        "UPDATE evidence_evidenceitem SET discarded_at = NULL, discard_reason = ''",
        "DELETE FROM evidence_evidenceitem",
        "UPDATE evidence_custody SET act = 'viewed'",
        "DELETE FROM evidence_custody",
    ],
)
def test_the_database_itself_refuses_to_rewrite_evidence_or_custody(officer: Actor, statement: str) -> None:
    record = make_evidence(by=officer)
    services.discard(evidence=record.uid, reason="误拍他人", by=officer, at=clock.now())
    before = queries.evidence(evidence=record.uid, by=officer)

    with pytest.raises(IntegrityError, match="never"):
        run_alone(statement)

    assert queries.evidence(evidence=record.uid, by=officer) == before


@pytest.mark.req("PLT-5", "S-AD-05")
def test_the_database_itself_refuses_to_discard_what_was_submitted(officer: Actor) -> None:
    record = make_evidence(by=officer)
    services.submit(subject=record.subject, by=officer, at=clock.now())

    with pytest.raises(IntegrityError, match="never discarded"):
        run_alone("UPDATE evidence_evidenceitem SET discarded_at = now(), discard_reason = '不要了'")
    with pytest.raises(IntegrityError, match="never deleted"):
        run_alone("DELETE FROM evidence_evidenceitem")

    assert queries.evidence(evidence=record.uid, by=officer).discarded_at is None


@pytest.mark.req("S-EV-03", "INS-5.3")
def test_an_annotation_points_to_its_original_which_stays_bit_equal(officer: Actor) -> None:
    data, drawn = make_jpeg(), make_jpeg()
    record = make_evidence(by=officer, data=data)
    upload(drawn, by=officer)

    made = services.derive(
        original=record.uid, form=Form.ANNOTATION, blob_sha256=sha256_hex(drawn), by=officer, at=clock.now()
    )

    assert (made.original, made.form, made.number) == (record.uid, "annotation", None)
    assert store.path_of(record.sha256).read_bytes() == data
    assert [line.act for line in queries.custody_of(evidence=record.uid, by=officer)] == ["received", "derived"]
    with pytest.raises(FormRefused):
        services.derive(
            original=record.uid, form=Form.ORIGINAL, blob_sha256=sha256_hex(drawn), by=officer, at=clock.now()
        )


@pytest.mark.req("IAM-2")
def test_evidence_is_seen_by_whoever_sees_its_subject_and_by_nobody_else(officer: Actor, system: Actor) -> None:
    subject = uuid4()
    record = make_evidence(by=officer, subject=subject)
    unknown = make_evidence(by=officer, subject=uuid4(), subject_kind="nobody.registered")

    nobody_sees()

    assert queries.of_subject(subject=subject, by=officer) == []
    assert len(queries.of_subject(subject=subject, by=system)) == 1
    for uid in (record.uid, unknown.uid):
        with pytest.raises(EvidenceMissing):
            queries.read(evidence=uid, by=officer, at=clock.now())
        with pytest.raises(EvidenceMissing):
            services.discard(evidence=uid, reason="拍糊了", by=officer, at=clock.now())
    assert not Custody.objects.filter(act="viewed").exists()


@pytest.mark.req("S-EV-05")
def test_one_look_is_one_line_and_the_next_look_another(officer: Actor) -> None:
    record, at = make_evidence(by=officer), clock.now()

    for minutes in (0, 1, 4, 10):
        queries.read(evidence=record.uid, by=officer, at=at + timedelta(minutes=minutes))

    assert Custody.objects.filter(act="viewed").count() == 2


@pytest.mark.req("S-EV-07")
def test_a_view_carries_viewer_time_and_record_and_the_original_stays_bit_equal(officer: Actor) -> None:
    data = make_jpeg(640, 480)
    record, at = make_evidence(by=officer, data=data), clock.now()

    view = queries.watermarked_view(evidence=record.uid, by=officer, at=at, shown_at="2026-03-05 12:00")

    assert read_mark(view) == {
        "viewer": str(officer.uid),
        "at": at.isoformat(),
        "evidence": str(record.uid),
        "sha256": record.sha256,
    }
    with Image.open(BytesIO(view)) as shown, Image.open(BytesIO(data)) as plain:
        assert shown.size == plain.size
        assert len(set(shown.convert("L").tobytes())) > len(set(plain.convert("L").tobytes())) + 20
    assert store.path_of(record.sha256).read_bytes() == data


@pytest.mark.req("S-FI-04", "PLT-5")
def test_exif_is_kept_apart_and_leaves_with_no_shown_copy(officer: Actor) -> None:
    exif = Image.Exif()
    exif[ExifTags.Base.Make] = "Made-up"
    exif.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSLatitudeRef] = "N"
    record = make_evidence(by=officer, data=make_jpeg(exif=exif))

    small = queries.thumbnail(evidence=record.uid, by=officer, at=clock.now())
    view = queries.watermarked_view(evidence=record.uid, by=officer, at=clock.now(), shown_at="now")

    held = Blob.objects.get(sha256=record.sha256).exif
    assert (held["Make"], held["GPSLatitudeRef"]) == ("Made-up", "N")
    for copy in (small, view):
        with Image.open(BytesIO(copy)) as image:
            assert not image.getexif()


@pytest.mark.req("PLT-5")
def test_a_thumbnail_is_small_upright_and_kept(officer: Actor) -> None:
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = 6  # the phone was held upright
    record = make_evidence(by=officer, data=make_jpeg(1600, 800, exif=exif))

    small = queries.thumbnail(evidence=record.uid, by=officer, at=clock.now())
    again = queries.thumbnail(evidence=record.uid, by=officer, at=clock.now())

    with Image.open(BytesIO(small)) as image:
        assert image.size == (160, 320)
    assert small == again == store.preview_path(record.sha256).read_bytes()


@pytest.mark.req("PLT-5", "S-EV-05")
def test_a_package_verifies_alone_and_every_mutation_of_it_is_found(officer: Actor) -> None:
    subject = uuid4()
    kept = make_evidence(by=officer, subject=subject)
    gone = make_evidence(by=officer, subject=subject, capture=make_capture(3))
    services.discard(evidence=gone.uid, reason="误拍他人", by=officer, at=clock.now())

    made = services.make_package(subject=subject, by=officer, at=clock.now(), purpose="移送")
    with made.file as file:
        data = file.read()

    assert package_problems(BytesIO(data)) == []
    assert made.count == 2
    assert Custody.objects.filter(act="exported", purpose="移送").count() == 2
    assert store.path_of(kept.sha256).read_bytes() in data
    assert store.path_of(gone.sha256).read_bytes() not in data
    place = data.index(store.path_of(kept.sha256).read_bytes())
    for offset in (place + 3, data.index(b'"missing_numbers"') + 5):
        broken = bytearray(data)
        broken[offset] ^= 1
        assert _is_refused(bytes(broken))


def _is_refused(data: bytes) -> bool:
    import zipfile

    try:
        return bool(package_problems(BytesIO(data)))
    except zipfile.BadZipFile:
        return True


def test_a_package_needs_the_right_and_something_to_pack(officer: Actor) -> None:
    subject = uuid4()
    make_evidence(by=officer, subject=subject)

    with pytest.raises(NotAllowed):
        services.make_package(subject=subject, by=make_actor("evidence.capture"), at=clock.now())
    with pytest.raises(EvidenceMissing):
        services.make_package(subject=uuid4(), by=officer, at=clock.now())
    assert not Custody.objects.filter(act="exported").exists()


@pytest.mark.req("S-EV-03")
def test_the_scrub_names_every_flipped_bit_and_every_lost_file(officer: Actor, system: Actor) -> None:
    shas = [upload(make_jpeg(), by=officer).sha256 for _ in range(6)]
    for sha256 in shas[:3]:
        _flip_one_bit(store.path_of(sha256))
    store.path_of(shas[3]).unlink()

    found = services.scrub(by=system, at=clock.now())

    assert found.checked == 6
    assert sorted(found.damaged) == sorted(shas[:3])
    assert found.missing == (shas[3],)
    assert queries.last_scrub(by=system) == found


def _flip_one_bit(path: Path) -> None:
    path.chmod(0o640)
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(bytes(data))
