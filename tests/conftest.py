"""Fixtures for every test: a clock, keys, an empty migrated store, and the cast in it."""

import gc
import os
import shutil
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from zlib import crc32

import pytest
from sqlmodel import select
from xdist.remote import Producer
from xdist.scheduler import LoadFileScheduling
from xdist.workermanage import WorkerController

from tests import cast as casting
from tests import shared_statements
from tests.cast import Cast, Invite, SettableClock
from tests.keyring_databases import KeyringDatabases
from tests.stores import KEYS, Store, Stores, end_shared
from visits import invitations
from visits.audit.access_log import AccessLog
from visits.keys.keyring import Keys, open_keys
from visits.store.database import Database
from visits.store.people import Member
from visits.store.sites import Site
from visits.store.visits import Visit
from visits.vocabulary.people import Role

shared_statements.share()

SHARED = pytest.StashKey[Path]()
IN_MEMORY, ROOM = Path("/dev/shm"), 4 * 2**30  # noqa: S108 - pytest makes a folder of its own
"""Tests kill processes and never the machine: nothing of theirs has to reach a disk."""
JOURNEYS = "tests/journeys/"

SAMPLED = "tests/visits/"
ONE_IN, DRAWN = 64, "d"
"""Of so many of the domain's tests `make test` runs one on PostgreSQL too; none is a slow one."""


class OneLobby(LoadFileScheduling):  # type: ignore[misc]  # xdist ships no types
    """A process takes a whole file, and one takes all journeys: each would open a lobby."""

    def _split_scope(self, nodeid: str) -> str:
        return JOURNEYS if nodeid.startswith(JOURNEYS) else super()._split_scope(nodeid)


def pytest_xdist_make_scheduler(
    config: pytest.Config, log: Producer
) -> LoadFileScheduling:
    return OneLobby(config, log)


@pytest.hookimpl(tryfirst=True)  # before pytest leaves out what `-m` does not name
def pytest_collection_modifyitems(
    config: pytest.Config, items: list[pytest.Item]
) -> None:
    """The longest first: what begins last ends last, while the other processes idle.

    Tests about SQLite itself run on no other store.
    """
    leave_to_proof(items)
    if config.getoption("store") != "sqlite":
        items[:] = [item for item in items if not item.get_closest_marker("embedded")]
    items.sort(key=lambda item: not item.nodeid.startswith(JOURNEYS))


def leave_to_proof(items: list[pytest.Item]) -> None:
    """Mark as `whole` what is not in the sample of a test that is marked `sampled(most)`."""
    of_each: dict[str, list[pytest.Item]] = defaultdict(list)
    for item in items:
        if item.get_closest_marker("sampled") and not item.get_closest_marker("whole"):
            of_each[item.nodeid.partition("[")[0]].append(item)
    for cases in of_each.values():
        marker = cases[0].get_closest_marker("sampled")
        most = marker.args[0] if marker else len(cases)
        # By a digest: every third of crossed cases may be one row of them.
        for item in sorted(cases, key=lambda case: crc32(case.nodeid.encode()))[most:]:
            item.add_marker(pytest.mark.whole)


def pytest_collection_finish() -> None:
    """Leave what collecting made to itself: looking for cycles in it took a tenth of all time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 50, 100)


def pytest_configure(config: pytest.Config) -> None:
    """Give all processes of this run one folder, which goes when the last of them has ended."""
    given = getattr(config, "workerinput", None)
    if given is not None:
        config.stash[SHARED] = Path(given["shared"])
        return
    if _has_room(IN_MEMORY):
        os.environ["PYTEST_DEBUG_TEMPROOT"] = str(IN_MEMORY)
    config.stash[SHARED] = Path(tempfile.mkdtemp(prefix="lencana-tests-"))
    config.add_cleanup(lambda: end_shared(config.stash[SHARED]))


def _has_room(folder: Path) -> bool:
    return folder.is_dir() and shutil.disk_usage(folder).free > ROOM


def pytest_configure_node(node: WorkerController) -> None:
    node.workerinput["shared"] = str(node.config.stash[SHARED])


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--store", choices=("sqlite", "postgresql"), default="sqlite")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A sample of the domain's tests, always the same, runs on both stores."""
    nodeid = f"{metafunc.definition.nodeid}"
    is_sampled = (
        nodeid.startswith(SAMPLED) and crc32(f"{DRAWN}{nodeid}".encode()) % ONE_IN == 0
    )
    marks = [*metafunc.definition.iter_markers("parametrize")]
    is_settled = any("kind_of_store" in mark.args[0] for mark in marks)
    if metafunc.definition.get_closest_marker("embedded") or is_settled:
        return
    if is_sampled and "database" in metafunc.fixturenames:
        kinds = dict.fromkeys((metafunc.config.getoption("store"), "postgresql"))
        metafunc.parametrize("kind_of_store", kinds, indirect=True)


@pytest.fixture
def clock() -> SettableClock:
    return SettableClock()


@pytest.fixture(scope="session")
def stores(
    tmp_path_factory: pytest.TempPathFactory, pytestconfig: pytest.Config
) -> Stores:
    """The stores that tests of this process run on."""
    return Stores(pytestconfig.stash[SHARED], tmp_path_factory.mktemp("stores"))


@pytest.fixture(scope="session")
def keyring_databases(pytestconfig: pytest.Config) -> KeyringDatabases:
    """Databases for keyrings of this process; PostgreSQL is started when a test asks for it."""
    return KeyringDatabases(pytestconfig.stash[SHARED])


@pytest.fixture(scope="session")
def migrated(stores: Stores) -> Path:
    """A folder with an empty database of SQLite as the migrations leave it, and its keys."""
    return stores.of("sqlite").migrated()


@pytest.fixture
def kind_of_store(request: pytest.FixtureRequest) -> str:
    """What the test runs on: `sqlite`, or `postgresql` by `--store` or for the sample."""
    return str(getattr(request, "param", request.config.getoption("store")))


@pytest.fixture
def store_of_test(stores: Stores, kind_of_store: str) -> Store:
    return stores.of(kind_of_store)


@pytest.fixture
def installation(request: pytest.FixtureRequest, store_of_test: Store) -> Path:
    """What the test's own installation is a copy of: migrating takes long, and so does the cast."""
    if "cast" in request.fixturenames:
        return store_of_test.with_cast()[0]
    return store_of_test.migrated()


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
    store_of_test: Store,
    installation: Path,
    keys: Keys,
    clock: SettableClock,
    access_log: AccessLog,
) -> Iterator[Database]:
    """A migrated database of this test's own."""
    store_of_test.copy(installation, tmp_path)
    url = store_of_test.url(tmp_path)
    opened = Database(url, keys, clock, access_log.add)
    yield opened
    opened.close()
    store_of_test.drop(tmp_path)


@pytest.fixture
def cast(database: Database, store_of_test: Store) -> Cast:
    with database.reading() as store:
        is_there = store.exec(select(Site.id)).first() is not None
    if is_there:
        return casting.copied(store_of_test.with_cast()[1])
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


@pytest.fixture
def wulan(database: Database, cast: Cast) -> Member:
    """Manages Langit Studio at Senopati, and is a host there."""
    with database.transaction() as store:
        both = frozenset({Role.HOST, Role.COMPANY_ADMIN})
        place = cast.senopati, cast.langit
        return casting.add_member(store, "Wulan Sari", *place, both)


@pytest.fixture
def yusuf(database: Database, cast: Cast) -> Member:
    """Manages Awan Works at Senopati, and is no host."""
    with database.transaction() as store:
        place = cast.senopati, cast.awan
        only = frozenset({Role.COMPANY_ADMIN})
        return casting.add_member(store, "Yusuf Halim", *place, only)


@pytest.fixture
def marlene(database: Database, cast: Cast) -> Member:
    """Manages Langit Studio at another site, Mitte."""
    with database.transaction() as store:
        place = cast.mitte, cast.langit
        only = frozenset({Role.COMPANY_ADMIN})
        return casting.add_member(store, "Marlene Roth", *place, only)
