"""A person with two sites signs in, sees where they are, switches, and invites there."""

import re
from datetime import date

from playwright.sync_api import Browser, Page, expect

from tests.journeys.axe import complaints
from tests.journeys.inbox import text_of
from tests.journeys.lobby import Lobby
from tests.journeys.origins import Watch
from tests.journeys.people import COMPANY, GARDEN, SITE, Plan, invite, join, sign_in

SEKAR = "sekar@menara.example"
WIDTHS = (1366, 820, 360)
IN_GARDEN = Plan(name="Nadia Garden", email="nadia@garden.example")
IN_MENARA = Plan(name="Bima Menara", email="bima@menara-guest.example")
IN_TIME = Plan(name="Tirta Menara", days_ahead=3)
ITS_OVERFLOW = "document.documentElement.scrollWidth - innerWidth"


def added(lobby: Lobby, site: str) -> None:
    place = ["--site", site, "--company", COMPANY, "--role", "host", "--role", "desk"]
    lobby.command("member", "add", "--name", "Sekar Arum", "--email", SEKAR, *place)


def switch(page: Page, site: str) -> None:
    """By the keyboard alone, and without a script."""
    page.locator(".top-place summary").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.locator(".places button:focus")).to_contain_text(site)
    page.keyboard.press("Enter")
    expect(page.locator(".top-place summary")).to_contain_text(f"{site} · {COMPANY}")


def test_a_person_of_two_sites_switches_and_sees_one_of_them_at_a_time(
    lobby: Lobby, garden: str, browser_of_all: Browser, watch: Watch
) -> None:
    added(lobby, garden)
    context = watch.context(browser_of_all, java_script_enabled=False)
    page = context.new_page()
    join(page, lobby.inbox.newest(SEKAR, "/welcome/"))
    invite(page, lobby, IN_GARDEN)
    # One place: it is said, and there is nothing to choose.
    expect(page.locator("p.top-place")).to_have_text(f"{GARDEN} · {COMPANY}")

    added(lobby, SITE)
    letter = text_of(lobby.inbox.newest(SEKAR, f"{COMPANY} at {SITE}"))
    assert "the e-mail and password that you have" in letter
    page.goto(lobby.at("hosts/"))
    expect(page.locator(".top-place summary")).to_contain_text(GARDEN)
    switch(page, SITE)
    expect(page.get_by_text(IN_GARDEN.name)).to_have_count(0)
    invite(page, lobby, IN_MENARA)
    page.goto(lobby.at("hosts/"))
    expect(page.get_by_text(IN_MENARA.name)).not_to_have_count(0)
    expect(page.get_by_text(IN_GARDEN.name)).to_have_count(0)

    guest = page.get_by_role("link", name=re.compile(IN_MENARA.name)).first
    path = guest.get_attribute("href") or ""
    switch(page, GARDEN)
    expect(page.get_by_text(IN_MENARA.name)).to_have_count(0)
    page.goto(lobby.base_url + path)
    expect(page.get_by_role("heading", level=1)).to_have_text("There is nothing here")
    page.get_by_role("main").get_by_role("button", name=SITE).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(IN_MENARA.name)
    context.close()

    # The next day they are where they were last.
    context = watch.context(browser_of_all)
    page = context.new_page()
    sign_in(page, lobby.at("hosts/"), SEKAR)
    expect(page.locator(".top-place summary")).to_contain_text(SITE)
    looks_right(page, lobby)
    in_a_tab_left_behind(context.new_page(), page, lobby)
    context.close()


def in_a_tab_left_behind(tab: Page, page: Page, lobby: Lobby) -> None:
    """What is typed in one tab outlives that another one switches meanwhile."""
    page.set_viewport_size({"width": 1366, "height": 900})
    tab.goto(lobby.at("hosts/invitations/new"))
    ticked_is_the_weekday_of(tab, IN_TIME)
    name = tab.get_by_label("Name", exact=True)
    name.fill(IN_TIME.name)
    tab.get_by_label("Phone").first.fill("+1 415 555 0132")
    page.goto(lobby.at("hosts/"))
    switch(page, GARDEN)

    tab.get_by_role("button", name="Send the invitation").click()
    heading = tab.get_by_role("heading", level=1)
    expect(heading).to_have_text("This browser is at another place now")
    for width in WIDTHS:
        tab.set_viewport_size({"width": width, "height": 900})
        assert tab.evaluate(ITS_OVERFLOW) <= 0, width
        assert complaints(tab) == []
    tab.get_by_role("main").get_by_role("button", name=SITE).click()
    expect(tab.get_by_role("status")).to_contain_text("You are back.")
    expect(name).to_have_value(IN_TIME.name)
    tab.get_by_role("button", name="Send the invitation").click()
    expect(heading).to_contain_text(f"{IN_TIME.name} is invited")
    expect(tab.locator(".top-place summary")).to_contain_text(SITE)


def ticked_is_the_weekday_of(page: Page, plan: Plan) -> None:
    """It follows the first day, until somebody ticks for themselves."""
    page.get_by_text("More days").click()
    day = page.get_by_label("Day", exact=True)
    day.fill(plan.day)
    expect(page.locator("#weekdays input:checked")).to_have_count(1)
    weekday = date.fromisoformat(plan.day).weekday()
    expect(page.locator("#weekdays input:checked")).to_have_value(str(weekday))
    page.locator(f"#weekdays input[value='{(weekday + 1) % 7}']").check()
    day.fill(IN_MENARA.day)
    expect(page.locator("#weekdays input:checked")).to_have_count(2)
    day.fill(plan.day)


def looks_right(page: Page, lobby: Lobby) -> None:
    """At every width, closed and open."""
    for place in ("hosts/", "hosts/account", "hosts/invitations/nothing"):
        page.goto(lobby.at(place))
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            assert page.evaluate(ITS_OVERFLOW) <= 0, (place, width)
            assert complaints(page) == []
            page.locator(".top-place summary").click()
            assert page.evaluate(ITS_OVERFLOW) <= 0, (place, width)
            assert complaints(page) == []
            page.locator(".top-place summary").click()
