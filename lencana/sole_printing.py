"""Drives the printers that have an address, in one process of the house at a time."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Event, Thread

from sqlalchemy.exc import SQLAlchemyError

from lencana.embedded_queue import IN_HOUSE, EmbeddedQueue
from printers.agent.agent import at_work
from visits.store.backends import Serial
from visits.store.database import Database

LOOKED_EVERY = 1.0
"""Seconds between looks at whose turn it is."""

logger = logging.getLogger(__name__)


@contextmanager
def printing(database: Database) -> Iterator[None]:
    """Drive the printers while the block runs, whenever no other process of this house does.

    A server that restarts forgets whose turn it is: this process stops then until it has it
    again. At the end it waits for the badges that are under way.
    """
    stop = Event()
    thread = Thread(target=_take_turns, args=[database, stop], name="printing turns")
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def _take_turns(database: Database, stop: Event) -> None:
    had_one = True
    while not stop.is_set():
        # While the database server is away nobody has a turn; every request says so meanwhile.
        with suppress(SQLAlchemyError):
            has_one = _turn(database, stop)
            if had_one and not has_one:
                logger.warning("another process drives the printers")
            had_one = has_one
        stop.wait(LOOKED_EVERY)


def _turn(database: Database, stop: Event) -> bool:
    with database.alone(Serial.PRINTING) as is_alone:
        if not is_alone():
            return False
        with at_work(EmbeddedQueue(database), IN_HOUSE):
            while is_alone() and not stop.wait(LOOKED_EVERY):
                pass
        return True
