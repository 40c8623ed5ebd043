"""Rate limits: how often somebody tried recently, stored under a digest of who it was."""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, delete, func, or_
from sqlmodel import col, select
from sqlmodel.sql.expression import SelectOfScalar

from visits.store.database import Store
from visits.store.people import RateLimitEvent
from visits.vocabulary.refusals import TooManyTries
from visits.vocabulary.visits import RateLimited

LONGEST = timedelta(days=30)
OTHERS_KEEP = timedelta(days=1)
"""Only failures to sign in count for as long as `LONGEST`."""


def count(
    store: Store, kind: RateLimited, subject: object, at: datetime | None = None
) -> None:
    """Count one more attempt of the subject, now or at a moment to come."""
    digest = _digest(store, kind, subject)
    store.add(RateLimitEvent(kind=kind, subject=digest, at=at or store.now))


def recent(
    store: Store, kind: RateLimited, subject: object, within: timedelta = LONGEST
) -> int:
    """Return how many attempts count in the last `within`, which is at most `LONGEST`."""
    lately = _of(store, kind, subject) & (col(RateLimitEvent.at) > store.now - within)
    attempts = select(func.count()).select_from(RateLimitEvent).where(lately)
    return store.exec(attempts).one()


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
    nth = store.exec(_newest(store, kind, subject).offset(limit - 1)).first()
    return store.now if nth is None else max(store.now, nth.at + within)


def since_last(store: Store, kind: RateLimited, subject: object) -> timedelta:
    """Return how long ago the last attempt was; `LONGEST` if there was none."""
    last = store.exec(_newest(store, kind, subject)).first()
    # Never is longer ago than any wait.
    return LONGEST if last is None else store.now - last.at


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
    # Only sign-in counts a hundred in a row; every other limit looks back a day at most.
    for_long = col(RateLimitEvent.kind) == RateLimited.SIGN_IN
    too_old = or_(
        col(RateLimitEvent.at) <= store.now - LONGEST,
        and_(~for_long, col(RateLimitEvent.at) <= store.now - OTHERS_KEEP),
    )
    return store.connection().execute(delete(RateLimitEvent).where(too_old)).rowcount


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
