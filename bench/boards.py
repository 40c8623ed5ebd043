"""A front desk's board of a busy day, every name opened, and what the audit log pays for it."""

import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import count
from pathlib import Path
from statistics import median

from sqlmodel import select

from bench.figures import PROCESSOR_MS, Bounds, Figure
from lencana.demo import seed
from lencana.server import process
from visits import board, invitations
from visits.audit.access_log import AccessLog
from visits.invitations import NewInvitation
from visits.keys.keyring import open_keys
from visits.lobby import arrivals
from visits.people.quotas import DEFAULT
from visits.store import schema
from visits.store.database import Database
from visits.store.people import MemberRole
from visits.store.sites import MembershipPlan, Site
from visits.visit_times import Window
from visits.vocabulary.people import Role
from visits.vocabulary.visits import Level, VisitPurpose

ARRIVALS, ROUNDS = 500, 40
BOARD = Bounds(most=3)


def figures(folder: Path) -> Iterator[Figure]:
    """The board of 500 who are inside, read warm; then its entries in the audit log."""
    process.tune()
    access_log = AccessLog()
    database, site_id, desk = _busy_day(folder, access_log)
    hours = count(1)
    try:
        name = "processor of a board of 500 arrivals with decryption, p50"
        ms = _median_ms(lambda: _read(database, site_id, desk))
        yield Figure(name, round(ms, 1), PROCESSOR_MS, c=BOARD)
        access_log.write(database)
        name = "audit log of that board, said within the hour"
        ms = _median_ms(lambda: _write_again(database, access_log, site_id, desk))
        yield Figure(name, round(ms, 2), "ms")
        name = "audit log of that board, another hour's, beside the readers"
        ms = _median_ms(
            lambda: _write_anew(database, access_log, (site_id, desk), next(hours))
        )
        yield Figure(name, round(ms, 2), "ms")
    finally:
        database.close()


def _median_ms(work: Callable[[], float]) -> float:
    work()
    return median(work() for _ in range(ROUNDS))


def _read(database: Database, site_id: int, desk: int) -> float:
    began = time.thread_time()
    with database.reading() as store:
        seen = board.of_site(store, site_id, desk)
    spent = (time.thread_time() - began) * 1000
    if sum(bool(line.guest.name) for line in seen.on_site) != ARRIVALS:
        raise RuntimeError("the board does not show everybody")
    return spent


def _write_again(
    database: Database, access_log: AccessLog, site_id: int, desk: int
) -> float:
    _read(database, site_id, desk)
    return _write(database, access_log)


def _write_anew(
    database: Database, access_log: AccessLog, board_of: tuple[int, int], hours: int
) -> float:
    """As if the board had been read so many hours later."""
    _read(database, *board_of)
    at, disclosure = access_log.waiting.pop()
    access_log.waiting.append((at + timedelta(hours=hours), disclosure))
    return _write(database, access_log)


def _write(database: Database, access_log: AccessLog) -> float:
    began = time.perf_counter()
    access_log.write(database)
    return (time.perf_counter() - began) * 1000


def _busy_day(folder: Path, access_log: AccessLog) -> tuple[Database, int, int]:
    """Return a store where 500 guests came today, its site, and who is at the desk."""
    folder.mkdir(parents=True)
    database = Database(
        f"sqlite:///{folder / 'lencana.db'}",
        open_keys(folder / "keys"),
        on_later_entries=access_log.add,
    )
    schema.migrate(database)
    site_id = seed.seed(database, "tcp://127.0.0.1:9100").site_id
    with database.transaction() as store:
        site = store.get_one(Site, site_id)
        host, desk = (
            store.exec(
                select(MemberRole.member_id).where(MemberRole.role == role)
            ).first()
            or 0
            for role in (Role.HOST, Role.DESK)
        )
        store.add(MembershipPlan(name=DEFAULT.name))
        for number in range(ARRIVALS):
            announced = _announced(number, seed.window(site, store.now))
            visit = invitations.invite(store, host, site_id, announced, str(number))
            arrivals.check_in_at_desk(store, site_id, visit.public_id, desk)
    return database, site_id, desk


def _announced(number: int, window: Window) -> NewInvitation:
    return NewInvitation(
        name=f"Gita Lestari {number}",
        badge_name="Gita",
        email=f"gita{number}@guest.example",
        window=window,
        purpose=VisitPurpose.MEETING,
        language="en",
        least_level=Level.ADDRESS_CONFIRMED,
    )
