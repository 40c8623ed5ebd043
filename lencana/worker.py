"""The worker: threads beside the faces that carry rows of the outboxes into the world, round after round."""

import logging
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from visits.store.database import Database

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class BackgroundJob:
    """Work that is looked for every `pause` seconds, and at once after a commit where it `wakes`."""

    name: str
    work: Callable[[], int]
    pause: float
    wakes: bool = False


@contextmanager
def working(database: Database, rounds: Sequence[BackgroundJob]) -> Iterator[None]:
    """Each round runs in a thread of its own while the block does; the end waits for what is under way."""
    stop = threading.Event()
    threads = [
        threading.Thread(
            target=_go_round, args=(database, one, stop), name=one.name, daemon=True
        )
        for one in rounds
    ]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        stop.set()
        with database.committed:
            database.committed.notify_all()
        for thread in threads:
            thread.join(timeout=10)


def _go_round(database: Database, one: BackgroundJob, stop: threading.Event) -> None:
    while not stop.is_set():
        seen = database.commits
        if not _work(one):
            _rest(database, one, stop, seen)


def _work(one: BackgroundJob) -> int:
    try:
        return one.work()
    except Exception as problem:  # noqa: BLE001 - a round must outlive whatever one of its jobs does
        # Only the kind of the problem: its text may hold what nobody should read in a log.
        logger.error("round %s failed: %s", one.name, type(problem).__name__)  # noqa: TRY400 - no traceback
        return 0


def _rest(
    database: Database, one: BackgroundJob, stop: threading.Event, seen: int
) -> None:
    if not one.wakes:
        stop.wait(one.pause)
        return
    with database.committed:
        database.committed.wait_for(
            lambda: stop.is_set() or database.commits != seen, timeout=one.pause
        )
