"""A paper ready to be set: blocks of plain text, everything decided, the same for PDF and DOCX."""

from dataclasses import dataclass

from zhijian.support.documents.render.definition import Page
from zhijian.support.documents.render.parts import Align


@dataclass(frozen=True, kw_only=True)
class Title:
    """Organ and name of the paper."""

    organ: str
    text: str
    type: str = "title"


@dataclass(frozen=True, kw_only=True)
class Number:
    """The official number."""

    text: str
    align: Align
    type: str = "number"


@dataclass(frozen=True, kw_only=True)
class FieldCell:
    """A label and its value; ``span``: 1 half a line, 2 a whole line."""

    label: str
    value: str
    span: int


@dataclass(frozen=True, kw_only=True)
class Fields:
    """Labels and values; the spans of the cells fill whole lines."""

    title: str
    cells: tuple[FieldCell, ...]
    type: str = "fields"


@dataclass(frozen=True, kw_only=True)
class Table:
    """Heads and rows of the same length; ``weights`` share out the width."""

    title: str
    heads: tuple[str, ...]
    weights: tuple[int, ...]
    aligns: tuple[Align, ...]
    rows: tuple[tuple[str, ...], ...]
    empty: str
    type: str = "table"


@dataclass(frozen=True, kw_only=True)
class ChecklistLine:
    """A question: ``answer`` holds the boxes one by one, or a single text."""

    no: str
    text: str
    basis: str
    answer: tuple[str, ...]
    note: str


@dataclass(frozen=True, kw_only=True)
class ChecklistSection:
    """A titled run of questions."""

    title: str
    lines: tuple[ChecklistLine, ...]


@dataclass(frozen=True, kw_only=True)
class Checklist:
    """All questions with their answers."""

    title: str
    legend: str
    sections: tuple[ChecklistSection, ...]
    type: str = "checklist"


@dataclass(frozen=True, kw_only=True)
class Paragraph:
    """Lines of text under an optional heading."""

    heading: str
    lines: tuple[str, ...]
    indent: bool
    align: Align
    type: str = "paragraph"


@dataclass(frozen=True, kw_only=True)
class Signature:
    """A signer; ``image`` is a hash or empty; ``remarks`` stand below the name, one a line."""

    role: str
    name: str
    image: str
    refused: bool
    remarks: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Signatures:
    """All signers of a block."""

    title: str
    signers: tuple[Signature, ...]
    type: str = "signatures"


@dataclass(frozen=True, kw_only=True)
class Seal:
    """Organ and date; ``image`` is a hash or empty."""

    organ: str
    date: str
    image: str
    type: str = "seal"


@dataclass(frozen=True, kw_only=True)
class Attachments:
    """Names, notes and the first sixteen digits of the hashes."""

    title: str
    rows: tuple[tuple[str, str, str], ...]
    type: str = "attachments"


PaperBlock = Title | Number | Fields | Table | Checklist | Paragraph | Signatures | Seal | Attachments


@dataclass(frozen=True, kw_only=True)
class PageFoot:
    """What stands left of the code at the foot of every page."""

    text: str
    note: str
    code: str


@dataclass(frozen=True, kw_only=True)
class Paper:
    """One paper."""

    title: str
    page: Page
    blocks: tuple[PaperBlock, ...]
    foot: PageFoot
    mark: str

    def images(self) -> tuple[str, ...]:
        """Hashes of the pictures the paper shows, each once, in their order."""
        hashes = [signer.image for block in self.blocks if isinstance(block, Signatures) for signer in block.signers]
        hashes += [block.image for block in self.blocks if isinstance(block, Seal)]
        return tuple(dict.fromkeys(filter(None, hashes)))
