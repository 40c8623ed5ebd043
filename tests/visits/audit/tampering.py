"""An audit log that somebody tampers with: entries written, sealed, and changed behind the chain's back."""

from sqlalchemy import text

from tests.cast import SettableClock
from visits.audit import chain, entries
from visits.audit.chain import Verified
from visits.store.audit import AuditSeal
from visits.store.database import Database
from visits.vocabulary import actors
from visits.vocabulary.audit import Act


def write(database: Database, count: int) -> None:
    """So many acts of the operator's."""
    with database.transaction() as store:
        for _ in range(count):
            entries.record(store, actors.OPERATOR, Act.RESENT, visit_id=1)


def seal(database: Database) -> AuditSeal | None:
    """The minute is over."""
    with database.transaction() as store:
        return chain.seal(store)


def minutes(database: Database, clock: SettableClock, *counts: int) -> None:
    """So many acts in each minute, sealed at its end."""
    for count in counts:
        write(database, count)
        clock.forward(minutes=1)
        seal(database)


def verified(database: Database) -> Verified:
    """What a check of the whole chain finds."""
    with database.reading() as store:
        return chain.verify(store)


def tamper(database: Database, statement: str, **facts: object) -> None:
    """Somebody who can write to the database does this."""
    with database.transaction() as store:
        store.execute(text(statement), facts)
