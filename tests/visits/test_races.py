"""Races: eight processes with one code, one store and one keyring: one arrival, whichever tablet is first."""

import subprocess
import sys
from collections import Counter
from datetime import datetime
from pathlib import Path

import pytest
from sqlmodel import SQLModel, func, select

from tests.cast import Cast, Invite, SettableClock, invitation_code, url_of
from visits.keys.keyring import Keys
from visits.lobby import kiosks
from visits.store.database import Database
from visits.store.sites import Site
from visits.vocabulary.visits import Level

PROCESSES = 8
ONE_SCAN = """
import sys
from datetime import datetime
from pathlib import Path
from visits import codes
from visits.keys.keyring import open_keys
from visits.lobby import check_in, kiosks
from visits.store.database import Database

url, folder, code, kiosk_id, now = sys.argv[1:]
keys, clock = open_keys(Path(folder, "keys")), lambda: datetime.fromisoformat(now)
database = Database(url, keys, clock)
print("ready", flush=True)
sys.stdin.readline()
try:
    with database.transaction() as store:
        kiosk = kiosks.paired(store, int(kiosk_id))
        check_in.agree(store, kiosk, check_in.scan(store, kiosk, codes.digest(code)))
    print("arrived")
except Exception as problem:
    print(f"{type(problem).__name__} {getattr(problem, 'reason', '')}".strip())
"""


def all_at_once(
    url: str, folder: str, code: str, tablets: tuple[int, int], now: datetime
) -> Counter[str]:
    """What each of the processes said, that scanned the same code when all were ready.

    Every other one stands at the other tablet.
    """
    children = [
        subprocess.Popen(
            [sys.executable, "-c", ONE_SCAN, url, folder, code, str(tablets[number % 2]), now.isoformat()],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        )
        for number in range(PROCESSES)
    ]  # fmt: skip
    for child in children:
        assert child.stdout is not None
        assert child.stdout.readline() == "ready\n"
    for child in children:
        assert child.stdin is not None
        child.stdin.write("go\n")
        child.stdin.flush()
    return Counter(child.communicate()[0].strip() for child in children)


def count(database: Database, *names: str) -> dict[str, int]:
    with database.reading() as store:
        tables = [SQLModel.metadata.tables[name] for name in names]
        return {
            t.name: store.execute(select(func.count()).select_from(t)).scalar_one()
            for t in tables
        }


@pytest.fixture
def code(database: Database, cast: Cast, invite: Invite) -> str:
    """The code of a guest whose host and site ask for no more than it."""
    with database.transaction() as store:
        store.get_one(Site, cast.senopati.id).least_level = Level.INVITED
    return invitation_code(database, invite(least_level=Level.INVITED))


def test_eight_scans_of_one_code_are_one_arrival_one_badge_and_one_print_job(
    database: Database,
    cast: Cast,
    code: str,
    tmp_path: Path,
    keys: Keys,
    clock: SettableClock,
) -> None:
    with database.transaction() as store:
        pairing = kiosks.offer_pairing(store, cast.senopati.id, "Garden")
        other = kiosks.pair(store, pairing).id
    said = all_at_once(url_of(database), str(tmp_path), code, (cast.kiosk.id, other), clock.now)
    there = count(database, "arrival", "badge", "printjob")

    print(f"{PROCESSES} processes: {dict(said)}; rows: {there}")  # noqa: T201 - tests of faults print counts
    # Read again at the tablet that was first it goes on with its encounter, at the other not.
    half = PROCESSES // 2
    assert said == {"arrived": half, "NotExpectedNow used_again": half}
    assert there == {"arrival": 1, "badge": 1, "printjob": 1}
    # The key that all of them needed was made once.
    days = sorted(path.name for path in (keys.keyring.folder / "days").iterdir())
    assert days == ["2026-11-24.key", "2026-12-23.key"]
