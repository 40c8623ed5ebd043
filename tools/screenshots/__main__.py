"""`python -m tools.screenshots [FOLDER]`: walk through everything and take pictures on the way."""

import sys
from pathlib import Path

from playwright.sync_api import Page, expect

from tools.screenshots.doors import sign_in, speak
from tools.screenshots.further import (
    company,
    invitations,
    left_alone,
    one_visit,
    printing,
    walk_in,
)
from tools.screenshots.studio import TABLETS, Studio, open_studio
from visits.languages import OWN_NAMES
from visits.vocabulary.visits import CODE_DIGITS

MAIN = "main .button--main:visible"


def main() -> None:
    """Every picture is in the folder."""
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else "screenshots")
    for language in OWN_NAMES:
        with open_studio(language, folder) as studio:
            expect.set_options(timeout=30_000)
            for walk in (
                portal,
                company,
                kiosk,
                kiosk_refusals,
                desk,
                one_visit,
                tablet_at_dusk,
                invitations,
                letters,
                printing,
            ):
                walk(studio)
    sys.stdout.write(f"{len(list(folder.glob('*.png')))} pictures in {folder}\n")


def portal(studio: Studio) -> None:
    """A host's pages, and the guest's own."""
    page = studio.page("phone")
    page.goto(studio.facts["hosts"])
    studio.shoot(page, "portal-1-sign-in")
    sign_in(page, studio.facts["host"])
    studio.shoot(page, "portal-2-guests")
    page.goto(f"{studio.facts['hosts']}invitations/new")
    studio.shoot(page, "portal-3-invite")
    page.locator("[name=name]").fill("\u202e{{7*7}}")
    page.locator("[name=email]").fill("one@guest.example, two@guest.example")
    page.locator("[name=day]").fill("2020-02-02")
    page.locator("main form button.btn-primary").click()
    studio.shoot(page, "portal-4-invite-mistaken")
    page.goto(studio.facts["hosts"])
    page.locator(".guest-name").first.click()
    studio.shoot(page, "portal-5-guest")
    guest = studio.guest_page(studio.facts["guest"]["email"])
    page.locator("a[href$=schedule]").click()
    studio.shoot(page, "portal-6-new-time")
    page.go_back()
    page.locator("a[href$=withdrawal]").click()
    studio.shoot(page, "portal-7-withdraw")
    page.goto(f"{studio.facts['hosts']}vouching/new")
    studio.shoot(page, "portal-8-vouch")
    page.goto(guest)
    studio.shoot(page, "guest-1-page")
    page.goto(guest[:-4] + "zzzz")
    studio.shoot(page, "guest-2-unknown")


def kiosk(studio: Studio) -> None:
    """The tablet, from pairing to a wrong code, and on to the badge."""
    page = studio.page("tablet")
    page.goto(studio.facts["kiosk"])
    studio.shoot(page, "kiosk-1-pairing", TABLETS)
    page.locator(MAIN).click()
    speak(page, studio.language)
    studio.shoot(page, "kiosk-2-welcome", TABLETS)
    page.locator("[data-go$=address]").click()
    expect(page.locator("[name=address]")).to_be_visible()
    page.keyboard.type(studio.facts["guest"]["email"])
    studio.shoot(page, "kiosk-3-address", TABLETS)
    page.locator(MAIN).click()
    expect(page.locator("[name=code]")).to_be_visible()
    studio.shoot(page, "kiosk-4-code", TABLETS)
    page.keyboard.type("0" * CODE_DIGITS)
    page.locator(MAIN).click()
    expect(page.locator("[role=alert]")).to_be_visible()
    studio.shoot(page, "kiosk-5-wrong-code", TABLETS)
    kiosk_to_the_badge(studio, page)


def kiosk_to_the_badge(studio: Studio, page: Page) -> None:
    """From the host's digits to a guest who is in and has a badge."""
    page.locator("[data-go$=vouching]").click()
    expect(page.locator(".digits")).to_be_visible()
    studio.shoot(page, "kiosk-6-host-is-here", TABLETS)
    page.locator(MAIN).click()
    expect(page.locator("[name=code]")).to_be_visible()
    page.keyboard.type(studio.digits())
    page.locator(MAIN).click()
    expect(page.locator("[data-badge=printed]")).to_be_visible()
    studio.shoot(page, "kiosk-7-arrived", TABLETS)
    page.context.storage_state(path=studio.folder / "tablet.json")
    page.locator("[data-done]").click()
    speak(page, studio.language)


def kiosk_refusals(studio: Studio) -> None:
    """What the tablet says when it cannot let somebody in."""
    page = paired(studio)
    page.locator("form[action$=help] button").click()
    expect(page.locator("[data-go$=address]")).to_be_hidden()
    studio.shoot(page, "kiosk-8-help", TABLETS)
    page.locator("[data-done]").first.click()
    speak(page, studio.language)
    page.keyboard.type(studio.facts["guest"]["code"])
    page.keyboard.press("Enter")
    expect(page.locator("[data-go$=address]")).to_be_hidden()
    studio.shoot(page, "kiosk-9-see-the-desk", TABLETS)
    page.context.close()


def tablet_at_dusk(studio: Studio) -> None:
    """The tablet at the end of its day."""
    page = paired(studio)
    walk_in(studio, page)
    left_alone(studio, page)
    page.context.close()
    (studio.folder / "tablet.json").unlink()


def paired(studio: Studio) -> Page:
    """The tablet that was paired before, at its first screen."""
    context = studio.browser.new_context(
        viewport={"width": 1024, "height": 768},
        locale=studio.language,
        storage_state=studio.folder / "tablet.json",
    )
    page = context.new_page()
    page.goto(studio.facts["kiosk"])
    speak(page, studio.language)
    return page


def desk(studio: Studio) -> None:
    """The front desk, with somebody waiting and somebody inside."""
    page = studio.page()
    page.goto(studio.facts["desk"])
    studio.shoot(page, "desk-1-sign-in")
    sign_in(page, studio.facts["staff"])
    studio.shoot(page, "desk-2-board")
    page.locator("[data-dialog=refuse-dialog]").first.click()
    studio.shoot(page, "desk-3-refuse")
    page.keyboard.press("Escape")
    page.locator("[data-dialog=badge-dialog]").first.click()
    studio.shoot(page, "desk-4-print-again")
    page.goto(f"{studio.facts['desk']}devices")
    studio.shoot(page, "desk-5-devices")
    page.locator("#add-kiosk summary").click()
    page.locator("#add-kiosk [name=name]").fill("Garden door")
    page.locator("#add-kiosk form button").click()
    studio.shoot(page, "desk-6-pairing-code")
    dark = studio.page(scheme="dark")
    dark.goto(studio.facts["desk"])
    sign_in(dark, studio.facts["staff"])
    studio.shoot(dark, "desk-7-board-dark", ("desktop",))


def letters(studio: Studio) -> None:
    """What came by mail, and the paper."""
    page = studio.page()
    for name in ("mail", "paper"):
        page.goto(studio.facts[name])
        studio.shoot(page, f"demo-{name}", ("desktop",))
    page.goto(studio.facts["mail"])
    page.locator(".demo-email a").last.click()
    studio.shoot(page, "letter-invitation", ("phone", "desktop"))


if __name__ == "__main__":
    main()
