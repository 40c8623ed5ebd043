"""A database knows the root secret it was made with."""

from pathlib import Path

import pytest

from visits.keys.keyring import open_keys
from visits.keys.secrets import OtherKeysError
from visits.store import key_check
from visits.store.database import Database


@pytest.mark.usefixtures("cast")
def test_keys_of_another_installation_are_known_as_such(
    database: Database, tmp_path: Path
) -> None:
    with database.transaction() as store:
        key_check.claim(store)
    database.keys = open_keys(tmp_path / "theirs")

    for verb in (key_check.check, key_check.claim):
        with database.transaction() as store, pytest.raises(OtherKeysError):
            verb(store)


def test_a_database_that_keeps_nothing_takes_new_keys(
    database: Database, tmp_path: Path
) -> None:
    with database.transaction() as store:
        key_check.claim(store)
    database.keys = open_keys(tmp_path / "new")

    with database.transaction() as store:
        key_check.claim(store)

    with database.reading() as store:
        key_check.check(store)


def test_a_database_that_nobody_claimed_is_not_doubted(database: Database) -> None:
    with database.reading() as store:
        key_check.check(store)
