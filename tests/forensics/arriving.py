"""The canaries' day: they come, a co-host answers for one, the desk looks, and one leaves."""

import re
import unicodedata

from playwright.sync_api import Page, expect

from tests.forensics.canaries import CYRILLIC, LATIN, PARTNER, PLAIN, WALK_IN
from tests.forensics.installation import House
from tests.forensics.journey import RAKA, Invited, People
from tests.journeys.codes import read_code
from tests.journeys.inbox import text_of
from tests.journeys.people import type_the_own_address, type_the_sent_digits
from tests.journeys.test_walk_in import ask_for_hana

PAPERS = 60.0


def name_co_host(people: People) -> None:
    """Hana names Raka a co-host of one guest."""
    host = people.host.pages[-1]
    host.goto(people.lobby.at("hosts/"))
    host.get_by_role("link", name=PLAIN).click()
    host.get_by_label("Colleague").first.select_option("Raka Siregar")
    host.get_by_role("button", name="Name a co-host").click()
    expect(host.locator(".co-hosts")).to_contain_text("Raka Siregar")


def come_by_address(people: People, invited: Invited) -> str:
    """The guest types their own address at the tablet, gets a badge; the code on it."""
    tablet, printed = people.tablet.pages[-1], people.lobby.printer.badges
    type_the_own_address(tablet, invited.plan.email)
    type_the_sent_digits(tablet, people.lobby, invited.plan)
    return _badge(people, tablet, invited.plan.name, printed)


def come_by_code(people: People, invited: Invited) -> str:
    """The guest holds their party's QR code under a hand scanner, and tells their name."""
    tablet, printed = people.tablet.pages[-1], people.lobby.printer.badges
    _scan(tablet, invited.code)
    expect(tablet.get_by_role("heading", name="Your family name")).to_be_focused()
    tablet.keyboard.type(_without_accents(invited.plan.name))
    tablet.keyboard.press("Enter")
    type_the_sent_digits(tablet, people.lobby, invited.plan)
    return _badge(people, tablet, invited.plan.name, printed)


def answer_as_co_host(house: House, people: People) -> None:
    """Raka opens the link in his e-mail, and answers in the portal, where the name stands."""
    raka = people.colleague.pages[-1]
    letter = text_of(house.inbox.newest(RAKA, "/hosts/answers/"))
    raka.goto(re.findall(r"http\S+/hosts/answers/\S+", letter)[0])
    raka.goto(people.lobby.at("hosts/"))
    raka.get_by_role("link", name=PLAIN).click()
    raka.get_by_role("button", name="I'm coming").click()
    expect(raka.get_by_role("main")).to_contain_text("Answered at")


def come_without_invitation(people: People) -> str:
    """A guest asks for Hana at the tablet, who lets them in there; the code on the badge."""
    tablet, printed = people.tablet.pages[-1], people.lobby.printer.badges
    ask_for_hana(tablet, WALK_IN.lower())
    host = people.host.pages[-1]
    host.goto(people.lobby.at("hosts/vouching/new"))
    digits = "".join(tablet.locator(".digits span").all_inner_texts())
    host.get_by_label("digits on the kiosk").fill(digits)
    host.get_by_role("button", name="Yes, this is my guest").click()
    return _badge(people, tablet, WALK_IN, printed)


def look_at_the_board(people: People) -> str:
    """Let Dewi see everybody and print one guest's badge again; return the code on it."""
    desk, printed = people.desk.pages[-1], people.lobby.printer.badges
    desk.goto(people.lobby.at("desk/"))
    for name in (PLAIN, LATIN, CYRILLIC, PARTNER, WALK_IN):
        expect(desk.get_by_role("main")).to_contain_text(name)
    desk.get_by_role("link", name=PLAIN).first.click()
    desk.locator("#badges input[type=radio]").first.check()
    desk.get_by_role("button", name="Print again").click()
    return _printed(people, printed)


def leave(people: People, badge: str) -> None:
    """The guest's badge signs them out."""
    tablet = people.tablet.pages[-1]
    tablet.goto(people.lobby.at("kiosk/"))
    _scan(tablet, badge)
    expect(tablet.get_by_role("heading", level=1)).to_contain_text("Goodbye")


def _badge(people: People, tablet: Page, name: str, printed: int) -> str:
    expect(tablet.get_by_role("heading", name=f"Welcome, {name}")).to_be_visible()
    code = _printed(people, printed)
    tablet.get_by_role(
        "button", name=re.compile("Done|OK", re.IGNORECASE)
    ).first.click()
    return code


def _printed(people: People, printed: int) -> str:
    assert people.lobby.printer.wait_for_badges(printed + 1, timeout=PAPERS)
    paper = people.lobby.printer.paper()
    assert paper
    return read_code(paper)


def _scan(tablet: Page, code: str) -> None:
    expect(tablet.get_by_role("button", name="I have no code")).to_be_visible()
    tablet.keyboard.type(code)
    tablet.keyboard.press("Enter")


def _without_accents(name: str) -> str:
    """As a keyboard without them has it."""
    apart = unicodedata.normalize("NFD", name)
    return "".join(sign for sign in apart if not unicodedata.combining(sign))
