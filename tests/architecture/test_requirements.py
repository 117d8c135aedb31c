"""Tests name rows that exist, and every row of what was promised so far has a test."""

from functools import cache
from pathlib import Path

import pytest

from zhijian.config.cli import main
from zhijian.config.cli.requirements import CatalogueUnreadable, catalogue, marks, unknown

#: The house and the main job: issue 2 promises a test for each of these.
PROMISED = [
    *("IAM-1", "IAM-2", "IAM-3", "IAM-4", "POR-1", "POR-2", "REG-1", "REG-2", "REG-3", "REG-5", "ENF-1"),
    *("PLT-1", "PLT-2", "PLT-3", "PLT-4", "PLT-5", "PLT-6", "PLT-8", "PLT-9", "PLT-11", "PLT-12", "PLT-14", "PLT-15"),
    *("INS-4.1", "INS-4.2", "INS-4.3", "INS-4.4", "INS-4.5", "INS-4.6"),
    *("INS-5.1", "INS-5.2", "INS-5.3", "INS-5.4", "INS-5.5", "INS-5.6", "INS-5.7", "INS-5.8", "INS-5.10"),
]


found_marks = cache(marks)


def test_no_test_names_a_row_that_does_not_exist() -> None:
    assert unknown(catalogue(), found_marks()) == []


@pytest.mark.parametrize("row", PROMISED)
def test_every_promised_row_has_a_test(row: str) -> None:
    assert row in catalogue()
    assert found_marks().get(row), f"no test names {row}"


def test_no_test_is_skipped_or_expected_to_fail() -> None:
    """A test that can be skipped counts as absent."""
    words = ("mark.skip", "mark.xfail", "pytest.skip(", "importorskip")
    project = Path(__file__).resolve().parents[2]
    files = [path for folder in ("src", "tests") for path in (project / folder).rglob("test_*.py")]

    assert len(files) > 60
    assert [
        path.name for path in files if path != Path(__file__) and any(w in path.read_text("utf-8") for w in words)
    ] == []


def test_the_command_lists_rows_with_and_without_tests(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["requirements"]) == 0

    shown = capsys.readouterr().out
    assert "INS-4.4" in shown.partition("还没有测试的要求")[0]
    assert "KIT-3" in shown.partition("还没有测试的要求")[2]


def test_the_command_tells_an_unknown_id(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["requirements", "IAM-3", "XXX-1"]) == 1

    shown = capsys.readouterr().out
    assert "tests/architecture/test_routes.py::" in shown
    assert "未知的要求编号：XXX-1" in shown


@pytest.mark.parametrize(("text", "wanted"), [("A-1 甲\nA-1 乙\n", "重复"), ("A-1\n", "缺少标题")])
def test_a_broken_catalogue_is_refused_with_its_line(tmp_path: Path, text: str, wanted: str) -> None:
    broken = tmp_path / "requirements.txt"
    broken.write_text(text, "utf-8")

    with pytest.raises(CatalogueUnreadable, match=wanted):
        catalogue(broken)


def test_a_missing_catalogue_is_told(tmp_path: Path) -> None:
    with pytest.raises(CatalogueUnreadable, match="没有找到"):
        catalogue(tmp_path / "none.txt")
