"""What the tests of faults share: a house with badges queued, and what a badge is in bytes."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.faults import lobby, trial
from tests.faults.lobby import House
from tests.faults.mishaps import Job
from visits.keys.bunch import open_keys

OpenHouse = Callable[[int], House]


@pytest.fixture(scope="session")
def open_house(migrated: Path, tmp_path_factory: pytest.TempPathFactory) -> OpenHouse:
    """A house in which so many guests wait for their badges."""

    def opened(guests: int) -> House:
        folder = tmp_path_factory.mktemp("house")
        shutil.copy(migrated, folder / "lencana.db")
        return lobby.open_house(folder / "lencana.db", open_keys(folder / "keys"), guests)

    return opened


@pytest.fixture(scope="session")
def two_guests(open_house: OpenHouse) -> House:
    return open_house(2)


@pytest.fixture(scope="session")
def sound_job(two_guests: House, tmp_path_factory: pytest.TempPathFactory) -> Job:
    return trial.sound(two_guests, tmp_path_factory.mktemp("sound") / "house")
