"""Limits: how often somebody tried lately, remembered by a digest of who."""

from datetime import timedelta

from sqlalchemy import ColumnElement, and_, delete, func, or_
from sqlmodel import col, select
from sqlmodel.sql.expression import SelectOfScalar

from visits.store.database import Store
from visits.store.people import Attempt
from visits.vocabulary.refusals import TooManyTries
from visits.vocabulary.visits import Limited

LONGEST = timedelta(days=30)
OTHERS_KEEP = timedelta(days=1)
"""Only failures to sign in count for as long as `LONGEST`."""


def note(store: Store, kind: Limited, subject: object) -> None:
    """One more try counts against the subject."""
    store.add(Attempt(kind=kind, subject=_digest(store, kind, subject), at=store.now))


def recent(store: Store, kind: Limited, subject: object, within: timedelta = LONGEST) -> int:
    """How many tries count against the subject in the last `within`, of at most `LONGEST`."""
    lately = _of(store, kind, subject) & (col(Attempt.at) > store.now - within)
    return store.exec(select(func.count()).select_from(Attempt).where(lately)).one()


def refuse_beyond(store: Store, kind: Limited, subject: object, limit: int, within: timedelta) -> None:
    """Nothing changes; refuses `TooManyTries` once `limit` tries were noted in the last `within`."""
    if recent(store, kind, subject, within) >= limit:
        raise TooManyTries


def since_last(store: Store, kind: Limited, subject: object) -> timedelta:
    """How long ago the subject tried last; `LONGEST` for one that did not."""
    last = store.exec(_newest(store, kind, subject)).first()
    return LONGEST if last is None else store.now - last.at


def forgive(store: Store, kind: Limited, subject: object) -> None:
    """No try counts against the subject any more."""
    store.execute(delete(Attempt).where(_of(store, kind, subject)))


def take_back(store: Store, kind: Limited, subject: object) -> None:
    """The last try was a good one and does not count."""
    last = store.exec(_newest(store, kind, subject)).first()
    if last is not None:
        store.delete(last)


def purge(store: Store) -> int:
    """Tries too old to count are gone; says how many."""
    for_long = col(Attempt.kind) == Limited.SIGN_IN
    too_old = or_(
        col(Attempt.at) <= store.now - LONGEST,
        and_(~for_long, col(Attempt.at) <= store.now - OTHERS_KEEP),
    )
    return store.connection().execute(delete(Attempt).where(too_old)).rowcount


def _newest(store: Store, kind: Limited, subject: object) -> SelectOfScalar[Attempt]:
    return select(Attempt).where(_of(store, kind, subject)).order_by(col(Attempt.at).desc()).limit(1)


def _of(store: Store, kind: Limited, subject: object) -> ColumnElement[bool]:
    return (col(Attempt.kind) == kind) & (col(Attempt.subject) == _digest(store, kind, subject))


def _digest(store: Store, kind: Limited, subject: object) -> bytes:
    return store.keys.secrets.digest("limits", kind, subject)
