"""Every page a person meets passes axe's rules for WCAG 2.2 AA; the tablet's steps do in tests/kiosk."""

import re
from collections.abc import Iterator

import pyotp
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.axe import complaints
from tests.journeys.inbox import text_of
from tests.journeys.lobby import Lobby
from tests.journeys.origins import Watch
from tests.journeys.people import COMPANY, PASSWORD, SITE, Plan, invite, join, pair

UNKNOWN = "z" * 26
PLAN = Plan(name="Yuni Shara", email="yuni@guest.example")


@pytest.fixture
def anybody(browser_of_all: Browser, watch: Watch) -> Iterator[Page]:
    """A phone on which nobody is signed in."""
    context = watch.context(
        browser_of_all, viewport={"width": 390, "height": 844}, has_touch=True
    )
    yield context.new_page()
    context.close()


def heading(page: Page, words: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_contain_text(re.compile(words))


@pytest.mark.parametrize(
    "path",
    [
        "hosts/sign-in",
        "desk/sign-in",
        "hosts/forgotten-password",
        "desk/forgotten-password/sent",
        "kiosk/",
        f"hosts/welcome/{UNKNOWN}",
        f"guest/{UNKNOWN}",
        "desk/nothing-here",
        "hosts/nothing-here",
    ],
)
def test_what_a_stranger_meets_is_open_to_everybody(
    lobby: Lobby, anybody: Page, path: str
) -> None:
    anybody.goto(lobby.at(path))

    assert complaints(anybody) == []


def test_a_welcome_link_is_open_to_everybody(lobby: Lobby, anybody: Page) -> None:
    lobby.command(
        "member",
        "add",
        "--name",
        "Sari Dewanti",
        "--email",
        "sari@menara.example",
        "--site",
        SITE,
        "--company",
        COMPANY,
        "--role",
        "host",
    )
    letter = lobby.inbox.newest("sari@menara.example", "/hosts/welcome/")

    anybody.goto(
        next(word for word in text_of(letter).split() if "/hosts/welcome/" in word)
    )

    heading(anybody, "Choose your password")
    assert complaints(anybody) == []


@pytest.mark.parametrize(
    "path",
    [
        "",
        "invitations/new",
        "vouching/new",
        "channels",
        "guest-lists/new",
        "past-guests",
        "channels/new/webhook",
        "nothing-here",
    ],
)
def test_the_portal_is_open_to_everybody(lobby: Lobby, hana: Page, path: str) -> None:
    hana.goto(lobby.at(f"hosts/{path}"))

    assert complaints(hana) == []


@pytest.mark.parametrize("path", ["invitations/new", "vouching/new"])
def test_what_a_host_did_wrong_is_said_to_everybody(
    lobby: Lobby, hana: Page, path: str
) -> None:
    hana.goto(lobby.at(f"hosts/{path}"))
    hana.locator("main form .btn-primary").click()

    expect(hana.locator(".field-error").first).to_be_visible()
    assert complaints(hana) == []


def test_an_invitation_is_open_to_everybody_until_it_is_withdrawn(
    lobby: Lobby, hana: Page, anybody: Page
) -> None:
    letter = invite(hana, lobby, PLAN)
    link = next(word for word in text_of(letter).split() if "/guest/" in word)
    assert complaints(hana) == []
    anybody.goto(link)
    assert complaints(anybody) == []

    hana.goto(lobby.at("hosts/"))
    assert complaints(hana) == []
    hana.get_by_role("link", name="Yuni Shara").click()
    for name, title in (
        ("Change the time", "Change the time"),
        ("Change the badge", "Name on the badge"),
    ):
        heading(hana, "Yuni")
        assert complaints(hana) == []
        hana.get_by_role("link", name=name).click()
        heading(hana, title)
        assert complaints(hana) == []
        hana.go_back()
    hana.goto(f"{hana.url}/again")
    heading(hana, "Invite")
    assert complaints(hana) == []
    hana.go_back()
    hana.get_by_role("link", name="Withdraw…").click()
    heading(hana, "Withdraw")
    assert complaints(hana) == []
    hana.get_by_role("button", name="Withdraw it").click()
    expect(hana.get_by_text("Withdrawn", exact=True)).to_be_visible()
    assert complaints(hana) == []
    anybody.reload()
    assert complaints(anybody) == []


@pytest.mark.parametrize(
    "path", ["", "devices", "alarm", "log", "arrivals", "more-guests", "nothing-here"]
)
def test_the_front_desk_is_open_to_everybody(
    lobby: Lobby, desk: Page, path: str
) -> None:
    desk.goto(lobby.at(f"desk/{path}"))

    assert complaints(desk) == []


def test_what_the_desk_does_is_open_to_everybody(
    lobby: Lobby, hana: Page, desk: Page
) -> None:
    plan = Plan(name="Zul Kifli", email="zul@guest.example")
    invite(hana, lobby, plan)
    expect(desk.get_by_role("main")).to_contain_text(plan.name)
    assert complaints(desk) == []
    desk.get_by_role("link", name=plan.name, exact=True).click()
    heading(desk, plan.name)
    assert complaints(desk) == []
    desk.get_by_role("button", name=re.compile("ID seen, check in")).click()
    expect(desk.get_by_role("main")).to_contain_text("Check out")
    assert complaints(desk) == []
    desk.get_by_role("link", name=plan.name, exact=True).click()
    heading(desk, plan.name)
    assert complaints(desk) == []


def test_pairing_and_revoking_a_tablet_are_open_to_everybody(
    lobby: Lobby, desk: Page, anybody: Page
) -> None:
    pair(anybody, desk, lobby)
    assert complaints(desk) == []
    assert complaints(anybody) == []

    desk.goto(lobby.at("desk/devices"))
    desk.get_by_role("link", name=re.compile("Revoke")).last.click()
    heading(desk, "Revoke")
    assert complaints(desk) == []
    desk.get_by_role("button", name="Revoke this kiosk").click()
    expect(desk.get_by_role("heading", level=1)).not_to_contain_text("Revoke")
    assert complaints(desk) == []


def test_a_second_factor_and_its_devices_are_open_to_everybody(
    lobby: Lobby, anybody: Page
) -> None:
    rama = "rama@menara.example"
    of_rama = ("--name", "Rama Adi", "--email", rama, "--role", "host")
    lobby.command("member", "add", *of_rama, "--site", SITE, "--company", COMPANY)
    join(anybody, lobby.inbox.newest(rama, "/hosts/welcome/"))
    anybody.goto(lobby.at("hosts/second-factor"))
    assert complaints(anybody) == []
    anybody.get_by_role("button", name="Set it up").click()
    secret = anybody.locator(".secret").inner_text().replace(" ", "")
    anybody.get_by_label("digits").fill(pyotp.TOTP(secret).now())
    anybody.get_by_role("button", name="Turn it on").click()
    # Those digits are used up, and the next ones are half a minute away.
    codes = anybody.locator(".recovery li").all_inner_texts()
    for code in codes[:2]:
        anybody.context.clear_cookies()
        anybody.goto(lobby.at("hosts/sign-in"))
        anybody.get_by_label("E\N{NON-BREAKING HYPHEN}mail").fill(rama)
        anybody.get_by_label("Password").fill(PASSWORD)
        anybody.get_by_role("button", name="Sign in").click()
        anybody.get_by_label("digits").fill(code)
        anybody.get_by_label("Remember this device").check()
        assert complaints(anybody) == []
        anybody.get_by_role("button", name="Sign in").click()
        expect(anybody.get_by_role("button", name="Sign out")).to_be_visible()

    anybody.goto(lobby.at("hosts/second-factor"))
    expect(anybody.get_by_role("button", name="Forget this device")).to_have_count(2)
    assert complaints(anybody) == []
    anybody.get_by_role("button", name="Forget all").click()
    expect(anybody.get_by_text("No device is remembered")).to_be_visible()
