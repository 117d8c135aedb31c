"""One document definition gives the paper as PDF and as DOCX: pure functions, the same input gives the same bytes.

    definition = parse_definition(json_text)                  # DefinitionInvalid tells every problem
    content = parse_content(json_value)                       # ContentInvalid likewise
    check_content(definition, content)                        # what keeps it from being printed, in sentences
    pdf = render_pdf(definition, content, images, qr_text, fonts)
    docx = render_docx(definition, content, images, qr_text)

``images`` gives the bytes of a SHA-256; ``fonts`` is ``documents.fonts.load_fonts(folder)``; ``qr_text`` is the web
address at which anybody can check the paper, or empty. Overlay and receipt are validated parts of a definition.
"""

from zhijian.support.documents.render.compose import check_content, compose
from zhijian.support.documents.render.content import DocumentContent, parse_content
from zhijian.support.documents.render.definition import DocumentDefinition, parse_definition
from zhijian.support.documents.render.docx import render_docx
from zhijian.support.documents.render.errors import ContentInvalid, DefinitionInvalid, PictureInvalid
from zhijian.support.documents.render.paper import Paper
from zhijian.support.documents.render.pdf import PdfFailed, PdfRenderer, render_pdf
from zhijian.support.documents.render.pictures import FetchImage

__all__ = [
    "ContentInvalid",
    "DefinitionInvalid",
    "DocumentContent",
    "DocumentDefinition",
    "FetchImage",
    "Paper",
    "PdfFailed",
    "PdfRenderer",
    "PictureInvalid",
    "check_content",
    "compose",
    "parse_content",
    "parse_definition",
    "render_docx",
    "render_pdf",
]
