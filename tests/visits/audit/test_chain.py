"""The chain: what was sealed is verified, and every way of changing it is seen."""

import pytest

from tests.cast import SettableClock
from tests.visits.audit.tampering import minutes, seal, tamper, verified, write
from visits.audit import chain
from visits.audit.chain import (
    AuditLogBroken,
    ChainPosition,
    Entries,
    basis_of_next,
    link,
)
from visits.store.audit import SEALED_FIELDS, AuditEntry, AuditSeal
from visits.store.database import Database

ENTRY = (
    "INSERT INTO auditentry (id, at, actor, act, count, register_version) "
    "VALUES (:id, '2026-11-23 02:30:00', 'operator', 'resent', 1, 1)"
)
OTHER_VALUES = {
    "at": "2026-11-23 02:29:00",
    "actor": "guest",
    "actor_id": 7,
    "act": "invited",
    "reader": "host",
    "purpose": "comply",
    "items": "name",
    "visit_id": 2,
    "subject_id": 4,
    "count": 2,
    "register_version": 10_000,
}


@pytest.fixture
def sealed(database: Database, clock: SettableClock) -> Database:
    """Nine entries under three seals: 1 to 3, 4 to 6, 7 to 9."""
    minutes(database, clock, 3, 3, 3)
    return database


def broken(database: Database) -> str:
    with pytest.raises(AuditLogBroken) as found:
        verified(database)
    return str(found.value)


def test_what_nobody_touched_is_whole(sealed: Database) -> None:
    write(sealed, 2)
    found = verified(sealed)

    assert (found.entries, found.seals, found.unsealed) == (9, 3, 2)
    assert len(found.head) == 64


def test_an_audit_log_of_nothing_is_whole(database: Database) -> None:
    assert verified(database).head == "0" * 64


def test_a_minute_without_entries_has_no_seal(sealed: Database) -> None:
    assert seal(sealed) is None
    assert verified(sealed).seals == 3


def test_what_is_overdue_is_sealed_piece_by_piece(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chain, "LARGEST", 4)
    write(database, 9)

    made = [
        one and one.entries
        for one in (seal(database), seal(database), seal(database), seal(database))
    ]
    assert made == [4, 4, 1, None]
    assert verified(database).entries == 9


def test_a_seal_stands_for_every_column_of_the_audit_log() -> None:
    assert (
        set(SEALED_FIELDS)
        == set(AuditEntry.metadata.tables["auditentry"].c.keys())
        == {"id", *OTHER_VALUES}
    )


@pytest.mark.parametrize("field", OTHER_VALUES)
def test_a_changed_field_is_seen(sealed: Database, field: str) -> None:
    tamper(
        sealed,
        f"UPDATE auditentry SET {field} = :value WHERE id = 5",  # noqa: S608 - a column's name
        value=OTHER_VALUES[field],
    )

    assert broken(sealed).startswith("seal 2 over the entries 4 to 6")


def test_a_field_that_nobody_can_read_is_seen_and_not_repeated(
    sealed: Database,
) -> None:
    tamper(sealed, "UPDATE auditentry SET act = 'gita' WHERE id = 5")

    assert broken(sealed) == "one of the entries after 0 cannot be read"


@pytest.mark.parametrize("entry", [1, 5, 9])
def test_a_removed_entry_is_seen(sealed: Database, entry: int) -> None:
    tamper(sealed, "DELETE FROM auditentry WHERE id = :id", id=entry)

    assert broken(sealed).endswith("it was made over 3, and there are 2")


def test_an_entry_under_another_number_is_seen(sealed: Database) -> None:
    tamper(sealed, "UPDATE auditentry SET id = 0 WHERE id = 1")

    assert broken(sealed).startswith("seal 1 over the entries 1 to 3")


def test_two_entries_that_changed_places_are_seen(sealed: Database) -> None:
    tamper(sealed, "UPDATE auditentry SET visit_id = 2 WHERE id = 8")
    tamper(sealed, "UPDATE auditentry SET id = 100 - id WHERE id IN (8, 5)")
    tamper(sealed, "UPDATE auditentry SET id = 13 - (100 - id) WHERE id > 90")

    assert broken(sealed).startswith("seal 2 over the entries 4 to 6")


@pytest.mark.parametrize("number", [0, -5])
def test_an_inserted_entry_is_seen(sealed: Database, number: int) -> None:
    tamper(sealed, ENTRY, id=number)

    assert broken(sealed).endswith("it was made over 3, and there are 4")


def test_an_entry_inserted_where_a_number_was_never_used_is_seen(
    database: Database, clock: SettableClock
) -> None:
    write(database, 1)
    tamper(database, ENTRY, id=10)
    minutes(database, clock, 1)
    tamper(database, ENTRY, id=5)

    assert broken(database).endswith("it was made over 3, and there are 4")


@pytest.mark.parametrize(
    ("number", "words"), [(1, "and it was not yet time"), (2, "seal 2 is gone")]
)
def test_a_removed_seal_is_seen(sealed: Database, number: int, words: str) -> None:
    tamper(sealed, "DELETE FROM auditseal WHERE id = :id", id=number)

    assert words in broken(sealed)


def test_a_removed_seal_is_seen_although_the_next_took_its_number(
    sealed: Database,
) -> None:
    tamper(sealed, "DELETE FROM auditseal WHERE id = 2")
    tamper(sealed, "UPDATE auditseal SET id = 2, entries = 6 WHERE id = 3")

    assert (
        broken(sealed)
        == "seal 2 over the entries 4 to 9: an entry or the seal is not what it was"
    )


def test_seals_that_changed_places_are_seen(sealed: Database) -> None:
    for old, new in ((2, 9), (3, 2), (9, 3)):
        tamper(
            sealed, "UPDATE auditseal SET id = :new WHERE id = :old", old=old, new=new
        )

    assert broken(sealed).startswith("seal 2 ")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("digest", bytes(32)),
        ("at", "2026-11-23 00:00:00"),
        ("entries", 2),
        ("through", 5),
    ],
)
def test_a_changed_seal_is_seen(sealed: Database, field: str, value: object) -> None:
    tamper(sealed, f"UPDATE auditseal SET {field} = :value WHERE id = 2", value=value)  # noqa: S608 - a column's name

    assert broken(sealed).startswith("seal 2 ")


def test_a_seal_that_was_made_anew_over_a_changed_entry_is_seen_at_the_next(
    sealed: Database,
) -> None:
    tamper(sealed, "UPDATE auditentry SET visit_id = 2 WHERE id = 5")
    with sealed.transaction() as store:
        first, forged = store.get_one(AuditSeal, 1), store.get_one(AuditSeal, 2)
        place = ChainPosition(2, forged.through, forged.at)
        forged.digest = link(
            basis_of_next(first), Entries(store, 3, 6).through(6), place
        ).digest

    assert broken(sealed).startswith("seal 3 over the entries 7 to 9")


def test_a_tail_that_was_cut_off_is_known_by_the_head_that_was_noted(
    sealed: Database,
) -> None:
    noted = bytes.fromhex(verified(sealed).head)
    tamper(sealed, "DELETE FROM auditseal WHERE id = 3")
    tamper(sealed, "DELETE FROM auditentry WHERE id > 6")

    with sealed.reading() as store:
        assert chain.verify(store).entries == 6
        assert not chain.holds(store, noted)


def test_a_head_noted_earlier_is_still_in_a_chain_that_grew(
    sealed: Database, clock: SettableClock
) -> None:
    noted = bytes.fromhex(verified(sealed).head)
    minutes(sealed, clock, 2)

    with sealed.reading() as store:
        assert chain.holds(store, noted)
