"""The doctor knows how old the newest backup is, and sees one that lies where it should not."""

from pathlib import Path

import pytest

from lencana import doctor
from lencana.backups import findings
from lencana.health import KEYS_LOST, Health
from lencana.settings import Settings
from tests.cast import Invite, SettableClock
from tests.lencana.backups.conftest import BackUp
from visits.store.database import Database


def of_late(database: Database) -> list[str]:
    with database.reading() as store:
        return list(findings.of_late(store))


def test_an_old_backup_is_noted(
    database: Database, back_up: BackUp, invite: Invite, clock: SettableClock
) -> None:
    invite()
    assert ["No backup is known of" in sentence for sentence in of_late(database)] == [
        True
    ]

    back_up("copy.db")
    clock.forward(days=7)
    assert of_late(database) == []
    clock.forward(days=1)
    assert ["is of 2026-11-23" in sentence for sentence in of_late(database)] == [True]


@pytest.mark.parametrize(
    "content", [b"SQLite format 3\x00...", b"lencana keys 1\n...", b"PGDMP\x01..."]
)
def test_a_backup_beside_the_database_is_noted(
    settings: Settings, content: bytes
) -> None:
    (settings.data / "lencana-old").write_bytes(content)

    sentences = [finding.sentence for finding in doctor.examine(settings)]

    assert [
        True
        for sentence in sentences
        if "lencana-old in the data folder looks like" in sentence
    ] == [True]


def test_lost_keys_turn_health_red(
    database: Database, settings: Settings, invite: Invite
) -> None:
    invite()
    assert KEYS_LOST not in Health(database).problems()

    for file in Path(settings.key_folder / "days").iterdir():
        file.unlink()
    database.keys.keyring.forget()

    assert KEYS_LOST in Health(database).problems()
