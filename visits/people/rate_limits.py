"""Limits: how often somebody tried lately, remembered by a digest of who."""

from datetime import timedelta

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


def count(store: Store, kind: RateLimited, subject: object) -> None:
    """One more try counts against the subject."""
    store.add(
        RateLimitEvent(kind=kind, subject=_digest(store, kind, subject), at=store.now)
    )


def recent(
    store: Store, kind: RateLimited, subject: object, within: timedelta = LONGEST
) -> int:
    """How many tries count against the subject in the last `within`, of at most `LONGEST`."""
    lately = _of(store, kind, subject) & (col(RateLimitEvent.at) > store.now - within)
    return store.exec(
        select(func.count()).select_from(RateLimitEvent).where(lately)
    ).one()


def refuse_above(
    store: Store, kind: RateLimited, subject: object, limit: int, within: timedelta
) -> None:
    """Nothing changes; refuses `TooManyTries` once `limit` tries were noted in the last `within`."""
    if recent(store, kind, subject, within) >= limit:
        raise TooManyTries


def since_last(store: Store, kind: RateLimited, subject: object) -> timedelta:
    """How long ago the subject tried last; `LONGEST` for one that did not."""
    last = store.exec(_newest(store, kind, subject)).first()
    return LONGEST if last is None else store.now - last.at


def reset(store: Store, kind: RateLimited, subject: object) -> None:
    """No try counts against the subject any more."""
    store.execute(delete(RateLimitEvent).where(_of(store, kind, subject)))


def uncount(store: Store, kind: RateLimited, subject: object) -> None:
    """The last try was a good one and does not count."""
    last = store.exec(_newest(store, kind, subject)).first()
    if last is not None:
        store.delete(last)


def purge(store: Store) -> int:
    """Tries too old to count are gone; says how many."""
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
    return store.keys.secrets.digest("limits", kind, subject)
