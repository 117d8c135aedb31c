"""The document definition ``document/1``: a paper as a list of blocks, read from JSON, without anything that computes.

Lengths are millimetres, sizes of letters points. A definition names every value it may show in ``vocabulary``; a
placeholder outside it is refused when the definition is read, not when a paper is printed.
"""

from collections import Counter
from collections.abc import Iterator
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, Field, ValidationError, model_validator

from zhijian.support.documents.render.errors import DefinitionInvalid
from zhijian.support.documents.render.other_prints import Overlay, Receipt, ReceiptChecklist
from zhijian.support.documents.render.parts import Align, Key, Millimetres, Name, Part, Template
from zhijian.support.documents.render.placeholders import placeholders

Kind = Literal["text", "date", "datetime", "number", "person-list", "choice"]


class Term(Part):
    """One value the paper may show. ``options`` only for a choice: key to label, all are printed with their boxes."""

    kind: Kind
    label: str = Field(min_length=1, max_length=60)
    optional: bool = False
    options: dict[Key, str] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _options_only_for_choices(self) -> Self:
        if bool(self.options) != (self.kind == "choice"):
            raise ValueError("选项（options）只用于 choice 类型，且 choice 至少要有一个选项")
        return self


class Page(Part):
    """A4 upright; the bottom margin holds the page foot with the code. ``body_pt``: 12 is 小四, 14 is 四号."""

    size: Literal["A4"] = "A4"
    top_mm: Millimetres = 25
    right_mm: Millimetres = 22
    bottom_mm: Annotated[float, Field(ge=28, le=80)] = 30
    left_mm: Millimetres = 24
    body_pt: Literal[12, 14] = 12


class TitleBlock(Part):
    """The name of the organ above the name of the paper, both centred."""

    type: Literal["title"]
    organ: Template
    text: Template


class NumberBlock(Part):
    """The official number (文号), or the number of a record."""

    type: Literal["number"]
    text: Template
    align: Align = "center"


class FieldRow(Part):
    """A label and its value; ``wide`` takes the whole line."""

    label: str = Field(min_length=1, max_length=40)
    value: Template
    wide: bool = False


class FieldsBlock(Part):
    """A bordered table of labels and values, two to a line unless wide."""

    type: Literal["fields"]
    title: str = ""
    rows: tuple[FieldRow, ...] = Field(min_length=1)


class Column(Part):
    """A column of a table: ``weight`` is its share of the width."""

    key: Key
    label: str = Field(min_length=1, max_length=40)
    kind: Literal["text", "date", "datetime", "number"] = "text"
    weight: int = Field(default=1, ge=1, le=20)
    align: Align = "left"


class TableBlock(Part):
    """Rows of the content's table ``source``; with ``numbered`` a first column counts them."""

    type: Literal["table"]
    source: Key
    title: str = ""
    columns: tuple[Column, ...] = Field(min_length=1, max_length=12)
    numbered: bool = True
    empty: str = "无"


class ChecklistBlock(Part):
    """The readable snapshot of a filled form; an answer that is one of ``choices`` is shown with boxes."""

    type: Literal["checklist"]
    source: Key
    title: str = ""
    choices: tuple[str, ...] = ("是", "否", "合理缺项")
    legend: str = "标注“*”的为重点项目，其余为一般项目。"
    show_basis: bool = False


class ParagraphBlock(Part):
    """A paragraph; line ends in its values begin new paragraphs. ``heading`` stands above it in bold."""

    type: Literal["paragraph"]
    text: Template
    heading: str = ""
    indent: bool = True
    align: Align = "left"


class SignaturesBlock(Part):
    """Signers with picture, name, certificate and time, or the refusal with its reason and witness."""

    type: Literal["signatures"]
    source: Key
    title: str = ""


class SealBlock(Part):
    """Organ and date at the right, with room for the seal upon them."""

    type: Literal["seal"]
    organ: Template
    date: Template


class AttachmentsBlock(Part):
    """Names and short hashes of what belongs to the paper; ``hide_empty`` leaves the block out instead of 无."""

    type: Literal["attachments"]
    source: Key
    title: str = "附件"
    hide_empty: bool = False


Block = Annotated[
    TitleBlock
    | NumberBlock
    | FieldsBlock
    | TableBlock
    | ChecklistBlock
    | ParagraphBlock
    | SignaturesBlock
    | SealBlock
    | AttachmentsBlock,
    Field(discriminator="type"),
]


class Foot(Part):
    """What stands at the foot of every page beside 第 x 页 共 y 页, the code and its picture."""

    text: Template = ""
    note: str = Field(default="", max_length=60)


class DocumentDefinition(Part):
    """A kind of paper in one version."""

    schema_name: Literal["document/1"] = Field(alias="schema")
    code: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$", max_length=60)]
    version: int = Field(ge=1)
    title: str = Field(min_length=1, max_length=60)
    page: Page = Page()
    vocabulary: dict[Name, Term]
    blocks: tuple[Block, ...] = Field(min_length=1)
    foot: Foot = Foot()
    overlay: Overlay | None = None
    receipt: Receipt | None = None

    @model_validator(mode="after")
    def _holds_together(self) -> Self:
        problems = [*self._unknown_placeholders(), *self._doubled_sources(), *self._foreign_checklists()]
        if problems:
            raise ValueError("；".join(problems))
        return self

    def sources(self) -> dict[str, Block]:
        """The name under which the content gives rows to a block, and the block."""
        return {block.source: block for block in self.blocks if not isinstance(block, _WITHOUT_SOURCE)}

    def _unknown_placeholders(self) -> Iterator[str]:
        for template in _templates(self):
            for name in placeholders(template):
                if name not in self.vocabulary:
                    yield f"占位符 {{{name}}} 不在词汇表（vocabulary）中"

    def _doubled_sources(self) -> Iterator[str]:
        names = Counter(block.source for block in self.blocks if not isinstance(block, _WITHOUT_SOURCE))
        yield from (f"数据来源 {name} 被两个版块使用" for name, count in names.items() if count > 1)

    def _foreign_checklists(self) -> Iterator[str]:
        known = {block.source for block in self.blocks if isinstance(block, ChecklistBlock)}
        for block in self.receipt.blocks if self.receipt else ():
            if isinstance(block, ReceiptChecklist) and block.source not in known:
                yield f"小票引用的检查表 {block.source} 不在文书版块中"


_WITHOUT_SOURCE = (TitleBlock, NumberBlock, FieldsBlock, ParagraphBlock, SealBlock)


def parse_definition(raw: bytes | str) -> DocumentDefinition:
    """A definition from its JSON text; raises DefinitionInvalid with every problem and its place."""
    try:
        return DocumentDefinition.model_validate_json(raw)
    except ValidationError as found:
        problems = [f"{'.'.join(map(str, error['loc'])) or '整体'}：{error['msg']}" for error in found.errors()]
        raise DefinitionInvalid(
            f"文书定义有 {len(problems)} 处错误，请按提示修改后再保存。", problems=problems
        ) from found


def _templates(part: object) -> Iterator[str]:
    """Every template of a definition, wherever it stands: found by the type of the field, so none is forgotten."""
    if isinstance(part, tuple):
        for one in part:
            yield from _templates(one)
    elif isinstance(part, BaseModel):
        for name, field in type(part).model_fields.items():
            value = getattr(part, name)
            if isinstance(value, str) and any(isinstance(mark, AfterValidator) for mark in field.metadata):
                yield value
            else:
                yield from _templates(value)
