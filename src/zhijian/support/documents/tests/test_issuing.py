"""Issued papers: numbered, made once, unchangeable, checkable by anybody."""

from pathlib import Path
from uuid import uuid4

import orjson
import pytest
from django.conf import settings
from django.db import DatabaseError, connection, transaction

from zhijian.kernel import clock
from zhijian.kernel.hashes import sha256_hex
from zhijian.support.documents import queries, services
from zhijian.support.documents.fonts import collect_fonts
from zhijian.support.documents.models import IssuedDocument
from zhijian.support.documents.render import ContentInvalid
from zhijian.support.documents.rules import CodeInvalid, new_code, parse_code
from zhijian.support.documents.types import IssuedRecord
from zhijian.support.evidence import store
from zhijian.support.identity.tests.factories import SYSTEM, make_organisation

pytestmark = pytest.mark.django_db

PROJECT = Path(__file__).resolve().parents[5]
PAPERS = PROJECT / "src" / "zhijian" / "business" / "inspection" / "papers"
SAMPLE = Path(__file__).parent / "rectification-order.sample.json"


@pytest.fixture(autouse=True)
def fonts(tmp_path: Path, settings) -> None:  # type: ignore[no-untyped-def]
    collect_fonts(PROJECT / "web" / "node_modules", Path(settings.FONTS_DIR))
    settings.EVIDENCE_DIR = tmp_path / "evidence"


def issue(**changed: object) -> IssuedRecord:
    content = orjson.loads(SAMPLE.read_bytes().replace(b'"SIGNATURE"', b"null"))
    return services.issue(
        definition=orjson.loads((PAPERS / "rectification-order.json").read_bytes()),
        content=content,
        **{
            "number_prefix": "责改",
            "number_into": "order.number",
            "subject_kind": "test.thing",
            "subject": uuid4(),
            "organisation": make_organisation().uid,
            "by": SYSTEM,
            "at": clock.now(),
            **changed,
        },  # type: ignore[arg-type]
    )


@pytest.mark.req("PLT-4")
def test_papers_of_an_organ_are_numbered_without_gaps_and_their_files_are_made_once() -> None:
    place = make_organisation(prefix="青测市监").uid

    first, second = issue(organisation=place), issue(organisation=place)
    made = services.make_files(document=first.uid)
    again = services.make_files(document=first.uid)

    year = clock.business_date(first.issued_at).year
    assert [first.number, second.number] == [f"青测市监责改〔{year}〕1号", f"青测市监责改〔{year}〕2号"]
    pdf, docx = (store.path_of(sha256).read_bytes() for sha256 in (made.pdf_sha256, made.docx_sha256))
    assert pdf.startswith(b"%PDF")
    assert docx.startswith(b"PK")
    assert again == made


@pytest.mark.req("PLT-15")
def test_one_altered_byte_makes_a_paper_unknown() -> None:
    made = services.make_files(document=issue().uid)
    pdf = bytearray(store.path_of(made.pdf_sha256).read_bytes())

    as_issued = queries.check_file(sha256_hex(bytes(pdf)))
    pdf[len(pdf) // 2] ^= 1
    altered = queries.check_file(sha256_hex(bytes(pdf)))

    assert (as_issued.outcome, as_issued.number) == ("stands", made.number)
    assert altered.outcome == "unknown"


@pytest.mark.req("PLT-15")
def test_a_voided_paper_says_so_and_keeps_its_number() -> None:
    made = issue()

    services.void(document=made.uid, reason="当事人名称写错", by=SYSTEM, at=clock.now())

    check = queries.check_code(made.code.lower().replace("-", " "))
    assert (check.outcome, check.void_reason) == ("void", "当事人名称写错")
    with pytest.raises(services.AlreadyVoid):
        services.void(document=made.uid, reason="再次作废", by=SYSTEM, at=clock.now())


def test_an_incomplete_content_is_refused_and_takes_no_number() -> None:
    place = make_organisation(prefix="缺项市监").uid

    with pytest.raises(ContentInvalid):
        services.issue(
            definition=orjson.loads((PAPERS / "rectification-order.json").read_bytes()),
            content={"values": {}},
            number_prefix="责改",
            number_into="order.number",
            subject_kind="test.thing",
            subject=uuid4(),
            organisation=place,
            by=SYSTEM,
            at=clock.now(),
        )

    assert issue(organisation=place).number.endswith("〕1号")


@pytest.mark.parametrize("change", ["content = '{}'", "number = 'x'", "pdf_sha256 = 'x'"])
def test_the_database_refuses_to_change_an_issued_paper(change: str) -> None:
    made = services.make_files(document=issue().uid)

    with pytest.raises(DatabaseError, match="does not change"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE documents_issueddocument SET {change} WHERE uid = %s", [made.uid])

    assert IssuedDocument.objects.get(uid=made.uid).number == made.number


def test_codes_are_read_as_people_type_them() -> None:
    code = new_code()

    assert parse_code(f" {code.lower().replace('-', '')} ") == code
    assert parse_code("oooo-iiii-llll-0000") == "0000-1111-1111-0000"
    with pytest.raises(CodeInvalid):
        parse_code(code[:-1])


def test_the_qr_code_of_a_paper_leads_to_its_check() -> None:
    assert services.check_url("7K3M-Q0ZD-41AB-XN9T") == f"{settings.PUBLIC_URL}/v/7K3M-Q0ZD-41AB-XN9T"


@pytest.mark.req("PLT-15", "S-AD-05")
@pytest.mark.parametrize(
    "change", ["void_reason = '别的'", "voided_at = now()", "state = 'issued'", "state = 'issued', voided_at = NULL"]
)
def test_the_database_refuses_to_change_why_a_paper_was_voided(change: str) -> None:
    made = issue()
    services.void(document=made.uid, reason="当事人名称写错", by=SYSTEM, at=clock.now())

    with (
        pytest.raises(DatabaseError, match=r"does not change|never"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"UPDATE documents_issueddocument SET {change} WHERE uid = %s", [made.uid])

    assert queries.check_code(made.code).void_reason == "当事人名称写错"


@pytest.mark.req("PLT-15", "S-AD-05")
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE documents_issueddocument SET void_reason = '未作废'",
        "UPDATE documents_issueddocument SET voided_at = now()",
        "DELETE FROM documents_issueddocument",
    ],
)
def test_the_database_refuses_a_paper_that_is_half_void_or_gone(statement: str) -> None:
    made = issue()

    with pytest.raises(DatabaseError, match="never"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)

    assert queries.check_code(made.code).outcome == "stands"
