"""How the built web apps travel: compressed where the browser takes it; a missing file is missing."""

import gzip
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client, override_settings


@pytest.fixture
def built(tmp_path: Path) -> Iterator[Path]:
    """A field app of two files."""
    assets = tmp_path / "field" / "dist" / "assets"
    assets.mkdir(parents=True)
    (assets.parent / "index.html").write_text("<!doctype html><title>智监执法</title>", "utf-8")
    (assets / "main-12345678.js").write_text("export const word = '检查';\n" * 200, "utf-8")
    with override_settings(WEB_APPS_DIR=tmp_path):
        yield assets


def test_code_travels_compressed_and_is_kept_for_good(built: Path) -> None:
    answer = Client().get("/m/assets/main-12345678.js", headers={"Accept-Encoding": "gzip, br"})

    original = (built / "main-12345678.js").read_bytes()
    assert (answer["Content-Encoding"], answer["Vary"]) == ("gzip", "Accept-Encoding")
    assert gzip.decompress(answer.content) == original
    assert len(answer.content) < len(original) / 5
    assert "immutable" in answer["Cache-Control"]


def test_a_brotli_file_beside_it_is_preferred_unless_it_is_older(built: Path) -> None:
    file, packed = built / "main-12345678.js", built / "main-12345678.js.br"
    packed.write_bytes(b"packed by the build")

    def asked(encodings: str) -> tuple[str, bytes]:
        answer = Client().get("/m/assets/main-12345678.js", headers={"Accept-Encoding": encodings})
        return answer["Content-Encoding"], answer.content

    assert asked("gzip, deflate, br;q=0.9") == ("br", b"packed by the build")
    assert asked("gzip")[0] == "gzip"

    os.utime(file, ns=(packed.stat().st_mtime_ns + 1_000_000,) * 2)
    assert asked("gzip, br")[0] == "gzip"


def test_a_browser_without_compression_gets_the_file_as_it_is(built: Path) -> None:
    answer = Client().get("/m/assets/main-12345678.js")

    assert not answer.has_header("Content-Encoding")
    assert answer.content == (built / "main-12345678.js").read_bytes()


@pytest.mark.usefixtures("built")
def test_pages_are_asked_for_anew_and_a_missing_asset_is_missing() -> None:
    page, missing = Client().get("/m/visit/x/checklist"), Client().get("/m/assets/old-00000000.js")

    assert (page.status_code, page["Cache-Control"]) == (200, "no-cache")
    assert missing.status_code == 404
    assert missing["Content-Type"].startswith("text/plain")
