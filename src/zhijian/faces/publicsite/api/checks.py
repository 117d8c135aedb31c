"""What everybody may see of results and papers; put together from the others' queries."""

from dataclasses import asdict
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import File, Router, Schema
from ninja.files import UploadedFile
from ninja.params.functions import Query

from zhijian.business.inspection.queries import results
from zhijian.kernel.errors import Invalid
from zhijian.kernel.hashes import Hasher
from zhijian.kernel.http import Page
from zhijian.support.documents import queries as documents

router = Router(tags=["public"])

LARGEST_PAPER = 20 * 1024 * 1024


class PaperTooLarge(Invalid):
    """The file is larger than any paper this platform issues."""

    code = "publicsite.paper_too_large"


class PublicResultOut(Schema):
    """A published result."""

    uid: UUID
    entity_name: str
    uscc: str
    address: str
    kind_label: str
    matter_name: str
    inspected_on: date
    organ_name: str
    result_labels: list[str]
    detail: str
    published_at: datetime


class PublicResultPage(Page):
    """A page of published results."""

    items: list[PublicResultOut]


class PaperCheck(Schema):
    """Whether a paper was issued here and stands."""

    outcome: str
    title: str
    number: str
    organ_name: str
    issued_at: datetime | None
    voided_at: datetime | None
    void_reason: str
    pdf_sha256: str


@router.get("/results", auth=None, operation_id="listPublicResults", response=PublicResultPage)
def list_results(
    request: HttpRequest,
    text: str = Query("", max_length=60),
    after: str | None = Query(None, max_length=400),
    limit: int = Query(20, ge=1, le=100),
) -> dict[str, Any]:
    """Published results by name or code of the entity, the latest first."""
    found, following = results.public_results(text=text.strip(), after=after, limit=limit)
    return {"items": [asdict(item) for item in found], "next": following}


# Before the codes: the first address that fits answers.
@router.post("/documents/check", auth=None, operation_id="checkPaperFile", response=PaperCheck)
def check_file(request: HttpRequest, file: File[UploadedFile]) -> dict[str, Any]:
    """Whether exactly this file was issued here and stands; the file is hashed and not kept."""
    if (file.size or 0) > LARGEST_PAPER:
        raise PaperTooLarge("文件超过 20 MB，不是本平台出具的文书。", size=file.size)
    return asdict(documents.check_file(Hasher.over(file.chunks()).sha256_hex()))


@router.get("/documents/{code}", auth=None, operation_id="checkPaper", response=PaperCheck)
def check_paper(request: HttpRequest, code: str) -> dict[str, Any]:
    """Whether the paper with this code was issued here and stands; unknown codes answer ``unknown``."""
    return asdict(documents.check_code(code))
