"""The access log: who was shown which items of which guest, and for which purpose.

Reading a guest's data must not cost a write: a board of 500 guests would hold the only
writer. So the database hands every finished transaction's disclosures to an `AccessLog`,
which keeps them in memory, and a job writes them into the audit log once a second. Failures
to sign in go the same way: writing them at once would take longer for an account that exists.
"""

from collections import OrderedDict, deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock

from sqlalchemy import insert
from sqlmodel import col, select

from visits.audit import failed_sign_ins
from visits.audit.entries import listed
from visits.policy.register import register
from visits.store.audit import AuditEntry
from visits.store.backends import Serial
from visits.store.database import Database, Store
from visits.vocabulary.actors import (
    AccessContext,
    Actor,
    Disclosure,
    FailedSignIn,
    LaterEntry,
)
from visits.vocabulary.audit import Act, ActorKind
from visits.vocabulary.policy import Purpose, Reader

AN_HOUR = timedelta(hours=1)
BATCH = 100
"""A guest at the kiosk waits for the only writer no longer than this many entries take."""
MOST_REMEMBERED = 10_000
"""Reads known to be written: some megabytes at most, and a busy hour of a large site."""

Read = tuple[AccessContext, tuple[str, ...], int]
"""Who asked, which items they were shown, and of which visit."""
Reads = Sequence[tuple[datetime, Read]]


class AccessLog:
    """The disclosures of one database, and its failed sign-ins, not in its audit log yet.

    `Database` calls `add` at the end of each transaction; `write` empties the buffer. What
    is still here when the process is killed is lost, so `write` runs every second and once
    more before the database is closed.
    """

    def __init__(self) -> None:
        self.waiting: deque[tuple[datetime, Disclosure]] = deque()
        self.failures: deque[tuple[datetime, FailedSignIn]] = deque()
        self.recent = RecentReads()
        # One `write` at a time: two would both miss what the other is about to write.
        self._lock = Lock()

    def add(self, at: datetime, later: Sequence[LaterEntry]) -> None:
        """Keep what happened at that moment until it is written."""
        for one in later:
            if isinstance(one, FailedSignIn):
                self.failures.append((at, one))
            else:
                self.waiting.append((at, one))

    def write(self, database: Database) -> int:
        """Write what waits into the audit log; return how many entries that took.

        The same items of the same guest, shown to the same reader for the same purpose,
        are written once an hour, the failures of one member once a minute. If the store
        refuses, everything it did not take stays here for the next time, and the error is raised.
        """
        with self._lock:
            count = self._write_failures(database)
            reads = self._unwritten()
            try:
                while reads:
                    count += self._write_batch(database, reads[:BATCH])
                    del reads[:BATCH]
            finally:
                self.waiting.extendleft(_as_disclosures(reads))
            return count

    def _write_failures(self, database: Database) -> int:
        failures = list(self.failures)
        if not failures:
            return 0
        with database.transaction() as store:
            store.lock_names([Serial.ACCESS_LOG.encode()])
            count = failed_sign_ins.record(store, failures)
        for _ in failures:
            self.failures.popleft()
        return count

    def _unwritten(self) -> list[tuple[datetime, Read]]:
        """Take every waiting read once an hour, except those known to be written."""
        reads: list[tuple[datetime, Read]] = []
        newest: dict[Read, datetime] = {}
        for at, read in self._take():
            before = newest.get(read)
            is_repeated = before and is_same_hour(before, at)
            if not is_repeated and not self.recent.covers(read, at):
                reads.append((at, read))
                newest[read] = at
        return reads

    def _take(self) -> Iterator[tuple[datetime, Read]]:
        while self.waiting:
            at, disclosure = self.waiting.popleft()
            items = tuple(sorted(disclosure.items))
            for visit_id in disclosure.visit_ids:
                yield at, (disclosure.asking, items, visit_id)

    def _write_batch(self, database: Database, batch: Reads) -> int:
        rows = []
        with database.transaction() as store:
            store.lock_names([Serial.ACCESS_LOG.encode()])
            written = _already_written(store, batch)
            for at, read in batch:
                if read not in written or not is_same_hour(written[read], at):
                    rows.append(_row(at, read))
                    written[read] = at
            if rows:
                store.execute(insert(AuditEntry), rows)
        for read, at in written.items():
            self.recent.add(read, at)
        return len(rows)


@dataclass(frozen=True)
class AccessLogEntry:
    """Somebody was shown these items of a guest, once or more in the hour from `at`."""

    actor: ActorKind
    reader: Reader
    purpose: Purpose
    items: tuple[str, ...]
    at: datetime

    @property
    def was_handed_over(self) -> bool:
        """True if the desk read it in the guest's place, to hand it to them."""
        return self.reader is Reader.GUEST and self.actor is ActorKind.MEMBER


def of_visit(store: Store, visit_id: int) -> list[AccessLogEntry]:
    """Return who read what of this guest, newest first; the last second may be missing."""
    about = select(AuditEntry).where(
        col(AuditEntry.visit_id) == visit_id, col(AuditEntry.act) == Act.DISCLOSED
    )
    return [
        AccessLogEntry(
            entry.actor, entry.reader, entry.purpose, _items(entry), entry.at
        )
        for entry in store.exec(
            about.order_by(col(AuditEntry.at).desc(), col(AuditEntry.id).desc())
        )
        if entry.reader and entry.purpose
    ]


class RecentReads:
    """The newest `MOST_REMEMBERED` reads that are in the audit log, to spare a query.

    A read that is not here may be in the audit log all the same.
    """

    def __init__(self) -> None:
        self._written: OrderedDict[Read, datetime] = OrderedDict()

    def __len__(self) -> int:
        return len(self._written)

    def covers(self, read: Read, at: datetime) -> bool:
        """Return whether an entry of the same hour stands for this read."""
        written = self._written.get(read)
        return written is not None and is_same_hour(written, at)

    def add(self, read: Read, at: datetime) -> None:
        """Remember that an entry of this moment stands for the read."""
        self._written[read] = at
        self._written.move_to_end(read)
        while len(self._written) > MOST_REMEMBERED:
            self._written.popitem(last=False)


def is_same_hour(written: datetime, at: datetime) -> bool:
    """Return whether an entry of `written` stands for `at` too."""
    # Either may be the later one: the clock may have been set back in between.
    return abs(at - written) < AN_HOUR


def _as_disclosures(reads: Reads) -> Iterator[tuple[datetime, Disclosure]]:
    # Last first, because `extendleft` turns the order round.
    for at, (asking, items, visit_id) in reversed(reads):
        yield at, Disclosure(asking, items, (visit_id,))


def _already_written(store: Store, batch: Reads) -> dict[Read, datetime]:
    """Return when each read of these visits was last written, from an hour before on."""
    entries = select(AuditEntry).where(
        col(AuditEntry.visit_id).in_({visit_id for _, (*_, visit_id) in batch}),
        col(AuditEntry.act) == Act.DISCLOSED,
        col(AuditEntry.at) > min(at for at, _ in batch) - AN_HOUR,
    )
    return {
        _read(entry): entry.at
        for entry in store.exec(entries.order_by(col(AuditEntry.id)))
    }


def _read(entry: AuditEntry) -> Read:
    if entry.reader is None or entry.purpose is None or entry.visit_id is None:
        raise ValueError(f"entry {entry.id} names no reader, purpose or visit")
    asking = AccessContext(
        Actor(entry.actor, entry.actor_id), entry.reader, entry.purpose
    )
    return asking, _items(entry), entry.visit_id


def _row(at: datetime, read: Read) -> dict[str, object]:
    asking, items, visit_id = read
    return {
        "at": at,
        "actor": asking.actor.kind,
        "actor_id": asking.actor.id,
        "act": Act.DISCLOSED,
        "reader": asking.reader,
        "purpose": asking.purpose,
        "items": listed(items),
        "visit_id": visit_id,
        "count": 1,
        "register_version": register().version,
    }


def _items(entry: AuditEntry) -> tuple[str, ...]:
    return tuple(entry.items.split("+")) if entry.items else ()
