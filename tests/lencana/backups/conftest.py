"""What the tests of backups share: an installation in folders of its own, and its backup."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from lencana.backups import copying
from lencana.backups.targets import Target
from lencana.settings import Settings
from tests.cast import Cast, SettableClock
from visits.store import key_check
from visits.store.database import Database

BackUp = Callable[[str], Path]


@pytest.fixture
def settings(database: Database, tmp_path: Path) -> Settings:
    """The installation the other fixtures play in; its database knows its keys."""
    with database.transaction() as store:
        key_check.claim(store)
    return Settings(data=tmp_path, keys=tmp_path / "keys")


@pytest.fixture
def retention_class(tmp_path: Path) -> Path:
    """Where backups lie."""
    folder = tmp_path / "copies"
    folder.mkdir()
    return folder


@pytest.fixture
def back_up(database: Database, settings: Settings, retention_class: Path) -> BackUp:
    """A backup of that name, of now."""

    def made(name: str = "copy.db") -> Path:
        copying.back_up(database, settings, Target(retention_class / name))
        return retention_class / name

    return made


@dataclass(frozen=True)
class Other:
    """Another machine's folders, empty."""

    settings: Settings
    clock: SettableClock


@pytest.fixture
def other(tmp_path: Path, clock: SettableClock, cast: Cast) -> Other:
    """A machine that the backup comes to."""
    del cast
    folder = tmp_path / "other"
    return Other(Settings(data=folder / "data", keys=folder / "keys"), clock)
