"""Fixtures of the fault tests: queued badges, a sound print job, a site with agents."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from printers.virtual import VirtualPrinter
from tests.cast import Cast, Invite
from tests.faults import lobby, trial
from tests.faults.agent_site import RunningClock, Site, open_site
from tests.faults.lobby import House
from tests.faults.mishaps import Job
from visits.keys.keyring import open_keys
from visits.store.database import Database
from visits.store.sites import Printer

OpenHouse = Callable[[int], House]


@pytest.fixture(scope="session")
def open_house(migrated: Path, tmp_path_factory: pytest.TempPathFactory) -> OpenHouse:
    """A house in which so many guests wait for their badges."""

    def opened(guests: int) -> House:
        folder = tmp_path_factory.mktemp("house")
        shutil.copy(migrated / "lencana.db", folder / "lencana.db")
        return lobby.open_house(
            folder / "lencana.db", open_keys(folder / "keys"), guests
        )

    return opened


@pytest.fixture(scope="session")
def two_guests(open_house: OpenHouse) -> House:
    return open_house(2)


@pytest.fixture(scope="session")
def sound_job(two_guests: House, tmp_path_factory: pytest.TempPathFactory) -> Job:
    return trial.sound(two_guests, tmp_path_factory.mktemp("sound") / "house")


@pytest.fixture
def clock() -> RunningClock:
    return RunningClock()


@pytest.fixture
def site(
    database: Database, cast: Cast, invite: Invite, tmp_path: Path
) -> Iterator[Site]:
    """A served site whose printers stand beside agents."""
    with database.transaction() as store:
        store.get_one(Printer, cast.printer.id).retired_at = store.now
    with open_site(database, cast, invite, tmp_path) as opened:
        yield opened


@pytest.fixture
def printer() -> Iterator[VirtualPrinter]:
    with VirtualPrinter(record=True) as running:
        yield running
