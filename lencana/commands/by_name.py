"""Sites and companies, as commands name them."""

from typing import TypeVar

from sqlmodel import select

from lencana.commands import CommandFailed
from visits.store.database import Store
from visits.store.sites import Company, Site

Named = TypeVar("Named", Site, Company)


def site_called(store: Store, name: str) -> Site:
    """Return the site of this name; the failure lists those there are."""
    return _called(store, Site, name)


def company_called(store: Store, name: str) -> Company:
    """Return the company of this name; the failure lists those there are."""
    return _called(store, Company, name)


def _called(store: Store, table: type[Named], name: str) -> Named:
    rows = {row.name: row for row in store.exec(select(table)).all()}
    if name not in rows:
        kind, names = table.__name__.lower(), ", ".join(sorted(rows)) or "none yet"
        raise CommandFailed(f"there is no {kind} called {name}; there are: {names}")
    return rows[name]
