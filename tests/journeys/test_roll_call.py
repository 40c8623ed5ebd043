"""A roll call: the server stops in its second minute, two marshals mark on, and their marks are merged."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from tests.journeys.axe import complaints
from tests.journeys.lobby import Lobby
from tests.journeys.origins import Watch
from tests.journeys.people import Plan, invite

GITA = Plan(name="Gita Anjani", email="gita.anjani@guest.example")
BUDI = Plan(name="Budi Hartono", email="budi.hartegar@guest.example")
CITRA = Plan(name="Citra Lestari", email="citra.lestari@guest.example")
NARROW: ViewportSize = {"width": 360, "height": 740}
MINUTE = 60_000
KEPT = """async () => [localStorage.length, sessionStorage.length, (await caches.keys()).length]"""


@pytest.fixture
def phones(browser_of_all: Browser, watch: Watch) -> Iterator[list[Page]]:
    """Two marshals' phones, on which nobody is signed in."""
    contexts = [
        watch.context(browser_of_all, viewport=NARROW, has_touch=True) for _ in range(2)
    ]
    yield [context.new_page() for context in contexts]
    for context in contexts:
        context.close()


@pytest.fixture
def alarm_page(desk: Page, lobby: Lobby) -> Iterator[Page]:
    """The desk's; whatever happens, the lobby's other journeys begin without an alarm."""
    yield desk
    desk.goto(lobby.at("desk/alarm"))
    if desk.locator("details.roll-end").count():
        end(desk)


def end(desk: Page) -> None:
    desk.locator("details.roll-end summary").click()
    desk.get_by_role("button", name=re.compile("^End the (alarm|drill)$")).click()
    expect(desk.get_by_role("region", name="Alarms before")).to_contain_text("found")


def check_in(desk: Page, hana: Page, lobby: Lobby, plan: Plan) -> None:
    invite(hana, lobby, plan)
    row = desk.locator(".board-row", has_text=plan.name)
    row.get_by_role("button", name=re.compile("ID seen, check in")).click()
    inside = desk.get_by_role("region", name="On site")
    expect(inside).to_contain_text(plan.name)


def make_real(desk: Page, hana: Page, lobby: Lobby) -> None:
    """Another guest is let in during the drill, and then it is none any more."""
    desk.goto(lobby.at("desk/"))
    check_in(desk, hana, lobby, CITRA)
    desk.goto(lobby.at("desk/alarm"))
    desk.get_by_role("button", name="Raise the alarm").click()
    expect(desk.get_by_role("heading", level=1)).to_contain_text("Alarm")


def guest(phone: Page, plan: Plan) -> str:
    """What the phone says of the guest."""
    return phone.locator(".roll-row", has_text=plan.name).inner_text()


def mark(phone: Page, plan: Plan, word: str) -> None:
    row = phone.locator(".roll-row", has_text=plan.name)
    row.get_by_role("button", name=f"{word} {plan.name}").tap()


def fits(phone: Page) -> bool:
    return bool(phone.evaluate("document.documentElement.scrollWidth <= innerWidth"))


def on_paper(desk: Page) -> list[str]:
    """The guests on the roll as the browser prints it, which has no code and no button."""
    button = desk.get_by_role("button", name="Print from this browser")
    expect(button).to_be_visible()
    desk.emulate_media(media="print")
    for place in (".roll-link", ".roll-end", ".top", "#print", "#paper-title"):
        expect(desk.locator(place)).to_be_hidden()
    expect(desk.locator(".only-paper")).to_be_visible()
    names = desk.locator(".roll-name bdi").all_inner_texts()
    desk.emulate_media(media="screen")
    return names


def out_of_the_printer(desk: Page, lobby: Lobby, badges: int) -> None:
    """The roll comes out beside so many badges, and once more when asked; the page says so."""
    paper = desk.get_by_role("region", name="On paper")
    for strips in (1, 2):
        assert lobby.printer.wait_for_badges(badges + strips, timeout=300)
        expect(paper).to_contain_text("Printed")
        if strips == 1:
            desk.get_by_role("button", name="Print the roll again").click()
            expect(desk.locator(".flash")).to_contain_text("The roll is on its way")
    assert lobby.printer.faults == complaints(desk) == []


def test_two_marshals_mark_on_while_the_server_is_down(
    lobby: Lobby, alarm_page: Page, hana: Page, phones: list[Page]
) -> None:
    desk, badges = alarm_page, lobby.printer.badges + 2
    for plan in (GITA, BUDI):
        check_in(desk, hana, lobby, plan)
    desk.get_by_role("link", name="Alarm", exact=True).click()
    assert complaints(desk) == []
    desk.get_by_role("button", name="Begin a drill").click()
    out_of_the_printer(desk, lobby, badges)
    roll = desk.locator("a.address").inner_text()
    andi, bima = phones
    for phone in phones:
        phone.clock.install()
        phone.goto(roll)
        expect(phone.locator(".roll")).to_contain_text(BUDI.name)
        # So that the page has kept itself.
        expect(phone.locator("#roll-call[data-kept]")).to_be_visible()
        assert complaints(phone) == []
        assert fits(phone)
    # Others may be inside from journeys before.
    both = [BUDI.name, GITA.name]
    assert [name for name in on_paper(desk) if name in both] == both
    mark(andi, GITA, "Found here")
    expect(bima.locator(".roll")).to_contain_text("Found")
    expect(desk.locator("#alarm")).to_contain_text("marshal 1")

    with lobby.down():
        for phone in phones:
            phone.clock.fast_forward(2 * MINUTE)
            expect(phone.locator(".roll-age")).to_contain_text("No answer for 2 min")
        mark(andi, BUDI, "Missing")
        mark(bima, GITA, "Found here")
        mark(bima, BUDI, "Found here")
        bima.reload()
        expect(bima.locator(".roll")).to_contain_text("kept on this phone")
        assert "Found, kept on this phone" in guest(bima, BUDI)
        assert "Missing, kept on this phone" in guest(andi, BUDI)
        assert complaints(bima) == []

    for phone in phones:
        phone.clock.run_for(10_000)
        expect(phone.locator(".roll-row", has_text=GITA.name)).to_contain_text(
            "marshal 1, 2"
        )
        phone.clock.run_for(10_000)
        expect(phone.locator(".roll-row", has_text=BUDI.name)).to_contain_text("Found")
        expect(phone.locator(".roll-age")).to_be_hidden()
    on_desk = desk.locator("#alarm")
    expect(on_desk).to_contain_text("marshal 1, 2")
    assert complaints(desk) == []

    make_real(desk, hana, lobby)
    for phone in phones:
        phone.clock.run_for(10_000)
        expect(phone.locator("[data-kind]")).to_have_text("Alarm")
        phone.clock.run_for(10_000)
        expect(phone.locator(".roll")).to_contain_text(CITRA.name)
        assert "Not seen yet" in guest(phone, GITA)
    expect(andi.locator("[aria-pressed=true]")).to_have_count(0)

    end(desk)
    for phone in phones:
        phone.clock.run_for(10_000)
        expect(phone.get_by_role("heading", level=1)).to_have_text(
            "This roll call is over"
        )
        assert complaints(phone) == []
        assert phone.evaluate(KEPT) == [0, 0, 0]
