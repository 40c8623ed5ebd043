"""Side by side: processes that write and seal one audit log leave a whole chain, and say nothing twice."""

import subprocess
import sys
from collections import Counter
from pathlib import Path

from sqlmodel import select

from tests.cast import Cast, Invite, SettableClock, url_of
from tests.visits.audit.tampering import seal, verified
from visits.store.audit import AuditEntry
from visits.store.database import Database
from visits.vocabulary.audit import Act

PROCESSES, ROUNDS = 3, 20
ONE = """
import sys
from datetime import datetime
from pathlib import Path
from visits.keys.keyring import open_keys
from visits.store.database import Database
from visits.audit import chain, entries
from visits.audit.access_log import AccessLog
from visits.vault import envelopes
from visits.vocabulary import actors
from visits.vocabulary.audit import Act

url, folder, visit, rounds, now = sys.argv[1:]
keys, clock = open_keys(Path(folder, "keys")), lambda: datetime.fromisoformat(now)
access_log = AccessLog()
database = Database(url, keys, clock, access_log.add)
print("ready", flush=True)
sys.stdin.readline()
for _ in range(int(rounds)):
    with database.transaction() as store:
        entries.record(store, actors.OPERATOR, Act.RESENT, int(visit))
        envelopes.read_one(store, int(visit), ["name"], actors.as_mailer())
    access_log.write(database)
    with database.transaction() as store:
        chain.seal(store)
database.close()
"""


def all_at_once(*arguments: str) -> None:
    """Each process has done its rounds, which all began together."""
    children = [
        subprocess.Popen(
            [sys.executable, "-c", ONE, *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(PROCESSES)
    ]
    for child in children:
        assert child.stdout is not None
        assert child.stdout.readline() == "ready\n"
    for child in children:
        assert child.stdin is not None
        child.stdin.write("go\n")
        child.stdin.flush()
    assert [child.communicate()[0] for child in children] == [""] * PROCESSES
    assert [child.returncode for child in children] == [0] * PROCESSES


def test_processes_that_write_and_seal_at_once_leave_a_whole_chain(
    tmp_path: Path, database: Database, cast: Cast, invite: Invite, clock: SettableClock
) -> None:
    del cast
    visit = invite()
    all_at_once(
        url_of(database), str(tmp_path), str(visit.id), str(ROUNDS), clock().isoformat()
    )
    seal(database)

    with database.reading() as store:
        counts = Counter(store.exec(select(AuditEntry.act)))
    assert counts[Act.RESENT] == PROCESSES * ROUNDS
    assert counts[Act.DISCLOSED] == 1
    assert verified(database).entries == counts.total()
