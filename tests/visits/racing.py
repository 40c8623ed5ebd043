"""Eight processes that do something at once, each with connections of its own, one store and one keyring."""

import multiprocessing
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from multiprocessing.connection import Connection, wait
from multiprocessing.synchronize import Barrier
from typing import Any, NamedTuple

from sqlalchemy import event, text

from tests.cast import url_of
from visits.audit.access_log import AccessLog
from visits.keys.keyring import open_keys
from visits.store.database import Database, Store
from visits.vocabulary.refusals import VisitRefused

PROCESSES = 8
PATIENCE = 300.0
"""Seconds for all to be ready; only a process that died makes anybody wait so long."""
# Forked, so that works need no name by which another process could import them.
forking = multiprocessing.get_context("fork")


class Racer(NamedTuple):
    """What a process works with."""

    database: Database
    transactions: list[bool]
    """For each one that was begun, whether it was begun anew after another was first."""

    def run(self, work: Callable[[Store], object]) -> object:
        """The work in a transaction, as a view does it: whole, and once more after a conflict."""
        before = len(self.transactions)

        def counted(store: Store) -> object:
            self.transactions.append(len(self.transactions) > before)
            return work(store)

        return self.database.run(counted)


Work = Callable[[Racer, Any], object]
"""Is given what the round is about."""


def transaction(work: Callable[[Store, Any], object]) -> Work:
    """The work, in a transaction of its own."""
    return lambda racer, given: racer.run(lambda store: work(store, given))


class Race:
    """Processes that wait, each for the next round of its own work."""

    def __init__(self, database: Database, works: Sequence[Work]) -> None:
        self._database = database
        self.rounds = self.repeats = self.deadlocks = 0
        start = forking.Barrier(len(works))
        self._racers = [_forked(database, work, start) for work in works]

    def __call__(self, given: Any = None) -> list[str]:
        """What each process says that does its work, all of which begin together.

        `done`, the text that the work returned, or why it was refused.
        """
        self.rounds += 1
        for _, pipe in self._racers:
            pipe.send((given, self._database.clock()))
        answers = [pipe.recv() for _, pipe in self._racers]
        self.repeats += sum(repeats for _, repeats in answers)
        return [said for said, _ in answers]

    def end(self) -> None:
        for _, pipe in self._racers:
            pipe.send(None)
        for process, _ in self._racers:
            process.join()
        # A session tells the server of its deadlocks at its end, if not before.
        self.deadlocks = _deadlocks(self._database)


@contextmanager
def racing(database: Database, works: Sequence[Work]) -> Iterator[Race]:
    """Yield a race of these works, one process each; nobody was in a deadlock at its end."""
    before, race = _deadlocks(database), Race(database, works)
    try:
        yield race
    finally:
        race.end()
        deadlocks = race.deadlocks - before
        kind = database.engine.dialect.name
        sys.stdout.write(
            f"{kind}: {race.rounds} rounds of {len(works)} processes, "
            f"{race.repeats} transactions done once more, {deadlocks} deadlocks\n"
        )
    assert deadlocks == 0


def _forked(
    database: Database, work: Work, start: Barrier
) -> tuple[multiprocessing.process.BaseProcess, Connection]:
    here, there = forking.Pipe()
    # Nothing of the parent's is used or closed there: each has connections of its own.
    process = forking.Process(
        target=_rounds, args=(database, work, start, there), daemon=True
    )
    process.start()
    return process, here


def _rounds(database: Database, work: Work, start: Barrier, pipe: Connection) -> None:
    keys = open_keys(database.keys.keyring.folder)
    own = Database(url_of(database), keys, on_later_entries=AccessLog().add)
    event.listen(own.engine, "connect", partial(_be_patient, own.engine.dialect.name))
    with own.reading() as store:
        store.connection()
    while (message := _next(pipe)) is not None:
        given, now = message
        own.clock = partial(_stopped, now)
        racer = Racer(own, [])
        said = _said(partial(work, racer, given), start)
        pipe.send((said, sum(racer.transactions)))
    own.close()


def _be_patient(kind: str, connection: Any, _: Any) -> None:
    """Wait for the others however slow and busy the machine is; in a house it is 10 seconds."""
    patience = int(PATIENCE * 1000)
    if kind == "sqlite":
        connection.execute(f"PRAGMA busy_timeout = {patience}")
        return
    connection.execute(f"SET lock_timeout = {patience}")
    connection.commit()


def _next(pipe: Connection) -> Any:
    # A test run that was killed says nothing, and leaves no process behind.
    parent = multiprocessing.parent_process()
    ready = wait([pipe, *([parent.sentinel] if parent else [])])
    return pipe.recv() if pipe in ready else None


def _said(work: Callable[[], object], start: Barrier) -> str:
    try:
        start.wait(PATIENCE)
        found = work()
    except VisitRefused as refusal:
        return f"{type(refusal).__name__} {getattr(refusal, 'reason', '')}".strip()
    except BaseException as problem:  # noqa: BLE001 - whatever it is, the test must hear of it
        return f"failed: {type(problem).__name__} {problem}"
    return found if isinstance(found, str) else "done"


def _stopped(at: datetime) -> datetime:
    return at


def _deadlocks(database: Database) -> int:
    if not database.backend.has_many_writers:
        return 0
    with database.engine.connect() as connection:
        counted = (
            "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"
        )
        return int(connection.execute(text(counted)).scalar_one())
