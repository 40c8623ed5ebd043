"""Tablets read one code in the same moment: one guest, one badge, and nobody sees a failure."""

import re
from collections import Counter

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.journeys.codes import read_code
from tests.journeys.inbox import pictures_of
from tests.journeys.lobby import Lobby
from tests.journeys.origins import Watch
from tests.journeys.people import COMPANY, ZONE, Plan, invite, join
from tests.journeys.tablets import Answer, HttpTablet, at_once, paired

GARDEN = "Menara Taman"
TARA, DIMAS = "tara@menara.example", "dimas@menara.example"


@pytest.fixture(scope="module")
def garden(lobby: Lobby) -> str:
    """A second site, at which the invitation's code is enough; Tara invites there, Dimas is at its desk."""
    lobby.command(
        "site",
        "add",
        "--name",
        GARDEN,
        "--time-zone",
        ZONE,
        "--closes",
        "23:59",
        "--least-level",
        "1",
        "--privacy-contact",
        "privacy@menara.example",
    )
    lobby.command(
        "printer", "add", "--site", GARDEN, "--address", lobby.printer.address
    )
    for name, email, role in (
        ("Tara Putri", TARA, "host"),
        ("Dimas Aji", DIMAS, "desk"),
    ):
        lobby.command(
            "member",
            "add",
            "--name",
            name,
            "--email",
            email,
            "--site",
            GARDEN,
            "--company",
            COMPANY,
            "--role",
            role,
        )
    return GARDEN


@pytest.fixture(scope="module")
def tara(lobby: Lobby, garden: str, browser_of_all: Browser, watch: Watch) -> Page:
    del garden
    return joined(lobby, watch.context(browser_of_all), TARA)


@pytest.fixture(scope="module")
def dimas(lobby: Lobby, garden: str, browser_of_all: Browser, watch: Watch) -> Page:
    del garden
    page = joined(lobby, watch.context(browser_of_all), DIMAS)
    # The desk is offered a second factor when it signs in for the first time.
    page.get_by_role("link", name="Later").click()
    return page


@pytest.mark.parametrize("count", [3, pytest.param(8, marks=pytest.mark.whole)])
def test_one_code_at_several_tablets_at_once_lets_one_guest_in(
    lobby: Lobby, garden: str, tara: Page, dimas: Page, count: int
) -> None:
    plan = Plan(
        name=f"Krisna Murti {'I' * count}", email=f"krisna{count}@guest.example"
    )
    code = read_code(pictures_of(invite(tara, lobby, plan))[0])
    tablets = paired(lobby, garden, count)
    printed = lobby.printer.badges

    scanned = at_once(tablets, lambda tablet: tablet.scan(code))
    agreed = at_once(tablets, HttpTablet.agree)

    welcomed = [answer for answer in agreed if 'data-step="arrived"' in answer.text]
    print(  # noqa: T201 - what was counted
        f"scanned: {counted(scanned)}, agreed: {counted(agreed)}, welcomed: {len(welcomed)}"
    )
    assert counted(scanned) == {200: count}
    assert counted(agreed) == {200: 1, 422: count - 1}
    assert len(welcomed) == 1
    assert lobby.printer.wait_for_badges(printed + 1, timeout=300)
    inside = dimas.get_by_role("region", name="On site").get_by_role("listitem")
    guest = inside.filter(has_text=plan.name)
    expect(guest).to_have_count(1)
    expect(guest).to_contain_text(re.compile("Printed|Sent to the printer"))
    assert lobby.printer.badges == printed + 1


def joined(lobby: Lobby, context: BrowserContext, login: str) -> Page:
    """The new member's first page."""
    page = context.new_page()
    join(page, lobby.inbox.newest(login, "/welcome/"))
    return page


def counted(answers: list[Answer]) -> dict[int, int]:
    """How many answers of each status."""
    return dict(Counter(answer.status for answer in answers))
