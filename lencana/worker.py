"""The background worker: one thread for each job, beside the threads that answer requests."""

import logging
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from visits.store.database import Database
from visits.store.news import News

logger = logging.getLogger(__name__)

STOP_SECONDS = 10
"""How long the end waits for each job: an SMTP conversation may be under way."""


@dataclass(frozen=True)
class BackgroundJob:
    """Work that is done every `pause` seconds, and right after a commit with such `news`.

    `work` returns how much it did; while that is not 0 it is called again without a pause.
    """

    name: str
    work: Callable[[], int]
    pause: float
    news: News | None = None


@contextmanager
def working(database: Database, jobs: Sequence[BackgroundJob]) -> Iterator[None]:
    """Run each job in a thread of its own while the block runs; wait for them at its end."""
    stop = threading.Event()
    threads = [
        threading.Thread(
            target=_repeat, args=(database, job, stop), name=job.name, daemon=True
        )
        for job in jobs
    ]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        stop.set()
        # A job that is woken by news waits for some: it must look at `stop` now.
        database.news.wake()
        for thread in threads:
            thread.join(timeout=STOP_SECONDS)


def _repeat(database: Database, job: BackgroundJob, stop: threading.Event) -> None:
    while not stop.is_set():
        # Counted before the work: news that comes during it must not be slept through.
        seen = database.news[job.news] if job.news else 0
        if not _work(job):
            _rest(database, job, stop, seen)


def _work(job: BackgroundJob) -> int:
    try:
        return job.work()
    except Exception as problem:  # noqa: BLE001 - the thread must outlive every failure of its job
        # Only the error's type: its text may quote what nobody should read in a log.
        kind = type(problem).__name__
        logger.error("job %s failed: %s", job.name, kind)  # noqa: TRY400 - no traceback
        # As if nothing was done, so that it pauses: a lasting failure must not keep it spinning.
        return 0


def _rest(
    database: Database, job: BackgroundJob, stop: threading.Event, seen: int
) -> None:
    if job.news is None:
        stop.wait(job.pause)
    else:
        database.news.wait(job.news, seen, job.pause, stop.is_set)
