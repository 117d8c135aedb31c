"""What is read from pictures and made from them: size, EXIF fields, thumbnails, watermarked views."""

from io import BytesIO
from pathlib import Path
from typing import Any

import orjson
from django.conf import settings
from PIL import ExifTags, Image, ImageDraw, ImageFont, ImageOps, UnidentifiedImageError

from zhijian.kernel.errors import Invalid
from zhijian.support.evidence.rules import LARGEST_PIXELS

FORMATS = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP"}
THUMBNAIL_PX = 320
VIEW_PX = 1920
MARK_FONT = "NotoSansSC_400Regular.ttf"
_LONGEST_EXIF = 500


class PictureUnreadable(Invalid):
    """The bytes are no picture of the declared type, or one beyond our limits."""

    code = "evidence.picture_unreadable"


def read_header(path: Path, media_type: str) -> tuple[int, int]:
    """Width and height in pixels from the header alone: nothing is decoded. Raises PictureUnreadable."""
    with _opened(path, media_type) as image:
        return image.width, image.height


def read_exif(path: Path, media_type: str) -> dict[str, Any]:
    """The EXIF fields of a picture by name, as JSON; empty when there are none or they cannot be read."""
    try:
        with _opened(path, media_type) as image:
            exif = image.getexif()
            parts: list[tuple[dict[int, Any], type[ExifTags.Base] | type[ExifTags.GPS]]] = [
                (dict(exif), ExifTags.Base),
                (dict(exif.get_ifd(ExifTags.IFD.Exif)), ExifTags.Base),
                (dict(exif.get_ifd(ExifTags.IFD.GPSInfo)), ExifTags.GPS),
            ]
    except Exception:  # EXIF is written by countless devices; a broken one must not refuse the evidence
        return {}
    return {
        names(tag).name: _plain(value) for tags, names in parts for tag, value in tags.items() if _known(names, tag)
    }


def thumbnail(path: Path, media_type: str) -> bytes:
    """A JPEG of at most 320 pixels a side, upright, without EXIF. Raises PictureUnreadable."""
    return _jpeg(_reduced(path, media_type, THUMBNAIL_PX), quality=80)


def watermarked(path: Path, media_type: str, *, text: str, mark: dict[str, str]) -> bytes:
    """A JPEG view with ``text`` across it and ``mark`` as JSON in its comment; the stored file is not touched.

    At most 1920 pixels a side, upright, without EXIF. Raises PictureUnreadable.
    """
    image = _reduced(path, media_type, VIEW_PX)
    layer = _mark_layer(image.size, text)
    marked = Image.alpha_composite(image.convert("RGBA"), layer).convert("RGB")
    return _jpeg(marked, quality=88, comment=orjson.dumps(mark))


def read_mark(data: bytes) -> dict[str, str]:
    """The mark inside a watermarked view; empty when there is none."""
    with Image.open(BytesIO(data), formats=("JPEG",)) as image:
        comment = image.info.get("comment", b"")
    found = orjson.loads(comment) if comment else {}
    return found if isinstance(found, dict) else {}


def _opened(path: Path, media_type: str) -> Image.Image:
    try:
        image = Image.open(path, formats=(FORMATS[media_type],))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as fault:
        raise PictureUnreadable("图片像素过多，请用较低的分辨率重新拍摄。") from fault
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError) as fault:
        if isinstance(fault, OSError) and fault.errno is not None:
            raise  # the system could not read the file; that says nothing about its content
        raise PictureUnreadable("图片内容与声明的格式不符或已损坏，请重新拍摄或选择完好的文件。") from fault
    if image.width * image.height > LARGEST_PIXELS:
        image.close()
        raise PictureUnreadable("图片超过5000万像素，请用较低的分辨率重新拍摄。")
    return image


def _reduced(path: Path, media_type: str, side_px: int) -> Image.Image:
    try:
        with _opened(path, media_type) as image:
            image.draft("RGB", (side_px, side_px))  # a JPEG is decoded at a fraction of its size
            image.thumbnail((side_px, side_px), Image.Resampling.LANCZOS)
            upright = ImageOps.exif_transpose(image)
    except (OSError, SyntaxError, ValueError) as fault:
        raise PictureUnreadable("图片已损坏，无法显示，请下载原件查看。") from fault
    ground = Image.new("RGB", upright.size, "white")
    with_alpha = upright.convert("RGBA")
    ground.paste(with_alpha, mask=with_alpha.getchannel("A"))
    return ground


def _mark_layer(size: tuple[int, int], text: str) -> Image.Image:
    """Rows of the text, slanted, faint enough to leave what matters readable."""
    letters = max(14, min(size) // 28)
    font = _font(letters)
    width = max(1, round(font.getlength(text)))
    side = int((size[0] ** 2 + size[1] ** 2) ** 0.5) + 2 * letters
    layer = Image.new("RGBA", (side, side), (0, 0, 0, 0))
    draw = ImageDraw.Draw(layer)
    for row, y in enumerate(range(0, side, letters * 6)):
        for x in range(-(row % 2) * width // 2, side, width + letters * 4):
            draw.text((x + 1, y + 1), text, font=font, fill=(0, 0, 0, 70))
            draw.text((x, y), text, font=font, fill=(255, 255, 255, 105))
    turned = layer.rotate(24)
    left, top = (side - size[0]) // 2, (side - size[1]) // 2
    return turned.crop((left, top, left + size[0], top + size[1]))


def _font(letters_px: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    path = Path(settings.FONTS_DIR) / MARK_FONT
    return ImageFont.truetype(str(path), letters_px) if path.is_file() else ImageFont.load_default(letters_px)


def _jpeg(image: Image.Image, *, quality: int, comment: bytes = b"") -> bytes:
    target = BytesIO()
    image.save(target, "JPEG", quality=quality, comment=comment)
    return target.getvalue()


def _known(names: type[ExifTags.Base] | type[ExifTags.GPS], tag: int) -> bool:
    return tag in {item.value for item in names} and names(tag).name not in {"MakerNote", "ExifOffset", "GPSInfo"}


def _plain(value: Any) -> Any:
    """A value that JSON and PostgreSQL can hold; long or binary ones as their beginning."""
    if isinstance(value, bool | int):
        return value
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value[:20]]
    if isinstance(value, bytes):
        return value[:40].hex()
    return str(value).replace("\x00", "")[:_LONGEST_EXIF]
