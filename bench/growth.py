"""What past visits cost: the same work beside ten thousand of them, and beside many more.

The growth is the exponent e of `processor time ~ visits ** e`: 0 if past visits cost nothing, 1
if each of them is looked at. Two stores take turns, so that the machine's mood meets both. Of a
server its own processor time counts too.
"""

import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import partial
from math import log
from pathlib import Path
from statistics import median
from typing import Any

from pydantic import SecretStr
from sqlalchemy import event
from sqlmodel import col, select

from bench import past_guests, tablets
from bench.figures import PROCESSOR_MS, Figure
from lencana import installation
from lencana.settings import Settings
from tests import postgresql
from tests.postgresql import Server
from visits import board, codes
from visits.audit.access_log import AccessLog
from visits.lobby import check_in, departures, encounters, kiosks
from visits.store.database import Database, Store
from visits.store.people import MemberRole
from visits.store.sites import Kiosk, Site
from visits.vocabulary.people import Role

FEW, MANY, WHOLE = 10_000, 100_000, 1_000_000
ROUNDS, WARM = 25, 5
EXPONENT = 0.1
ANYWHERE = "tcp://127.0.0.1:9100"


@dataclass
class Lobby:
    """A store with so many past visits, and what was spent at each kind of work."""

    database: Database
    codes: list[str]
    kiosk: Kiosk
    desk: int
    host: int
    served: Callable[[], float]
    """Seconds of processor that a server has spent on this store so far."""
    milliseconds: dict[str, list[float]] = field(
        default_factory=lambda: defaultdict(list)
    )
    statements: dict[str, int] = field(default_factory=dict)


def figures(folder: Path, kind: str, *, whole: bool = False) -> Iterator[Figure]:
    """G6 and G10: the growth of each kind of work, in processor time and in statements."""
    sizes = FEW, WHOLE if whole else MANY
    with _server(kind) as server, ExitStack() as opened:
        few, many = (
            opened.enter_context(_lobby(folder / str(size), server, size))
            for size in sizes
        )
        for number in range(WARM + ROUNDS):
            for lobby in (few, many):
                _round(lobby, number)
    for work, spent in many.milliseconds.items():
        name = f"G10 {work}, {kind}"
        before, after = (median(one[WARM:]) for one in (few.milliseconds[work], spent))
        yield Figure(f"{name}, {sizes[0]} visits", round(before, 2), PROCESSOR_MS)
        yield Figure(f"{name}, {sizes[1]} visits", round(after, 2), PROCESSOR_MS)
        grown = log(after / before) / log(sizes[1] / sizes[0])
        yield Figure(f"{name}, growth", round(grown, 3), "exponent", EXPONENT)
        more = many.statements[work] - few.statements[work]
        yield Figure(f"{name}, more statements", more, "statements", 0)


def _round(lobby: Lobby, number: int) -> None:
    """One guest is looked up, scans and agrees; the desk and the host look at their lists."""
    database, kiosk, code = lobby.database, lobby.kiosk, lobby.codes.pop()
    address = f"guest{number}@guest.example"
    with _spent(lobby, "look-up of a guest"), database.transaction() as store:
        check_in.announce_address(store, kiosk, "email", address)
    with _spent(lobby, "scan"), database.transaction() as store:
        encounter = check_in.scan(store, kiosk, codes.digest(code)).public_id
    with _spent(lobby, "agree"), database.transaction() as store:
        check_in.agree(store, kiosk, encounters.of(store, kiosk, encounter))
    with _spent(lobby, "board"), database.reading() as store:
        board.of_site(store, kiosk.site_id, lobby.desk)
    with _spent(lobby, "version of a board"), database.reading() as store:
        board.last_timed_change(store, store.get_one(Site, kiosk.site_id))
    with _spent(lobby, "host's list"), database.reading() as store:
        board.of_host(store, lobby.host)
    with _spent(lobby, "who is past closing"), database.reading() as store:
        departures.past_closing(store)


@contextmanager
def _server(kind: str) -> Iterator[Server | None]:
    if kind == "sqlite":
        yield None
        return
    with postgresql.running({"shared_buffers": "256MB"}) as server:
        yield server


@contextmanager
def _lobby(folder: Path, server: Server | None, past: int) -> Iterator[Lobby]:
    name, url = f"past_{past}", None
    if server:
        server.execute(f"CREATE DATABASE {name}")
        url = server.url(name)
    guests = 2 * (WARM + ROUNDS)
    invited, [pairing] = tablets.set_up_lobby(folder, ANYWHERE, 1, guests, url)
    settings = Settings(
        data=folder, keys=folder / "keys", database_url=SecretStr(url) if url else None
    )
    with installation.open_database(settings, access_log=AccessLog()) as database:
        past_guests.remember(database, past)
        with database.transaction() as store:
            kiosk = kiosks.pair(store, pairing)
            desk, host = _first(store, Role.DESK), _first(store, None)
        served = partial(_served, server, name) if server else float
        yield Lobby(database, invited, kiosk, desk, host, served)


def _first(store: Store, role: Role | None) -> int:
    """The first member, or the first of this role."""
    members = select(MemberRole.member_id).order_by(col(MemberRole.member_id))
    of_role = members.where(MemberRole.role == role) if role else members
    return store.exec(of_role).first() or 0


def _served(server: Server, database: str) -> float:
    """Seconds of processor of the server's processes for this database."""
    with server.connected("postgres") as connection:
        pids = connection.execute(
            "SELECT pid FROM pg_stat_activity WHERE datname = %s", [database]
        ).fetchall()
    # The clock of another process, as clock_getcpuclockid(3) numbers it on Linux.
    return sum(time.clock_gettime((~pid << 3) | 2) for (pid,) in pids)


@contextmanager
def _spent(lobby: Lobby, work: str) -> Iterator[None]:
    """Note the processor time of this thread and of the server, and the statements."""
    count = 0

    def note(*_facts: Any) -> None:  # noqa: ANN401 - sqlalchemy's event
        nonlocal count
        count += 1

    event.listen(lobby.database.engine, "before_cursor_execute", note)
    began, served = time.thread_time(), lobby.served()
    try:
        yield
    finally:
        ended = time.thread_time() - began + lobby.served() - served
        event.remove(lobby.database.engine, "before_cursor_execute", note)
    lobby.milliseconds[work].append(ended * 1000)
    lobby.statements[work] = count
