"""Keys that are not the database's: older ones bring nobody back, others are one sentence."""

import shutil
from pathlib import Path

import pytest

from lencana import doctor, installation
from lencana.servers import NotReadyError
from lencana.settings import Settings
from tests.cast import Invite, SettableClock
from visits.erasure import purge
from visits.keys.keyring import open_keys
from visits.store.database import Database


def test_an_older_keyring_put_back_brings_nobody_back(
    database: Database,
    settings: Settings,
    invite: Invite,
    clock: SettableClock,
    retention_class: Path,
) -> None:
    invite()
    shutil.copytree(settings.key_folder, retention_class / "keys")
    clock.forward(days=1)
    purge.purge(database)
    clock.forward(days=1)
    purge.purge(database)
    shutil.rmtree(settings.key_folder)
    shutil.copytree(retention_class / "keys", settings.key_folder)

    with installation.open_database(settings, clock) as again:
        dead = again.keys.keyring.destroyed_through()

    assert dead >= clock().date().replace(day=clock().day - 1)
    left = [file.stem for file in (settings.key_folder / "days").glob("*.key")]
    assert [day for day in left if day <= dead.isoformat()] == []


def test_keys_of_another_installation_are_a_sentence_at_start(
    settings: Settings, invite: Invite, clock: SettableClock
) -> None:
    invite()
    shutil.rmtree(settings.key_folder)
    open_keys(settings.key_folder)

    with (
        pytest.raises(NotReadyError, match="are another installation's"),
        installation.open_database(settings, clock),
    ):
        pass
    assert [
        f.grave
        for f in doctor.examine(settings)
        if "another installation's" in f.sentence
    ] == [True]
