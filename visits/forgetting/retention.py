"""How long a guest is remembered, from what has happened so far."""

from datetime import datetime

from visits import sites
from visits.policy.register import Shelf, register
from visits.store.database import Store
from visits.store.places import Site
from visits.vault import envelopes


def until_if_absent(ends_at: datetime) -> datetime:
    """When everything goes of a guest who does not come."""
    return ends_at + register().keeps_no_show()


def inside_until(site: Site, arrived_at: datetime) -> datetime:
    """When the clock signs a guest out: at closing time, or at midnight if they came after it."""
    day = sites.today(site, arrived_at)
    closing = sites.closing(site, day)
    return closing if arrived_at < closing else sites.day_end(site, day)


def log_goes(site: Site, arrived_at: datetime) -> datetime:
    """The last moment at which anything is kept of a guest who arrives now: what the notice promises."""
    return inside_until(site, arrived_at) + register().keeps(Shelf.LOG)


def on_arrival(store: Store, visit_id: int, site: Site) -> None:
    """Kept as if the guest, arriving now, stayed until the clock signs them out."""
    on_departure(store, visit_id, inside_until(site, store.now))


def on_departure(store: Store, visit_id: int, left_at: datetime) -> None:
    """Kept for each shelf's own time, counted from the departure."""
    envelopes.move(store, visit_id, {shelf: left_at + register().keeps(shelf) for shelf in Shelf})


def on_new_times(store: Store, visit_id: int, ends_at: datetime) -> None:
    """Kept until the new day has passed."""
    envelopes.move(store, visit_id, dict.fromkeys(Shelf, until_if_absent(ends_at)))
