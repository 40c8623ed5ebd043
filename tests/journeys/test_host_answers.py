"""A host answers from their e-mail, in a browser that knows nobody: the tablet, the guest's page and the board say so."""

import re

from playwright.sync_api import Browser, Page, expect

from tests.journeys.axe import complaints
from tests.journeys.inbox import text_of
from tests.journeys.lobby import Lobby
from tests.journeys.origins import Watch
from tests.journeys.people import (
    HANA,
    Plan,
    invite,
    type_the_own_address,
    type_the_sent_digits,
)


def test_one_tap_in_the_host_s_e_mail_reaches_the_tablet_and_the_desk(
    lobby: Lobby,
    hana: Page,
    tablet: Page,
    desk: Page,
    watch: Watch,
    browser_of_all: Browser,
) -> None:
    plan = Plan(name="Rini Astuti", email="rini@guest.example")
    own_page = re.search(r"http\S+/guest/\w+-\w+", text_of(invite(hana, lobby, plan)))
    assert own_page
    phone = watch.context(browser_of_all, viewport={"width": 390, "height": 844})
    guest = phone.new_page()
    guest.goto(own_page[0])
    expect(guest.get_by_role("heading", name="expects you")).to_be_visible()
    type_the_own_address(tablet, plan.email)
    type_the_sent_digits(tablet, lobby, plan)
    expect(tablet.get_by_text("We have told your host.")).to_be_visible()
    link = re.search(
        r"http\S+/hosts/answers/\S+", text_of(lobby.inbox.newest(HANA, r"\(R\.A\., "))
    )
    assert link
    # Opened before, it says by itself that its guest is inside.
    expect(guest.get_by_text("We have told your host.")).to_be_visible()
    page = phone.new_page()
    page.goto(link[0])
    assert complaints(page) == []
    expect(page.get_by_text("Rini")).to_have_count(0)

    page.get_by_role("button", name="Five minutes").click()

    expect(page.get_by_text("Answered at")).to_contain_text("Five minutes")
    expect(tablet.get_by_text("Your host comes in about five minutes.")).to_be_visible()
    expect(guest.get_by_text("Your host comes in about five minutes.")).to_be_visible()
    assert complaints(guest) == []
    row = desk.get_by_role("listitem").filter(has_text="Rini Astuti")
    expect(row).to_contain_text("Five minutes")
    phone.close()
