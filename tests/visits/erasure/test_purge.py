"""Forgetting: nothing too early, everything that is due, and no copy of it that opens anywhere."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlmodel import SQLModel, func, select

from tests.cast import EMAIL, NAME, Cast, Invite, SettableClock, check_in
from visits import sites
from visits.audit.access_log import AccessLog
from visits.erasure import clock_guard, purge
from visits.keys.keyring import Keys, open_keys
from visits.lobby import departures, desk_queue
from visits.store.audit import AuditEntry
from visits.store.database import Database
from visits.store.visits import BlindIndex, Envelope, Visit
from visits.vault import envelopes
from visits.vault.personal import Guest
from visits.vocabulary import actors
from visits.vocabulary.actors import as_host
from visits.vocabulary.audit import Act
from visits.vocabulary.refusals import ClockIsBehind
from visits.vocabulary.visits import WaitReason

OF_GUESTS = (
    "visit",
    "invitation",
    "arrival",
    "departure",
    "envelope",
    "blindindex",
    "badge",
    "printjob",
    "encounter",
    "wait",
    "email",
)


def told(database: Database, visit: Visit) -> Guest:
    with database.reading() as store:
        return envelopes.read_one(store, visit.id, ["name", "email"], as_host(1))


def rows(database: Database) -> dict[str, int]:
    """How many rows about guests there are, where there are any."""
    with database.reading() as store:
        tables = [SQLModel.metadata.tables[name] for name in OF_GUESTS]
        counts = {
            table.name: store.execute(
                select(func.count()).select_from(table)
            ).scalar_one()
            for table in tables
        }
    return {name: count for name, count in counts.items() if count}


def visited(database: Database, cast: Cast, visit: Visit) -> None:
    """Gita came and left at half past nine."""
    check_in(database, cast.kiosk, visit)
    with database.transaction() as store:
        departures.check_out(store, cast.senopati.id, visit.public_id, cast.dewi.id)


def confirmed(database: Database) -> None:
    """The operator says that the clock is right."""
    with database.transaction() as store:
        clock_guard.confirm(store, store.now.date(), actors.OPERATOR)


def back_up(folder: Path) -> None:
    """As an operator's nightly script would do it."""
    with closing(sqlite3.connect(folder / "lencana.db")) as connection:
        connection.execute("VACUUM INTO ?", [str(folder / "backup.db")])


def day_keys(keys: Keys) -> list[str]:
    return sorted(path.stem for path in (keys.keyring.folder / "days").glob("*.key"))


def test_nothing_goes_a_moment_too_early(
    database: Database, cast: Cast, clock: SettableClock, invite: Invite
) -> None:
    visit = invite()
    visited(database, cast, visit)
    clock.forward(hours=24, seconds=-1)
    purge.purge(database)
    assert told(database, visit).email.reveal() == EMAIL

    clock.forward(days=1)
    purge.purge(database)
    clock.forward(days=28)
    confirmed(database)
    purge.purge(database)

    assert (
        told(database, visit).email.reveal(),
        told(database, visit).name.reveal(),
    ) == ("", NAME)


@pytest.mark.parametrize("hours", [24, 720])
def test_what_is_due_is_told_to_nobody_even_before_it_is_erased(
    database: Database, cast: Cast, clock: SettableClock, invite: Invite, hours: int
) -> None:
    visit = invite()
    visited(database, cast, visit)
    clock.forward(hours=hours)

    assert not told(database, visit).email
    assert bool(told(database, visit).name) is (hours == 24)


def test_thirty_days_after_a_visit_no_row_of_it_is_left(
    database: Database, cast: Cast, clock: SettableClock, invite: Invite
) -> None:
    visited(database, cast, invite())
    clock.forward(days=30)

    forgotten = purge.purge(database)

    assert forgotten.visits == 1
    assert rows(database) == {}


def test_a_guest_who_did_not_come_is_forgotten_a_day_after_the_planned_end(
    database: Database, clock: SettableClock, invite: Invite
) -> None:
    visit = invite()
    clock.at("2026-11-24 10:59:59")
    purge.purge(database)
    assert told(database, visit).name

    clock.at("2026-11-24 11:00")
    purge.purge(database)

    assert rows(database) == {}


def test_what_the_lobby_needed_for_a_moment_goes_soon_after(
    database: Database, cast: Cast, clock: SettableClock, invite: Invite
) -> None:
    visited(database, cast, invite())
    clock.forward(days=2)

    purge.purge(database)

    assert not {"encounter", "wait", "email"} & rows(database).keys()


def test_a_board_learns_that_somebody_waits_no_more(
    database: Database, cast: Cast, clock: SettableClock
) -> None:
    with database.transaction() as store:
        desk_queue.note(store, cast.kiosk, WaitReason.HELP)
    clock.forward(days=1)
    with database.reading() as store:
        before = [sites.version(store, site.id) for site in (cast.senopati, cast.mitte)]

    purge.purge(database)

    with database.reading() as store:
        after = [sites.version(store, site.id) for site in (cast.senopati, cast.mitte)]
    assert after == [before[0] + 1, before[1]]


def test_the_keys_of_past_days_are_gone_from_their_folder(
    database: Database, cast: Cast, clock: SettableClock, invite: Invite, keys: Keys
) -> None:
    visited(database, cast, invite())
    assert day_keys(keys) == ["2026-11-24", "2026-12-23"]
    clock.at("2026-12-24 07:00")

    purge.purge(database)

    assert day_keys(keys) == []


@pytest.fixture
def stolen(
    database: Database, cast: Cast, clock: SettableClock, invite: Invite, tmp_path: Path
) -> Iterator[Database]:
    """Last night's backup of a store with a guest in it, opened with the keys that are left a month later."""
    visited(database, cast, invite())
    back_up(tmp_path)
    clock.forward(days=32)
    purge.purge(database)
    opened = Database(
        f"sqlite:///{tmp_path / 'backup.db'}",
        open_keys(tmp_path / "keys"),
        clock,
        AccessLog().add,
    )
    yield opened
    opened.close()


@pytest.mark.embedded
def test_a_backup_and_the_keys_that_are_left_open_nothing(
    stolen: Database, clock: SettableClock
) -> None:
    clock.forward(days=-32)

    with stolen.reading() as store:
        assert len(store.exec(select(Envelope)).all()) == 2
        visit = store.exec(select(Visit)).one()
    assert told(stolen, visit) == Guest()


@pytest.mark.embedded
def test_the_backup_would_open_with_last_nights_keys(
    database: Database, cast: Cast, invite: Invite, tmp_path: Path
) -> None:
    visit = invite()
    visited(database, cast, visit)
    back_up(tmp_path)
    shutil.copytree(tmp_path / "keys", tmp_path / "copied keys")
    backup = Database(
        f"sqlite:///{tmp_path / 'backup.db'}",
        open_keys(tmp_path / "copied keys"),
        database.clock,
        AccessLog().add,
    )

    assert told(backup, visit).name.reveal() == NAME
    backup.close()


def test_a_clock_set_back_brings_no_dead_day_to_life(
    database: Database, clock: SettableClock, invite: Invite, keys: Keys
) -> None:
    invite()
    clock.at("2026-12-30 09:30")
    purge.purge(database)
    clock.at("2026-11-23 09:30")

    with pytest.raises(ClockIsBehind):
        invite()

    assert day_keys(keys) == []


def test_forgetting_twice_changes_nothing_more(
    database: Database, cast: Cast, clock: SettableClock, invite: Invite
) -> None:
    visited(database, cast, invite())
    clock.forward(days=32)
    purge.purge(database)
    before = rows(database)

    again = purge.purge(database)

    assert (again.envelopes, again.visits, again.days) == (0, 0, 0)
    assert rows(database) == before


def test_the_audit_log_counts_what_was_forgotten(
    database: Database, clock: SettableClock, invite: Invite
) -> None:
    invite()
    invite()
    clock.forward(days=3)
    purge.purge(database)

    with database.reading() as store:
        entry = store.exec(select(AuditEntry).where(AuditEntry.act == Act.PURGED)).one()
    assert (entry.count, entry.visit_id) == (2, None)


def test_no_word_of_a_guest_is_ever_on_the_disk(
    database: Database, cast: Cast, invite: Invite, tmp_path: Path
) -> None:
    visited(database, cast, invite())

    for file in tmp_path.rglob("*"):
        content = file.read_bytes() if file.is_file() else b""
        assert b"Gita" not in content
        assert EMAIL.encode() not in content


@pytest.mark.embedded
def test_after_forgetting_the_write_ahead_log_is_empty(
    database: Database, cast: Cast, clock: SettableClock, invite: Invite, tmp_path: Path
) -> None:
    visited(database, cast, invite())
    clock.forward(days=32)
    assert (tmp_path / "lencana.db-wal").stat().st_size > 0

    purge.purge(database)

    assert (tmp_path / "lencana.db-wal").stat().st_size == 0


def test_a_new_day_for_a_visit_is_a_new_day_for_its_handle(
    database: Database, invite: Invite
) -> None:
    visit = invite()
    with database.transaction() as store:
        envelopes.keep(
            store,
            visit.id,
            {"name": NAME, "phone": "+62811"},
            store.now.replace(day=30),
        )

    with database.reading() as store:
        assert [handle.item for handle in store.exec(select(BlindIndex))] == ["phone"]
