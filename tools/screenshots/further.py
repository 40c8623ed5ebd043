"""Further states: invitations, badges and tablets after the usual walk, and error pages."""

import io
import re

import zxingcpp
from PIL import Image
from playwright.sync_api import Page, expect

from tools.screenshots.doors import sign_in, speak
from tools.screenshots.studio import SETTLED_MS, TABLETS, Studio
from visits.lobby import kiosks, one_time_codes
from visits.vocabulary.visits import CODE_DIGITS

IDLE_MS = 41_000


def invitations(studio: Studio) -> None:
    """A guest is invited, and the invitation withdrawn."""
    page, hosts = studio.page("phone"), studio.facts["hosts"]
    page.goto(hosts)
    sign_in(page, studio.facts["host"])
    page.goto(f"{hosts}invitations/new")
    page.locator("[name=name]").fill("Ayu Permata Sari Kusumawardhani")
    page.locator("[name=email]").fill("ayu@guest.example")
    page.locator("[name=ends]").fill("23:59")
    page.locator("[name=purpose]").first.check()
    page.locator("main form button.btn-primary").click()
    expect(page.locator(".gets")).to_be_visible()
    studio.shoot(page, "portal-9-invited")
    page.goto(hosts)
    page.locator(".guest-name", has_text="Ayu").click()
    guest = studio.guest_page("ayu@guest.example")
    page.locator("a[href$=withdrawal]").click()
    page.locator("main form .btn-danger").click()
    expect(page.locator("a[href$=withdrawal]")).to_have_count(0)
    studio.shoot(page, "portal-10-withdrawn")
    page.goto(guest)
    studio.shoot(page, "guest-3-withdrawn")
    page.goto(f"{hosts}nothing-here")
    studio.shoot(page, "error-1-nothing-here")
    page.goto(f"{hosts}welcome/{'z' * 26}")
    studio.shoot(page, "error-2-welcome-over")


def company(studio: Studio) -> None:
    """What the administrator of a company sees and does."""
    page, hosts = studio.page("phone"), studio.facts["hosts"]
    page.goto(hosts)
    sign_in(page, studio.facts["host"])
    for number, place in enumerate(("", "/hosts/new", "/guests", "/place"), 1):
        page.goto(f"{hosts}company{place}")
        studio.shoot(page, f"company-{number}")
    page.goto(f"{hosts}company")
    page.locator("a[href$=closure]").first.click()
    studio.shoot(page, "company-5-closure")
    page.goto(f"{hosts}company/guests")
    page.locator(".guest-name").first.click()
    studio.shoot(page, "company-6-guest")


def one_visit(studio: Studio) -> None:
    """What the desk sees of one visit, of one paper, and before it revokes a kiosk."""
    page, desk = studio.page(), studio.facts["desk"]
    page.goto(desk)
    sign_in(page, studio.facts["staff"])
    page.locator("#expected a.name").first.click()
    studio.shoot(page, "desk-8-visit-expected")
    page.goto(desk)
    page.locator("#on-site a.name").first.click()
    studio.shoot(page, "desk-9-visit-inside")
    page.goto(f"{desk}devices")
    page.locator("a[href$=revocation]").first.click()
    studio.shoot(page, "desk-10-revocation")
    page.goto(f"{desk}devices")
    page.locator("a[href$=paper]").first.click()
    studio.shoot(page, "desk-11-paper")
    page.goto(f"{desk}nothing-here")
    studio.shoot(page, "error-3-desk")


def printing(studio: Studio) -> None:
    """The desk adds what prints, loses its only printer, and writes a badge with a pen."""
    page, desk = studio.page(), studio.facts["desk"]
    page.goto(desk)
    sign_in(page, studio.facts["staff"])
    page.goto(f"{desk}printers/new")
    page.locator("[name=name]").fill("Counter")
    page.locator("[name=address]").fill("tcp://localhost:9100")
    page.locator("[name=width]").fill("9999")
    page.locator("main form .btn-primary").click()
    studio.shoot(page, "desk-12-add-a-printer-mistaken")
    page.goto(f"{desk}devices")
    page.locator("#add-agent summary").click()
    page.locator("#agent-name").fill("Front desk computer")
    page.locator("#add-agent form button").click()
    studio.shoot(page, "desk-13-agent-code")
    page.goto(f"{desk}devices")
    page.locator("[id^=printer-] a[href*=printers]").last.click()
    studio.shoot(page, "desk-14-printer")
    page.locator("a[href$=retirement]").click()
    page.locator("main form .btn-danger").click()
    page.goto(desk)
    page.locator("#expected form button").first.click()
    expect(page.locator("#unprinted")).to_be_visible()
    studio.shoot(page, "desk-15-stuck-queue")
    page.locator("#unprinted a[href$=handwriting]").first.click()
    studio.shoot(page, "desk-16-handwriting")


def left_alone(studio: Studio, page: Page) -> None:
    """The tablet asks after its guest, checks a badge out, and locks after many wrong codes."""
    page.clock.install()
    page.reload()
    speak(page, studio.language)
    page.locator("[data-go$=address]").click()
    expect(page.locator("[name=address]")).to_be_visible()
    page.clock.run_for(IDLE_MS)
    expect(page.locator("dialog[open]")).to_be_visible()
    studio.shoot(page, "kiosk-11-still-there", TABLETS)
    page.locator("dialog[open] [data-done]").click()
    speak(page, studio.language)
    _scan(page, badge(studio))
    expect(page.locator("[data-step=goodbye]")).to_be_visible()
    studio.shoot(page, "kiosk-12-goodbye", TABLETS)
    page.locator("[data-done]").first.click()
    for _ in range(kiosks.WRONG_LOCKS // one_time_codes.TRIES):
        expect(page.locator("[data-step=welcome]")).to_be_visible()
        _guess(page)
        if page.locator("[data-step=see_desk]").count():
            page.locator("[data-done]").first.click()
    expect(page.locator("[data-state=locked]")).to_be_visible()
    studio.shoot(page, "kiosk-13-locked", TABLETS)


def _guess(page: Page) -> None:
    """Type wrong digits for one address, until the tablet asks for no more."""
    page.locator("[data-go$=address]").click()
    page.locator("[name=address]").fill("nobody@guest.example")
    page.keyboard.press("Enter")
    for _ in range(one_time_codes.TRIES):
        expect(page.locator("[data-step=enter_code]")).to_be_visible()
        page.keyboard.type("0" * CODE_DIGITS)
        page.wait_for_timeout(SETTLED_MS)


def walk_in(studio: Studio, page: Page) -> None:
    """A guest without an invitation asks for a host."""
    page.locator("[data-go$='/walk-ins/new']").click()
    expect(page.locator("[data-step=walk_in]")).to_be_visible()
    studio.shoot(page, "kiosk-14-walk-in", TABLETS)
    page.locator("[data-go$='/walk-ins/name']").click()
    _type(page, "walk_in_name", "Wulan Sari")
    _type(page, "walk_in_host", "wij")
    expect(page.locator("[data-step=walk_in_hosts]")).to_be_visible()
    studio.shoot(page, "kiosk-15-walk-in-hosts", TABLETS)
    page.locator(".choice").first.click()
    expect(page.locator("[data-step=walk_in_purpose]")).to_be_visible()
    studio.shoot(page, "kiosk-16-walk-in-purpose", TABLETS)
    page.locator(".choice").first.click()
    expect(page.locator("[data-step=asking]")).to_be_visible()
    studio.shoot(page, "kiosk-17-host-is-asked", TABLETS)
    page.locator("[data-done]:visible").first.click()
    expect(page.locator("[data-step=welcome]")).to_be_visible()


def _type(page: Page, step: str, words: str) -> None:
    expect(page.locator(f"[data-step={step}]")).to_be_visible()
    page.keyboard.type(words)
    page.keyboard.press("Enter")


def badge(studio: Studio) -> str:
    """The code on the badge that was printed last."""
    page = studio.page()
    page.goto(studio.facts["paper"])
    picture = page.request.get(
        str(page.locator("main img").first.evaluate("image => image.src"))
    ).body()
    page.context.close()
    read = [
        str(one.text)
        for one in zxingcpp.read_barcodes(Image.open(io.BytesIO(picture)).convert("L"))
    ]
    return next(text for text in read if re.match("LB1:", text))


def _scan(page: Page, code: str) -> None:
    page.keyboard.type(code)
    page.keyboard.press("Enter")
