"""The chain after thirteen months: whole segments go, the seal over them stays, and it still holds."""

from datetime import timedelta

import pytest
from sqlalchemy import event
from sqlmodel import func, select

from tests.cast import SettableClock
from tests.visits.audit.tampering import minutes, tamper, verified, write
from visits.audit import chain
from visits.audit.chain import AuditLogBroken
from visits.policy.register import register
from visits.store.audit import AuditEntry, AuditSeal
from visits.store.database import Database
from visits.vocabulary.policy import Period

KEEPS = register().retention_classes[Period.AUDIT_LOG].keeps


@pytest.fixture
def old(database: Database, clock: SettableClock) -> Database:
    """Two minutes of old entries, and one of today."""
    minutes(database, clock, 3, 3)
    clock.now += KEEPS
    minutes(database, clock, 2)
    return database


def purged(database: Database) -> int:
    with database.transaction() as store:
        return chain.purge(store)


def test_thirteen_months_are_396_days() -> None:
    assert timedelta(days=396) == KEEPS


def test_old_entries_go_and_the_chain_holds(old: Database) -> None:
    head = verified(old).head

    assert purged(old) == 6
    found = verified(old)
    assert (found.entries, found.seals, found.head) == (2, 2, head)


def test_there_is_nothing_to_do_twice(old: Database) -> None:
    purged(old)

    assert purged(old) == 0
    with old.reading() as store:
        assert store.exec(select(func.min(AuditEntry.id))).one() == 7
        assert store.exec(select(func.count()).select_from(AuditSeal)).one() == 2


def test_a_segment_stays_until_the_last_of_it_is_old(
    database: Database, clock: SettableClock
) -> None:
    minutes(database, clock, 3)
    clock.now += KEEPS - timedelta(seconds=1)

    assert purged(database) == 0


def test_what_was_never_sealed_stays(database: Database, clock: SettableClock) -> None:
    write(database, 3)
    clock.now += 2 * KEEPS

    assert purged(database) == 0


def test_a_purge_takes_some_hundreds_at_a_time(
    old: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chain, "PURGED_AT_ONCE", 2)

    assert [purged(old), purged(old), purged(old)] == [3, 3, 0]
    assert verified(old).entries == 2


def test_while_nothing_is_old_one_seal_is_looked_at(
    database: Database, clock: SettableClock
) -> None:
    minutes(database, clock, 1, 1, 1)
    seen: list[AuditSeal] = []

    def note(found: AuditSeal, _: object) -> None:
        seen.append(found)

    event.listen(AuditSeal, "load", note)
    purged(database)
    event.remove(AuditSeal, "load", note)

    assert len(seen) == 1


def test_everything_may_be_old(old: Database, clock: SettableClock) -> None:
    clock.now += 2 * KEEPS

    assert purged(old) == 8
    assert verified(old).entries == 0


def test_an_entry_put_where_others_were_purged_is_seen(old: Database) -> None:
    purged(old)
    tamper(old, "UPDATE auditentry SET id = 2 WHERE id = 7")

    with pytest.raises(AuditLogBroken, match="there are entries up to 6"):
        verified(old)


def test_a_front_that_was_cut_off_under_a_seal_made_older_is_seen(
    database: Database, clock: SettableClock
) -> None:
    minutes(database, clock, 3, 3, 3)
    tamper(database, "DELETE FROM auditentry WHERE id <= 6")
    tamper(database, "DELETE FROM auditseal WHERE id < 2")
    tamper(database, "UPDATE auditseal SET at = '2025-09-01 00:00:00' WHERE id = 2")

    with pytest.raises(AuditLogBroken, match="seal 3 over the entries 7 to 9"):
        verified(database)


def test_a_purge_that_came_too_early_is_seen(
    database: Database, clock: SettableClock
) -> None:
    minutes(database, clock, 3, 3)
    tamper(database, "DELETE FROM auditentry WHERE id <= 6")
    tamper(database, "DELETE FROM auditseal WHERE id < 2")

    with pytest.raises(AuditLogBroken, match="it was not yet time"):
        verified(database)
