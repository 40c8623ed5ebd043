"""Fixtures for every test: a clock, keys, an empty migrated store, and the cast in it."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import select
from xdist.remote import Producer
from xdist.scheduler import LoadFileScheduling

from tests import cast as casting
from tests import shared_statements
from tests.cast import Cast, Invite, SettableClock
from visits import invitations
from visits.audit.access_log import AccessLog
from visits.keys.keyring import Keys, open_keys
from visits.store import schema
from visits.store.database import Database
from visits.store.people import Member
from visits.store.sites import Site
from visits.store.visits import Visit

shared_statements.share()

JOURNEYS = "tests/journeys/"

DATABASE, KEYS = "lencana.db", "keys"
WithCast = tuple[Path, Cast]


class OneLobby(LoadFileScheduling):  # type: ignore[misc]  # xdist ships no types
    """A process takes a whole file, and one takes all journeys: each would open a lobby."""

    def _split_scope(self, nodeid: str) -> str:
        return JOURNEYS if nodeid.startswith(JOURNEYS) else super()._split_scope(nodeid)


def pytest_xdist_make_scheduler(
    config: pytest.Config, log: Producer
) -> LoadFileScheduling:
    return OneLobby(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest first: what begins last ends last, while the other processes idle."""
    items.sort(key=lambda item: not item.nodeid.startswith(JOURNEYS))


@pytest.fixture
def clock() -> SettableClock:
    return SettableClock()


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an empty database as the migrations leave it, and its keys."""
    folder = tmp_path_factory.mktemp("migrated")
    with opened(folder, AccessLog()) as database:
        schema.migrate(database)
    (folder / DATABASE).chmod(0o600)
    return folder


@pytest.fixture(scope="session")
def with_cast(tmp_path_factory: pytest.TempPathFactory, migrated: Path) -> WithCast:
    """The same with the cast in it, and the cast."""
    folder = tmp_path_factory.mktemp("cast") / "installation"
    shutil.copytree(migrated, folder)
    with opened(folder, AccessLog()) as database:
        return folder, casting.enter(database)


@pytest.fixture
def installation(request: pytest.FixtureRequest) -> Path:
    """What the test's own installation is a copy of: migrating takes long, and so does the cast."""
    if "cast" in request.fixturenames:
        folder, _ = request.getfixturevalue("with_cast")
    else:
        folder = request.getfixturevalue("migrated")
    return Path(folder)


@pytest.fixture
def keys(tmp_path: Path, installation: Path) -> Keys:
    shutil.copytree(installation / KEYS, tmp_path / KEYS)
    return open_keys(tmp_path / KEYS)


@pytest.fixture
def access_log() -> AccessLog:
    """Takes what the store of the test discloses of guests."""
    return AccessLog()


@pytest.fixture
def database(
    tmp_path: Path,
    installation: Path,
    keys: Keys,
    clock: SettableClock,
    access_log: AccessLog,
) -> Iterator[Database]:
    """A migrated SQLite database in a file of this test's own."""
    shutil.copy(installation / DATABASE, tmp_path / DATABASE)
    opened = Database(f"sqlite:///{tmp_path / DATABASE}", keys, clock, access_log.add)
    yield opened
    opened.close()


@pytest.fixture
def cast(database: Database, with_cast: WithCast) -> Cast:
    with database.reading() as store:
        is_there = store.exec(select(Site.id)).first() is not None
    return casting.copied(with_cast[1]) if is_there else casting.enter(database)


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


@contextmanager
def opened(folder: Path, access_log: AccessLog) -> Iterator[Database]:
    keys = open_keys(folder / KEYS)
    database = Database(
        f"sqlite:///{folder / DATABASE}", keys, SettableClock(), access_log.add
    )
    yield database
    database.close()
