"""A dead day that is not over was changed by somebody: one sentence, and no key is destroyed for it."""

import sqlite3
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from lencana import doctor, installation
from lencana.backups import BackupRefused, restoring
from lencana.backups.restoring import RestoreRequest
from lencana.servers import NotReadyError
from lencana.settings import Settings
from tests.cast import TODAY, Invite, SettableClock
from tests.lencana.backups.conftest import BackUp
from visits.erasure import purge
from visits.store.database import Database

AHEAD = [TODAY, date(2099, 12, 31)]


def say(file: Path, day: date) -> None:
    """As somebody with a shell would do it."""
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("UPDATE purge SET destroyed_through = ?", (day.isoformat(),))


def keys_of(settings: Settings) -> list[str]:
    return sorted(file.name for file in settings.key_folder.glob("days/*"))


def start(settings: Settings, clock: SettableClock) -> None:
    with installation.open_database(settings, clock):
        pass


@pytest.mark.parametrize("day", AHEAD)
def test_a_changed_backup_destroys_no_key(
    database: Database,
    settings: Settings,
    invite: Invite,
    back_up: BackUp,
    clock: SettableClock,
    day: date,
) -> None:
    invite()
    purge.purge(database)
    say(file := back_up("copy.db"), day)
    before = keys_of(settings)
    database.close()

    with pytest.raises(BackupRefused, match=f"through {day}, which is not over"):
        restoring.restore(
            settings, RestoreRequest(file, replace=True, today=TODAY), clock
        )

    assert keys_of(settings) == before != []


@pytest.mark.parametrize("day", AHEAD)
def test_a_changed_database_does_not_start_and_destroys_no_key(
    database: Database,
    settings: Settings,
    invite: Invite,
    clock: SettableClock,
    day: date,
) -> None:
    invite()
    purge.purge(database)
    say(settings.database_file, day)
    before = keys_of(settings)

    with pytest.raises(NotReadyError, match=f"through {day}, which is not over"):
        start(settings, clock)

    assert keys_of(settings) == before != []


@pytest.mark.parametrize(
    ("content", "sentence"),
    [("", "says no day"), ("Monday", "says no day"), ("2099-12-31", "is not over")],
)
def test_a_changed_watermark_among_the_keys_is_one_sentence_at_start(
    settings: Settings,
    invite: Invite,
    clock: SettableClock,
    content: str,
    sentence: str,
) -> None:
    invite()
    (settings.key_folder / "destroyed_through").write_text(content)

    with pytest.raises(NotReadyError, match=sentence):
        start(settings, clock)

    assert [
        one.grave for one in doctor.examine(settings) if sentence in one.sentence
    ] == [True]


def test_with_the_clock_behind_the_house_still_starts(
    database: Database, settings: Settings, invite: Invite, clock: SettableClock
) -> None:
    invite()
    clock.forward(hours=40)
    purge.purge(database)
    clock.forward(hours=-40)

    start(settings, clock)

    assert database.keys.keyring.destroyed_through() == TODAY
