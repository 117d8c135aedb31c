"""Pictures of the made-up world: handwriting and photographs that show plainly that they are made up."""

import hashlib
from io import BytesIO

from PIL import Image, ImageDraw

WALLS = ("#d9e2ec", "#e8e4d8", "#dfe8df", "#e6dfe8")


def signature(name: str) -> bytes:
    """A line of handwriting as PNG, the same for the same name."""
    seed = hashlib.sha256(name.encode()).digest()
    picture = Image.new("RGB", (360, 140), "white")
    pen = ImageDraw.Draw(picture)
    points = [(24 + step * 19, 30 + seed[step] * 80 // 255) for step in range(17)]
    pen.line(points, fill="#1f2937", width=4, joint="curve")
    return _as(picture, "PNG")


def photograph(key: str) -> bytes:
    """A drawn room with shelves as JPEG, the same for the same key."""
    seed = hashlib.sha256(key.encode()).digest()
    picture = Image.new("RGB", (960, 720), WALLS[seed[0] % len(WALLS)])
    pen = ImageDraw.Draw(picture)
    pen.rectangle((0, 560, 960, 720), fill="#b8b2a6")
    for shelf in range(3):
        top = 140 + shelf * 140
        pen.rectangle((80, top + 100, 880, top + 112), fill="#7b8794")
        for box in range(8):
            size = 40 + seed[(shelf * 8 + box) % 32] % 50
            left = 96 + box * 98
            pen.rectangle((left, top + 100 - size, left + 70, top + 100), fill=f"#{seed[box]:02x}{seed[shelf]:02x}70")
    pen.text((24, 24), "DEMO", fill="#b42318")
    return _as(picture, "JPEG")


def _as(picture: Image.Image, kind: str) -> bytes:
    target = BytesIO()
    picture.save(target, kind, quality=82)
    return target.getvalue()
