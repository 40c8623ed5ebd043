"""Printers of a site, as the desk sees them."""

from sqlmodel import col, select

from visits import codes
from visits.store.database import Store
from visits.store.places import Printer


def add(store: Store, site_id: int, name: str, address: str, width: int) -> Printer:
    """The site has a printer; jobs that wait for one go there."""
    printer = Printer(public_id=codes.public_id(), site_id=site_id, name=name, address=address, width=width)
    store.add(printer)
    store.flush()
    return printer


def of_site(store: Store, site_id: int) -> list[Printer]:
    """The printers of the site, in the order in which they are tried."""
    return list(store.exec(select(Printer).where(col(Printer.site_id) == site_id).order_by(col(Printer.id))))
