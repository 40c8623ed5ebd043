"""What is seen and heard of a result at once: whole screens in a real browser, and notes."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.cast import NAME, Cast, Invite, invitation_code, stage
from tests.kiosk.lobby import Lobby
from tests.kiosk.tablet import sent_digits
from visits import sites
from visits.printing import badges
from visits.store.database import Database
from visits.store.visits import Visit
from visits.visit_state import Stage

UNKNOWN = "LC1:" + "7" * 26
NOTES_ARE_HEARD = """
window.heard = [];
const start = OscillatorNode.prototype.start;
OscillatorNode.prototype.start = function (...when) {
  window.heard.push(this.frequency.value);
  return start.apply(this, when);
};
"""
SUCCESS, WAIT, DESK = [523, 784], [440], [392, 262]


@pytest.fixture
def page(served: Lobby, blind_browser: Browser) -> Iterator[Page]:
    """A paired tablet whose notes are written down, and whose clock the test moves."""
    opened = served.open(blind_browser)
    opened.add_init_script(NOTES_ARE_HEARD)
    opened.clock.install(time=0)
    opened.reload()
    opened.clock.pause_at(30_000)
    yield opened
    opened.context.close()


def scan(page: Page, code: str) -> None:
    page.keyboard.type(code)
    page.keyboard.press("Enter")


def answered(page: Page, outcome: str, words: str, notes: list[int]) -> None:
    """That was shown over the whole screen, and heard, and then it is gone."""
    shown = page.locator(".signal")
    expect(shown).to_have_attribute("data-signal", outcome)
    expect(shown).to_have_text(words)
    assert shown.bounding_box() == {"x": 0, "y": 0, "width": 1024, "height": 768}
    assert page.evaluate("heard.splice(0)") == notes
    page.clock.run_for(1_000)
    expect(shown).to_be_hidden()


def badge_code(database: Database, visit: Visit) -> str:
    with database.reading() as store:
        return badges.code(store, badges.newest(store, [visit.id])[visit.id][0])


def see(page: Page, *texts: str) -> None:
    """As if the camera saw these codes at one look."""
    page.evaluate(
        "texts => import('/static/sightings.js').then(({ see }) => see(texts))", texts
    )


def test_every_result_of_a_scan_is_seen_and_heard(
    served: Lobby, page: Page, invite: Invite
) -> None:
    visit = invite()
    scan(page, invitation_code(served.database, visit))
    answered(page, "wait", "Type your code", WAIT)
    page.keyboard.type(sent_digits(served.database))
    answered(page, "success", f"Welcome, {NAME}", SUCCESS)
    scan(page, UNKNOWN)
    answered(page, "desk", "Please see the front desk", DESK)
    scan(page, badge_code(served.database, visit))
    answered(page, "success", "Goodbye, and thank you", SUCCESS)
    scan(page, "WIFI:S:lobby;;")
    foreign = "This is not an invitation. Show the code from your e\N{NON-BREAKING HYPHEN}mail."
    answered(page, "wait", foreign, WAIT)
    page.context.set_offline(offline=True)
    scan(page, UNKNOWN)
    answered(page, "desk", "Please see the front desk", DESK)


def test_a_silent_site_is_answered_by_colour_and_words(
    served: Lobby, page: Page, cast: Cast
) -> None:
    with served.database.transaction() as store:
        sites.of(store, cast.senopati.id).sound_volume = 0
    # The tablet learns of it by its heartbeat, and not only when it is loaded. One that was on
    # its way when the clock moved plans the next, which never comes on a clock that stands.
    page.clock.resume()
    page.clock.run_for(17_000)
    expect(page.locator("html")).to_have_attribute("data-volume", "0")
    page.clock.pause_at(page.evaluate("Date.now()") / 1000 + 60)
    scan(page, UNKNOWN)
    answered(page, "desk", "Please see the front desk", [])


def test_a_slow_answer_is_asked_patience_for(page: Page) -> None:
    held: list[Route] = []
    page.route("**/arrivals", lambda route: held.insert(0, route))
    with page.expect_request("**/arrivals"):
        scan(page, UNKNOWN)
    page.clock.run_for(99)
    signal, wheel = page.locator(".signal"), page.locator(".waiting")
    expect(signal).to_be_hidden()
    page.clock.run_for(1)
    expect(signal).to_have_text("One moment, please")
    expect(signal).to_have_attribute("data-signal", "wait")
    page.clock.run_for(199)
    expect(wheel).to_be_hidden()
    page.clock.run_for(1)
    expect(wheel).to_be_visible()
    expect(wheel).to_have_text("One moment, please")
    held.pop().continue_()
    expect(signal).to_have_attribute("data-signal", "desk")
    expect(wheel).to_be_hidden()


def test_who_wants_no_motion_sees_a_calm_band(page: Page) -> None:
    page.emulate_media(reduced_motion="reduce")
    scan(page, UNKNOWN)
    band = page.locator(".signal")
    expect(band).to_have_text("Please see the front desk")
    box = band.bounding_box()
    assert box is not None
    assert box["height"] < 768 / 4
    assert (
        page.evaluate("document.getAnimations().map(({ playState }) => playState)")
        == []
    )


def test_a_badge_that_is_put_on_before_the_camera_checks_nobody_out(
    served: Lobby, page: Page, invite: Invite
) -> None:
    visit = invite()
    scan(page, invitation_code(served.database, visit))
    expect(page.locator("[data-step=enter_code]")).to_be_visible()
    page.keyboard.type(sent_digits(served.database))
    arrived = page.locator("[data-step=arrived]")
    expect(arrived).to_be_visible()
    badge = badge_code(served.database, visit)

    see(page, badge)
    see(page, "WIFI:S:lobby;;", UNKNOWN)

    expect(page.locator("[data-step=see_desk]")).to_be_visible()
    assert stage(served.database, visit) is Stage.ON_SITE
    see(page, "WIFI:S:lobby;;", badge)
    expect(page.locator("[data-step=see_desk]")).to_be_visible()
    for _ in range(30):
        see(page)
    see(page, badge)
    expect(page.locator("[data-step=goodbye]")).to_be_visible()


def test_after_a_while_the_other_ways_stand_there_and_are_heard(
    served: Lobby, page: Page, invite: Invite
) -> None:
    scan(page, invitation_code(served.database, invite()))
    ways = page.locator("[data-ways]")
    answered(page, "wait", "Type your code", WAIT)
    page.clock.run_for(43_999)
    expect(ways).to_be_hidden()
    page.clock.run_for(1)
    for name in ("Send it again", "My host is here", "Front desk"):
        expect(ways.get_by_role("button", name=name)).to_be_visible()
    assert page.evaluate("heard.splice(0)") == WAIT
    page.keyboard.type("12")
    ways.get_by_role("button", name="Send it again").click()
    expect(page.get_by_text("Sent again at")).to_be_visible()
    expect(ways).to_be_hidden()
