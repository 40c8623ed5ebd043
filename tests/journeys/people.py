"""What people do in a lobby, as they would do it: by what they see on the page."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from zoneinfo import ZoneInfo

from playwright.sync_api import Page, expect

from tests.journeys.axe import complaints
from tests.journeys.inbox import SIX_DIGITS, digits_in, text_of
from tests.journeys.lobby import Lobby

DEWI, HANA = "dewi@menara.example", "hana@menara.example"
PASSWORD = "a lobby full of light"
SITE, COMPANY = "Menara Utara", "Kopi Pagi"
GARDEN = "Menara Taman"
TARA, DIMAS = "tara@menara.example", "dimas@menara.example"
NOON_AT = (
    "Pacific/Tarawa",
    "Pacific/Guadalcanal",
    "Pacific/Port_Moresby",
    "Asia/Tokyo",
    "Asia/Singapore",
    "Asia/Jakarta",
    "Asia/Dhaka",
    "Asia/Tashkent",
    "Asia/Dubai",
    "Africa/Nairobi",
    "Africa/Maputo",
    "Africa/Lagos",
    "Africa/Abidjan",
    "Atlantic/Cape_Verde",
    "America/Noronha",
    "America/Fortaleza",
    "America/Puerto_Rico",
    "America/Bogota",
    "America/Costa_Rica",
    "America/Phoenix",
    "Pacific/Pitcairn",
    "Pacific/Gambier",
    "Pacific/Honolulu",
    "Pacific/Pago_Pago",
)
"""Where noon begins at each hour of UTC; none of them ever changes its clocks."""
ZONE = NOON_AT[datetime.now(UTC).hour]
"""The site's: whenever the journeys run, its day is far from its end."""


@dataclass(frozen=True)
class Plan:
    """A guest, and when they are expected by the site's clock."""

    name: str = "Gita Lestari"
    email: str = "gita@guest.example"
    days_ahead: int = 0

    @property
    def day(self) -> str:
        return (
            f"{datetime.now(ZoneInfo(ZONE)) + timedelta(days=self.days_ahead):%Y-%m-%d}"
        )


def found_the_lobby(page: Page, lobby: Lobby) -> None:
    """Dewi types the code from the console, and is the first member of the first site."""
    page.goto(lobby.at("desk/first-run"))
    assert complaints(page) == []
    for label, words in (
        ("Code from the console", lobby.first_run_code),
        ("Name of the site", SITE),
        ("Your company", COMPANY),
        (
            "E\N{NON-BREAKING HYPHEN}mail for questions about privacy",
            "privacy@menara.example",
        ),
        ("Your name", "Dewi Anggraini"),
        ("Your e\N{NON-BREAKING HYPHEN}mail", DEWI),
        ("Your password", PASSWORD),
    ):
        page.get_by_label(label).fill(words)
    page.get_by_label("Time zone").select_option(ZONE)
    page.get_by_label("Closing time").fill("23:59")
    page.get_by_role("button", name="Open the lobby").click()
    expect(page.get_by_role("heading", level=1)).not_to_have_text("Set up your lobby")


def join(page: Page, letter: EmailMessage) -> None:
    """A new member opens the link of their welcome letter and sets a password."""
    link = re.search(r"http\S+/(?:hosts|desk)/welcome/\w+", text_of(letter))
    assert link
    page.goto(link[0])
    page.get_by_label("password").fill(PASSWORD)
    page.get_by_role("button", name="Save and go in").click()
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()


def sign_in(page: Page, url: str, login: str) -> None:
    """A member signs in at a face."""
    page.goto(url)
    page.get_by_label("E\N{NON-BREAKING HYPHEN}mail").fill(login)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()


def invite(page: Page, lobby: Lobby, plan: Plan) -> EmailMessage:
    """Hana invites a guest; the letter that reached them."""
    earlier = len(lobby.inbox.to(plan.email, "QR|code"))
    page.goto(lobby.at("hosts/invitations/new"))
    page.get_by_label("Name", exact=True).fill(plan.name)
    page.get_by_label(re.compile("^E\N{NON-BREAKING HYPHEN}mail")).fill(plan.email)
    page.get_by_label("Day", exact=True).fill(plan.day)
    page.get_by_label("From").fill("00:00")
    page.get_by_label("Until").fill("23:59")
    page.get_by_label("Meeting").check()
    page.get_by_label("English").check()
    page.get_by_role("button", name="Send the invitation").click()
    invited = page.get_by_role("heading", level=1).filter(has_text="is invited")
    # Another journey may have invited the same guest for this day.
    again = page.get_by_role("button", name="Invite them once more")
    expect(invited.or_(again)).to_be_visible()
    if again.is_visible():
        again.click()
    expect(invited).to_be_visible()
    return lobby.inbox.newest(plan.email, "guest/", beyond=earlier)


def pair(tablet: Page, desk: Page, lobby: Lobby) -> None:
    """Dewi makes a pairing code at the desk and types it at the tablet."""
    desk.goto(lobby.at("desk/devices"))
    # Once there is a tablet, the form for another one is folded away.
    if not desk.get_by_label("Name of the tablet").is_visible():
        desk.locator("#add-kiosk summary").click()
    desk.get_by_label("Name of the tablet").fill("Lobby")
    desk.get_by_role("button", name="Show a pairing code").click()
    code = desk.locator(".code").inner_text().replace("\n", "")
    tablet.goto(lobby.at("kiosk/"))
    tablet.get_by_label("Pairing code").fill(code)
    tablet.get_by_role("button", name="Pair this browser").click()
    expect(tablet.get_by_role("button", name="I have no code")).to_be_visible()


def type_the_own_address(tablet: Page, address: str) -> None:
    """A guest without a code types their own e-mail."""
    tablet.get_by_role("button", name="I have no code").click()
    expect(
        tablet.get_by_role("heading", name="Your e\N{NON-BREAKING HYPHEN}mail or phone")
    ).to_be_visible()
    tablet.keyboard.type(address)
    tablet.get_by_role("button", name="Send me a code").click()


def type_the_sent_digits(
    tablet: Page, lobby: Lobby, plan: Plan, beyond: int = 0
) -> None:
    """The guest reads the letter in their hand and types what it says."""
    expect(tablet.get_by_role("heading", name="Type your code")).to_be_visible()
    letter = lobby.inbox.newest(plan.email, SIX_DIGITS, beyond)
    tablet.keyboard.type(digits_in(letter))
