"""`lencana site`, `lencana company` and `lencana kiosk`: where guests go."""

from argparse import Namespace, _SubParsersAction
from datetime import time
from typing import Any

from sqlmodel import col, select

from lencana import house
from lencana.commands import CommandFailed, options
from lencana.settings import Settings
from visits.lobby import kiosks
from visits.store.database import Store
from visits.store.places import Company, Site
from visits.trail import actors, entries
from visits.trail.words import Act
from visits.words import Level

ACCENT = "#0f5c4d"
NAME, NUMBER = "name", "number"


def add_to(nouns: "_SubParsersAction[Any]") -> None:
    """The nouns of places and their verbs."""
    _site_to(nouns)
    company = (
        nouns.add_parser("company", help="add a company").add_subparsers(required=True).add_parser("add")
    )
    company.add_argument("--name", type=options.words(80), required=True)
    company.set_defaults(run=add_company)
    kiosk = nouns.add_parser("kiosk", help="pair a kiosk").add_subparsers(required=True).add_parser("pair")
    kiosk.add_argument("--site", type=options.words(80), required=True)
    kiosk.add_argument("--name", type=options.words(40), default="Lobby")
    kiosk.set_defaults(run=pair_kiosk)


def add_site(asked: Namespace) -> int:
    """There is one more site."""
    site = Site(
        name=asked.name, time_zone=asked.time_zone, region=asked.region, language=asked.language,
        closes_at=asked.closes.hour * 60 + asked.closes.minute, least_level=Level(asked.least_level),
        accent=ACCENT, privacy_contact=asked.privacy_contact,
    )  # fmt: skip
    with house.open_database(Settings()) as database, database.transaction() as store:
        if store.exec(select(Site).where(col(Site.name) == asked.name)).first():
            raise CommandFailed(f"there is a site called {asked.name} already")
        store.add(site)
        store.flush()
        entries.record_about(store, actors.OPERATOR, Act.SITE_ADDED, site.id)
    print(f"{asked.name} is open.")
    return 0


def choose_badges(asked: Namespace) -> int:
    """From the next on, the site's badges show the guest's and the host's names, or a number instead."""
    with house.open_database(Settings()) as database, database.transaction() as store:
        site = site_called(store, asked.name)
        site.private_badges = asked.show == NUMBER
        entries.record_about(store, actors.OPERATOR, Act.SITE_CHANGED, site.id)
    print(f"From now on badges at {asked.name} show {'a number' if asked.show == NUMBER else 'the names'}.")
    return 0


def add_company(asked: Namespace) -> int:
    """There is one more company."""
    with house.open_database(Settings()) as database, database.transaction() as store:
        if store.exec(select(Company).where(col(Company.name) == asked.name)).first():
            raise CommandFailed(f"there is a company called {asked.name} already")
        company = Company(name=asked.name)
        store.add(company)
        store.flush()
        entries.record_about(store, actors.OPERATOR, Act.COMPANY_ADDED, company.id)
    print(f"{asked.name} may have hosts now.")
    return 0


def pair_kiosk(asked: Namespace) -> int:
    """The operator has a code that makes one browser a kiosk."""
    with house.open_database(Settings()) as database, database.transaction() as store:
        code = kiosks.offer_pairing(store, site_called(store, asked.site).id, asked.name)
    print(f"Type {code} at the tablet within 15 minutes.")
    return 0


def site_called(store: Store, name: str) -> Site:
    """The site of this name; the failure lists those there are."""
    site = store.exec(select(Site).where(col(Site.name) == name)).first()
    if site is None:
        known = ", ".join(store.exec(select(Site.name).order_by(col(Site.name)))) or "none yet"
        raise CommandFailed(f"there is no site called {name}; there are: {known}")
    return site


def company_called(store: Store, name: str) -> Company:
    """The company of this name; the failure lists those there are."""
    company = store.exec(select(Company).where(col(Company.name) == name)).first()
    if company is None:
        known = ", ".join(store.exec(select(Company.name).order_by(col(Company.name)))) or "none yet"
        raise CommandFailed(f"there is no company called {name}; there are: {known}")
    return company


def _site_to(nouns: "_SubParsersAction[Any]") -> None:
    verbs = nouns.add_parser("site", help="add a site, or choose what its badges show")
    kinds = verbs.add_subparsers(required=True)
    badges = kinds.add_parser("badges", help="whether badges show names or a number")
    badges.add_argument("--name", type=options.words(80), required=True)
    badges.add_argument("--show", choices=(NAME, NUMBER), required=True)
    badges.set_defaults(run=choose_badges)
    site = kinds.add_parser("add")
    site.add_argument("--name", type=options.words(80), required=True)
    site.add_argument("--time-zone", type=options.time_zone, required=True, help="such as Asia/Jakarta")
    site.add_argument(
        "--region", type=options.region, default="ID", help="for phone numbers without a country code"
    )
    site.add_argument("--language", choices=("en", "id"), default="en")
    site.add_argument("--closes", type=options.closing_time, default=time(20), help="such as 20:00")
    site.add_argument(
        "--least-level", type=int, choices=(1, 2, 3), default=2, help="how surely guests are known"
    )
    site.add_argument(
        "--privacy-contact", type=options.contact, required=True, help="whom guests write to about their data"
    )
    site.set_defaults(run=add_site)
