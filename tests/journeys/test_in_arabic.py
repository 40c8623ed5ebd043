"""A whole visit in a language that is written from right to left: nothing but catalogues speaks it."""

import re
from collections.abc import Iterator
from email.message import EmailMessage

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.axe import complaints
from tests.journeys.codes import read_code
from tests.journeys.inbox import digits_in, pictures_of, text_of
from tests.journeys.lobby import Lobby
from tests.journeys.origins import Watch
from tests.journeys.people import DEWI, Plan, sign_in
from tests.kiosk.fitting import MOST_WORDS, WORDS, fits

PLAN = Plan(name="ليلى حداد", email="layla@guest.example")
FOREIGN = re.compile(
    r"\b(?!Menara|Utara|Kopi|Pagi|Hana|Wijaya|Dewi|Anggraini|Lobby)[a-z]{4,}",
    re.IGNORECASE,
)
"""A word that no name and no address brings to the page."""


@pytest.fixture
def dewi(browser_of_all: Browser, watch: Watch) -> Iterator[Page]:
    """A member's own browser, whose language is no other journey's."""
    context = watch.context(browser_of_all)
    yield context.new_page()
    context.close()


def in_arabic(page: Page) -> None:
    """The page is Arabic, from right to left, and open to everybody."""
    expect(page.locator("html")).to_have_attribute("lang", "ar")
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    said = page.locator("main").inner_text()
    # What people and companies are called is theirs.
    for name in page.locator("main bdi, main [name=site] option").all_inner_texts():
        said = said.replace(name, "")
    # Other languages are offered in their own names, and codes and addresses are Latin.
    assert (
        FOREIGN.findall(re.sub(r"\S*[@:/]\S*|English|Bahasa Indonesia", "", said)) == []
    )
    assert complaints(page) == []


def read_at_a_glance(tablet: Page, step: str) -> None:
    """The step is Arabic, fits the tablet, and is short."""
    fits(tablet, step)
    in_arabic(tablet)
    assert tablet.evaluate(WORDS) <= MOST_WORDS, step


def invite_in_arabic(page: Page, lobby: Lobby) -> EmailMessage:
    """Dewi invites a guest who reads Arabic; the e-mail that reached them."""
    sign_in(page, lobby.at("hosts/"), DEWI)
    page.get_by_role("button", name="العربية").click()
    page.goto(lobby.at("hosts/invitations/new"))
    in_arabic(page)
    page.get_by_label("الاسم", exact=True).fill(PLAN.name)
    page.get_by_label(re.compile("^البريد الإلكتروني")).fill(PLAN.email)
    page.get_by_label("اليوم", exact=True).fill(PLAN.day)
    page.get_by_label("من", exact=True).fill("00:00")
    page.get_by_label("إلى", exact=True).fill("23:59")
    page.get_by_label("اجتماع").check()
    page.get_by_label("العربية").check()
    page.get_by_role("button", name="إرسال الدعوة").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("أُرسلت الدعوة إلى")
    in_arabic(page)
    return lobby.inbox.newest(PLAN.email, "guest/")


def read_the_invitation(page: Page, letter: EmailMessage) -> None:
    """The e-mail and the page that it links to."""
    assert str(letter["Subject"]).startswith("زيارتك إلى")
    shown = letter.get_body(("html",))
    assert shown is not None
    assert '<html lang="ar" dir="rtl">' in shown.get_content()
    page.goto(next(word for word in text_of(letter).split() if "/guest/" in word))
    expect(page.get_by_role("heading", level=1)).to_contain_text("في انتظارك")
    in_arabic(page)


def test_a_guest_comes_and_leaves_in_arabic(
    lobby: Lobby, dewi: Page, tablet: Page
) -> None:
    letter = invite_in_arabic(dewi, lobby)
    read_the_invitation(dewi, letter)
    printed = lobby.printer.badges

    tablet.keyboard.type(read_code(pictures_of(letter)[0]))
    tablet.keyboard.press("Enter")
    read_at_a_glance(tablet, "enter_code")
    places = tablet.locator(".key").evaluate_all(
        "keys => keys.slice(0, 3).map((key) => key.getBoundingClientRect().x)"
    )
    assert places == sorted(places), "the keys are in the order of 1, 2, 3"
    code = lobby.inbox.newest(PLAN.email, r"\b\d{6}\b")
    assert str(code["Subject"]).startswith(digits_in(code))
    tablet.keyboard.type(digits_in(code))
    expect(tablet.get_by_role("heading", level=1)).to_contain_text(
        "مرحبًا، \u2068ليلى حداد"
    )
    read_at_a_glance(tablet, "arrived")

    assert lobby.printer.wait_for_badges(printed + 1, timeout=300)
    paper = lobby.printer.paper()
    assert paper is not None
    tablet.locator("[data-done]").click()
    tablet.locator("[data-language=ar]").click()
    read_at_a_glance(tablet, "welcome")
    tablet.keyboard.type(read_code(paper))
    tablet.keyboard.press("Enter")
    expect(tablet.get_by_role("heading", level=1)).to_contain_text("إلى اللقاء")
    read_at_a_glance(tablet, "goodbye")

    sign_in(dewi, lobby.at("desk/"), DEWI)
    dewi.get_by_role("button", name="العربية").click()
    expect(dewi.get_by_role("main")).to_contain_text("سُجّلت مغادرتهم")
    in_arabic(dewi)
