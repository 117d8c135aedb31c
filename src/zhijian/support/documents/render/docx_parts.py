"""What python-docx leaves to its users: East Asian fonts, repeated heads, page fields, files with the same bytes."""

from collections.abc import Sequence
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from docx.document import Document as DocumentFile
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.styles.style import BaseStyle
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph
from docx.text.run import Run

BODY_FONT, TITLE_FONT, LATIN_FONT = "仿宋", "宋体", "Times New Roman"
TITLE_SIZE = 16
"""Letters of this size (三号) and above are set in TITLE_FONT."""
ZIP_TIME = (1980, 1, 1, 0, 0, 0)
_SHADE = "F1F1F1"
_ALIGNMENTS = {
    "left": WD_ALIGN_PARAGRAPH.LEFT,
    "center": WD_ALIGN_PARAGRAPH.CENTER,
    "right": WD_ALIGN_PARAGRAPH.RIGHT,
}


def style_text(style: BaseStyle, size: float) -> None:
    """Fonts and size of the whole file, in points; no space after paragraphs."""
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    _set_fonts(fonts, BODY_FONT)
    style.font.size = Pt(size)  # type: ignore[attr-defined]  # every paragraph style has a font
    style.paragraph_format.space_after = Pt(0)  # type: ignore[attr-defined]


def write(
    paragraph: Paragraph,
    text: str,
    *,
    size: float | None = None,
    bold: bool = False,
    align: str | None = None,
    keep_with_next: bool = False,
) -> Run:
    """A run of text at the end of a paragraph, line ends as breaks; size in points."""
    run = paragraph.add_run(text)
    run.bold = bold or None
    if size is not None:
        run.font.size = Pt(size)
        if size >= TITLE_SIZE:
            _set_fonts(run._element.get_or_add_rPr().get_or_add_rFonts(), TITLE_FONT)
    if align is not None:
        paragraph.alignment = _ALIGNMENTS[align]
    if keep_with_next:
        paragraph.paragraph_format.keep_with_next = True
    return run


def write_line(
    file: DocumentFile,
    text: str,
    *,
    size: float | None = None,
    bold: bool = False,
    align: str = "left",
    before_pt: float = 0,
    after_pt: float = 4,
    indent: bool = False,
    keep_with_next: bool = False,
) -> None:
    """A paragraph at the end of the file; an indent is two letters wide."""
    paragraph = file.add_paragraph()
    run = write(paragraph, text, size=size, bold=bold, align=align, keep_with_next=keep_with_next)
    shape = paragraph.paragraph_format
    shape.space_before, shape.space_after, shape.line_spacing = Pt(before_pt), Pt(after_pt), 1.4
    if indent:
        body = paragraph.style.font.size if paragraph.style else None
        shape.first_line_indent = 2 * (run.font.size or body or Pt(12))


def add_table(
    file: DocumentFile, rows: int, widths_mm: Sequence[float], *, head: bool = False, bordered: bool = True
) -> Table:
    """A table at the end of the file whose rows stay whole; with ``head`` the first one comes again on every page."""
    table: Table = file.add_table(rows, len(widths_mm))
    table.autofit = False
    if bordered:
        table.style = "Table Grid"
    for column, width in zip(table.columns, widths_mm, strict=True):
        column.width = Mm(width)
    for row in table.rows:
        properties = row._tr.get_or_add_trPr()
        properties.append(OxmlElement("w:cantSplit"))
        for cell, width in zip(row.cells, widths_mm, strict=True):
            cell.width = Mm(width)
    if head:
        table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    return table


def shade(cell: _Cell) -> None:
    """The light ground of labels."""
    ground = OxmlElement("w:shd")
    ground.set(qn("w:val"), "clear")
    ground.set(qn("w:color"), "auto")
    ground.set(qn("w:fill"), _SHADE)
    cell._tc.get_or_add_tcPr().append(ground)


def add_field(paragraph: Paragraph, code: str, *, size: float) -> None:
    """A field such as PAGE that the reader's program fills; size in points."""
    for kind in ("begin", "", "end"):
        run = write(paragraph, "", size=size)
        part = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            part.set(qn("w:fldCharType"), kind)
        else:
            part.text = code
        run._element.append(part)


def add_picture(paragraph: Paragraph, data: bytes, *, height_mm: float) -> None:
    """A picture at the end of a paragraph, in its own proportions."""
    paragraph.add_run().add_picture(BytesIO(data), height=Mm(height_mm))


def fixed_zip(package: bytes) -> bytes:
    """The same package with one order and one time for its parts, so that equal papers are equal files."""
    target = BytesIO()
    with ZipFile(BytesIO(package)) as source, ZipFile(target, "w", ZIP_DEFLATED) as fixed:
        for name in sorted(source.namelist(), key=lambda name: (name != "[Content_Types].xml", name)):
            part = ZipInfo(name, ZIP_TIME)
            part.compress_type = ZIP_DEFLATED
            fixed.writestr(part, source.read(name))
    return target.getvalue()


def _set_fonts(fonts: object, east_asian: str) -> None:
    for place, font in (("ascii", LATIN_FONT), ("hAnsi", LATIN_FONT), ("eastAsia", east_asian)):
        fonts.set(qn(f"w:{place}"), font)  # type: ignore[attr-defined]  # an lxml element of python-docx
