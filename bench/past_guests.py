"""Past guests: as many as a measurement asks for, as they stand when their last day is over."""

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any

from sqlalchemy import Connection, insert, text

from visits.store.database import Database
from visits.store.visits import Envelope
from visits.vault.sealing import seal
from visits.vocabulary.policy import RetentionClass

ROWS_A_VISIT = 8
"""A visit with its invitation, arrival, departure, log envelope, handle, badge and print job.

The contact envelope and the letters went long ago.
"""
KEPT = timedelta(days=31)
_PAST = """
WITH RECURSIVE past (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM past WHERE n < :visits)
INSERT INTO visit (id, public_id, site_id, company_id, host_id, language, notice, nonce)
SELECT :base + n, {number}, :site, :company, :host, 'en', 1, {random} FROM past;
INSERT INTO invitation (
    visit_id, series_id, site_id, host_id, starts_at, ends_at, day_ends_at, purpose, least_level, generation, code, link,
    sequence, emailed
)
SELECT id, id, :site, :host, {came}, {came}, {came}, 'meeting', 1, 1, {random}, {random}, 0, false
FROM visit WHERE id > :base;
INSERT INTO arrival (visit_id, at, level) SELECT id, {came}, 1 FROM visit WHERE id > :base;
INSERT INTO departure (visit_id, at, by) SELECT id, {came}, 'badge' FROM visit WHERE id > :base;
INSERT INTO blindindex (visit_id, item, digest) SELECT id, 'email', {random} FROM visit WHERE id > :base;
INSERT INTO badge (id, public_id, visit_id, copy_number, number, code, issued_at)
SELECT id, public_id, id, 1, 'A1-' || substr(public_id, 24), {random}, {came} FROM visit WHERE id > :base;
INSERT INTO printjob (public_id, badge_id, site_id, state, stubs, queued_at, not_before, attempts, settled_at)
SELECT public_id, id, :site, 'printed', 0, {came}, {came}, 1, {came} FROM visit WHERE id > :base
"""
_OWN = {
    "sqlite": {
        "number": "printf('%026d', n)",
        "random": "randomblob(32)",
        "came": ":came",
    },
    "postgresql": {
        "number": "lpad(n::text, 26, '0')",
        "random": "sha256(random()::text::bytea || random()::text::bytea)",
        "came": "CAST(:came AS timestamptz)",
    },
}
"""How each store says it."""
_NEXT_NUMBERS = (
    "SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id)) FROM {table}"
)
_FORMAT = "%Y-%m-%d %H:%M:%S.%f"
_BATCH = 10_000


def remember(database: Database, visits: int) -> None:
    """So many guests came and left a month ago, and were to be forgotten an hour ago."""
    now = datetime.now(UTC)
    due = now - timedelta(hours=1)
    with closing(database.engine.connect()) as store, store.begin():
        newest = store.execute(
            text("SELECT id, site_id, company_id, host_id FROM visit ORDER BY id DESC")
        ).first()
        told = dict(zip(("base", "site", "company", "host"), newest or (), strict=True))
        told |= {"visits": visits, "came": (now - KEPT).strftime(_FORMAT)}
        for statement in _PAST.format(**_OWN[database.engine.dialect.name]).split(";"):
            store.execute(text(statement), told)
        for sealed in _batches(_envelopes(database, told, due)):
            store.execute(insert(Envelope), sealed)
        _settle(store)


def _settle(store: Connection) -> None:
    """A server goes on counting behind them, and knows its tables as one does that runs for long."""
    if store.dialect.name == "postgresql":
        for table in ("visit", "badge"):
            store.execute(text(_NEXT_NUMBERS.format(table=table)))
        store.execute(text("ANALYZE"))


def _batches(rows: Iterator[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    while batch := list(islice(rows, _BATCH)):
        yield batch


def _envelopes(
    database: Database, told: dict[str, Any], due: datetime
) -> Iterator[dict[str, Any]]:
    day = due.date()
    key = database.keys.keyring.day_key(day)
    for visit in range(told["base"] + 1, told["base"] + told["visits"] + 1):
        body = seal(key, f"visit {visit} log", {"name": f"Gita Lestari {visit}"})
        yield {
            "visit_id": visit,
            "retention_class": RetentionClass.LOG,
            "expires_at": due,
            "key_day": day,
            "furthest_day": day,
            "body": body,
        }
