"""axe, which knows what shuts people out of a page."""

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

OPTIONS = {
    "runOnly": [
        "wcag2a",
        "wcag2aa",
        "wcag21a",
        "wcag21aa",
        "wcag22aa",
        "best-practice",
    ],
    "resultTypes": ["violations"],
}
"""What passed is not described: its account is ten times as long as the page."""
RUN = """async (options) => {
  const { violations } = await axe.run(document, options);
  return violations.map(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target}`));
}"""


def complaints(page: Page) -> list[str]:
    """What axe says about the page: rule and place."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    return [said for rule in page.evaluate(RUN, OPTIONS) for said in rule]
