"""Putting a backup back: the members are there, who was erased is not, and nothing of the dead opens."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import col, select

from lencana import installation
from lencana.backups import BackupRefused, key_copies, restoring
from lencana.backups.restoring import Restored, RestoreRequest
from lencana.backups.targets import Target
from lencana.settings import Settings
from tests.cast import NAME, Cast, Invite, SettableClock, check_in
from tests.lencana.backups.conftest import BackUp, Other
from visits import visit_state
from visits.audit import chain, entries
from visits.erasure import erasing, purge
from visits.keys.key_copies import KeyCopy
from visits.people import profiles, sessions
from visits.people.sessions import SessionData
from visits.store.audit import AuditEntry
from visits.store.database import Database, Store
from visits.store.people import FaceSession, Member
from visits.store.rights import Suppression
from visits.store.system_state import Purge
from visits.store.visits import Envelope, Visit
from visits.vault import envelopes
from visits.vocabulary import actors
from visits.vocabulary.actors import as_host
from visits.vocabulary.audit import Act

WORDS = "a passphrase for tests"


@contextmanager
def opened(settings: Settings, clock: SettableClock) -> Iterator[Store]:
    with (
        installation.open_database(settings, clock) as database,
        database.reading() as store,
    ):
        yield store


def names(settings: Settings, clock: SettableClock) -> list[str]:
    """What the house tells a host of everybody in it."""
    with opened(settings, clock) as store:
        visits = list(store.exec(select(Visit.id).order_by(col(Visit.id))))
        told = envelopes.read(store, visits, ["name"], as_host(1))
        return [told[visit].name.reveal() for visit in visits]


def erase(database: Database, visit: Visit) -> None:
    with database.transaction() as store:
        erasing.erase(store, visit_state.of(store, visit.id), actors.GUEST)


def copied_keys(
    database: Database, settings: Settings, file: Path, *, with_guests: bool
) -> KeyCopy:
    key_copies.back_up(database, settings, Target(file), WORDS, with_guests=with_guests)
    return key_copies.opened(file, WORDS)


def over(
    settings: Settings, database: Database, file: Path, clock: SettableClock
) -> Restored:
    """The backup is put over the installation, which nobody has open."""
    database.close()
    return restoring.restore(
        settings, RestoreRequest(file, replace=True, today=clock().date()), clock
    )


def test_a_backup_with_its_keys_brings_everything_to_another_machine(
    database: Database,
    settings: Settings,
    back_up: BackUp,
    invite: Invite,
    other: Other,
    retention_class: Path,
) -> None:
    invite()
    copy = copied_keys(database, settings, retention_class / "keys", with_guests=True)

    restored = restoring.restore(
        other.settings, RestoreRequest(back_up("copy.db"), copy), other.clock
    )

    assert (restored.erased_again, restored.unreadable, restored.purged.visits) == (
        0,
        0,
        0,
    )
    assert names(other.settings, other.clock) == [NAME]


def test_keys_without_guests_bring_the_members_and_no_guest(
    database: Database,
    settings: Settings,
    back_up: BackUp,
    invite: Invite,
    other: Other,
    retention_class: Path,
) -> None:
    invite()
    copy = copied_keys(database, settings, retention_class / "keys", with_guests=False)

    restored = restoring.restore(
        other.settings, RestoreRequest(back_up("copy.db"), copy), other.clock
    )

    assert restored.unreadable == 1
    assert names(other.settings, other.clock) == []
    with opened(other.settings, other.clock) as store:
        members = store.exec(select(Member)).all()
        assert "Hana Wijaya" in [
            profiles.profile(store, member).name for member in members
        ]


def test_who_was_erased_since_stays_so(
    database: Database,
    settings: Settings,
    back_up: BackUp,
    invite: Invite,
    clock: SettableClock,
) -> None:
    gone, stays = invite(), invite()
    file = back_up("copy.db")
    erase(database, gone)

    restored = over(settings, database, file, clock)

    assert restored.erased_again == 1
    with opened(settings, clock) as store:
        assert list(store.exec(select(Visit.id))) == [stays.id]
        assert [
            entry.visit_id
            for entry in store.exec(select(AuditEntry))
            if entry.act is Act.ERASED
        ] == [gone.id]


def test_an_erasure_is_known_on_another_machine_too(
    database: Database,
    settings: Settings,
    back_up: BackUp,
    invite: Invite,
    other: Other,
    retention_class: Path,
) -> None:
    gone = invite()
    file = back_up("copy.db")
    erase(database, gone)
    copy = copied_keys(database, settings, retention_class / "keys", with_guests=True)

    assert (
        restoring.restore(
            other.settings, RestoreRequest(file, copy), other.clock
        ).erased_again
        == 1
    )
    assert names(other.settings, other.clock) == []


def test_yesterdays_backup_opens_nothing_after_the_guests_last_day(
    database: Database,
    cast: Cast,
    back_up: BackUp,
    invite: Invite,
    settings: Settings,
    clock: SettableClock,
    retention_class: Path,
) -> None:
    visit = invite()
    copies = [back_up("planned.db")]
    check_in(database, cast.kiosk, visit)
    copies.append(back_up("arrived.db"))
    for end in ("", "-wal"):
        shutil.copy(
            f"{settings.database_file}{end}", f"{retention_class / 'raw.db'}{end}"
        )
    copies.append(retention_class / "raw.db")
    before = [openable(copy, database, clock, retention_class) for copy in copies]
    clock.forward(days=1)
    purge.purge(database)
    clock.forward(days=1)
    purge.purge(database)
    contact = openable(copies[1], database, clock, retention_class)
    for _ in range(31):
        clock.forward(days=1)
        purge.purge(database)
    after = [openable(copy, database, clock, retention_class) for copy in copies]

    print(f"opens before {before}, contact gone {contact}, after the last day {after}")  # noqa: T201 - counts
    assert before == [2, 2, 2]
    assert contact == 1
    assert after == [0, 0, 0]


def openable(
    copy: Path, database: Database, clock: SettableClock, retention_class: Path
) -> int:
    """How many envelopes of a copy the keyring of now opens, whatever the copy says of their day."""
    scratch = retention_class / "scratch.db"
    for end in ("", "-wal"):
        if Path(f"{copy}{end}").exists():
            shutil.copy(f"{copy}{end}", f"{scratch}{end}")
    thief = Database(f"sqlite:///{scratch}", database.keys, clock)
    with thief.reading() as store:
        found = [
            envelopes.opened(store, envelope)
            for envelope in store.exec(select(Envelope))
        ]
    thief.close()
    for file in retention_class.glob("scratch.db*"):
        file.unlink()
    return len([document for document in found if document])


def test_a_backup_put_back_after_the_last_day_brings_nobody_back(
    database: Database,
    back_up: BackUp,
    invite: Invite,
    settings: Settings,
    clock: SettableClock,
) -> None:
    invite()
    file = back_up("copy.db")
    for _ in range(40):
        clock.forward(days=1)
        purge.purge(database)

    with pytest.raises(BackupRefused, match="members' names"):
        over(settings, database, file, clock)


def test_keys_of_a_dead_day_die_again(
    database: Database,
    settings: Settings,
    back_up: BackUp,
    invite: Invite,
    other: Other,
    retention_class: Path,
) -> None:
    invite()
    copy = copied_keys(database, settings, retention_class / "keys", with_guests=True)
    file = back_up("copy.db")
    other.clock.forward(days=3)

    restoring.restore(
        other.settings,
        RestoreRequest(file, copy, today=other.clock().date()),
        other.clock,
    )

    assert list(other.settings.key_folder.glob("days/*")) == []
    assert names(other.settings, other.clock) == []


def test_everybody_signs_in_anew_and_the_audit_log_goes_on(
    database: Database,
    cast: Cast,
    back_up: BackUp,
    settings: Settings,
    clock: SettableClock,
) -> None:
    with database.transaction() as store:
        sessions.open(store, "desk", SessionData(member_id=cast.dewi.id))
        chain.seal(store)

    over(settings, database, back_up("copy.db"), clock)

    with (
        installation.open_database(settings, clock) as again,
        again.transaction() as store,
    ):
        assert list(store.exec(select(FaceSession))) == []
        assert Act.RESTORED in list(store.exec(select(AuditEntry.act)))
        chain.seal(store)
        assert chain.verify(store).seals >= 2


def test_numbers_given_since_are_not_given_again(
    database: Database,
    settings: Settings,
    back_up: BackUp,
    invite: Invite,
    clock: SettableClock,
) -> None:
    file = back_up("copy.db")
    since = [invite().id for _ in range(3)]
    with database.transaction() as store:
        entries.record(store, actors.CLOCK, Act.DISCLOSED)
        store.add(Suppression(contact_digest=b"s" * 32, since=store.now))
        store.flush()
        newest = max(store.exec(select(AuditEntry.id)))

    over(settings, database, file, clock)

    with opened(settings, clock) as store:
        assert store.exec(select(Visit)).all() == []
        restored = [
            entry.id
            for entry in store.exec(select(AuditEntry))
            if entry.act is Act.RESTORED
        ]
        assert restored > [newest]
        assert len(store.exec(select(Suppression)).all()) == 1
    with closing(sqlite3.connect(settings.database_file)) as raw:
        numbers = dict(raw.execute("SELECT name, seq FROM sqlite_sequence"))
    assert numbers["visit"] == since[-1]


def test_the_later_watermark_wins(
    database: Database,
    settings: Settings,
    back_up: BackUp,
    invite: Invite,
    clock: SettableClock,
) -> None:
    invite()
    file = back_up("copy.db")
    day = clock().date() - timedelta(days=1)
    with database.transaction() as store:
        store.merge(Purge(id=1, seen_at=store.now, destroyed_through=day))

    over(settings, database, file, clock)

    with opened(settings, clock) as store:
        assert store.keys.keyring.destroyed_through() == day
        assert store.get_one(Purge, 1).destroyed_through == day
