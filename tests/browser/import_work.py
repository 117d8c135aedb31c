"""A file brought in on the import pages: sent, checked, loaded, and what the pages tell of it."""

from pathlib import Path
from typing import NamedTuple

from playwright.sync_api import Page, expect
from python_calamine import CalamineWorkbook

from .shops import payload

#: Jobs wait behind those of the demonstration's papers.
WORKED_MS = 120_000


def send(page: Page, name: str, data: bytes) -> None:
    """Choose a file on the page that shows the drop field."""
    page.locator("input[type=file]").set_input_files(payload(name, data))


def map_and_check(page: Page) -> None:
    """Take the proposed columns and have all rows checked."""
    page.get_by_role("button", name="逐行检查").click()
    expect(page.get_by_role("heading", name="检查结果")).to_be_visible(timeout=WORKED_MS)


def load(page: Page, count: int) -> None:
    """Have the good rows imported."""
    page.get_by_role("button", name=f"导入 {count} 行").click()
    expect(page.get_by_role("heading", name="已完成")).to_be_visible(timeout=WORKED_MS)


def tile(page: Page, label: str) -> str:
    """The count under a label."""
    return page.locator("dl div").filter(has=page.get_by_text(label, exact=True)).locator("dd").inner_text()


class Problem(NamedTuple):
    """A cell that cannot be imported, as its row of 问题清单 tells it."""

    line: str
    column: str
    value: str
    reason: str
    outcome: str


def problems(page: Page) -> list[Problem]:
    """What 问题清单 tells; there is at least one problem."""
    rows = page.get_by_role("table", name="问题清单").locator("tbody tr")
    # The rows come with an answer of their own, after the heading of the result.
    expect(rows).not_to_have_count(0)
    return [Problem(*row.inner_text().split("\t")) for row in rows.all()]


def sheet(path: Path, name: int | str = 0) -> list[list[str]]:
    """The cells of a downloaded workbook's sheet as text."""
    book = CalamineWorkbook.from_path(path)
    found = book.get_sheet_by_index(name) if isinstance(name, int) else book.get_sheet_by_name(name)
    return [[str(cell) for cell in row] for row in found.to_python()]
