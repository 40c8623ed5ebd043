"""What a tablet was told is done is still done after a kill of the process, or of the database server."""

import os
import select
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from itertools import count
from pathlib import Path
from random import Random
from typing import NamedTuple

import pytest
from flask import Flask
from sqlmodel import col
from sqlmodel import select as select_rows

from kiosk.app import create_app
from tests import cast as casting
from tests import postgresql
from tests.cast import Cast, SettableClock, announcement
from tests.kiosk.tablet import Tablet
from tests.postgresql import Server
from tests.web.cast import ORIGIN
from visits import codes, invitations, planned_visits, visit_state
from visits.audit.access_log import AccessLog
from visits.keys.keyring import open_keys
from visits.lobby import check_in, kiosks
from visits.store import schema
from visits.store.database import Database
from visits.store.printing import Badge, PrintJob
from visits.store.sites import Site
from visits.store.visits import Arrival, Visit
from visits.vocabulary.visits import Level
from web.face import FaceSettings, Links

TABLETS = 4
ACKNOWLEDGED, LATER = 3, 0.02
"""A kill comes after so many acknowledgements and seconds, at most."""
PUBLIC_ID = 26
COMMITS_LATER = {
    "synchronous_commit": "off",
    "wal_writer_delay": "10s",
    "wal_writer_flush_after": "100MB",
}


class Lobby(NamedTuple):
    """A lobby with tablets, and its application before a database that only children open."""

    database: Database
    cast: Cast
    app: Flask
    kiosks: list[int]

    def invite(self, guest: str) -> Visit:
        words = announcement(email=f"{guest}@example.org", least_level=Level.INVITED)
        with self.database.transaction() as store:
            return invitations.invite(
                store, self.cast.hana.id, self.cast.senopati.id, words, guest
            )

    def code(self, visit: Visit) -> str:
        with self.database.reading() as store:
            return planned_visits.code(
                store, visit_state.of(store, visit.id).invitation
            )


Say = Callable[[str], object]
"""Acknowledges a check-in by the visit's public id."""
Admit = Callable[[Lobby, int, Visit, Say], None]


def by_tablet(lobby: Lobby, kiosk_id: int, visit: Visit, say: Say) -> None:
    """The tablet shows that the guest is in."""
    tablet = Tablet(lobby.app, kiosk_id)
    tablet.scan(lobby.code(visit))
    tablet.do("agreement")
    assert tablet.step == "arrived"
    say(visit.public_id)


def too_early(lobby: Lobby, kiosk_id: int, visit: Visit, say: Say) -> None:
    """The planted fault: the tablet says so before the commit."""
    code = codes.digest(lobby.code(visit))
    with lobby.database.transaction() as store:
        kiosk = kiosks.paired(store, kiosk_id)
        check_in.agree(store, kiosk, check_in.scan(store, kiosk, code))
        store.flush()
        say(visit.public_id)


def rush(
    lobby: Lobby, admit: Admit, kill: Callable[[list[int]], object], chance: Random
) -> set[str]:
    """Tablets check guests in without end, until the kill; return whom they acknowledged."""
    said, say = os.pipe()
    name = f"{chance.getrandbits(64)}"
    children = [
        forked(lobby, admit, kiosk_id, f"{name}.{kiosk_id}", say)
        for kiosk_id in lobby.kiosks
    ]
    os.close(say)
    with os.fdopen(said, "rb") as pipe:
        first = pipe.read(PUBLIC_ID * chance.randint(1, ACKNOWLEDGED))
        # At once, or at any moment of what comes next: nothing is waited for.
        select.select([], [], [], chance.choice([0.0, chance.uniform(0, LATER)]))
        kill(children)
        every = (first + pipe.read()).decode()
    for child in children:
        os.waitpid(child, 0)
    return {every[at : at + PUBLIC_ID] for at in range(0, len(every), PUBLIC_ID)}


def forked(lobby: Lobby, admit: Admit, kiosk_id: int, guest: str, say: int) -> int:
    child = os.fork()
    if child == 0:
        # Once the server is gone a tablet shows an error, and its process ends.
        with suppress(BaseException):
            for number in count():
                visit = lobby.invite(f"{guest}.{number}")
                admit(lobby, kiosk_id, visit, lambda who: os.write(say, who.encode()))
        os._exit(0)
    return child


def lost(lobby: Lobby, acknowledged: set[str]) -> int:
    """How many of these are not in, with a badge that waits to be printed; no other is half in."""
    whole = (
        select_rows(col(Visit.public_id))
        .join(Arrival)
        .join(Badge, col(Badge.visit_id) == col(Visit.id))
        .join(PrintJob)
    )
    lobby.database.backend.close()
    with lobby.database.reading() as store:
        there = set(store.exec(whole))
        assert len(there) == len(store.exec(select_rows(Arrival.visit_id)).all())
    lobby.database.backend.close()
    return len(acknowledged - there)


def kill_processes(children: list[int]) -> None:
    for child in children:
        os.kill(child, signal.SIGKILL)


def opened(database: Database, cast: Cast, tablets: int) -> Lobby:
    """The lobby of this database, with so many tablets."""
    with database.transaction() as store:
        site = store.get_one(Site, cast.senopati.id)
        site.least_level = Level.INVITED
        names = [f"Lobby {number}" for number in range(tablets)]
        codes = [kiosks.offer_pairing(store, site.id, name) for name in names]
        ids = [kiosks.pair(store, code).id for code in codes]
    links = Links(**dict.fromkeys(("kiosk", "guest", "hosts", "desk"), ORIGIN))
    app = create_app(FaceSettings(links, database.keys.secrets), database)
    lobby = Lobby(database, cast, app, ids)
    # Pages are compiled once, and not by every child.
    by_tablet(lobby, ids[0], lobby.invite("first"), lambda _: None)
    # No child uses a connection of its parent's.
    database.backend.close()
    return lobby


def report(what: str, rounds: int, acknowledged: int, missing: int) -> None:
    sys.stdout.write(
        f"{what}, {rounds} times: {acknowledged} check-ins acknowledged, {missing} lost\n"
    )


@pytest.mark.embedded
@pytest.mark.parametrize("rounds", [3, pytest.param(200, marks=pytest.mark.whole)])
def test_a_process_that_is_killed_loses_no_check_in(
    database: Database, cast: Cast, rounds: int
) -> None:
    lobby, chance = opened(database, cast, tablets=1), Random(rounds)
    acknowledged: set[str] = set()
    for _ in range(rounds):
        acknowledged |= rush(lobby, by_tablet, kill_processes, chance)
    missing = lost(lobby, acknowledged)

    report("process killed", rounds, len(acknowledged), missing)
    assert len(acknowledged) >= rounds
    assert missing == 0


@pytest.mark.embedded
@pytest.mark.whole
def test_a_tablet_that_says_so_before_the_commit_is_seen_to_lose_some(
    database: Database, cast: Cast
) -> None:
    """So that the test above can fail."""
    lobby, chance = opened(database, cast, tablets=1), Random(1)
    acknowledged, missing, rounds = 0, 0, 0
    while not missing and rounds < 200:
        rounds += 1
        said = rush(lobby, too_early, kill_processes, chance)
        acknowledged, missing = acknowledged + len(said), lost(lobby, said)

    report("said before the commit, and killed", rounds, acknowledged, missing)
    assert missing > 0


@pytest.mark.whole
def test_a_server_that_is_stopped_at_once_loses_no_check_in(tmp_path: Path) -> None:
    with postgresql.running({}) as server:
        acknowledged, missing = crashes(server, tmp_path, rounds=50)

    assert acknowledged >= 50
    assert missing == 0


@pytest.mark.whole
def test_a_server_that_commits_later_is_seen_to_lose_some(tmp_path: Path) -> None:
    """So that the test above can fail."""
    with postgresql.running(COMMITS_LATER) as server:
        _, missing = crashes(server, tmp_path, rounds=5)

    assert missing > 0


def crashes(server: Server, folder: Path, rounds: int) -> tuple[int, int]:
    """How many check-ins were acknowledged beside so many crashes of the server, and how many lost."""
    server.execute("CREATE DATABASE lobby")
    keys = open_keys(folder / "keys")
    database = Database(
        server.url("lobby"), keys, SettableClock(), on_later_entries=AccessLog().add
    )
    schema.migrate(database)
    lobby, chance = opened(database, casting.enter(database), TABLETS), Random(rounds)
    acknowledged: set[str] = set()
    for _ in range(rounds):
        acknowledged |= rush(
            lobby, by_tablet, lambda _: server.stop("immediate"), chance
        )
        server.start()
    missing = lost(lobby, acknowledged)
    report("database server stopped at once", rounds, len(acknowledged), missing)
    return len(acknowledged), missing
