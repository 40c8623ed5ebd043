"""Fixtures for every test: a clock, keys, an empty migrated store, and the cast in it."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests import cast as casting
from tests.cast import Cast, Invite, SettableClock
from visits import invitations
from visits.audit.access_log import AccessLog
from visits.keys.keyring import Keys, open_keys
from visits.store import schema
from visits.store.database import Database
from visits.store.people import Member
from visits.store.sites import Site
from visits.store.visits import Visit


@pytest.fixture
def clock() -> SettableClock:
    return SettableClock()


@pytest.fixture
def keys(tmp_path: Path) -> Keys:
    return open_keys(tmp_path / "keys")


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty database as the migrations leave it: copied for each test, as migrating takes long."""
    folder = tmp_path_factory.mktemp("migrated")
    opened = Database(f"sqlite:///{folder / 'lencana.db'}", open_keys(folder / "keys"))
    schema.migrate(opened)
    opened.close()
    (folder / "lencana.db").chmod(0o600)
    return folder / "lencana.db"


@pytest.fixture
def access_log() -> AccessLog:
    """Takes what the store of the test discloses of guests."""
    return AccessLog()


@pytest.fixture
def database(
    tmp_path: Path,
    migrated: Path,
    keys: Keys,
    clock: SettableClock,
    access_log: AccessLog,
) -> Iterator[Database]:
    """A migrated SQLite database in a file of this test's own."""
    shutil.copy(migrated, tmp_path / "lencana.db")
    opened = Database(
        f"sqlite:///{tmp_path / 'lencana.db'}", keys, clock, access_log.add
    )
    yield opened
    opened.close()


@pytest.fixture
def cast(database: Database) -> Cast:
    return casting.enter(database)


@pytest.fixture
def invite(database: Database, cast: Cast) -> Invite:
    """Returns a function by which Hana invites Gita to Senopati, or as its arguments say."""
    counter = iter(range(1000))

    def send(
        host: Member | None = None, site: Site | None = None, **changes: Any
    ) -> Visit:
        to, by = site or cast.senopati, host or cast.hana
        nonce = changes.pop("nonce", f"nonce {next(counter)}")
        with database.transaction() as store:
            return invitations.invite(
                store, by.id, to.id, casting.announcement(**changes), nonce
            )

    return send
