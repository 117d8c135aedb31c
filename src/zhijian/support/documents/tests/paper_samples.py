"""Made-up contents for the papers of inspections, with the pictures that go with them."""

import json
from functools import cache
from importlib.resources import files
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw

from zhijian.kernel.hashes import sha256_hex
from zhijian.support.documents.fonts import FontSet, collect_fonts, load_fonts
from zhijian.support.documents.render import DocumentDefinition, PdfRenderer, parse_definition

QR_TEXT = "https://zhijian.example/verify/7K2M-93QF-XD4T"
PROJECT = Path(__file__).parents[5]
NODE_MODULES, FONTS = PROJECT / "web" / "node_modules", PROJECT / "var" / "fonts"
RECORD, ORDER = "inspection-record", "rectification-order"


def definition(code: str) -> DocumentDefinition:
    """One of the shipped definitions, read from its file: a lower floor does not import an upper one."""
    return parse_definition(files("zhijian").joinpath("business", "inspection", "papers", f"{code}.json").read_bytes())


def content(code: str, **changes: Any) -> dict[str, Any]:
    """Its sample content: a daily inspection of a caterer with 42 items, or the order that follows it."""
    text = Path(__file__).with_name(f"{code}.sample.json").read_text(encoding="utf-8")
    for name, data in (("SIGNATURE", signature_png()), ("SEAL", seal_png())):
        text = text.replace(name, sha256_hex(data))
    sample: dict[str, Any] = json.loads(text)
    return sample | changes


def pictures(sha256: str) -> bytes:
    """The resolver of the samples."""
    return {sha256_hex(data): data for data in (signature_png(), seal_png())}[sha256]


@cache
def fonts() -> FontSet:
    """The fonts of the project, gathered into its font folder when they are not there yet."""
    collect_fonts(NODE_MODULES, FONTS)
    return load_fonts(FONTS)


@cache
def renderer() -> PdfRenderer:
    """One warm compiler for all tests."""
    return PdfRenderer(fonts())


@cache
def signature_png() -> bytes:
    """A scrawl on a transparent ground, as the signing pad gives it."""
    image = Image.new("RGBA", (480, 160), (255, 255, 255, 0))
    points = [(40 + 14 * step, 80 + (-1) ** step * (20 + 3 * (step % 7))) for step in range(28)]
    ImageDraw.Draw(image).line(points, fill=(10, 20, 60, 255), width=5, joint="curve")
    return _png(image)


@cache
def seal_png() -> bytes:
    """A red ring around a pentagon."""
    image = Image.new("RGBA", (500, 500), (255, 255, 255, 0))
    draw = ImageDraw.Draw(image)
    draw.ellipse((10, 10, 490, 490), outline=(200, 20, 20, 255), width=14)
    draw.regular_polygon((250, 250, 80), 5, fill=(200, 20, 20, 255))
    return _png(image)


def _png(image: Image.Image) -> bytes:
    target = BytesIO()
    image.save(target, "PNG")
    return target.getvalue()
