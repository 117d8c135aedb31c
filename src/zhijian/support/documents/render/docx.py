"""Papers as DOCX through python-docx, from the same composed paper as the PDF; the fonts are those of the reader."""

from datetime import UTC, datetime
from io import BytesIO

from docx import Document
from docx.document import Document as DocumentFile
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT
from docx.shared import Mm
from docx.table import _Cell as Cell

from zhijian.support.documents.render import paper as p
from zhijian.support.documents.render.compose import compose
from zhijian.support.documents.render.content import DocumentContent
from zhijian.support.documents.render.definition import DocumentDefinition
from zhijian.support.documents.render.docx_parts import (
    add_field,
    add_picture,
    add_table,
    fixed_zip,
    shade,
    style_text,
    write,
    write_line,
)
from zhijian.support.documents.render.legible import shows_everything
from zhijian.support.documents.render.parts import Align
from zhijian.support.documents.render.pictures import FetchImage, Picture, code_png, fetch_picture

NO_DATE = datetime(1980, 1, 1, tzinfo=UTC)
"""In the properties of a paper that has not been issued; python-docx would write its template's own."""
_ANSWER_MM, _NOTE_MM, _NUMBER_MM, _LABEL_MM = 42, 34, 13, 27


def render_docx(definition: DocumentDefinition, content: DocumentContent, images: FetchImage, qr_text: str) -> bytes:
    """The DOCX of one paper; the same input gives the same bytes. qr_text as for the PDF.

    Raises ContentInvalid and PictureInvalid.
    """
    paper = compose(definition, content, shows_everything)
    pictures = {sha256: fetch_picture(sha256, images) for sha256 in paper.images()}
    writer = _Writer(paper, pictures)
    writer.properties(content.issued_at or NO_DATE)
    writer.page()
    writer.foot(code_png(qr_text))
    for block in paper.blocks:
        writer.block(block)
    target = BytesIO()
    writer.file.save(target)
    return fixed_zip(target.getvalue())


class _Writer:
    """Writes the blocks of one paper into one file."""

    def __init__(self, paper: p.Paper, pictures: dict[str, Picture]) -> None:
        self.paper, self.pictures = paper, pictures
        self.file: DocumentFile = Document()
        self.width_mm = 210 - paper.page.left_mm - paper.page.right_mm

    def properties(self, at: datetime) -> None:
        """Title and times of the file; nothing of the machine that made it."""
        core = self.file.core_properties
        core.title, core.author, core.last_modified_by, core.comments = self.paper.title, "", "", ""
        core.created = core.modified = at.astimezone(UTC).replace(tzinfo=None)
        style_text(self.file.styles["Normal"], self.paper.page.body_pt)

    def page(self) -> None:
        """A4 with the margins of the definition; the mark of a draft stands in the page head."""
        section, page = self.file.sections[0], self.paper.page
        section.page_width, section.page_height = Mm(210), Mm(297)
        section.top_margin, section.bottom_margin = Mm(page.top_mm), Mm(page.bottom_mm)
        section.left_margin, section.right_margin = Mm(page.left_mm), Mm(page.right_mm)
        section.footer_distance = Mm(6)
        if self.paper.mark:
            write(section.header.paragraphs[0], self.paper.mark, size=22, bold=True, align="center")

    def foot(self, code: bytes) -> None:
        """Number, code and note at the left, page of pages in the middle, the picture of the code at the right."""
        footer = self.file.sections[0].footer
        table = footer.add_table(1, 3, Mm(self.width_mm))
        left, middle, right = table.rows[0].cells
        foot = self.paper.foot
        lines = [foot.text, f"校验码 {foot.code}" if foot.code else "", foot.note]
        write(left.paragraphs[0], "\n".join(filter(None, lines)), size=8.5)
        count = middle.paragraphs[0]
        write(count, "第 ", size=8.5, align="center")
        add_field(count, "PAGE", size=8.5)
        write(count, " 页　共 ", size=8.5, align="center")
        add_field(count, "NUMPAGES", size=8.5)
        write(count, " 页", size=8.5, align="center")
        if code:
            write(right.paragraphs[0], "", size=8.5, align="right")
            add_picture(right.paragraphs[0], code, height_mm=16)

    def block(self, block: p.PaperBlock) -> None:
        """One block at the end of the file."""
        match block:
            case p.Title():
                self._line(block.organ, size=16, align="center")
                self._line(block.text, size=22, bold=True, align="center", after_pt=12)
            case p.Number():
                self._line(block.text, align=block.align, after_pt=10)
            case p.Paragraph():
                self._heading(block.heading)
                for line in block.lines:
                    self._line(line, align=block.align, indent=block.indent)
            case p.Fields():
                self._fields(block)
            case p.Table():
                self._table(block)
            case p.Checklist():
                self._checklist(block)
            case p.Signatures():
                self._signatures(block)
            case p.Seal():
                self._seal(block)
            case p.Attachments():
                self._attachments(block)

    def _line(
        self,
        text: str,
        *,
        size: float | None = None,
        bold: bool = False,
        align: str = "left",
        after_pt: float = 4,
        indent: bool = False,
    ) -> None:
        write_line(self.file, text, size=size, bold=bold, align=align, after_pt=after_pt, indent=indent)

    def _heading(self, title: str) -> None:
        if title:
            write_line(self.file, title, bold=True, before_pt=10, after_pt=5, keep_with_next=True)

    def _fields(self, block: p.Fields) -> None:
        self._heading(block.title)
        half = (self.width_mm - 2 * _LABEL_MM) / 2
        lines: list[list[p.FieldCell]] = []
        for cell in block.cells:
            if cell.span == 2 or not lines or sum(one.span for one in lines[-1]) == 2:
                lines.append([])
            lines[-1].append(cell)
        table = add_table(self.file, len(lines), (_LABEL_MM, half, _LABEL_MM, half))
        for row, line in zip(table.rows, lines, strict=True):
            cells = row.cells
            for position, cell in enumerate(line):
                value = cells[1].merge(cells[3]) if cell.span == 2 else cells[2 * position + 1]
                self._label(cells[2 * position], cell.label)
                self._value(value, cell.value)

    def _table(self, block: p.Table) -> None:
        self._heading(block.title)
        free = self.width_mm - 12 * block.weights.count(0)
        widths = tuple(weight * free / sum(block.weights) if weight else 12 for weight in block.weights)
        table = add_table(self.file, 1 + max(1, len(block.rows)), widths, head=True)
        for cell, head in zip(table.rows[0].cells, block.heads, strict=True):
            self._label(cell, head, bold=True)
        for row, values in zip(table.rows[1:], block.rows, strict=False):
            for cell, value, align in zip(row.cells, values, block.aligns, strict=True):
                self._value(cell, value, align=align)
        if not block.rows:
            self._value(table.rows[1].cells[0].merge(table.rows[1].cells[-1]), block.empty, align="center")

    def _checklist(self, block: p.Checklist) -> None:
        self._heading(block.title)
        widths = (_NUMBER_MM, self.width_mm - _NUMBER_MM - _ANSWER_MM - _NOTE_MM, _ANSWER_MM, _NOTE_MM)
        count = sum(1 + len(section.lines) for section in block.sections)
        table = add_table(self.file, 1 + count, widths, head=True)
        rows = iter([tuple(row.cells) for row in table.rows])
        for cell, head in zip(next(rows), ("序号", "检查内容", "检查结果", "备注"), strict=True):
            self._label(cell, head, bold=True)
        for section in block.sections:
            cells = next(rows)
            write(cells[0].merge(cells[3]).paragraphs[0], section.title, size=10.5, bold=True, keep_with_next=True)
            for line in section.lines:
                number, text, answer, note = next(rows)
                self._value(number, line.no, align="center")
                self._value(text, "\n".join(filter(None, (line.text, line.basis))))
                self._value(answer, " ".join(line.answer))
                self._value(note, line.note, size=9)
        self._line(block.legend, size=9)

    def _signatures(self, block: p.Signatures) -> None:
        self._heading(block.title)
        table = add_table(self.file, len(block.signers), (46, 48, self.width_mm - 94))
        for position, (row, signer) in enumerate(zip(table.rows, block.signers, strict=True)):
            role, name, remarks = row.cells
            together = position + 1 < len(block.signers)
            self._label(role, signer.role, keep_with_next=together)
            paragraph = name.paragraphs[0]
            write(paragraph, "拒绝签名\n" if signer.refused else "", size=10.5, bold=True, align="center")
            if signer.image:
                add_picture(paragraph, self.pictures[signer.image].data, height_mm=12)
                paragraph.add_run().add_break()
            write(paragraph, signer.name, size=9, align="center")
            self._value(remarks, "\n".join(signer.remarks), size=9.5)

    def _seal(self, block: p.Seal) -> None:
        table = add_table(self.file, 1, (self.width_mm - 84, 84), bordered=False)
        place = table.rows[0].cells[1]
        place.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
        table.rows[0].height = Mm(43)
        write(place.paragraphs[0], f"{block.organ}\n{block.date}", align="center")
        if block.image:
            paragraph = place.add_paragraph()
            write(paragraph, "", align="center")
            add_picture(paragraph, self.pictures[block.image].data, height_mm=42)

    def _attachments(self, block: p.Attachments) -> None:
        rows = tuple((str(position), *row) for position, row in enumerate(block.rows, start=1))
        heads = ("序号", "名称", "说明", "校验值（SHA-256 前16位）")
        aligns: tuple[Align, ...] = ("center", "left", "left", "center")
        table = p.Table(title=block.title, heads=heads, weights=(0, 3, 3, 3), aligns=aligns, rows=rows, empty="无")
        self._table(table)

    def _label(self, cell: Cell, text: str, *, bold: bool = False, keep_with_next: bool = False) -> None:
        shade(cell)
        cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
        write(cell.paragraphs[0], text, size=10.5, bold=bold, align="center", keep_with_next=keep_with_next)

    def _value(self, cell: Cell, text: str, *, size: float = 10.5, align: str = "left") -> None:
        cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
        write(cell.paragraphs[0], text, size=size, align=align)
