"""The anchor: a head noted outside finds out a log that was written anew, whole and sealed."""

from tests.cast import SettableClock
from tests.visits.audit.tampering import minutes, seal, tamper, verified
from visits.audit import anchor, chain
from visits.audit.anchor import AuditHead
from visits.store.database import Database


def head(database: Database) -> AuditHead | None:
    with database.reading() as store:
        return anchor.head(store)


def rewrite(database: Database) -> None:
    """Somebody with the program changes an entry, and seals the whole log again."""
    tamper(database, "UPDATE auditentry SET visit_id = 7 WHERE id = 2")
    tamper(database, "DELETE FROM auditseal")
    seal(database)


def test_a_log_that_was_not_sealed_yet_has_no_head(database: Database) -> None:
    assert head(database) is None


def test_the_head_is_the_newest_seal(database: Database, clock: SettableClock) -> None:
    minutes(database, clock, 3, 2)

    assert head(database) == AuditHead(verified(database).head, 5, clock())


def test_a_log_rewritten_whole_is_found_out_by_the_head_noted_before(
    database: Database, clock: SettableClock
) -> None:
    minutes(database, clock, 3, 2)
    noted = head(database)
    assert noted
    rewrite(database)

    assert verified(database).entries == 5
    assert head(database) != noted
    with database.reading() as store:
        assert not chain.holds(store, bytes.fromhex(noted.digest))
