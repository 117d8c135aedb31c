"""Accessibility of a page as axe-core sees it: WCAG 2.2, levels A and AA."""

from playwright.sync_api import Page

from .platform import PROJECT
from .settling import settled

SOURCE = PROJECT / "web" / "node_modules" / "axe-core" / "axe.min.js"
RUN = """async () => {
  const found = await axe.run(document, {
    runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'], resultTypes: ['violations'],
  })
  const places = (nodes) => nodes.map((node) => node.target.join(' ')).join('; ')
  return found.violations.map(({ id, help, nodes }) => `${id}: ${help} — ${places(nodes)}`)
}"""


def violations(page: Page) -> list[str]:
    """What axe finds wrong with the page once it has settled, one sentence each; empty when all is well.

    The script goes in through the debugger, so that the page's own content policy stays as it is.
    """
    settled(page)
    page.evaluate(SOURCE.read_text("utf-8"))
    return list(page.evaluate(RUN))
