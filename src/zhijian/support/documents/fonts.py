"""The fonts of papers: which files there are, what they can show, and gathering them into one folder.

Fonts of the operating system are never looked at, so that a paper has the same bytes on every machine.
"""

import shutil
import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from zhijian.kernel.errors import Unavailable

SERIF = "Noto Serif SC"
SANS = "Noto Sans SC"
FALLBACKS = ("Noto Serif JP", "Noto Sans Symbols 2")
"""Asked in this order for what SERIF and SANS lack: some 430 characters of Extension B (𠮷), and the boxes ☐ ☑."""

PACKAGED_FONTS = (
    "noto-serif-sc/400Regular/NotoSerifSC_400Regular.ttf",
    "noto-serif-sc/700Bold/NotoSerifSC_700Bold.ttf",
    "noto-sans-sc/400Regular/NotoSansSC_400Regular.ttf",
    "noto-sans-sc/700Bold/NotoSansSC_700Bold.ttf",
    "noto-serif-jp/400Regular/NotoSerifJP_400Regular.ttf",
    "noto-sans-symbols-2/400Regular/NotoSansSymbols2_400Regular.ttf",
)
PACKAGE_SCOPE = "@expo-google-fonts"
ADDED_FOLDER = "added"
"""Below the font folder; what an operator puts there is asked after FALLBACKS, in the order of the file names."""

_NAME_OF_TYPOGRAPHIC_FAMILY, _NAME_OF_FAMILY = 16, 1
_WINDOWS, _WINDOWS_UNICODE = 3, (1, 10)

Result = TypeVar("Result")


class FontsMissing(Unavailable):
    """The fonts that papers are set in are not where they should be."""

    code = "documents.fonts_missing"


@dataclass(frozen=True, kw_only=True)
class FontSet:
    """The fonts of one folder and its subfolder ``added``; ``covered`` holds the code points they have glyphs for."""

    folder: Path
    files: tuple[Path, ...]
    added_families: tuple[str, ...]
    covered: frozenset[int]

    @property
    def serif(self) -> tuple[str, ...]:
        """Families for body and titles, first choice first."""
        return (SERIF, *FALLBACKS, *self.added_families)

    @property
    def sans(self) -> tuple[str, ...]:
        """Families for page feet and small print, first choice first."""
        return (SANS, *FALLBACKS, *self.added_families)

    def can_show(self, character: str) -> bool:
        """Whether some font of the set has a glyph for the character."""
        return ord(character) in self.covered


def collect_fonts(node_modules: Path, target: Path) -> tuple[Path, ...]:
    """Copy the font files out of the installed npm packages into ``target``, which is made when missing.

    Gives the files in ``target``. Files that are there with the same size stay untouched, so it can run at every
    set-up. Raises FontsMissing when a package is not installed.
    """
    sources = [node_modules / PACKAGE_SCOPE / name for name in PACKAGED_FONTS]
    absent = [source for source in sources if not source.is_file()]
    if absent:
        raise FontsMissing(
            f"没有找到字体文件 {absent[0].name}，请先在 web 目录运行 npm install 再收集字体。",
            files=[str(path) for path in absent],
        )
    target.mkdir(parents=True, exist_ok=True)
    return tuple(_copied(source, target / source.name) for source in sources)


def load_fonts(folder: Path) -> FontSet:
    """The fonts of ``folder`` and of its subfolder ``added``; reads every character table, about 0.1 s.

    Raises FontsMissing when a packaged font is absent or a file is no font.
    """
    packaged = [folder / Path(name).name for name in PACKAGED_FONTS]
    absent = [path.name for path in packaged if not path.is_file()]
    if absent:
        raise FontsMissing(
            f"文书所用的字体不完整，缺少 {'、'.join(absent)}。请重新运行安装步骤，或把字体文件放入 {folder}。",
            files=absent,
        )
    added = sorted(path for path in (folder / ADDED_FOLDER).glob("*") if path.suffix.lower() in {".ttf", ".otf"})
    files = (*packaged, *added)
    return FontSet(
        folder=folder,
        files=files,
        added_families=tuple(dict.fromkeys(_read(path, family_of) for path in added)),
        covered=frozenset().union(*(_read(path, characters_of) for path in files)),
    )


def characters_of(font: bytes) -> frozenset[int]:
    """Code points for which a TTF or OTF file has a glyph, from its character map (formats 4 and 12)."""
    table = _table(font, b"cmap")
    (count,) = struct.unpack_from(">H", table, 2)
    offsets = [struct.unpack_from(">HHI", table, 4 + 8 * index)[2] for index in range(count)]
    return frozenset(code for offset in set(offsets) for code in _codes(table, offset))


def family_of(font: bytes) -> str:
    """The family name by which typst knows the font."""
    table = _table(font, b"name")
    _, count, texts = struct.unpack_from(">HHH", table, 0)
    names: dict[int, str] = {}
    for index in range(count):
        platform, encoding, _, name, length, offset = struct.unpack_from(">HHHHHH", table, 6 + 12 * index)
        if platform == _WINDOWS and encoding in _WINDOWS_UNICODE:
            raw = table[texts + offset : texts + offset + length]
            names.setdefault(name, raw.decode("utf-16-be"))
    return names.get(_NAME_OF_TYPOGRAPHIC_FAMILY) or names[_NAME_OF_FAMILY]


def _copied(source: Path, target: Path) -> Path:
    if not target.is_file() or target.stat().st_size != source.stat().st_size:
        shutil.copyfile(source, target)
    return target


def _read(path: Path, reader: Callable[[bytes], Result]) -> Result:
    try:
        return reader(path.read_bytes())
    except (struct.error, KeyError, UnicodeDecodeError) as fault:
        raise FontsMissing(f"{path.name} 不是可用的字体文件，请换成完整的 TTF 或 OTF 文件。", file=path.name) from fault


def _table(font: bytes, tag: bytes) -> bytes:
    """One table of a font file; raises KeyError when the file has none of that name."""
    (count,) = struct.unpack_from(">H", font, 4)
    for index in range(count):
        found, _, offset, length = struct.unpack_from(">4sIII", font, 12 + 16 * index)
        if found == tag:
            return font[offset : offset + length]
    raise KeyError(tag)


def _codes(table: bytes, offset: int) -> Iterator[int]:
    (layout,) = struct.unpack_from(">H", table, offset)
    if layout == 12:
        yield from _codes_of_groups(table, offset)
    elif layout == 4:
        yield from _codes_of_segments(table, offset)


def _codes_of_groups(table: bytes, offset: int) -> Iterator[int]:
    (count,) = struct.unpack_from(">I", table, offset + 12)
    for index in range(count):
        first, last, _ = struct.unpack_from(">III", table, offset + 16 + 12 * index)
        yield from range(first, last + 1)


def _codes_of_segments(table: bytes, offset: int) -> Iterator[int]:
    (doubled,) = struct.unpack_from(">H", table, offset + 6)
    count = doubled // 2
    ends = struct.unpack_from(f">{count}H", table, offset + 14)
    starts = struct.unpack_from(f">{count}H", table, offset + 16 + doubled)
    for first, last in zip(starts, ends, strict=True):
        yield from range(first, min(last, 0xFFFE) + 1)  # the closing segment holds U+FFFF, which is no character
