"""axe, which knows what shuts people out of a page."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
}


def complaints(page: Page) -> list[str]:
    """What axe says about the page: rule and place."""
    found = Axe().run(page, options=RULES).response["violations"]
    return [
        f"{rule['id']}: {node['target']}" for rule in found for node in rule["nodes"]
    ]
