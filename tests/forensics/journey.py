"""The canaries' journey: their data passes through every part of the product, in real browsers."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage

from playwright.sync_api import BrowserContext, Page, Playwright, expect

from tests import chromium
from tests.forensics import canaries
from tests.forensics.canaries import (
    CHINESE,
    CYRILLIC,
    EMAIL,
    LATIN,
    PARTNER,
    PHONE,
    PLAIN,
)
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
)

RAKA, PARTNERS = "raka@menara.example", "five@guest.example"


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
    colleague: BrowserContext
    guest: BrowserContext
    tablet: BrowserContext
    answered: list[int] = field(default_factory=list, init=False)


@contextmanager
def browsers(playwright: Playwright, house: House, lobby: Lobby) -> Iterator[People]:
    """Five people's browsers, closed in the end so that everything of theirs is on the disk."""

    def opened(name: str) -> BrowserContext:
        context = playwright.chromium.launch_persistent_context(
            house.folder(f"profiles/{name}"),
            executable_path=chromium.path_with_window(),
            args=list(FLAGS),
            env=dict(house.environment),
        )
        return chromium.patient(context)

    names = ("desk", "host", "colleague", "guest", "tablet")
    people = People(lobby, **{name: opened(name) for name in names})
    yield people
    for name in names:
        getattr(people, name).close()


def found(house: House, people: People) -> None:
    """The lobby is open: its first member, two hosts, a printer beside its agent, a paired tablet."""
    desk, tablet = people.desk.new_page(), people.tablet.new_page()
    found_the_lobby(desk, people.lobby)
    house.agent_at_work(SITE)
    at = ("--site", SITE, "--company", COMPANY, "--role", "host")
    for page, name, email in (
        (people.host.new_page(), "Hana Wijaya", HANA),
        (people.colleague.new_page(), "Raka Siregar", RAKA),
    ):
        adding = ("member", "add", "--name", name, "--email", email)
        assert house.command(*adding, *at).returncode == 0
        join(page, house.inbox.newest(email, "/hosts/welcome/"))
    if desk.get_by_role("button", name="Sign out").count() == 0:
        sign_in(desk, people.lobby.at("desk/"), DEWI)
    pair(tablet, desk, people.lobby)


def invite_everybody(house: House, people: People) -> dict[str, Invited]:
    """Hana invites the canaries, by a form in her browser: two as a party, one for two days."""
    page = people.host.pages[-1]
    addresses = {
        PLAIN: EMAIL,
        LATIN: "two@guest.example",
        CYRILLIC: "three@guest.example",
        CHINESE: "four@guest.example",
    }
    rest = {LATIN: _with_partner, CYRILLIC: _until_tomorrow}
    return {
        name: _invite(house, page, Plan(name, email), rest.get(name))
        for name, email in addresses.items()
    }


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


def back_up(house: House) -> None:
    """The night's copies."""
    copies = house.folder("backups")
    assert house.command("backup", "--to", str(copies / "database")).returncode == 0
    keys = ("keys", "backup", "--to", str(copies / "keys"), "--passphrase-fd", "0")
    assert house.command(*keys, typed="a long and quiet passphrase\n").returncode == 0


def _with_partner(page: Page) -> None:
    page.get_by_text("More guests", exact=True).click()
    page.get_by_label("Guest 2: name").fill(PARTNER)
    page.get_by_label(re.compile("^Guest 2: e")).fill(PARTNERS)


def _until_tomorrow(page: Page) -> None:
    page.get_by_text("More days", exact=True).click()
    page.get_by_label("Last day").fill(Plan(days_ahead=1).day)


def _invite(
    house: House, page: Page, plan: Plan, rest: Callable[[Page], None] | None
) -> Invited:
    _fill_in(house_lobby(house), page, plan)
    if rest:
        rest(page)
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


@contextmanager
def _without(house: House, table: str) -> Iterator[None]:
    house.shell(f"ALTER TABLE {table} RENAME TO {table}_away")
    try:
        yield
    finally:
        house.shell(f"ALTER TABLE {table}_away RENAME TO {table}")
