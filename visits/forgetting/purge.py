"""Forgetting: what is due is erased, then the keys of past days go, and with them every copy of it."""

from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, timedelta

from sqlalchemy import Delete, delete, exists, or_
from sqlmodel import col, select

from visits import sites
from visits.people import limits, sessions
from visits.policy.register import Shelf
from visits.store.database import Database, Store
from visits.store.lobby import Encounter, Wait
from visits.store.outboxes import Letter, TrailEntry
from visits.store.people import Welcome
from visits.store.places import PairingCode
from visits.store.visits import Envelope, Visit
from visits.trail import actors, entries
from visits.trail.words import Act

LOBBY_KEEPS = timedelta(days=1)
TRAIL_KEEPS = timedelta(days=396)
"""Thirteen months."""


@dataclass(frozen=True)
class Forgotten:
    """What one run of forgetting erased."""

    envelopes: int
    visits: int
    days: int


def forget(database: Database) -> Forgotten:
    """Whatever is due is erased and its days' keys are destroyed; running it again changes nothing."""
    with database.transaction() as store:
        envelopes, visits = _erase_due(store)
        _sweep(store)
        yesterday = store.now.astimezone(UTC).date() - timedelta(days=1)
        if visits:
            entries.record_many(store, actors.CLOCK, Act.FORGOTTEN, visits)
    days = database.keys.keyring.destroy_through(yesterday)
    _truncate_log(database)
    return Forgotten(envelopes, visits, days)


def _erase_due(store: Store) -> tuple[int, int]:
    envelopes = _run(store, delete(Envelope).where(col(Envelope.expires_at) <= store.now))
    remembered = exists().where(col(Envelope.visit_id) == col(Visit.id), col(Envelope.shelf) == Shelf.LOG)
    return envelopes, _run(store, delete(Visit).where(~remembered))


def _sweep(store: Store) -> None:
    """What only served a moment in the lobby goes after a day."""
    past = store.now - LOBBY_KEEPS
    for site_id in store.exec(select(Wait.site_id).where(col(Wait.at) <= past).distinct()):
        sites.changed(store, site_id)
    for statement in (
        delete(Encounter).where(col(Encounter.touched_at) <= past),
        delete(Wait).where(col(Wait.at) <= past),
        delete(Letter).where(or_(col(Letter.settled_at) <= past, col(Letter.expires_at) <= past)),
        delete(PairingCode).where(col(PairingCode.expires_at) <= store.now),
        delete(Welcome).where(col(Welcome.expires_at) <= store.now),
        delete(TrailEntry).where(col(TrailEntry.at) <= store.now - TRAIL_KEEPS),
    ):
        _run(store, statement)
    limits.purge(store)
    sessions.purge(store)


def _run(store: Store, statement: Delete) -> int:
    rows: int = store.execute(statement, execution_options={"synchronize_session": False}).rowcount  # type: ignore[attr-defined] # a DELETE's result has it
    return rows


def _truncate_log(database: Database) -> None:
    """SQLite's write-ahead log still holds the pages as they were."""
    if database.engine.dialect.name == "sqlite":
        with closing(database.engine.raw_connection()) as connection:
            connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
