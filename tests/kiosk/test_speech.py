"""Spoken help, in a real browser: what a voice is given to say, and what it never says."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.cast import EMAIL, NAME, Invite
from tests.kiosk.lobby import Lobby
from tests.kiosk.tablet import sent_digits

# Chromium without a window has no voices: what it is given to say is written down instead.
VOICES = """
window.spoken = [];
// Without a voice of its own a browser may take one that speaks on somebody else's computer.
window.saidElsewhere = [];
const voices = %s;
Object.defineProperty(window, "speechSynthesis", { value: {
  getVoices: () => voices, cancel() {},
  speak: ({ text, voice }) => (voice ? spoken : saidElsewhere).push(text),
} });
window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
"""
ENGLISH = '[{ lang: "en-GB", localService: true }]'
REMOTE = (
    '[{ lang: "en-GB", localService: false }, { lang: "id-ID", localService: true }]'
)


def with_voices(served: Lobby, browser: Browser, voices: str) -> Page:
    page = served.open(browser)
    page.add_init_script(VOICES % voices)
    page.reload()
    expect(page.get_by_role("button", name="I have no code")).to_be_visible()
    return page


@pytest.fixture
def page(served: Lobby, blind_browser: Browser) -> Iterator[Page]:
    """A paired tablet with an English voice of its own."""
    opened = with_voices(served, blind_browser, ENGLISH)
    yield opened
    opened.context.close()


def spoken(page: Page) -> str:
    """What was said since it was asked last."""
    return "\n".join(page.evaluate("spoken.splice(0)"))


def is_on(page: Page, mode: str) -> None:
    expect(page.locator(f"html[data-speech={mode}]")).to_be_attached()


def test_a_guest_checks_in_by_ear_and_nothing_that_is_typed_is_spoken(
    served: Lobby, page: Page, invite: Invite
) -> None:
    invite()
    page.keyboard.press("F1")
    assert "Spoken help is on." in (said := spoken(page))
    assert "You can choose:" in said
    assert "I have no code." in said
    page.get_by_role("button", name="I have no code").focus()
    assert spoken(page) == "I have no code"
    page.keyboard.press("Enter")
    expect(
        page.get_by_label("Your e\N{NON-BREAKING HYPHEN}mail or phone")
    ).to_be_visible()
    assert "The one your host invited you with." in spoken(page)
    page.keyboard.type(EMAIL)
    page.keyboard.press("Backspace")
    page.keyboard.type(EMAIL[-1])
    assert spoken(page).split("\n") == ["Typed."] * len(EMAIL) + ["Deleted.", "Typed."]
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Type your code")).to_be_visible()
    page.keyboard.press("F1")
    is_on(page, "dark")
    digits = sent_digits(served.database)
    page.keyboard.type(digits)
    expect(page.get_by_role("heading", name=f"Welcome, {NAME}")).to_be_attached()
    said = spoken(page)
    assert f"Welcome, {NAME}" in said
    assert digits not in said
    page.get_by_role("button", name="Done").or_(
        page.get_by_role("button", name="Yes, I have it")
    ).press("Enter")
    is_on(page, "off")


def test_a_long_press_in_the_corner_begins_and_ends_it(page: Page) -> None:
    page.clock.install()
    for mode in ("spoken", "dark", "off"):
        page.mouse.move(60, 60)
        page.mouse.down()
        page.clock.run_for(2_000)
        page.mouse.up()
        is_on(page, mode)
    page.mouse.down()
    page.mouse.up()
    page.clock.run_for(2_000)
    is_on(page, "off")


def test_spoken_help_ends_when_nobody_goes_on_from_the_first_screen(page: Page) -> None:
    page.clock.install()
    page.keyboard.press("F1")
    page.get_by_role("button", name="I have no code").click()
    page.get_by_role("button", name="Back").click()
    expect(page.get_by_role("button", name="I have no code")).to_be_visible()
    is_on(page, "spoken")
    page.clock.run_for(60_000)
    is_on(page, "off")


def test_a_tablet_without_a_voice_of_its_own_says_so(
    served: Lobby, blind_browser: Browser
) -> None:
    page = with_voices(served, blind_browser, REMOTE)
    page.keyboard.press("F1")
    advice = "This tablet has no voice for this language. Please ask at the front desk."
    expect(page.get_by_role("status").get_by_text(advice)).to_be_visible()
    assert spoken(page) == ""
    page.context.close()


def test_in_a_language_without_a_voice_spoken_help_ends_and_nobody_else_speaks(
    page: Page,
) -> None:
    page.keyboard.press("F1")
    is_on(page, "spoken")
    page.get_by_role("button", name="Bahasa Indonesia").click()
    is_on(page, "off")
    advice = "Tablet ini tidak punya suara untuk bahasa ini."
    expect(page.get_by_role("status").get_by_text(advice)).to_be_visible()
    assert page.evaluate("saidElsewhere") == []
