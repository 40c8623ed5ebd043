"""Forgetting: how fast past guests go while others check in, and what those notice of it."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from pathlib import Path
from statistics import quantiles
from typing import NamedTuple

from bench import past_guests, tablets
from bench.figures import Figure
from lencana import house
from lencana.server import threads
from lencana.settings import Settings
from visits import codes
from visits.forgetting import purge
from visits.lobby import encounters, kiosks, reception
from visits.store.database import Database

SAMPLE, WHOLE = 20_000, 1_000_000
ANYWHERE = "tcp://127.0.0.1:9100"
TABLETS, EVERY, AFTERWARDS = 2, 0.05, 200
ROWS_PER_SECOND, P99_MS = 3_000, 30
LONGEST = 25 * 60


class Tap(NamedTuple):
    """When a guest was to be let in, and after how many milliseconds they were; None for one who was not."""

    due: float
    took: float | None


class Guest(NamedTuple):
    """Who is due at which tablet when."""

    kiosk_id: int
    code: str
    due: float


def figures(folder: Path, *, whole: bool = False) -> Iterator[Figure]:
    """G7: one process forgets while it lets guests in, 20 each second, by the lobby's own transaction.

    No page is rendered and no badge drawn: what is waited for is the store.
    """
    visits = WHOLE if whole else SAMPLE
    seconds = min(visits * past_guests.ROWS_A_VISIT // ROWS_PER_SECOND, LONGEST)
    threads.take_short_turns()
    invited, pairings = tablets.founded(folder, ANYWHERE, TABLETS, int(seconds / EVERY) + AFTERWARDS)
    past_guests.remember(folder, visits)
    with house.open_database(Settings(data=folder, keys=folder / "keys")) as database:
        with database.transaction() as store:
            paired = [kiosks.pair(store, code).id for code in pairings]
        yield from _measured(database, paired, invited, visits)


def _measured(database: Database, paired: list[int], invited: list[str], visits: int) -> Iterator[Figure]:
    with ThreadPoolExecutor(TABLETS + 1) as pool:
        began = time.monotonic()
        forgetting = pool.submit(_forgotten_at, database)
        due = [
            Guest(paired[number % TABLETS], code, began + 0.5 + number * EVERY)
            for number, code in enumerate(invited)
        ]
        enough = _enough(forgetting.done)
        turns = [pool.submit(_turn, database, due[place::TABLETS], enough) for place in range(TABLETS)]
        taps = [tap for turn in turns for tap in turn.result()]
    over = forgetting.result()
    during, after = [tap for tap in taps if tap.due <= over], [tap for tap in taps if tap.due > over]
    yield from _said(visits, over - began, during, after)


def _said(visits: int, seconds: float, during: list[Tap], after: list[Tap]) -> Iterator[Figure]:
    label, rows = f"{visits} visits forgotten", visits * past_guests.ROWS_A_VISIT
    yield Figure(f"{label}, rows", round(rows / seconds), "1/s", at_least=ROWS_PER_SECOND)
    yield Figure(f"{label}, check-ins meanwhile", len(during), "guests")
    yield Figure(f"{label}, check-ins that failed", sum(tap.took is None for tap in during), "guests", 0)
    for what, taps, goal in (("meanwhile", during, P99_MS), ("afterwards", after, None)):
        spread = quantiles([tap.took for tap in taps if tap.took is not None], n=100)
        yield Figure(f"{label}, check-in p50 {what}", round(spread[49], 1), "ms")
        yield Figure(f"{label}, check-in p99 {what}", round(spread[98], 1), "ms", goal)


def _forgotten_at(database: Database) -> float:
    purge.forget(database)
    return time.monotonic()


def _enough(is_over: Callable[[], bool]) -> Callable[[], bool]:
    """Guests come until a while after it is over."""
    left = count(AFTERWARDS, -1)
    return lambda: is_over() and next(left) <= 0


def _turn(database: Database, guests: list[Guest], enough: Callable[[], bool]) -> list[Tap]:
    """Guests tap when they are due, whatever became of those before; what is late counts from then."""
    taps: list[Tap] = []
    for guest in guests:
        if enough():
            break
        with database.transaction() as store:
            kiosk = kiosks.paired(store, guest.kiosk_id)
            encounter = reception.scan(store, kiosk, codes.digest(guest.code)).public_id
        time.sleep(max(guest.due - time.monotonic(), 0))
        try:
            with database.transaction() as store:
                kiosk = kiosks.paired(store, guest.kiosk_id)
                reception.agree(store, kiosk, encounters.of(store, kiosk, encounter))
        except Exception:  # noqa: BLE001 - whatever it was, a guest was not let in
            taps.append(Tap(guest.due, None))
        else:
            taps.append(Tap(guest.due, (time.monotonic() - guest.due) * 1000))
    return taps
