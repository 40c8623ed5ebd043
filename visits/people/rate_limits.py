"""Rate limits: how often somebody tried recently, stored under a digest of who it was.

Nothing is locked: whoever tries too often waits, each time twice as long. What each limit
counts, and who can use it up, stands in docs/decisions/0024.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, bindparam, delete, func, insert, or_
from sqlmodel import col, select

from visits.store.database import Store
from visits.store.people import RateLimitEvent
from visits.vocabulary.people import RateLimited
from visits.vocabulary.refusals import TooManyTries

LONGEST = timedelta(days=1)
"""No limit looks back further."""
MOST_DOUBLINGS = 20
"""Far above the longest wait already, and small enough to compute."""
_OF_ONE = (col(RateLimitEvent.kind) == bindparam("kind")) & (
    col(RateLimitEvent.subject) == bindparam("subject")
)
_RECENT = (
    select(func.count())
    .select_from(RateLimitEvent)
    .where(_OF_ONE, col(RateLimitEvent.at) > bindparam("since"))
)
_NEWEST = (
    select(col(RateLimitEvent.at))
    .where(_OF_ONE)
    .order_by(col(RateLimitEvent.at).desc())
    .limit(bindparam("most"))
)


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
    attempt = _one(store, kind, subject) | {"at": at or store.now}
    store.execute(insert(RateLimitEvent), [attempt])


def count_each(store: Store, subjects: Mapping[RateLimited, object]) -> None:
    """Count one more attempt of each subject, by one statement."""
    attempts = [
        _one(store, kind, subject) | {"at": store.now}
        for kind, subject in subjects.items()
    ]
    store.execute(insert(RateLimitEvent), attempts)


def recent(
    store: Store, kind: RateLimited, subject: object, within: timedelta = LONGEST
) -> int:
    """Return how many attempts count in the last `within`, which is at most `LONGEST`."""
    _lock(store, {kind: subject})
    parameters = _one(store, kind, subject) | {"since": store.now - within}
    return int(store.execute(_RECENT, parameters).scalar_one())


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
    counted = newest(store, kind, subject, limit)
    return store.now if len(counted) < limit else max(store.now, counted[-1] + within)


def newest(
    store: Store, kind: RateLimited, subject: object, most: int
) -> Sequence[datetime]:
    """Return when the last attempts were counted, at most so many, the newest first."""
    _lock(store, {kind: subject})
    parameters = _one(store, kind, subject) | {"most": most}
    return store.execute(_NEWEST, parameters).scalars().all()


def refuse_hurry(store: Store, kind: RateLimited, subject: object, pace: Pace) -> None:
    """Refuse with `TooManyTries` while the subject has to wait after its last attempt."""
    refuse_before(
        store, kind, subject, pace.wait(recent(store, kind, subject, pace.within))
    )


def refuse_before(
    store: Store, kind: RateLimited, subject: object, wait: timedelta
) -> None:
    """Refuse with `TooManyTries` until the subject has waited so long since its last attempt."""
    last = newest(store, kind, subject, 1) if wait else ()
    if any(store.now - at < wait for at in last):
        raise TooManyTries


def reset(store: Store, kind: RateLimited, subject: object) -> None:
    """Clear the attempts of the subject."""
    store.execute(delete(RateLimitEvent).where(_of(store, kind, subject)))


def uncount(store: Store, kind: RateLimited, subject: object) -> None:
    """Take back the last attempt, which was a good one."""
    of_subject = select(RateLimitEvent).where(_of(store, kind, subject))
    last = store.exec(of_subject.order_by(col(RateLimitEvent.at).desc())).first()
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


def _one(store: Store, kind: RateLimited, subject: object) -> dict[str, Any]:
    return {"kind": kind, "subject": _digest(store, kind, subject)}


def _of(store: Store, kind: RateLimited, subject: object) -> ColumnElement[bool]:
    return (col(RateLimitEvent.kind) == kind) & (
        col(RateLimitEvent.subject) == _digest(store, kind, subject)
    )


def _digest(store: Store, kind: RateLimited, subject: object) -> bytes:
    # With the kind in it: the table does not tell that two limits are about the same person.
    return store.keys.secrets.digest("limits", kind, subject)
