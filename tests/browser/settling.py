"""Waiting until a page shows what it came for."""

from playwright.sync_api import Page, expect

#: Counts the questions of a page that have no answer yet; every window of the tests carries it.
COUNTER = """(() => {
  const ask = globalThis.fetch
  globalThis.__asked = 0
  globalThis.fetch = async (...question) => {
    globalThis.__asked++
    try { return await ask(...question) } finally { globalThis.__asked-- }
  }
})()"""
#: Two frames later, what came with the last answer is painted and has asked what it wanted to know.
QUIET = """async () => {
  const frame = () => new Promise((next) => requestAnimationFrame(next))
  await frame()
  await frame()
  return globalThis.__asked === 0
}"""


def settled(page: Page) -> None:
    """Nothing is on its way any more: no table that still fills, no answer or picture still to come."""
    page.wait_for_load_state("networkidle")
    page.wait_for_function(QUIET)
    expect(page.locator("[aria-busy=true]")).to_have_count(0)
