"""How long a guest is remembered, from what has happened so far."""

from datetime import datetime

from visits import sites
from visits.policy.register import Shelf, register
from visits.store.database import Store
from visits.store.places import Site
from visits.store.visits import Arrival, Invitation
from visits.vault import envelopes


def until_if_absent(invitation_ends_at: datetime) -> datetime:
    """When everything goes of a guest who does not come."""
    return invitation_ends_at + register().keeps_no_show()


def inside_until(site: Site, arrived_at: datetime) -> datetime:
    """When the clock signs a guest out: at closing time, or at midnight if they came after it."""
    day = sites.today(site, arrived_at)
    closing = sites.closing(site, day)
    return closing if arrived_at < closing else sites.day_end(site, day)


def log_goes(site: Site, arrived_at: datetime) -> datetime:
    """The last moment at which anything is kept of a guest who arrives now: what the kiosk's notice promises."""
    return inside_until(site, arrived_at) + register().keeps(Shelf.LOG)


def on_arrival(store: Store, site: Site, arrival: Arrival) -> None:
    """Kept as if the guest stayed until the clock signs them out."""
    _counted_from(store, arrival.visit_id, inside_until(site, arrival.at))


def on_departure(store: Store, visit_id: int, left_at: datetime) -> None:
    """Kept for each shelf's own time, counted from the departure."""
    _counted_from(store, visit_id, left_at)


def on_new_times(store: Store, invitation: Invitation) -> None:
    """Kept until the new day has passed."""
    for shelf in Shelf:
        envelopes.move(store, invitation.visit_id, shelf, until_if_absent(invitation.ends_at))


def _counted_from(store: Store, visit_id: int, ended: datetime) -> None:
    for shelf in Shelf:
        envelopes.move(store, visit_id, shelf, ended + register().keeps(shelf))
