"""An administrator adds a colleague, who invites a guest; another company's sees nothing of it."""

import re
from collections.abc import Callable, Iterator
from time import monotonic, sleep

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, expect

from tests.journeys.axe import complaints
from tests.journeys.inbox import text_of
from tests.journeys.lobby import Lobby
from tests.journeys.origins import Watch
from tests.journeys.people import COMPANY, PASSWORD, SITE, Plan, invite, join
from tests.lencana.channels.receiver import HERE, Service
from visits.languages import OWN_NAMES

NARROW: ViewportSize = {"width": 360, "height": 740}
Joined = Callable[..., Page]


@pytest.fixture
def joined(lobby: Lobby, browser_of_all: Browser, watch: Watch) -> Iterator[Joined]:
    """Returns a function by which somebody has joined a company, each in a browser of their own."""
    opened: list[BrowserContext] = []

    def join_company(
        name: str, company: str = COMPANY, *, is_added: bool = False
    ) -> Page:
        opened.append(watch.context(browser_of_all, viewport=NARROW, has_touch=True))
        page, email = opened[-1].new_page(), email_of(name)
        if not is_added:
            roles = "--role", "host", "--role", "company_admin"
            place = "--site", SITE, "--company", company
            who = "--name", name, "--email", email
            lobby.command("member", "add", *who, *place, *roles)
        join(page, lobby.inbox.newest(email, "/hosts/welcome/"))
        return page

    yield join_company
    for context in opened:
        context.close()


def email_of(name: str) -> str:
    return f"{name.split(maxsplit=1)[0].lower()}@menara.example"


def add_colleague(admin: Page, lobby: Lobby, name: str) -> None:
    admin.goto(lobby.at("hosts/company/hosts/new"))
    admin.get_by_label("Name").fill(name)
    admin.get_by_label(re.compile("^E\N{NON-BREAKING HYPHEN}mail")).fill(email_of(name))
    admin.get_by_role("button", name="Send the link").click()
    row = admin.get_by_role("listitem").filter(has_text=name)
    expect(row).to_contain_text("No password yet")


def fits(page: Page) -> bool:
    """Whether nothing of the page is beyond its edge."""
    wide = (
        "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
    )
    return bool(page.evaluate(wide))


def looks_right(page: Page) -> None:
    assert complaints(page) == []
    assert fits(page)


def test_an_administrator_adds_a_colleague_and_sees_whom_they_invite(
    lobby: Lobby, joined: Joined
) -> None:
    plan = Plan(name="Laras Wening", email="laras@guest.example")
    ayu = joined("Ayu Lestari")
    ayu.get_by_role("link", name="Your company").click()
    looks_right(ayu)
    ayu.get_by_role("link", name="Add a colleague").click()
    looks_right(ayu)
    ayu.get_by_role("button", name="Send the link").click()
    looks_right(ayu)
    add_colleague(ayu, lobby, "Citra Dewi")
    looks_right(ayu)

    citra = joined("Citra Dewi", is_added=True)
    expect(citra.get_by_role("link", name="Your company")).to_have_count(0)
    invite(citra, lobby, plan)

    ayu.goto(lobby.at("hosts/company/guests"))
    guest = ayu.get_by_role("listitem").filter(has_text=plan.name)
    expect(guest).to_contain_text("Citra Dewi")
    looks_right(ayu)
    guest.get_by_role("link").click()
    expect(ayu.get_by_role("heading", level=1)).to_contain_text(plan.name)
    expect(ayu.get_by_role("main")).not_to_contain_text(plan.email)
    looks_right(ayu)

    lobby.command("company", "add", "--name", "Studio Awan")
    bimo = joined("Bimo Seto", "Studio Awan")
    bimo.goto(ayu.url)
    expect(bimo.get_by_role("main")).not_to_contain_text(plan.name)
    for page, unseen in (("company/guests", plan.name), ("company", "Citra")):
        bimo.goto(lobby.at(f"hosts/{page}"))
        expect(bimo.get_by_role("main")).to_contain_text("Studio Awan")
        expect(bimo.get_by_role("main")).not_to_contain_text(unseen)
        looks_right(bimo)


def test_an_administrator_takes_a_visit_over_and_closes_the_account(
    lobby: Lobby, joined: Joined
) -> None:
    plan = Plan(name="Wira Yudha", email="wira@guest.example")
    dian = joined("Dian Kusuma")
    add_colleague(dian, lobby, "Eka Putri")
    invite(joined("Eka Putri", is_added=True), lobby, plan)

    dian.goto(lobby.at("hosts/company/guests"))
    dian.get_by_role("link", name=plan.name).click()
    for words in ("Change the time", "Withdraw the invitation"):
        dian.get_by_text(words, exact=True).click()
    looks_right(dian)
    dian.get_by_role("button", name="I take this visit").click()
    expect(dian.get_by_role("main")).to_contain_text(plan.email)
    letter = text_of(lobby.inbox.newest(email_of("Eka"), "has taken over"))
    assert "Dian Kusuma" in letter
    assert "Wira" not in letter
    to_guest = text_of(lobby.inbox.newest(plan.email, "receives you"))
    assert f"Dian Kusuma of {COMPANY} receives you" in to_guest

    dian.goto(lobby.at("hosts/company"))
    row = dian.get_by_role("listitem").filter(has_text="Eka Putri")
    row.get_by_role("link", name="Close the account").click()
    expect(dian.get_by_text("No guest is expected")).to_be_visible()
    looks_right(dian)
    dian.get_by_label("Your password").fill(PASSWORD)
    dian.get_by_role("button", name="Close the account").click()
    expect(
        dian.get_by_text("your colleague cannot open your company's pages")
    ).to_be_visible()
    expect(row).to_have_count(0)


def test_an_administrator_reads_what_guests_will_before_it_counts(
    lobby: Lobby, joined: Joined
) -> None:
    fajar = joined("Fajar Nugroho")
    fajar.goto(lobby.at("hosts/company/place"))
    fajar.get_by_label("English").fill("Floor 3")
    fajar.get_by_role("button", name="Show how it reads").click()
    expect(fajar.get_by_text(f"Please go up: {COMPANY}, Floor 3.")).to_be_visible()
    looks_right(fajar)
    fajar.get_by_role("button", name="Save", exact=True).click()
    expect(fajar.get_by_text("Guests read this from now on.")).to_be_visible()
    looks_right(fajar)
    # The lobby is shared by all journeys: it says of the way what it said before.
    fajar.get_by_label("English").fill("")
    fajar.get_by_role("button", name="Save", exact=True).click()
    expect(fajar.get_by_text(f"Please go up to {COMPANY}.")).to_be_visible()


def test_a_company_is_told_of_its_guests_by_a_channel_of_its_own(
    lobby: Lobby, joined: Joined, desk: Page, receiver: Service
) -> None:
    plan = Plan(name="Galih Prakoso", email="galih@guest.example")
    gilang = joined("Gilang Surya")
    invite(gilang, lobby, plan)
    gilang.get_by_role("link", name="Your company").click()
    gilang.get_by_role("link", name="How it is told").click()
    looks_right(gilang)
    gilang.get_by_role("link", name="Webhook").click()
    address = f"https://{HERE}:{receiver.port}/in/of-the-company"
    gilang.get_by_label("Address").fill(address)
    looks_right(gilang)
    gilang.get_by_role("button", name="Add it and test it").click()
    expect(gilang.get_by_text("it was taken")).to_be_visible(timeout=30_000)
    looks_right(gilang)
    assert [call.json["type"] for call in receiver.calls] == ["test"]

    row = desk.get_by_role("listitem").filter(has_text=plan.name)
    row.get_by_role("button", name="ID seen, check in").click()
    expect(desk.locator("#on-site")).to_contain_text(plan.name)
    heard = heard_last(receiver, beyond=1)
    assert re.search(rf"A guest is at {SITE} \(G\.P\., [0-9:]+\)\.", heard)

    # Where nobody takes it any more, the page says so.
    receiver.status = 410
    gilang.get_by_role("button", name="Test it: Webhook").click()
    expect(gilang.get_by_text("Does not work since")).to_be_visible(timeout=30_000)
    for language in reversed(OWN_NAMES):
        gilang.get_by_role("button", name=OWN_NAMES[language]).click()
        expect(gilang.locator("html")).to_have_attribute("lang", language)
        looks_right(gilang)
    receiver.status = 200
    gilang.get_by_role("button", name="Remove it: Webhook").click()
    expect(gilang.get_by_text("Nothing goes out that way any more.")).to_be_visible()


def heard_last(receiver: Service, beyond: int) -> str:
    """What the service was told, once it was told more often than this."""
    soon = monotonic() + 30
    while len(receiver.calls) <= beyond and monotonic() < soon:
        sleep(0.1)
    return str(receiver.calls[-1].json["data"]["text"])
