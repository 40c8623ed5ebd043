"""The database: where transactions come from, each with its own instant and the keys.

What differs between SQLite and PostgreSQL stands in `visits.store.backends`.
"""

import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime
from functools import cache
from typing import Any, TypeVar

from sqlalchemy import CursorResult, Engine, Executable, Select, event
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.orm.exc import StaleDataError
from sqlmodel import Session, SQLModel

from visits.keys.decision_log import AnyDecision, LoggedErasure
from visits.keys.keyring import Keys
from visits.store import logged_rows
from visits.store.backends import Backend, Failure, Serial, backend_of
from visits.store.news import News, NewsCounter, note_news
from visits.vocabulary.actors import Disclosure, LaterEntry

Made = TypeVar("Made")
Clock = Callable[[], datetime]
OnLaterEntries = Callable[[datetime, Sequence[LaterEntry]], None]
"""Is handed what one transaction leaves to be written, and when it was; returns at once."""


class UnloggedAccessError(Exception):
    """Guests' data was about to be read where nothing writes down who read it."""


def utc_now() -> datetime:
    """The instant, always aware: the only clock that is not a test's."""
    return datetime.now(UTC)


class Store(Session):
    """One transaction: all its rows happened at `now`; `keys` seal and open what it holds."""

    def __init__(
        self,
        engine: Engine,
        now: datetime,
        keys: Keys,
        *,
        is_logged: bool,
        locks: Backend | None = None,
    ) -> None:
        super().__init__(engine, expire_on_commit=False)
        # None while only reading: a reader keeps nobody waiting.
        self._locks = locks
        # What was locked already, so that it is asked for once.
        self.locked_sites: set[int] = set()
        self.locked_kiosks: set[int] = set()
        self._locked_names: set[bytes] = set()
        self.now = now
        self.keys = keys
        # A board of 500 guests lies under a few days' keys: ask the keyring once for each.
        self.living_day_key = cache(keys.keyring.living_day_key)
        self.later: list[LaterEntry] = []
        # What no restore may lose; it goes into the decision log just before the commit.
        self.decisions: list[AnyDecision] = []
        self.news: set[News] = set()
        self._is_logged = is_logged

    def disclose(self, disclosures: Sequence[Disclosure]) -> None:
        """Note what a reader is shown of guests; raises UnloggedAccessError if nobody logs it."""
        if disclosures and not self._is_logged:
            raise UnloggedAccessError
        self.later.extend(disclosures)

    def prepared(
        self,
        statement: Executable,
        *rows: Mapping[str, Any],
        **values: Any,  # noqa: ANN401 - of the columns' types
    ) -> CursorResult[Any]:
        """Execute a statement that was built at import, for what every check-in does.

        Once with the values, or for each of the rows. Several times faster than `execute`: what
        it returns are tuples, what the session has loaded stays as it was, and what is news to
        somebody who waits is noted by the caller.
        """
        # As `execute` does: a statement sees what was added before.
        self.flush()
        return self.connection().execute(statement, rows or values)

    @property
    def has_rivals(self) -> bool:
        """Whether others may write at the same time, so that what is read has to be locked."""
        return self._locks is not None and self._locks.has_many_writers

    def lock(
        self, rows: Select[Any], *tables: type[SQLModel], skip_locked: bool = False
    ) -> list[Any]:
        """Keep the rows of these tables from other writers until this transaction ends.

        Return the first column of what was selected: nothing where there is one writer, or
        while only reading. Lock before you read: what the session has read already stays as
        it was. With `skip_locked` rows that others have are left out, instead of waited for.
        """
        if self._locks is None:
            return []
        return self._locks.lock(self, rows, *tables, skip_locked=skip_locked)

    def lock_names(self, names: Iterable[bytes]) -> None:
        """Let no other transaction that names one of these go on until this one ends.

        For what has no row to lock: a count of attempts, or something done by one at a time.
        """
        if self._locks is not None and (new := set(names) - self._locked_names):
            self._locks.lock_names(self, new)
            self._locked_names |= new

    def lock_table(self, table: type[SQLModel]) -> None:
        """Wait until nobody has new rows of this table under way, and let nobody begin any."""
        if self._locks is not None:
            self._locks.lock_table(self, table)


class Database:
    """One database and its keys.

    `commits` counts those that changed something, and `news` those that brought some, by what
    it is of. `on_later_entries` is called after each transaction that left some.
    """

    def __init__(
        self,
        url: str,
        keys: Keys,
        clock: Clock = utc_now,
        on_later_entries: OnLaterEntries | None = None,
    ) -> None:
        self.backend = backend_of(url)
        self.engine = self.backend.engine
        self.keys = keys
        self.clock = clock
        self.committed = threading.Condition()
        self.commits = 0
        self.news = NewsCounter()
        self._listeners: list[tuple[News, Callable[[], None]]] = []
        self._on_later_entries = on_later_entries

    @contextmanager
    def transaction(self) -> Iterator[Store]:
        """Yield a transaction that is committed, and on the disk, when the block ends.

        An error in the block undoes all of it. A transaction that changed no row wakes
        nobody who waits for a commit.
        """
        with self.backend.one_writer(), self._writer() as store:
            before = self.backend.changed_rows(store)
            with self._reporting(store):
                yield store
            store.flush()
            is_changed = self.backend.changed_rows(store) != before
            self._commit(store)
        if is_changed:
            with self.committed:
                self.commits += 1
                self.committed.notify_all()
            self.news.tell(store.news)
            for news, listener in self._listeners:
                if news in store.news:
                    listener()

    def run(self, work: Callable[[Store], Made]) -> Made:
        """Return what the work returns, done in a transaction of its own.

        Done once more, whole, if another transaction was first and this one had to be undone.
        """
        try:
            with self.transaction() as store:
                return work(store)
        except (DBAPIError, StaleDataError) as problem:
            if not self.is_conflict(problem):
                raise
        with self.transaction() as store:
            return work(store)

    def is_conflict(self, problem: BaseException) -> bool:
        """Return whether another transaction was first: done again, the work sees its rows."""
        is_gone = isinstance(problem, StaleDataError)
        return is_gone or self.backend.failure(problem) is Failure.CONFLICT

    def alone(self, what: Serial) -> AbstractContextManager[Callable[[], bool]]:
        """Yield what tells whether no other process does this; none begins while it is True.

        A server that ends the session, as by a restart, lets others begin.
        """
        return self.backend.alone(what)

    def _commit(self, store: Store) -> None:
        """Log first, then commit: what was committed is never missing from the decision log."""
        if not store.decisions:
            store.commit()
            return
        log, number = self.keys.decisions, logged_rows.write(store)
        try:
            store.commit()
        except SQLAlchemyError as problem:
            # SQLite may leave a transaction open that it could not commit: the connection is
            # given up, so that what the log does not say cannot happen.
            store.invalidate()
            # Where no answer came it may be committed. The entries stay, as after a crash here,
            # and `serve` carries them out when it starts.
            if not getattr(problem, "connection_invalidated", False):
                log.withdraw(number)
            raise
        log.drop_sealed_of(
            {
                entry.visit
                for entry in store.decisions
                if isinstance(entry, LoggedErasure)
            }
        )

    @contextmanager
    def reading(self, *, is_long: bool = False) -> Iterator[Store]:
        """Yield one consistent view of the data; what is done in it is undone.

        A server ends it when nothing was asked of it for a minute, unless it `is_long`.
        """
        with self._reader() as store, self._reporting(store):
            if is_long:
                self.backend.keep_open(store)
            yield store

    def wait_for_commit(self, seen: int, seconds: float) -> None:
        """Return once `commits` is another number than `seen`, or the seconds have passed."""
        with self.committed:
            self.committed.wait_for(
                lambda: self.commits != seen, timeout=max(seconds, 0)
            )

    def listen(self, news: News, listener: Callable[[], None]) -> None:
        """Call this at each commit with such news, in its thread; it must return at once."""
        self._listeners.append((news, listener))

    def version(self) -> int | None:
        """Return a number that every commit of any process changes; None if there is none."""
        return self.backend.version()

    def empty_log(self, patience: float = 1.0) -> bool:
        """Empty the log, where erased pages lie on; False if a reader prevents it.

        Tries for `patience` seconds; writers wait only for the time of a single try.
        """
        return self.backend.empty_log(patience)

    def close(self) -> None:
        """Close every connection."""
        self.backend.close()

    def _reader(self) -> Store:
        is_logged = self._on_later_entries is not None
        return Store(self.backend.reading, self.clock(), self.keys, is_logged=is_logged)

    def _writer(self) -> Store:
        is_logged = self._on_later_entries is not None
        return Store(
            self.backend.writing,
            self.clock(),
            self.keys,
            is_logged=is_logged,
            locks=self.backend,
        )

    @contextmanager
    def _reporting(self, store: Store) -> Iterator[None]:
        # In `finally`: a reader has seen what they have seen, even if the transaction is undone.
        try:
            yield
        finally:
            if store.later and self._on_later_entries:
                self._on_later_entries(store.now, store.later)


event.listen(Store, "after_flush", logged_rows.note_flushed)
event.listen(Store, "after_flush", note_news)
