"""A host pastes twenty guests on a phone, and sends a file that takes two requests."""

import re
from pathlib import Path

from playwright.sync_api import Page, expect

from host_portal.guest_lists import AT_ONCE
from tests.journeys.axe import complaints
from tests.journeys.lobby import Lobby
from tests.journeys.people import Plan

COUNTING = """addEventListener("pointerdown", () => {
  sessionStorage.taps = 1 + Number(sessionStorage.taps ?? 0);
}, true);"""
LONG_PRESS_AND_PASTE = 2
"""Of the telephone's own, which no page sees."""
TOMORROW, NEXT_WEEK = Plan(days_ahead=1).day, Plan(days_ahead=7).day
HEADING = "Name,E-mail,Day,From,Until,Purpose"


def rows(number: int) -> list[str]:
    window = f"{NEXT_WEEK},09:00,10:00"
    return [
        f"Guest {one},guest{one}@list.example,{window},Meeting" for one in range(number)
    ]


def test_twenty_guests_are_pasted_with_twelve_taps_at_most(
    hana: Page, lobby: Lobby
) -> None:
    hana.add_init_script(COUNTING)
    hana.goto(lobby.at("hosts/"))

    hana.get_by_role("link", name="Invite", exact=True).tap()
    hana.get_by_role("link", name="Several guests at once").tap()
    expect(hana.get_by_role("heading", level=1)).to_have_text("Several guests at once")
    assert complaints(hana) == []
    hana.get_by_label("One guest a line").tap()
    hana.keyboard.insert_text(
        "\n".join(f"Guest {one}, guest{one}@paste.example" for one in range(20))
    )
    hana.get_by_label("Day").tap()
    hana.get_by_label("Day").fill(TOMORROW)
    hana.get_by_role("button", name="Check the list").tap()
    expect(hana.get_by_text("guest19@paste.example")).to_be_visible()
    assert complaints(hana) == []
    hana.get_by_role("button", name="Invite 20 guests").tap()

    expect(hana.get_by_role("status")).to_contain_text("Your guests are invited.")
    taps = int(hana.evaluate("sessionStorage.taps")) + LONG_PRESS_AND_PASTE
    print(f"twenty guests pasted: {taps} taps")  # noqa: T201 - what was counted
    assert taps <= 12
    assert lobby.inbox.newest("guest19@paste.example", "QR|code")


def test_a_long_file_is_sent_by_its_page_and_the_bad_rows_are_left_to_be_changed(
    hana: Page, lobby: Lobby, tmp_path: Path
) -> None:
    bad = [f"Bad {one},nowhere,{NEXT_WEEK}" for one in range(2)]
    file = tmp_path / "Gita Pramesti.csv"
    file.write_text("\n".join([HEADING, *rows(AT_ONCE + 8), *bad]), "utf-16")

    send(hana, lobby, file)
    hana.get_by_role("button", name=f"Invite {AT_ONCE + 8} guests").tap()

    expect(hana.get_by_text(f"Invited now: {AT_ONCE + 8}.")).to_be_visible()
    expect(hana.get_by_role("group", name=re.compile("^Row "))).to_have_count(2)
    assert complaints(hana) == []
    send(hana, lobby, file)
    expect(hana.get_by_text(f"Invited already: {AT_ONCE + 8}")).to_be_visible()
    expect(hana.get_by_role("button", name="Invite")).to_have_count(0)


def send(hana: Page, lobby: Lobby, file: Path) -> None:
    """The host sends a file and looks at its list."""
    hana.goto(lobby.at("hosts/guest-lists/new"))
    hana.get_by_text("From a file").tap()
    hana.get_by_label("CSV file").set_input_files(file)
    hana.get_by_role("button", name="Check the list").tap()
