"""The fonts of papers come from packages, are told clearly when missing, and are known character by character."""

import shutil
from pathlib import Path

import pytest

from zhijian.support.documents.fonts import (
    ADDED_FOLDER,
    PACKAGE_SCOPE,
    PACKAGED_FONTS,
    FontsMissing,
    characters_of,
    collect_fonts,
    family_of,
    load_fonts,
)
from zhijian.support.documents.render import PdfRenderer
from zhijian.support.documents.tests.paper_samples import FONTS, NODE_MODULES, fonts


@pytest.mark.parametrize("character", "㐂𠮷龘☑☐〔〕〇℃㎡镕堃䶮*")
def test_characters_of_official_papers_have_a_glyph(character: str) -> None:
    assert fonts().can_show(character)


@pytest.mark.parametrize("character", ["😀", "ب", "\ue000", "\uffff"])
def test_what_no_font_holds_is_known(character: str) -> None:
    assert not fonts().can_show(character)


def test_collecting_twice_leaves_the_files_alone(tmp_path: Path) -> None:
    first = collect_fonts(NODE_MODULES, tmp_path / "fonts")
    times = [path.stat().st_mtime_ns for path in first]

    again = collect_fonts(NODE_MODULES, tmp_path / "fonts")

    assert again == first
    assert [path.stat().st_mtime_ns for path in again] == times
    assert [path.name for path in again] == [Path(name).name for name in PACKAGED_FONTS]


def test_a_missing_package_is_told_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(FontsMissing, match="npm install"):
        collect_fonts(tmp_path, tmp_path / "fonts")


def test_a_missing_file_is_told_by_name(tmp_path: Path) -> None:
    with pytest.raises(FontsMissing, match=r"缺少 NotoSerifSC_400Regular\.ttf"):
        load_fonts(tmp_path)


def test_a_file_that_is_no_font_is_told_by_name(tmp_path: Path) -> None:
    for path in collect_fonts(NODE_MODULES, tmp_path):
        path.write_bytes(b"not a font")

    with pytest.raises(FontsMissing, match=r"NotoSerifSC_400Regular\.ttf 不是可用的字体文件"):
        load_fonts(tmp_path)


def test_a_font_that_an_operator_adds_is_used(tmp_path: Path) -> None:
    for path in FONTS.glob("*.ttf"):
        (tmp_path / path.name).symlink_to(path)
    (tmp_path / ADDED_FOLDER).mkdir()
    added = NODE_MODULES / PACKAGE_SCOPE / "noto-serif-sc" / "900Black" / "NotoSerifSC_900Black.ttf"
    shutil.copyfile(added, tmp_path / ADDED_FOLDER / "added.ttf")

    loaded = load_fonts(tmp_path)

    assert loaded.added_families == (family_of(added.read_bytes()),)
    assert loaded.covered >= characters_of(added.read_bytes())
    assert PdfRenderer(loaded).fonts is loaded
