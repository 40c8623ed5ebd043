"""How soon a real browser shows a change on the board of a full day."""

import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median, quantiles

from playwright.sync_api import Page, sync_playwright
from sqlmodel import col, select

from bench.boards import DAY, busy_day
from bench.figures import Figure
from tests.front_desk.open_board import board_of, browser_of_dewi, served
from visits.audit.access_log import AccessLog
from visits.lobby import arrivals
from visits.store.database import Database
from visits.store.visits import Arrival, Visit
from web.face import FaceSettings, Links

CHANGES, PAUSE_MS = 20, 300
G5_MS = 1000
WATCH = """() => {
  window.seen = {};
  const look = () => {
    for (const row of document.querySelectorAll("#on-site .board-row"))
      window.seen[row.id] ??= Date.now();
  };
  look();
  new MutationObserver(look).observe(document.getElementById("board"), { childList: true, subtree: true });
}"""


def figures(folder: Path) -> Iterator[Figure]:
    """G5 of 600 guests: from the commit of an arrival to its row, by one machine's clock."""
    database, site_id, desk = busy_day(folder, AccessLog(), DAY)
    nowhere = dict.fromkeys(("kiosk", "guest", "hosts", "desk"), "http://localhost")
    settings = FaceSettings(Links(**nowhere), database.keys.secrets)
    with (
        sync_playwright() as playwright,
        served(database, settings) as address,
        browser_of_dewi(playwright) as browser,
        board_of(browser, address, database, desk) as page,
    ):
        page.evaluate(WATCH)
        took = [
            _until_seen(page, database, (site_id, public_id, desk))
            for public_id in _expected(database)
        ]
    name = "G5 change visible on a board of 600"
    yield Figure(f"{name}, p50", round(median(took)), "ms")
    yield Figure(f"{name}, p95", round(quantiles(took, n=20)[-1]), "ms", G5_MS)


def _expected(database: Database) -> list[str]:
    with database.reading() as store:
        are_here = select(Arrival.visit_id)
        expected = select(Visit.public_id).where(col(Visit.id).not_in(are_here))
        return list(store.exec(expected.order_by(col(Visit.id).desc()).limit(CHANGES)))


def _until_seen(page: Page, database: Database, who: tuple[int, str, int]) -> float:
    """Let the guest in; return after how many milliseconds their row stands among those inside."""
    page.wait_for_timeout(PAUSE_MS)
    with database.transaction() as store:
        arrivals.check_in_at_desk(store, *who)
    committed, row = time.time() * 1000, f"visit-{who[1]}"
    page.wait_for_function("row => window.seen[row]", arg=row)
    seen: float = page.evaluate("row => window.seen[row]", row)
    return seen - committed
