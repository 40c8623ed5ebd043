"""What a transaction locks before it reads: where many write, each site has one writer at a time.

The functions that find a site's rows for a writer lock the site first. From then on that
transaction is its only writer, and finds everything as nobody will change it: as on SQLite,
where there is one writer for all. Sites first, by their numbers, then a site's visits, then
names, then members, then accounts: in one order, so that no two transactions wait for each other.

On SQLite, and while only reading, nothing here asks anything.
"""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Select, select
from sqlmodel import col

from visits.store.database import Store
from visits.store.people import Account, Member
from visits.store.printing import PrintJob
from visits.store.sites import Kiosk, Printer, Site
from visits.store.visits import Invitation, Visit


def site(store: Store, site_id: int) -> None:
    """Be the site's only writer."""
    if store.has_rivals and site_id not in store.locked_sites:
        _sites(store, _SITES.where(col(Site.id) == site_id))


def every_site(store: Store) -> None:
    """Be the only writer of all sites."""
    if store.has_rivals:
        _sites(store, _SITES)


def site_of_kiosk(store: Store, kiosk_id: int) -> None:
    """Be the only writer of the kiosk's site."""
    if store.has_rivals and kiosk_id not in store.locked_kiosks:
        of_kiosk = select(col(Kiosk.site_id)).where(col(Kiosk.id) == kiosk_id)
        _sites(store, _SITES.where(col(Site.id).in_(of_kiosk)))
        store.locked_kiosks.add(kiosk_id)


def sites_of_printers(store: Store, *conditions: Any) -> None:  # noqa: ANN401 - SQL expressions of any type
    """Be the only writer of these printers' sites."""
    if store.has_rivals:
        of_printers = select(col(Printer.site_id)).where(*conditions)
        _sites(store, _SITES.where(col(Site.id).in_(of_printers)))


def sites_of_printer_ids(store: Store, printer_ids: Iterable[int]) -> None:
    """Be the only writer of the sites of the printers with these numbers."""
    if store.has_rivals:
        sites_of_printers(store, col(Printer.id).in_(printer_ids))


def site_of_job(store: Store, public_id: str) -> None:
    """Be the only writer of the print job's site."""
    if store.has_rivals:
        sites_of_jobs(store, col(PrintJob.public_id) == public_id)


def sites_of_jobs(store: Store, *conditions: Any, **values: Any) -> None:  # noqa: ANN401 - SQL expressions of any type
    """Be the only writer of the sites of these print jobs; `values` are the conditions' own."""
    if store.has_rivals:
        of_jobs = select(col(PrintJob.site_id)).where(*conditions)
        _sites(store, _SITES.where(col(Site.id).in_(of_jobs)).params(values))


def visits(store: Store, *conditions: Any) -> None:  # noqa: ANN401 - SQL expressions of any type
    """Be the only writer of these visits' sites, and keep the visits from being erased."""
    if store.has_rivals:
        found = _VISITS.where(*conditions)
        store.locked_sites.update(store.lock(found, Site, Visit))


def visit(store: Store, visit_id: int) -> None:
    """The same of the visit with this number."""
    if store.has_rivals:
        visits(store, col(Visit.id) == visit_id)


def visits_of_code(store: Store, digest: bytes) -> None:
    """The same of the visits whose invitation code has this digest."""
    if store.has_rivals:
        visits(store, col(Invitation.code) == digest)


def member(store: Store, member_id: int) -> None:
    """Be the only writer of what belongs to the member."""
    if store.has_rivals:
        store.lock(select(col(Member.id)).where(col(Member.id) == member_id), Member)


def account(store: Store, *conditions: Any) -> None:  # noqa: ANN401 - SQL expressions of any type
    """Be the only writer of what a person signs in with."""
    if store.has_rivals:
        store.lock(select(col(Account.id)).where(*conditions), Account)


def _sites(store: Store, found: Select[Any]) -> None:
    store.locked_sites.update(store.lock(found, Site))


_SITES = select(col(Site.id)).order_by(col(Site.id))
_VISITS = (
    select(col(Site.id))
    .join(Visit, col(Visit.site_id) == col(Site.id))
    .join(Invitation, col(Invitation.visit_id) == col(Visit.id))
    .order_by(col(Site.id), col(Visit.id))
)
