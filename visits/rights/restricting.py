"""Restriction: a guest's data is kept and used only for safety, law and their own requests."""

from visits import series, sites
from visits.audit import entries
from visits.rights import requests
from visits.store.database import Store
from visits.store.rights import Restriction
from visits.visit_state import VisitState
from visits.vocabulary.actors import Actor
from visits.vocabulary.audit import Act
from visits.vocabulary.rights import RequestOutcome, Right


def restrict(store: Store, visit: VisitState, actor: Actor) -> None:
    """Restrict a visit: hosts, desk, kiosk, e-mails and badges get no more of the guest's data.

    Their code leads to the desk. A second call changes nothing.
    """
    if is_restricted(store, visit.id):
        return
    store.add(Restriction(visit_id=visit.id, at=store.now))
    _done(store, visit, actor, Act.RESTRICTED)


def lift(store: Store, visit: VisitState, actor: Actor) -> None:
    """Lift the restriction. A second call changes nothing."""
    restriction = store.get(Restriction, visit.id)
    if restriction is None:
        return
    store.delete(restriction)
    _done(store, visit, actor, Act.RESTRICTION_LIFTED)


def object_to(store: Store, visit: VisitState, guest: Actor) -> None:
    """Record an objection: every day of the series is restricted at once, until the desk decides.

    A second call changes nothing.
    """
    # Before the desk has looked: what is still used meanwhile cannot be unused.
    for day in series.days(store, visit):
        restrict(store, day, guest)
    if requests.record_by_guest(store, visit, Right.OBJECT, None, guest):
        entries.record(store, guest, Act.OBJECTED, visit.id)


def by_guest(store: Store, visit: VisitState, guest: Actor) -> None:
    """Restrict every day of the series on the guest's own page."""
    days = series.days(store, visit)
    used = [day for day in days if not is_restricted(store, day.id)]
    for day in used:
        restrict(store, day, guest)
    if used:
        done = RequestOutcome.DONE
        requests.record_by_guest(store, visit, Right.RESTRICT, done, guest)


def lift_by_guest(store: Store, visit: VisitState, guest: Actor) -> None:
    """Lift the restriction of every day of the series on the guest's own page."""
    for day in series.days(store, visit):
        lift(store, day, guest)


def is_restricted(store: Store, visit_id: int) -> bool:
    """True if the guest of this visit asked for the restriction."""
    return store.get(Restriction, visit_id) is not None


def _done(store: Store, visit: VisitState, actor: Actor, act: Act) -> None:
    # Written before anything else is read in this transaction by the vault, which joins it.
    store.flush()
    entries.record(store, actor, act, visit.id)
    sites.changed(store, visit.visit.site_id)
