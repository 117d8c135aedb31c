"""What is put into a definition: values, rows, snapshots, signers, attachments; plain JSON, pictures by hash."""

from typing import Annotated, Any

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from zhijian.support.documents.render.errors import ContentInvalid

Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class Given(BaseModel):
    """Part of a content; an unknown key is refused, so that nothing given goes unprinted."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class ChecklistRow(BaseModel):
    """One question with its answer, as the snapshot of ``inspect-record/1`` holds it; later keys are let through.

    mark: ``*`` before the question of a key item. fixed: how it was put right on the spot. evidence: how many
    pieces there are is printed, not their names.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    section: str
    no: str
    text: str
    answer: str
    mark: str = ""
    note: str = ""
    fixed: str = ""
    basis: str = ""
    evidence: tuple[str, ...] = ()


class Refusal(Given):
    """A signer did not sign: why, and who saw it."""

    reason: str = Field(min_length=1)
    witness: str = ""


class Signer(Given):
    """One signature: ``image`` is the hash of its picture, ``method`` how it was given (手写、短信验证码)."""

    role: str = Field(min_length=1, max_length=40)
    name: str = Field(max_length=200)
    certificate: str = ""
    method: str = ""
    signed_at: AwareDatetime | None = None
    image: Sha256 | None = None
    refusal: Refusal | None = None


class Attachment(Given):
    """A file that belongs to the paper."""

    name: str = Field(min_length=1)
    sha256: Sha256
    note: str = ""


class DocumentContent(Given):
    """Everything one paper shows. ``mark`` is printed across every page (草稿); it is empty on an issued paper.

    values: nested by the parts of the names in the vocabulary, ``{"entity": {"name": "…"}}``.
    issued_at becomes the creation time in the file's properties; without it the file carries none.
    """

    values: dict[str, Any] = {}
    tables: dict[str, tuple[dict[str, Any], ...]] = {}
    checklists: dict[str, tuple[ChecklistRow, ...]] = {}
    signatures: dict[str, tuple[Signer, ...]] = {}
    attachments: dict[str, tuple[Attachment, ...]] = {}
    seal_image: Sha256 | None = None
    verification_code: str = Field(default="", max_length=40)
    issued_at: AwareDatetime | None = None
    mark: str = Field(default="", max_length=12)


def parse_content(raw: object) -> DocumentContent:
    """A content from the value JSON gives; raises ContentInvalid with every problem and its place."""
    try:
        return DocumentContent.model_validate(raw)
    except ValidationError as found:
        problems = [f"{'.'.join(map(str, error['loc'])) or '整体'}：{error['msg']}" for error in found.errors()]
        raise ContentInvalid(f"文书内容有 {len(problems)} 处错误，无法生成文书。", problems=problems) from found
