"""What a person does on the pages of the console: choose, type, pick days."""

import re

from playwright.sync_api import Locator, Page, expect


def field(scope: Page | Locator, label: str) -> Locator:
    """The field whose label begins with these words; required ones have 必填 behind it."""
    return scope.get_by_label(re.compile(f"^{re.escape(label)}"))


def choose(page: Page, label: str, *options: str) -> None:
    """Pick options of a select by their first words; several when it takes several."""
    box = field(page, label).and_(page.get_by_role("combobox"))
    page.locator(".el-select").filter(has=box).click()
    choices = page.locator(f"#{box.get_attribute('aria-controls')}")
    for option in options:
        choices.get_by_role("option", name=option).first.click()
    if choices.is_visible():
        page.keyboard.press("Escape")
    expect(choices).to_be_hidden()


def find_entity(page: Page, label: str, name: str) -> None:
    """Pick an entity of the register by typing its name."""
    box = field(page, label).and_(page.get_by_role("combobox"))
    box.fill(name)
    choices = page.locator(f"#{box.get_attribute('aria-controls')}")
    choices.get_by_role("option", name=name).first.click()


def type_days(page: Page, first: str, last: str) -> None:
    """Type the first and the last day of a period into the page's date range."""
    page.get_by_placeholder("起", exact=True).fill(first)
    end = page.get_by_placeholder("止", exact=True)
    end.fill(last)
    end.press("Enter")
    expect(page.locator(".el-date-range-picker")).to_be_hidden()
