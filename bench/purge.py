"""The purge: how many rows a second it erases, and how much it delays check-ins meanwhile."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from statistics import quantiles
from typing import NamedTuple

from bench import past_guests, tablets
from bench.figures import Bounds, Figure
from lencana import installation
from lencana.server import process
from lencana.settings import Settings
from visits import codes
from visits.erasure import purge
from visits.lobby import check_in, encounters, kiosks
from visits.store.database import Database

SAMPLE, WHOLE = 20_000, 1_000_000
ANYWHERE = "tcp://127.0.0.1:9100"
TABLETS, EVERY, BEFORE = 4, 0.05, 200
ROWS_PER_SECOND = 3_000
G7_ROWS, G7_P99 = Bounds(least=42_000), Bounds(most=2.1)
LONGEST = 25 * 60


class Tap(NamedTuple):
    """When a guest was to be let in, tapped and was in, by the clock; None for one who was not."""

    due: float
    tapped: float
    was_in: float | None


class Guest(NamedTuple):
    """Who is due at which tablet when."""

    kiosk_id: int
    code: str
    due: float


def figures(folder: Path, *, whole: bool = False) -> Iterator[Figure]:
    """G7.

    One process forgets while it lets guests in, 20 each second, by the lobby's own transaction.

    No page is rendered and no badge drawn: what is waited for is the store.
    """
    visits = WHOLE if whole else SAMPLE
    seconds = min(visits * past_guests.ROWS_A_VISIT // ROWS_PER_SECOND, LONGEST)
    process.switch_threads_often()
    invited, pairings = tablets.set_up_lobby(
        folder, ANYWHERE, TABLETS, int(seconds / EVERY) + BEFORE
    )
    with installation.open_database(
        Settings(data=folder, keys=folder / "keys")
    ) as database:
        past_guests.remember(database, visits)
        database.empty_log()
        with database.transaction() as store:
            paired = [kiosks.pair(store, code).id for code in pairings]
        yield from _measured(database, paired, invited, visits)


def _measured(
    database: Database, paired: list[int], invited: list[str], visits: int
) -> Iterator[Figure]:
    """Some guests come before it begins, so that there is something to compare with."""
    first = time.monotonic() + 0.5
    due = [
        Guest(paired[n % TABLETS], code, first + n * EVERY)
        for n, code in enumerate(invited)
    ]
    begins = first + BEFORE * EVERY
    with ThreadPoolExecutor(TABLETS + 1) as pool:
        ends = pool.submit(_forgotten_at, database, begins)
        turns = [
            pool.submit(_turn, database, due[place::TABLETS], ends.done)
            for place in range(TABLETS)
        ]
        taps = [tap for turn in turns for tap in turn.result()]
    alone, during = (
        [tap for tap in taps if tap.due < begins],
        [tap for tap in taps if tap.due >= begins],
    )
    yield from _summary(visits, ends.result() - begins, alone, during)


def _summary(
    visits: int, seconds: float, alone: list[Tap], during: list[Tap]
) -> Iterator[Figure]:
    label, rows = f"G7 {visits} visits forgotten", visits * past_guests.ROWS_A_VISIT
    yield Figure(f"{label}, rows", round(rows / seconds), "1/s", c=G7_ROWS)
    yield Figure(f"{label}, check-ins meanwhile", len(during), "guests")
    yield Figure(
        f"{label}, check-ins that failed",
        sum(tap.was_in is None for tap in during),
        "guests",
        0,
    )
    yield from _waits(f"{label}, check-in from", "meanwhile", during, G7_P99)
    yield from _waits(f"{label}, check-in from", "before", alone)


def _waits(
    label: str, when: str, taps: list[Tap], goal: Bounds | None = None
) -> Iterator[Figure]:
    let_in = [
        (tap.due, tap.tapped, tap.was_in) for tap in taps if tap.was_in is not None
    ]
    late = quantiles([(was_in - due) * 1000 for due, _, was_in in let_in], n=100)
    took = quantiles([(was_in - tapped) * 1000 for _, tapped, was_in in let_in], n=100)
    yield Figure(f"{label} the tap {when}, p50", round(took[49], 1), "ms")
    yield Figure(f"{label} the tap {when}, p99", round(took[98], 1), "ms")
    yield Figure(
        f"{label} when it was due {when}, p99", round(late[98], 1), "ms", c=goal
    )


def _forgotten_at(database: Database, begins: float) -> float:
    time.sleep(max(begins - time.monotonic(), 0))
    purge.purge(database)
    return time.monotonic()


def _turn(
    database: Database, guests: list[Guest], is_over: Callable[[], bool]
) -> list[Tap]:
    """Guests come until it is over, and tap when they are due, whatever became of those before."""
    taps: list[Tap] = []
    for guest in guests:
        if is_over():
            break
        with database.transaction() as store:
            kiosk = kiosks.paired(store, guest.kiosk_id)
            encounter = check_in.scan(store, kiosk, codes.digest(guest.code)).public_id
        time.sleep(max(guest.due - time.monotonic(), 0))
        tapped, was_in = time.monotonic(), None
        # Whatever it was that failed, this guest was not let in.
        with suppress(Exception):
            _let_in(database, guest.kiosk_id, encounter)
            was_in = time.monotonic()
        taps.append(Tap(guest.due, tapped, was_in))
    return taps


def _let_in(database: Database, kiosk_id: int, encounter: str) -> None:
    with database.transaction() as store:
        kiosk = kiosks.paired(store, kiosk_id)
        check_in.agree(store, kiosk, encounters.of(store, kiosk, encounter))
