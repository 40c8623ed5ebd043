"""How often a guest touches the tablet, and how long it takes until the badge is out."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from playwright.sync_api import Page

from tests.journeys.lobby import Lobby

COUNTING = """() => {
  const { dataset } = document.documentElement;
  dataset.taps = 0;
  addEventListener("pointerdown", () => { dataset.taps = 1 + Number(dataset.taps); }, true);
}"""


@dataclass
class Taps:
    """What a way in costs; `number` is known when the badge is out."""

    number: int = 0


@contextmanager
def counted(lobby: Lobby, tablet: Page, way: str) -> Iterator[Taps]:
    """Count from here until one more badge is out, and print what it took."""
    taps, printed = Taps(), lobby.printer.badges
    tablet.evaluate(COUNTING)
    began = time.monotonic()
    yield taps
    assert lobby.printer.wait_for_badges(printed + 1, timeout=300)
    seconds = time.monotonic() - began
    taps.number = int(tablet.evaluate("document.documentElement.dataset.taps"))
    print(f"{way}: {taps.number} taps, badge out after {seconds:.1f} s")  # noqa: T201 - what was counted


def tap_keys(tablet: Page, *names: str) -> None:
    """Touch these keys of the screen's own keyboard, one after the other."""
    for name in names:
        tablet.get_by_role("button", name=name, exact=True).click()
