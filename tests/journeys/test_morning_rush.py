"""A morning rush: three tablets, one person at the desk, and a keyboard."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice, product

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys.codes import read_code
from tests.journeys.inbox import pictures_of
from tests.journeys.lobby import Lobby
from tests.journeys.people import GARDEN, Plan
from tests.journeys.tablets import HttpTablet, paired

LETTERS = 3
COUNT_KEYS = (
    "addEventListener('keydown', () => { window.keys = 1 + (window.keys ?? 0); }, true)"
)


@dataclass(frozen=True)
class Guest:
    """An expected guest; the first letters of the name are nobody else's."""

    name: str
    code: str

    @property
    def letters(self) -> str:
        return self.name[:LETTERS].lower()


def expected(lobby: Lobby, tara: Page, initials: str, count: int) -> list[Guest]:
    """Tara pastes a list; each guest has their invitation."""
    called = {
        f"{one}{two}@rush.example".lower(): f"{one}{two}rdana Wicaksono"
        for one, two in islice(product(initials, "aeiou"), count)
    }
    tara.goto(lobby.at("hosts/guest-lists/new"))
    tara.get_by_label("One guest a line").fill(
        "\n".join(f"{name}, {email}" for email, name in called.items())
    )
    tara.get_by_label("Day").fill(Plan().day)
    tara.get_by_label("From").fill("00:00")
    tara.get_by_label("Until").fill("23:59")
    tara.get_by_role("button", name="Check the list").click()
    tara.get_by_role("button", name=f"Invite {count} guests").click()
    expect(tara.get_by_role("status")).to_contain_text("are invited")
    return [
        Guest(name, read_code(pictures_of(lobby.inbox.newest(email, "guest/"))[0]))
        for email, name in called.items()
    ]


def arrive(tablet: HttpTablet, guests: Sequence[Guest]) -> int:
    """They scan and agree, one after the other; how many were welcomed."""
    welcomed = 0
    for guest in guests:
        tablet.scan(guest.code)
        welcomed += 'data-step="arrived"' in tablet.agree().text
    return welcomed


class Keyboard:
    """The desk's only tool. It counts the keys of each act, and prints them at the end."""

    def __init__(self, board: Page) -> None:
        self.board = board
        self.cost: dict[str, int] = {}
        board.evaluate(COUNT_KEYS)

    def press(self, *keys: str) -> None:
        for key in keys:
            self.board.keyboard.press(key)

    def check_in(self, guest: Guest) -> None:
        with self.counted("check in by name"):
            self.press(*guest.letters)
            said = f"Enter: ID seen, check in {guest.name}"
            expect(self.board.locator("#enter")).to_have_text(said)
            self.press("Enter")
        expect(inside(self.board, guest.name)).to_have_count(1)

    def settle(self, reason: str) -> None:
        """Whoever waits without a name is seen to."""
        card = self.board.locator("#waiting .card").filter(has_text=reason)
        expect(card).to_have_count(1)
        with self.counted("see to somebody without a name"):
            self.press(*"some", "ArrowDown", "Enter")
        expect(card).to_have_count(0)

    def refuse(self, guest: Guest) -> None:
        with self.counted("refuse"):
            self.press(*guest.letters)
            expect(self.board.locator("#enter")).to_contain_text(guest.name)
            # From the check-in to the button beside it.
            self.press("ArrowDown", "Tab", "Enter")
            sheet = self.board.get_by_role("dialog", name=f"Refuse {guest.name}")
            expect(sheet).to_be_visible()
            self.press("Space", "Enter")
        expect(self.board.locator("#refused")).to_contain_text(guest.name)

    def enter_walk_in(self, name: str) -> None:
        link = self.board.get_by_role("link", name="New walk-in")
        link.focus()
        self.press("Enter")
        expect(self.board.get_by_label("Name", exact=True)).to_be_focused()
        self.board.keyboard.type(name)
        self.press("Tab", *"tara", "Tab", "Space", "Enter")
        expect(inside(self.board, name)).to_have_count(1)
        self.board.evaluate(COUNT_KEYS)

    @contextmanager
    def counted(self, act: str) -> Iterator[None]:
        before = self._keys()
        yield
        self.cost[act] = self._keys() - before

    def _keys(self) -> int:
        return int(self.board.evaluate("window.keys ?? 0"))


def inside(board: Page, name: str = "") -> Locator:
    """The lines of the board about guests on site, or of one."""
    on_site = board.get_by_role("region", name="On site")
    return on_site.get_by_role("listitem").filter(has_text=name)


@pytest.mark.parametrize(
    ("initials", "count", "rounds"),
    [
        ("STV", 12, 1),
        pytest.param("BDFGHJKLMNPR", 60, 2, marks=pytest.mark.whole),
    ],
)
def test_three_tablets_and_one_keyboard_get_everybody_in(
    lobby: Lobby, tara: Page, dimas: Page, initials: str, count: int, rounds: int
) -> None:
    guests = expected(lobby, tara, initials, count)
    troubled, others = guests[: 4 * rounds], guests[4 * rounds :]
    tablets = paired(lobby, GARDEN, 3)
    printed = lobby.printer.badges
    dimas.goto(lobby.at("desk/"))
    before, refused = inside(dimas).count(), dimas.locator("#refused li").count()
    keyboard = Keyboard(dimas)

    with ThreadPoolExecutor(len(tablets)) as lines:
        arriving = [
            lines.submit(arrive, tablet, others[number :: len(tablets)])
            for number, tablet in enumerate(tablets)
        ]
        for number in range(rounds):
            forgot, lost, asked, dangerous = troubled[4 * number : 4 * number + 4]
            keyboard.check_in(forgot)
            keyboard.refuse(dangerous)
            tablets[number].scan(unknown(lost.code))
            keyboard.settle("shows a code we do not know")
            keyboard.check_in(lost)
            tablets[number].ask("POST", "/kiosk/help")
            keyboard.settle("asks for help")
            keyboard.check_in(asked)
            keyboard.enter_walk_in(f"Yasmin {forgot.letters.title()}")
            # Somebody shows the code of a guest who is in.
            again = tablets[number].scan(forgot.code)
            assert 'data-step="arrived"' not in again.text
        welcomed = sum(line.result() for line in arriving)

    print(f"{count} guests, {6 * rounds} troubles: {keyboard.cost}")  # noqa: T201 - what was counted
    assert welcomed == len(others)
    assert keyboard.cost["check in by name"] == LETTERS + 1
    let_in = len(others) + 4 * rounds
    expect(inside(dimas)).to_have_count(before + let_in)
    expect(dimas.locator("#refused .count")).to_have_text(str(refused + rounds))
    assert lobby.printer.wait_for_badges(printed + let_in, timeout=300)
    assert lobby.printer.badges == printed + let_in
    assert lobby.printer.faults == []
    for guest in guests:
        is_in = not any(guest is troubled[4 * one + 3] for one in range(rounds))
        expect(inside(dimas, guest.name)).to_have_count(int(is_in))


def unknown(code: str) -> str:
    """A code that looks like this one, and is nobody's."""
    return code[:-1] + ("0" if code[-1] != "0" else "1")
