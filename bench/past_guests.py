"""Past guests: as many as a measurement asks for, as they stand when their last day is over."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from visits.keys.keyring import find_keys
from visits.vault.sealing import seal

ROWS_A_VISIT = 8
"""A visit with its invitation, arrival, departure, log envelope, handle, badge and print job.

The contact envelope and the letters went long ago.
"""
_FORMAT = "%Y-%m-%d %H:%M:%S.%f"
_PAST = """
WITH RECURSIVE past (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM past WHERE n < :visits)
INSERT INTO visit (id, public_id, site_id, company_id, host_id, language, notice, nonce)
SELECT :base + n, printf('%026d', n), :site, :company, :host, 'en', 1, randomblob(32) FROM past;
INSERT INTO invitation (
    visit_id, starts_at, ends_at, day_ends_at, purpose, least_level, generation, code, link, sequence
)
SELECT id, :came, :came, :came, 'meeting', 1, 1, randomblob(32), randomblob(32), 0
FROM visit WHERE id > :base;
INSERT INTO arrival (visit_id, at, level) SELECT id, :came, 1 FROM visit WHERE id > :base;
INSERT INTO departure (visit_id, at, by) SELECT id, :came, 'badge' FROM visit WHERE id > :base;
INSERT INTO blindindex (visit_id, item, digest) SELECT id, 'email', randomblob(32) FROM visit WHERE id > :base;
INSERT INTO badge (id, public_id, visit_id, copy_number, number, code, issued_at)
SELECT id, public_id, id, 1, 'A1-' || printf('%03d', id % 1000), randomblob(32), :came
FROM visit WHERE id > :base;
INSERT INTO printjob (badge_id, site_id, state, stubs, queued_at, not_before, attempts, settled_at)
SELECT id, :site, 'printed', 0, :came, :came, 1, :came FROM visit WHERE id > :base
"""

_SEALED = (
    "INSERT INTO envelope (visit_id, retention_class, expires_at, key_day, furthest_day, body) "
    "VALUES (?1, 'log', ?2, ?3, ?3, ?4)"
)


def remember(folder: Path, visits: int) -> None:
    """So many guests came and left a month ago, and were to be forgotten an hour ago."""
    now = datetime.now(UTC)
    came, due = now - timedelta(days=31), now - timedelta(hours=1)
    with closing(sqlite3.connect(folder / "lencana.db", isolation_level=None)) as store:
        newest = store.execute(
            "SELECT id, site_id, company_id, host_id FROM visit ORDER BY id DESC"
        ).fetchone()
        told = dict(zip(("base", "site", "company", "host"), newest, strict=True)) | {
            "visits": visits
        }
        told |= {
            "came": came.strftime(_FORMAT),
            "due": due.strftime(_FORMAT),
            "day": due.date().isoformat(),
        }
        store.execute("BEGIN")
        for statement in _PAST.split(";"):
            store.execute(statement, told)
        store.executemany(_SEALED, _envelopes(folder, told, due))
        store.execute("COMMIT")
        store.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _envelopes(
    folder: Path, told: dict[str, Any], due: datetime
) -> Iterator[tuple[int, str, str, bytes]]:
    key = find_keys(folder / "keys").keyring.day_key(due.date())
    for visit in range(told["base"] + 1, told["base"] + told["visits"] + 1):
        body = seal(key, f"visit {visit} log", {"name": f"Gita Lestari {visit}"})
        yield visit, told["due"], told["day"], body
