"""Erasing on the guest's own page: all days of their series, each as it stands."""

from collections.abc import Iterable

from visits import series
from visits.erasure import erasing
from visits.rights import requests
from visits.store.database import Store
from visits.visit_state import VisitState
from visits.vocabulary.actors import Actor
from visits.vocabulary.rights import RequestOutcome, Right

# From the one that leaves most behind.
GRAVEST = (RequestOutcome.REFUSED_HELD, RequestOutcome.DEFERRED, RequestOutcome.DONE)


def erase(store: Store, visit: VisitState, guest: Actor) -> RequestOutcome:
    """Erase every day of the series, or what can be now, and record that the guest asked."""
    days = series.days(store, visit)
    outcome = gravest(erasing.erase(store, day, guest) for day in days)
    requests.record_by_guest(store, visit, Right.ERASE, outcome, guest)
    return outcome


def gravest(outcomes: Iterable[RequestOutcome]) -> RequestOutcome:
    """Return one outcome for several visits: the one that the person has still to wait for."""
    found = set(outcomes)
    left = next((outcome for outcome in GRAVEST if outcome in found), None)
    return left or RequestOutcome.DONE
