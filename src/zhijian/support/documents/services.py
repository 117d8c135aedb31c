"""Issuing papers, making their files once, voiding them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from django.conf import settings
from django.db import transaction
from procrastinate.contrib.django import app

from zhijian.kernel.errors import Conflict
from zhijian.kernel.hashes import sha256_hex
from zhijian.support.documents import access, in_force
from zhijian.support.documents.fonts import load_fonts
from zhijian.support.documents.models import IssuedDocument
from zhijian.support.documents.queries import to_record
from zhijian.support.documents.render import (
    ContentInvalid,
    check_content,
    parse_content,
    parse_definition,
    render_docx,
    render_pdf,
)
from zhijian.support.documents.rules import DocumentState, new_code
from zhijian.support.documents.types import IssuedRecord
from zhijian.support.evidence import services as evidence
from zhijian.support.evidence import store
from zhijian.support.identity import queries as identity
from zhijian.support.identity.models import Organisation
from zhijian.support.identity.types import Actor, system_actor
from zhijian.support.numbering import services as numbering

PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


class PaperInForce(Conflict):
    """What the paper says still binds somebody; it is taken back together with that, where that is decided."""

    code = "documents.in_force"


class AlreadyVoid(Conflict):
    """The paper was voided before."""

    code = "documents.already_void"


@transaction.atomic
def issue(
    *,
    definition: Mapping[str, Any],
    content: Mapping[str, Any],
    number_prefix: str,
    number_into: str,
    subject_kind: str,
    subject: UUID,
    organisation: UUID,
    by: Actor,
    at: datetime,
) -> IssuedRecord:
    """Issue a paper: number, verification code and content are fixed now, its files are made right after commit.

    number_prefix: 文书代字, put behind the organ's 机关代字.  number_into: path of the value that shows the number.
    The caller has checked the right of ``by``; the number is part of its transaction, so there is no gap.
    Raises DefinitionInvalid, ContentInvalid, NotFound (no 机关代字).
    """
    organ = identity.organ_of(organisation)
    parsed = parse_definition(orjson.dumps(dict(definition)).decode())
    number = numbering.next_number(prefix=f"{organ.document_prefix}{number_prefix}", at=at)
    code = new_code()
    filled = _filled(content, number_into, number) | {"verification_code": code, "issued_at": at.isoformat()}
    problems = check_content(parsed, parse_content(filled))
    if problems:
        raise ContentInvalid(f"文书内容有 {len(problems)} 处错误，无法生成文书。", problems=list(problems))
    row = IssuedDocument.objects.create(
        definition=dict(definition),
        definition_code=parsed.code,
        definition_version=parsed.version,
        title=parsed.title,
        content=filled,
        content_sha256=sha256_hex(orjson.dumps(filled, option=orjson.OPT_SORT_KEYS)),
        number=number,
        code=code,
        subject_kind=subject_kind,
        subject=subject,
        organisation=Organisation.objects.get(uid=organisation),
        organ_name=organ.name,
        issued_at=at,
        issued_by=by.uid,
        issued_by_name=by.name,
    )
    app.configure_task("documents.make_files", queue="default").defer(document=str(row.uid))
    return to_record(row)


def _filled(content: Mapping[str, Any], path: str, number: str) -> dict[str, Any]:
    copied: dict[str, Any] = orjson.loads(orjson.dumps(dict(content), default=str))
    *folders, name = path.split(".")
    place = copied.setdefault("values", {})
    for folder in folders:
        place = place.setdefault(folder, {})
    place[name] = number
    return copied


def check_url(code: str) -> str:
    """The address in a paper's QR code, at which anybody can check it."""
    return f"{settings.PUBLIC_URL}/v/{code}"


def make_files(*, document: UUID) -> IssuedRecord:
    """Make the PDF and the DOCX of an issued paper, once; a second call changes nothing.

    Rendering is deterministic, so that a file made twice by two workers is the same file.
    """
    row = IssuedDocument.objects.get(uid=document)
    if row.pdf_sha256 and row.docx_sha256:
        return to_record(row)
    definition = parse_definition(orjson.dumps(row.definition).decode())
    content, address = parse_content(row.content), check_url(row.code)
    pdf = render_pdf(definition, content, _picture, address, load_fonts(settings.FONTS_DIR))
    docx = render_docx(definition, content, _picture, address)
    maker = system_actor("文书生成")
    made = {
        "pdf_sha256": evidence.store_bytes(data=pdf, media_type=PDF, by=maker, at=row.issued_at).sha256,
        "docx_sha256": evidence.store_bytes(data=docx, media_type=DOCX, by=maker, at=row.issued_at).sha256,
    }
    IssuedDocument.objects.filter(pk=row.pk, pdf_sha256="").update(**made)
    row.refresh_from_db()
    return to_record(row)


def _picture(sha256: str) -> bytes:
    return store.path_of(sha256).read_bytes()


@transaction.atomic
def void(*, document: UUID, reason: str, by: Actor, at: datetime) -> IssuedRecord:
    """Take a paper back that nothing rests on any more.

    Raises DocumentMissing, AlreadyVoid, PaperInForce, NotAllowed.
    """
    row = access.document_to_void(document, by=by)
    sentence = in_force.why_kept([row]).get(row.uid)
    if sentence is not None and row.state == DocumentState.ISSUED:
        raise PaperInForce(sentence)
    return take_back(document=document, reason=reason, at=at)


@transaction.atomic
def take_back(*, document: UUID, reason: str, at: datetime) -> IssuedRecord:
    """The paper of an act goes with it: its number stays used and its check says so.

    For the part that issued it and has checked the right of who acts. Raises AlreadyVoid.
    """
    row = IssuedDocument.objects.get(uid=document)
    if not IssuedDocument.objects.filter(pk=row.pk, state=DocumentState.ISSUED).update(
        state=DocumentState.VOID, voided_at=at, void_reason=reason[:300]
    ):
        raise AlreadyVoid(f"文书 {row.number} 已经作废。")
    numbering.void_number(text=row.number, reason=reason[:200], at=at)
    row.refresh_from_db()
    return to_record(row)
