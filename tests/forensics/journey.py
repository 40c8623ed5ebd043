"""The canaries' journey: their data passes through every part of the product, in real browsers."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage

from playwright.sync_api import BrowserContext, Page, Playwright, expect

from tests import chromium
from tests.forensics import canaries
from tests.forensics.canaries import CHINESE, CYRILLIC, EMAIL, LATIN, PHONE, PLAIN
from tests.forensics.installation import House
from tests.forensics.page_walker import walk
from tests.journeys.codes import read_code
from tests.journeys.conftest import FLAGS
from tests.journeys.inbox import digits_in, pictures_of, text_of
from tests.journeys.lobby import Lobby
from tests.journeys.people import (
    COMPANY,
    DEWI,
    HANA,
    SITE,
    Plan,
    found_the_lobby,
    join,
    pair,
    sign_in,
    type_the_own_address,
    type_the_sent_digits,
)

PAPERS = 60.0


@dataclass(frozen=True)
class Invited:
    """A guest on the way, with what their letter holds."""

    plan: Plan
    letter: EmailMessage

    @property
    def link(self) -> str:
        found = re.search(r"http\S+/guest/[\w-]{53}", text_of(self.letter))
        assert found
        return found[0]

    @property
    def code(self) -> str:
        return read_code(pictures_of(self.letter)[0])


@dataclass
class People:
    """Whose browser is whose; each keeps a profile on the disk."""

    lobby: Lobby
    desk: BrowserContext
    host: BrowserContext
    guest: BrowserContext
    tablet: BrowserContext
    answered: list[int] = field(default_factory=list)


@contextmanager
def browsers(playwright: Playwright, house: House, lobby: Lobby) -> Iterator[People]:
    """Four people's browsers, closed in the end so that everything of theirs is on the disk."""

    def opened(name: str) -> BrowserContext:
        context = playwright.chromium.launch_persistent_context(
            house.folder(f"profiles/{name}"),
            executable_path=chromium.path_with_window(),
            args=list(FLAGS),
            env=dict(house.environment),
        )
        return chromium.patient(context)

    people = People(
        lobby, opened("desk"), opened("host"), opened("guest"), opened("tablet")
    )
    yield people
    for context in (people.desk, people.host, people.guest, people.tablet):
        context.close()


def found(house: House, people: People) -> None:
    """The lobby is open: its first member, a host, a printer beside its agent, a paired tablet."""
    desk, tablet = people.desk.new_page(), people.tablet.new_page()
    found_the_lobby(desk, people.lobby)
    adding = (
        "member",
        "add",
        "--name",
        "Hana Wijaya",
        "--email",
        HANA,
        "--site",
        SITE,
        "--company",
        COMPANY,
    )
    assert house.command(*adding, "--role", "host").returncode == 0
    house.agent_at_work(SITE)
    join(people.host.new_page(), house.inbox.newest(HANA, "/hosts/welcome/"))
    if desk.get_by_role("button", name="Sign out").count() == 0:
        sign_in(desk, people.lobby.at("desk/"), DEWI)
    pair(tablet, desk, people.lobby)


def invite_everybody(house: House, people: People) -> dict[str, Invited]:
    """Hana invites the canaries, by a form in her browser."""
    page = people.host.pages[-1]
    addresses = {
        PLAIN: EMAIL,
        LATIN: "two@guest.example",
        CYRILLIC: "three@guest.example",
        CHINESE: "four@guest.example",
    }
    return {
        name: _invite(house, page, Plan(name, email))
        for name, email in addresses.items()
    }


def come_by_address(people: People, invited: Invited) -> str:
    """The guest types their own address at the tablet, gets a badge; the code on it."""
    tablet, printed = people.tablet.pages[-1], people.lobby.printer.badges
    type_the_own_address(tablet, invited.plan.email)
    type_the_sent_digits(tablet, people.lobby, invited.plan)
    return _badge(people, tablet, invited, printed)


def come_by_code(people: People, invited: Invited) -> str:
    """The guest holds their QR code under a hand scanner, which types it."""
    tablet, printed = people.tablet.pages[-1], people.lobby.printer.badges
    _scan(tablet, invited.code)
    type_the_sent_digits(tablet, people.lobby, invited.plan)
    return _badge(people, tablet, invited, printed)


def look_at_the_board(people: People) -> str:
    """Let Dewi see everybody and print one guest's badge again; return the code on it."""
    desk, printed = people.desk.pages[-1], people.lobby.printer.badges
    desk.goto(people.lobby.at("desk/"))
    for name in (PLAIN, LATIN, CYRILLIC):
        expect(desk.get_by_role("main")).to_contain_text(name)
    desk.get_by_role("link", name=PLAIN).first.click()
    desk.locator("#badges input[type=radio]").first.check()
    desk.get_by_role("button", name="Print again").click()
    return _printed(people, printed)


def use_rights(house: House, people: People, invited: dict[str, Invited]) -> None:
    """One guest asks by address and reads everything; one is erased at once."""
    page = people.guest.new_page()
    page.goto(invited[PLAIN].link)
    expect(page.get_by_role("main")).to_contain_text(PLAIN)
    page.goto(people.lobby.at("guest/"))
    page.get_by_label("e\N{NON-BREAKING HYPHEN}mail").fill(EMAIL)
    before = len(house.inbox.to(EMAIL, r"\b\d{3} ?\d{3}\b"))
    page.get_by_role("button", name="Send me the digits").click()
    letter = house.inbox.newest(EMAIL, r"\b\d{3} ?\d{3}\b", beyond=before)
    page.get_by_role("textbox").first.fill(digits_in(letter))
    page.get_by_role("main").get_by_role("button").first.click()
    expect(page.get_by_role("main")).to_contain_text(re.compile("visit", re.IGNORECASE))
    page.goto(f"{invited[CHINESE].link}/erasure")
    page.get_by_role("button", name="Erase everything").click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def type_nonsense(people: People, invited: dict[str, Invited]) -> None:
    """Every form of every face is sent with every canary in each of its fields."""
    at, link = people.lobby.at, invited[CYRILLIC].link
    people.answered += walk(
        people.host, [at("hosts/"), at("hosts/invitations/new")], canaries.ALL
    )
    people.answered += walk(
        people.desk, [at("desk/"), at("desk/requests/new")], canaries.ALL
    )
    people.answered += walk(
        people.guest, [link, f"{link}/corrections", at("guest/")], canaries.ALL
    )
    people.answered += walk(
        people.tablet, [at("kiosk/"), at("kiosk/address")], canaries.ALL
    )
    for word in canaries.ALL:
        for path in ("api/agents", "api/polls", "api/announcements"):
            said = people.tablet.request.post(
                at(path), data={"code": word, "name": [word], word: {}}
            )
            people.answered.append(said.status)
        people.answered.append(
            people.guest.request.get(at("guest/"), params={"name": word}).status
        )
    tablet = people.tablet.pages[-1]
    type_the_own_address(tablet, f"{PLAIN}@{PLAIN}.example")
    tablet.reload()


def break_the_store(house: House, people: People) -> None:
    """Invite somebody while a table is gone: no log line may quote the guest."""
    page = people.host.pages[-1]
    with _without(house, "envelope"):
        _fill_in(people.lobby, page, Plan(LATIN, EMAIL))
        with page.expect_navigation() as answered:
            page.get_by_role("button", name="Send the invitation").click()
        people.answered.append(answered.value.status)


def leave(people: People, badge: str) -> None:
    """The guest's badge signs them out."""
    tablet = people.tablet.pages[-1]
    tablet.goto(people.lobby.at("kiosk/"))
    _scan(tablet, badge)
    expect(tablet.get_by_role("heading", level=1)).to_contain_text("Goodbye")


def back_up(house: House) -> None:
    """The night's copies."""
    copies = house.folder("backups")
    assert house.command("backup", "--to", str(copies / "database")).returncode == 0
    keys = ("keys", "backup", "--to", str(copies / "keys"), "--passphrase-fd", "0")
    assert house.command(*keys, typed="a long and quiet passphrase\n").returncode == 0


def _invite(house: House, page: Page, plan: Plan) -> Invited:
    _fill_in(house_lobby(house), page, plan)
    page.get_by_role("button", name="Send the invitation").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("is invited")
    return Invited(plan, house.inbox.newest(plan.email, "guest/"))


def house_lobby(house: House) -> Lobby:
    """The same house, as journeys know it."""
    return Lobby(house.base_url, "", house.inbox, house.printer, house.environment)


def _fill_in(lobby: Lobby, page: Page, plan: Plan) -> None:
    page.goto(lobby.at("hosts/invitations/new"))
    for label, words in (
        ("Name", plan.name),
        ("Day", plan.day),
        ("From", "00:00"),
        ("Until", "23:59"),
    ):
        page.get_by_label(label, exact=True).fill(words)
    page.get_by_label(re.compile("^E\N{NON-BREAKING HYPHEN}mail")).fill(plan.email)
    page.get_by_label(re.compile("^Phone")).fill(PHONE)
    page.get_by_label("Meeting").check()
    page.get_by_label("English").check()


def _badge(people: People, tablet: Page, invited: Invited, printed: int) -> str:
    expect(
        tablet.get_by_role("heading", name=f"Welcome, {invited.plan.name}")
    ).to_be_visible()
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


@contextmanager
def _without(house: House, table: str) -> Iterator[None]:
    house.shell(f"ALTER TABLE {table} RENAME TO {table}_away")
    try:
        yield
    finally:
        house.shell(f"ALTER TABLE {table}_away RENAME TO {table}")
