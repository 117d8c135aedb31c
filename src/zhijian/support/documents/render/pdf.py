"""Papers as PDF through typst; all texts go in as one JSON input, so that nothing in them is ever markup.

An issued paper is PDF/A-2u, which wants a date. A content without ``issued_at`` is a preview and gives plain PDF.
"""

import json
import re
import threading
from dataclasses import asdict
from importlib.resources import files
from typing import Any, Literal

import typst

from zhijian.kernel.errors import DomainError
from zhijian.support.documents.fonts import FontSet, FontsMissing
from zhijian.support.documents.render.compose import compose
from zhijian.support.documents.render.content import DocumentContent
from zhijian.support.documents.render.definition import DocumentDefinition
from zhijian.support.documents.render.paper import Paper
from zhijian.support.documents.render.pictures import FetchImage, code_svg, fetch_picture

PDF_STANDARD: Literal["a-2u"] = "a-2u"
_LAYOUT = files(__package__).joinpath("layout.typ").read_bytes()
_LONG_RUN = re.compile(r"[^\s\u3400-\u9fff\U00020000-\U000323af☑☐]{24}")


class PdfFailed(DomainError):
    """typst refused a checked paper: a fault of ours, with its words in ``diagnostic``."""

    code = "documents.pdf_failed"
    status = 500


class PdfRenderer:
    """A warm compiler with its fonts in memory; may be shared between threads, which take turns.

    The first paper takes some 0.1 s more than the next ones.
    """

    def __init__(self, fonts: FontSet) -> None:
        self.fonts = fonts
        self._turn = threading.Lock()
        loaded = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(fonts.folder)])
        unknown = {*fonts.serif, *fonts.sans} - set(loaded.families())
        if unknown:
            raise FontsMissing(f"文书排版无法读取字体 {'、'.join(sorted(unknown))}，请换成完整的字体文件。")
        self._compiler = typst.Compiler(font_paths=loaded, ignore_system_fonts=True)

    def render(
        self, definition: DocumentDefinition, content: DocumentContent, images: FetchImage, qr_text: str
    ) -> bytes:
        """The PDF; the same input gives the same bytes. qr_text: web address to check the paper, or empty.

        Raises ContentInvalid, PictureInvalid, and PdfFailed with the words of typst.
        """
        paper = compose(definition, content, self.fonts.can_show)
        issued_at = content.issued_at
        inputs = {"paper": json.dumps(self._input(paper, images, qr_text, issued_at is not None), ensure_ascii=False)}
        try:
            with self._turn:
                pdf = self._compiler.compile(
                    _LAYOUT,  # given every time: a source in memory is forgotten after one use
                    format="pdf",
                    sys_inputs=inputs,
                    pdf_standards=PDF_STANDARD if issued_at else [],
                    timestamp=int(issued_at.timestamp()) if issued_at else 0,
                )
        except typst.TypstError as fault:
            raise PdfFailed("文书排版失败，请把文书定义和编号告知系统管理员。", diagnostic=fault.diagnostic) from fault
        assert isinstance(pdf, bytes)
        return pdf

    def _input(self, paper: Paper, images: FetchImage, qr_text: str, dated: bool) -> dict[str, Any]:
        tree = asdict(paper)
        tree["page"] = paper.page.model_dump()
        tree["dated"] = dated
        tree["fonts"] = {"serif": self.fonts.serif, "sans": self.fonts.sans}
        tree["images"] = {sha256: fetch_picture(sha256, images).as_svg() for sha256 in paper.images()}
        tree["code_picture"] = code_svg(qr_text)
        tree["long_runs"] = any(_LONG_RUN.search(text) for text in _texts([tree["blocks"], tree["foot"]]))
        return tree


def render_pdf(
    definition: DocumentDefinition, content: DocumentContent, images: FetchImage, qr_text: str, fonts: FontSet
) -> bytes:
    """The PDF of one paper with a warm compiler that is kept for these fonts; see ``PdfRenderer.render``."""
    return _renderer(fonts).render(definition, content, images, qr_text)


_renderers: dict[tuple[object, ...], PdfRenderer] = {}
_making = threading.Lock()


def _renderer(fonts: FontSet) -> PdfRenderer:
    with _making:
        if fonts.files not in _renderers:
            _renderers.clear()  # fonts change only when an operator adds one; two sets in memory would be waste
            _renderers[fonts.files] = PdfRenderer(fonts)
        return _renderers[fonts.files]


def _texts(tree: Any) -> list[str]:
    if isinstance(tree, str):
        return [tree]
    if isinstance(tree, dict):
        return [text for value in tree.values() for text in _texts(value)]
    if isinstance(tree, list | tuple):
        return [text for value in tree for text in _texts(value)]
    return []
