"""Rate limits: how often somebody tried recently, stored under a digest of who it was.

Nothing is locked: whoever tries too often waits, each time twice as long. What each limit
counts, and who can use it up, stands in docs/decisions/0024.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, func, insert, or_
from sqlmodel import col, select
from sqlmodel.sql.expression import SelectOfScalar

from visits.store.database import Store
from visits.store.people import RateLimitEvent
from visits.vocabulary.refusals import TooManyTries
from visits.vocabulary.visits import RateLimited

LONGEST = timedelta(days=1)
"""No limit looks back further."""
MOST_DOUBLINGS = 20
"""Far above the longest wait already, and small enough to compute."""


@dataclass(frozen=True)
class Pace:
    """So many attempts `within` a time are free; each further one waits, up to `longest`."""

    free: int
    first: timedelta
    longest: timedelta
    within: timedelta = LONGEST

    def wait(self, attempts: int) -> timedelta:
        """Return how long to wait after the last of these attempts."""
        beyond = attempts - self.free
        if beyond < 0:
            return timedelta(0)
        doubled: timedelta = self.first * 2 ** min(beyond, MOST_DOUBLINGS)
        return min(doubled, self.longest)


def count(
    store: Store, kind: RateLimited, subject: object, at: datetime | None = None
) -> None:
    """Count one more attempt of the subject, now or at a moment to come."""
    digest = _digest(store, kind, subject)
    store.add(RateLimitEvent(kind=kind, subject=digest, at=at or store.now))


def count_each(store: Store, subjects: Mapping[RateLimited, object]) -> None:
    """Count one more attempt of each subject, by one statement."""
    attempts = [
        {"kind": kind, "subject": _digest(store, kind, subject), "at": store.now}
        for kind, subject in subjects.items()
    ]
    store.execute(insert(RateLimitEvent), attempts)


def recent(
    store: Store, kind: RateLimited, subject: object, within: timedelta = LONGEST
) -> int:
    """Return how many attempts count in the last `within`, which is at most `LONGEST`."""
    _lock(store, {kind: subject})
    lately = _of(store, kind, subject) & (col(RateLimitEvent.at) > store.now - within)
    attempts = select(func.count()).select_from(RateLimitEvent).where(lately)
    return store.exec(attempts).one()


def recent_of_each(
    store: Store, subjects: Mapping[RateLimited, object], within: timedelta = LONGEST
) -> dict[RateLimited, int]:
    """Return how many attempts of each subject count in the last `within`, by one statement."""
    _lock(store, subjects)
    lately = col(RateLimitEvent.at) > store.now - within
    whose = or_(*(_of(store, kind, subject) for kind, subject in subjects.items()))
    counted = select(RateLimitEvent.kind, func.count()).where(lately, whose)
    counts = dict(store.exec(counted.group_by(col(RateLimitEvent.kind))).all())
    return {kind: counts.get(kind, 0) for kind in subjects}


def refuse_above(
    store: Store, kind: RateLimited, subject: object, limit: int, within: timedelta
) -> None:
    """Refuse with `TooManyTries` once `limit` attempts were counted in the last `within`."""
    if recent(store, kind, subject, within) >= limit:
        raise TooManyTries


def free_at(
    store: Store, kind: RateLimited, subject: object, limit: int, within: timedelta
) -> datetime:
    """Return when fewer than `limit` attempts count: now, or when an older one no longer does."""
    _lock(store, {kind: subject})
    nth = store.exec(_newest(store, kind, subject).offset(limit - 1)).first()
    return store.now if nth is None else max(store.now, nth.at + within)


def refuse_hurry(store: Store, kind: RateLimited, subject: object, pace: Pace) -> None:
    """Refuse with `TooManyTries` while the subject has to wait after its last attempt."""
    refuse_before(
        store, kind, subject, pace.wait(recent(store, kind, subject, pace.within))
    )


def refuse_before(
    store: Store, kind: RateLimited, subject: object, wait: timedelta
) -> None:
    """Refuse with `TooManyTries` until the subject has waited so long since its last attempt."""
    last = store.exec(_newest(store, kind, subject)).first() if wait else None
    if last is not None and store.now - last.at < wait:
        raise TooManyTries


def reset(store: Store, kind: RateLimited, subject: object) -> None:
    """Clear the attempts of the subject."""
    store.execute(delete(RateLimitEvent).where(_of(store, kind, subject)))


def uncount(store: Store, kind: RateLimited, subject: object) -> None:
    """Take back the last attempt, which was a good one."""
    last = store.exec(_newest(store, kind, subject)).first()
    if last is not None:
        store.delete(last)


def purge(store: Store) -> int:
    """Delete attempts that are too old to count; return how many."""
    too_old = col(RateLimitEvent.at) <= store.now - LONGEST
    return store.connection().execute(delete(RateLimitEvent).where(too_old)).rowcount


def _lock(store: Store, subjects: Mapping[RateLimited, object]) -> None:
    """Keep others from counting until this transaction has counted: two cannot both be the last."""
    if store.has_rivals:
        store.lock_names(_digest(store, *subject) for subject in subjects.items())


def _newest(
    store: Store, kind: RateLimited, subject: object
) -> SelectOfScalar[RateLimitEvent]:
    return (
        select(RateLimitEvent)
        .where(_of(store, kind, subject))
        .order_by(col(RateLimitEvent.at).desc())
        .limit(1)
    )


def _of(store: Store, kind: RateLimited, subject: object) -> ColumnElement[bool]:
    return (col(RateLimitEvent.kind) == kind) & (
        col(RateLimitEvent.subject) == _digest(store, kind, subject)
    )


def _digest(store: Store, kind: RateLimited, subject: object) -> bytes:
    # With the kind in it: the table does not tell that two limits are about the same person.
    return store.keys.secrets.digest("limits", kind, subject)
