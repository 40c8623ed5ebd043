"""What every test may ask for: a clock of its own, keys, an empty store, and the cast."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests import cast as casting
from tests.cast import Cast, Invite, SettableClock
from visits import invitations
from visits.keys.bunch import Keys, open_keys
from visits.store import schema
from visits.store.database import Database
from visits.store.people import Member
from visits.store.places import Site
from visits.store.visits import Visit


@pytest.fixture
def clock() -> SettableClock:
    return SettableClock()


@pytest.fixture
def keys(tmp_path: Path) -> Keys:
    return open_keys(tmp_path / "keys")


@pytest.fixture
def database(tmp_path: Path, keys: Keys, clock: SettableClock) -> Iterator[Database]:
    """A migrated store in a file, which nobody else has."""
    opened = Database(f"sqlite:///{tmp_path / 'lencana.db'}", keys, clock)
    schema.migrate(opened)
    yield opened
    opened.close()


@pytest.fixture
def cast(database: Database) -> Cast:
    return casting.enter(database)


@pytest.fixture
def invite(database: Database, cast: Cast) -> Invite:
    """Gita is invited by Hana to Senopati, unless the test says otherwise."""
    counter = iter(range(1000))

    def send(host: Member | None = None, site: Site | None = None, **changes: Any) -> Visit:
        to, by = site or cast.senopati, host or cast.hana
        nonce = changes.pop("nonce", f"nonce {next(counter)}")
        with database.transaction() as store:
            return invitations.invite(store, by.id, to.id, casting.announcement(**changes), nonce)

    return send
