"""What lies in the database is its owner's alone, and the doctor says so where it is not."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from lencana import doctor, installation
from lencana.backups import copying, restoring
from lencana.backups.restoring import RestoreRequest
from lencana.backups.targets import Target
from lencana.settings import Settings


@pytest.fixture(autouse=True)
def careless() -> Iterator[None]:
    """Everybody may read what is made without a word about it."""
    before = os.umask(0)
    yield
    os.umask(before)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data=tmp_path / "data", keys=tmp_path / "keys")


def access(folder: Path) -> set[int]:
    return {stat.S_IMODE(file.stat().st_mode) for file in folder.iterdir()}


def found(settings: Settings) -> list[bool]:
    return [
        one.grave
        for one in doctor.examine(settings)
        if "open to others" in one.sentence
    ]


def test_a_database_is_made_for_its_owner_only(settings: Settings) -> None:
    with installation.open_or_create(settings) as database:
        installation.bring_forward(settings, database)
        assert len(list(settings.data.iterdir())) == 3
        assert access(settings.data) == {0o600}

    assert found(settings) == []


def test_a_database_that_others_could_read_is_closed_to_them_when_it_is_brought_forward(
    settings: Settings,
) -> None:
    with installation.open_or_create(settings) as database:
        installation.bring_forward(settings, database)
    settings.database_file.chmod(0o644)
    assert found(settings) == [True]

    with installation.open_or_create(settings):
        pass

    assert access(settings.data) == {0o600}


def test_a_folder_that_others_may_look_into_is_found(settings: Settings) -> None:
    with installation.open_or_create(settings) as database:
        installation.bring_forward(settings, database)
    settings.data.chmod(0o755)

    assert found(settings) == [True]


def test_a_backup_and_what_is_put_back_are_for_their_owner_only(
    settings: Settings, tmp_path: Path
) -> None:
    (tmp_path / "copies").mkdir()
    with installation.open_or_create(settings) as database:
        installation.bring_forward(settings, database)
        copying.back_up(database, settings, Target(tmp_path / "copies" / "copy.db"))
    assert access(tmp_path / "copies") == {0o600}
    (tmp_path / "copies" / "copy.db").chmod(0o644)

    restoring.restore(
        settings, RestoreRequest(tmp_path / "copies" / "copy.db", replace=True)
    )

    assert access(settings.data) == {0o600}
