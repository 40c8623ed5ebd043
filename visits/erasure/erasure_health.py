"""The health of erasure: what keeps due data from being erased."""

from datetime import timedelta

from sqlalchemy import func, select
from sqlmodel import col

from visits.erasure import clock_guard
from visits.store.database import Store
from visits.store.system_state import Purge
from visits.store.visits import Envelope
from visits.vocabulary.erasure import ErasureProblem

# The purge runs every quarter of an hour: a machine may be off for a night and a morning.
OVERDUE_AFTER = timedelta(hours=36)
BLOCKED_FOR = timedelta(hours=2)
"""Longer than somebody's backup reads, or than a few runs of the purge need to get their turn."""


def problems(store: Store) -> list[ErasureProblem]:
    """Return everything that is wrong with erasure; empty when all is well."""
    row = store.get(Purge, 1)
    is_wrong = {
        ErasureProblem.CLOCK_DOUBTED: row is not None and row.stopped_at is not None,
        ErasureProblem.CLOCK_BEHIND: clock_guard.is_behind(store),
        ErasureProblem.OVERDUE: _is_overdue(store, row),
        ErasureProblem.LOG_BLOCKED: _is_blocked(store, row),
    }
    return [problem for problem, is_so in is_wrong.items() if is_so]


def _is_blocked(store: Store, row: Purge | None) -> bool:
    return (
        row is not None
        and row.blocked_at is not None
        and store.now - row.blocked_at >= BLOCKED_FOR
    )


def _is_overdue(store: Store, row: Purge | None) -> bool:
    """True if the last purge, or the first one that was due, is too long ago."""
    since = row.ended_at if row else None
    if since is None:
        since = store.execute(select(func.min(col(Envelope.expires_at)))).scalar()
    return since is not None and store.now - since > OVERDUE_AFTER
