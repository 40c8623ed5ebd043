"""A restore that is killed at any step leaves the old database or the new one, whole."""

import shutil
from collections import Counter
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy.exc import DatabaseError
from sqlmodel import select

from lencana import installation
from lencana.backups import copying, places, restoring
from lencana.backups.places import ReplacedDatabase
from lencana.backups.restoring import RestoreRequest
from lencana.settings import Settings
from tests.cast import Invite, SettableClock
from tests.killing import is_killed_at
from tests.lencana.backups.conftest import BackUp
from visits import visit_state
from visits.rights import restricting
from visits.store.database import Database
from visits.store.rights import Restriction
from visits.store.visits import Visit
from visits.vocabulary import actors

LAST = 100_000


@pytest.fixture
def before(
    database: Database,
    settings: Settings,
    back_up: BackUp,
    invite: Invite,
    retention_class: Path,
) -> Path:
    """An installation with one visit and one decision more than its backup, as a crash of the server left it."""
    visit = invite()
    back_up("copy.db")
    invite()
    with database.transaction() as store:
        restricting.restrict(store, visit_state.of(store, visit.id), actors.GUEST)
    with database.reading() as store:
        store.connection()
        shutil.copytree(
            settings.data,
            retention_class / "before",
            ignore=shutil.ignore_patterns("copies"),
        )
    database.close()
    return retention_class / "before"


@pytest.mark.parametrize(
    "stride",
    [
        pytest.param(1, marks=pytest.mark.whole, id="each"),
        pytest.param(94, id="every 94th"),
    ],
)
def test_a_killed_restore_leaves_the_old_or_the_new(
    before: Path, retention_class: Path, clock: SettableClock, stride: int
) -> None:
    found: Counter[str] = Counter()
    for step in range(1, LAST, stride):
        settings = copied(before, retention_class)
        restore = partial(put_back, settings, retention_class / "copy.db", clock)
        was_killed = is_killed_at(step, restore)
        found[outcome(settings, clock)] += 1
        shutil.rmtree(settings.data)
        if not was_killed:
            break

    print(f"killed at {sum(found.values()) - 1} steps of a restore: {dict(found)}")  # noqa: T201 - a count
    assert set(found) == {"old", "new"}
    assert found["old"] > 1


def test_the_check_would_see_a_log_that_met_anothers_database(
    before: Path,
    retention_class: Path,
    clock: SettableClock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    settings = copied(before, retention_class)
    assert (settings.data / "lencana.db-wal").stat().st_size > 0
    monkeypatch.setattr(places, "_close_replaced", lambda _live: None)
    # Whoever reads the old database and closes it last empties its log, too.
    monkeypatch.setattr(places, "read_replaced", lambda _live: ReplacedDatabase())

    with pytest.raises(DatabaseError, match="malformed"):
        put_back(settings, retention_class / "copy.db", clock)

    assert outcome(settings, clock) == "malformed"


def copied(before: Path, retention_class: Path) -> Settings:
    now = retention_class / "now"
    shutil.copytree(before, now)
    return Settings(data=now, keys=now / "keys")


def put_back(settings: Settings, file: Path, clock: SettableClock) -> None:
    wish = RestoreRequest(file, replace=True, today=clock().date())
    restoring.restore(settings, wish, clock)


def outcome(settings: Settings, clock: SettableClock) -> str:
    """Which database is there: `old` has the visit that the backup has not. Both know the decision."""
    try:
        with (
            installation.open_database(settings, clock) as database,
            database.reading() as store,
        ):
            visits = len(store.exec(select(Visit)).all())
            assert len(store.exec(select(Restriction)).all()) == 1
    except DatabaseError as problem:
        return "malformed" if "malformed" in str(problem) else "unreadable"
    copying.check_whole(settings.database_file)
    return {1: "new", 2: "old"}[visits]
