"""A restore that is killed at any step leaves the old database or the new one, whole."""

import os
import shutil
import signal
import sys
from collections import Counter
from contextlib import suppress
from pathlib import Path
from types import FrameType

import pytest
from sqlmodel import select

from lencana import installation
from lencana.backups import copying, remaining, restoring, swapping
from lencana.backups.remaining import Remaining
from lencana.backups.restoring import RestoreRequest
from lencana.settings import Settings
from tests.cast import Invite, SettableClock
from tests.lencana.backups.conftest import BackUp
from visits.store.database import Database
from visits.store.visits import Visit

DEEDS = {
    "fsync",
    "link",
    "replace",
    "unlink",
    "open",
    "write",
    "execute",
    "commit",
    "close",
    "copyfile",
    "truncate",
}
LAST = 100_000


@pytest.fixture
def before(
    database: Database,
    settings: Settings,
    back_up: BackUp,
    invite: Invite,
    retention_class: Path,
) -> Path:
    """An installation with one visit more than its backup, as a crash of the server left it."""
    back_up("copy.db")
    invite()
    with database.reading() as store:
        store.connection()
        shutil.copytree(
            settings.data,
            retention_class / "before",
            ignore=shutil.ignore_patterns("retention_class"),
        )
    database.close()
    return retention_class / "before"


@pytest.mark.parametrize(
    "stride",
    [
        pytest.param(1, marks=pytest.mark.whole, id="each"),
        pytest.param(23, id="every 23rd"),
    ],
)
def test_a_killed_restore_leaves_the_old_or_the_new(
    before: Path, retention_class: Path, clock: SettableClock, stride: int
) -> None:
    found: Counter[str] = Counter()
    for step in range(1, LAST, stride):
        shutil.copytree(before, retention_class / "now")
        settings = Settings(
            data=retention_class / "now", keys=retention_class / "now" / "keys"
        )
        died = killed_at(step, settings, retention_class / "copy.db", clock)
        found[outcome(settings, clock)] += 1
        shutil.rmtree(retention_class / "now")
        if not died:
            break

    print(f"killed at {sum(found.values()) - 1} steps of a restore: {dict(found)}")  # noqa: T201 - a count
    assert set(found) == {"old", "new"}
    assert found["old"] > 1


def outcome(settings: Settings, clock: SettableClock) -> str:
    """Which database is there: `old` has the visit that the backup has not."""
    with (
        installation.open_database(settings, clock) as database,
        database.reading() as store,
    ):
        visits = len(store.exec(select(Visit)).all())
    copying.check_whole(settings.database_file)
    return {0: "new", 1: "old"}[visits]


def killed_at(step: int, settings: Settings, file: Path, clock: SettableClock) -> bool:
    """A process of its own restores, and is gone at its deed of that number; whether it came so far."""
    child = os.fork()
    if child == 0:
        with suppress(BaseException):
            sys.setprofile(Mortal(step))
            restoring.restore(
                settings,
                RestoreRequest(file, replace=True, today=clock().date()),
                clock,
            )
            os._exit(0)
        os._exit(1)
    _, status = os.waitpid(child, 0)
    assert os.waitstatus_to_exitcode(status) in {0, -signal.SIGKILL}
    return os.WIFSIGNALED(status)


class Mortal:
    """Counts what is done outside of memory, and dies at the deed of a number."""

    def __init__(self, step: int) -> None:
        self.left = step

    def __call__(self, frame: FrameType, event: str, deed: object) -> None:
        del frame
        if event != "c_call" or getattr(deed, "__name__", "") not in DEEDS:
            return
        self.left -= 1
        if not self.left:
            os.kill(os.getpid(), signal.SIGKILL)


def test_the_check_would_see_a_log_that_met_anothers_database(
    before: Path,
    retention_class: Path,
    clock: SettableClock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    shutil.copytree(before, retention_class / "now")
    settings = Settings(
        data=retention_class / "now", keys=retention_class / "now" / "keys"
    )
    assert (retention_class / "now" / "lencana.db-wal").stat().st_size > 0
    monkeypatch.setattr(swapping, "_close", lambda _live: None)
    # Whoever reads the old database and closes it last empties its log, too.
    monkeypatch.setattr(remaining, "of", lambda _live: Remaining())

    with suppress(Exception):
        restoring.restore(
            settings,
            RestoreRequest(
                retention_class / "copy.db", replace=True, today=clock().date()
            ),
            clock,
        )

    with pytest.raises(Exception, match=r"."):
        assert outcome(settings, clock) == "new"
