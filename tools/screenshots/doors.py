"""Doors: how members sign in and tablets are spoken to, on the way to a picture."""

from playwright.sync_api import Page, expect


def sign_in(page: Page, who: dict[str, str]) -> None:
    """The member is in."""
    page.locator("[name=email]").fill(who["login"])
    page.locator("[name=password]").fill(who["password"])
    page.locator("main form button").click()
    expect(page.locator("form[action$=sign-out]")).to_be_visible()


def speak(page: Page, language: str) -> None:
    """The tablet's first screen, in this language."""
    before = page.locator("main section").element_handle()
    page.locator(f"[data-language={language}]").click()
    # The tablet ignores a second tap until the answer to the first is on the screen.
    before.wait_for_element_state("hidden")
    expect(
        page.locator(f"[data-language={language}][aria-current=true]")
    ).to_be_visible()
