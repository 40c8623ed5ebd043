"""Facts of a visit: rows that say that it happened, each of which can be added once."""

from collections.abc import Callable

from sqlalchemy import bindparam, insert, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import col

from visits.store.database import Store
from visits.store.visits import Arrival, Departure, EarlierStay, Refusal, Withdrawal
from visits.vocabulary.refusals import VisitRefused

Fact = Arrival | Departure | EarlierStay | Withdrawal | Refusal


def record(store: Store, fact: Fact, otherwise: Callable[[], VisitRefused]) -> None:
    """Add the fact; raise `otherwise()` if another transaction has added it before.

    A departure takes its guest off the list of those inside.
    """
    try:
        store.prepared(_RECORD[type(fact)], **dict(fact))
    except IntegrityError:
        raise otherwise() from None
    if isinstance(fact, Departure):
        store.prepared(_GONE, visit=fact.visit_id)


def inside_again(store: Store, visit_id: int, site_id: int) -> None:
    """Put a guest whose departure is undone on the list of those inside."""
    of_visit = col(Arrival.visit_id) == visit_id
    store.execute(update(Arrival).where(of_visit).values(inside_site_id=site_id))


_GONE = (
    update(Arrival)
    .where(col(Arrival.visit_id) == bindparam("visit"))
    .values(inside_site_id=None)
)
_RECORD = {
    kind: insert(kind)
    for kind in (Arrival, Departure, EarlierStay, Withdrawal, Refusal)
}
