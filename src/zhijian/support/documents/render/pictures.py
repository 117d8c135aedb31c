"""Pictures of a paper: fetched by hash, proved to be what the hash names, and nothing but PNG or JPEG."""

import base64
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO

import segno
from PIL import Image, UnidentifiedImageError

from zhijian.kernel.hashes import sha256_hex
from zhijian.support.documents.render.errors import PictureInvalid

FetchImage = Callable[[str], bytes]
"""Gives the bytes whose SHA-256 is the argument; raises its own error when there are none."""

LARGEST_BYTES = 4 * 1024 * 1024
LARGEST_PIXELS = 16_000_000
_MEDIA_TYPES = {"PNG": "image/png", "JPEG": "image/jpeg"}
_QR_MODULE_PX = 8


@dataclass(frozen=True, kw_only=True)
class Picture:
    """A checked picture; width and height in pixels."""

    data: bytes
    media_type: str
    width: int
    height: int

    def as_svg(self) -> str:
        """The picture inside an SVG text, the way in which it travels to typst as data, without a file."""
        encoded = base64.b64encode(self.data).decode("ascii")
        return (
            '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
            f'width="{self.width}" height="{self.height}" viewBox="0 0 {self.width} {self.height}">'
            f'<image width="{self.width}" height="{self.height}" '
            f'xlink:href="data:{self.media_type};base64,{encoded}"/></svg>'
        )


def fetch_picture(sha256: str, fetch: FetchImage) -> Picture:
    """The picture of a hash; raises PictureInvalid when the bytes are others, too many, or no PNG or JPEG."""
    data = fetch(sha256)
    if sha256_hex(data) != sha256:
        raise PictureInvalid("图片内容与登记的校验值不一致，请核对原始图片后再生成文书。", sha256=sha256)
    if len(data) > LARGEST_BYTES:
        raise PictureInvalid("图片超过 4 MB，请缩小后再生成文书。", sha256=sha256, bytes=len(data))
    try:
        with Image.open(BytesIO(data), formats=tuple(_MEDIA_TYPES)) as image:
            width, height, format_name = image.width, image.height, str(image.format)
            if width * height > LARGEST_PIXELS:
                raise PictureInvalid("图片像素过多，请缩小后再生成文书。", sha256=sha256, width=width, height=height)
            image.load()
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError) as fault:
        raise PictureInvalid("图片无法读取，只能使用完好的 PNG 或 JPEG 图片。", sha256=sha256) from fault
    return Picture(data=data, media_type=_MEDIA_TYPES[format_name], width=width, height=height)


def code_svg(text: str) -> str:
    """The QR code of a text as SVG, error correction M; an empty text gives an empty result."""
    return _code(text).svg_inline(border=2, omitsize=True, dark="#000", light="#fff") if text else ""


def code_png(text: str) -> bytes:
    """The QR code of a text as PNG; an empty text gives no bytes."""
    if not text:
        return b""
    target = BytesIO()
    _code(text).save(target, kind="png", scale=_QR_MODULE_PX, border=2)
    return target.getvalue()


@lru_cache(maxsize=64)
def _code(text: str) -> segno.QRCode:
    """Choosing the best mask costs some 10 ms, and one paper is often made as PDF and DOCX, or printed again."""
    return segno.make_qr(text, error="m")
