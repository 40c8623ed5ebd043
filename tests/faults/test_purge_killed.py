"""A purge killed at every step erases nobody early and counts nobody twice."""

import os
import shutil
import signal
import sys
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from sqlmodel import func, select

from tests.cast import NAME, Cast, Invite, SettableClock, check_in
from visits import invitations
from visits.audit.access_log import AccessLog
from visits.erasure import clock_guard, purge
from visits.erasure.purge import PurgePace
from visits.keys.keyring import folder as folder_keyring
from visits.keys.keyring import open_keys
from visits.lobby import departures
from visits.store.audit import AuditEntry
from visits.store.database import Database, Store
from visits.store.system_state import VisitStatistic
from visits.store.visits import Envelope, Visit
from visits.vault import envelopes
from visits.vocabulary.actors import as_host
from visits.vocabulary.audit import Act
from visits.vocabulary.erasure import VisitOutcome

CAME = {VisitOutcome.LEFT: 4, VisitOutcome.NO_SHOW: 1, VisitOutcome.WITHDRAWN: 1}
QUICK = PurgePace(batch=2, pause=0)


class House(NamedTuple):
    """A folder with guests whose time is over, two whose time is not, and the moment."""

    folder: Path
    clock: SettableClock
    living: list[int]

    def opened(self) -> Database:
        keys = open_keys(self.folder / "keys")
        return Database(
            f"sqlite:///{self.folder / 'lencana.db'}", keys, self.clock, AccessLog().add
        )


@pytest.fixture
def house(
    database: Database, cast: Cast, invite: Invite, clock: SettableClock, tmp_path: Path
) -> House:
    for _ in range(CAME[VisitOutcome.LEFT]):
        check_in(database, cast.kiosk, invite())
    invite()
    off = invite().public_id
    with database.transaction() as store:
        invitations.withdraw(store, cast.hana.id, off)
    clock.at("2026-11-23 20:01")
    with database.transaction() as store:
        departures.check_out_at_closing_time(store, departures.past_closing(store))
    clock.at("2026-12-24 21:00")
    living = [invite(day=clock.now.date().replace(day=25)).id for _ in range(2)]
    return House(tmp_path, clock, living)


def copied(house: House, folder: Path) -> House:
    folder.mkdir()
    with_log = house.folder.glob("lencana.db*")
    for file in with_log:
        shutil.copy(file, folder)
    shutil.copytree(house.folder / "keys", folder / "keys")
    return house._replace(folder=folder)


def killed(house: House, step: int) -> bool:
    """Whether a process that forgets was killed at its step of that number: with fewer it came to its end."""
    child = os.fork()
    if child == 0:
        try:
            _mortal(step)
            purge.purge(house.opened(), QUICK)
        finally:
            os._exit(0)
    return os.WIFSIGNALED(os.waitpid(child, 0)[1])


def _mortal(step: int) -> None:
    """This process is gone before or after the thing of that number which it does outside of its memory."""
    reached = count(1)

    def look() -> None:
        if next(reached) == step:
            os.kill(os.getpid(), signal.SIGKILL)

    def deadly(deed: Callable[..., Any]) -> Callable[..., Any]:
        def done(*given: Any, **named: Any) -> Any:
            look()
            answer = deed(*given, **named)
            look()
            return answer

        return done

    for owner, name in (
        (Store, "commit"),
        (Database, "empty_log"),
        (folder_keyring, "destroy"),
        (folder_keyring, "replace"),
    ):
        setattr(owner, name, deadly(getattr(owner, name)))


def left(house: House) -> tuple[int, dict[VisitOutcome, int], int]:
    """How many visits there are, how many are counted by how they ended, and how many the audit log says."""
    database = house.opened()
    with database.reading() as store:
        visits = store.exec(select(func.count()).select_from(Visit)).one()
        tallies = store.exec(select(VisitStatistic)).all()
        told = store.exec(
            select(AuditEntry.count).where(AuditEntry.act == Act.PURGED)
        ).all()
    database.close()
    counted = {
        came: sum(one.count for one in tallies if one.outcome is came) for came in CAME
    }
    return visits, counted, sum(told)


def who_lives(house: House) -> Iterator[str]:
    """What is told of the guests whose time is not over."""
    database = house.opened()
    with database.reading() as store:
        for told in envelopes.read(store, house.living, ["name"], as_host(1)).values():
            yield told.name.reveal()
    database.close()


def end(house: House) -> tuple[int, list[str], bool]:
    """Another run comes to its end: the envelopes left, the keys left, whether both watermarks agree."""
    database = house.opened()
    purge.purge(database, QUICK)
    with database.reading() as store:
        rows = store.exec(select(func.count()).select_from(Envelope)).one()
        agree = (
            clock_guard.state(store).destroyed_through
            == database.keys.keyring.destroyed_through()
        )
    days = database.keys.keyring.days()
    database.close()
    return rows, days, agree


@pytest.mark.parametrize("apart", [7, pytest.param(1, marks=pytest.mark.whole)])
def test_whatever_kills_forgetting_nobody_goes_early_and_all_who_are_due_are_counted_once(
    house: House, tmp_path: Path, capsys: pytest.CaptureFixture[str], apart: int
) -> None:
    due, steps = sum(CAME.values()), 0
    for step in count(1, apart):
        trial = copied(house, tmp_path / f"step {step}")
        if not killed(trial, step):
            break
        steps += 1
        visits, counted, _ = left(trial)
        assert visits + sum(counted.values()) == due + len(house.living)
        assert list(who_lives(trial)) == [NAME] * 2
        assert end(trial) == (4, ["2026-12-26"], True)
        assert left(trial) == (2, CAME, due)
    with capsys.disabled():
        sys.stdout.write(
            f"\nforgetting was killed at {steps} steps: {due} due and counted once, 2 lived\n"
        )
    assert steps * apart > 50


def test_a_count_that_is_not_of_the_same_transaction_would_be_seen(
    house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("visits.erasure.erasing._count_visits", lambda *_: None)
    trial = copied(house, tmp_path / "uncounted")
    end(trial)

    visits, counted, _ = left(trial)

    assert visits + sum(counted.values()) < sum(CAME.values()) + len(house.living)
