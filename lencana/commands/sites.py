"""`lencana site`, `lencana company` and `lencana kiosk`: where guests go."""

from argparse import Namespace, _SubParsersAction
from datetime import time, timedelta
from typing import Any

from sqlmodel import col, select

from lencana import installation
from lencana.commands import CommandFailed, options
from lencana.settings import Settings
from visits.audit import entries
from visits.erasure import purge
from visits.lobby import kiosks
from visits.policy.register import register
from visits.retention import periods
from visits.store.database import Database, Store
from visits.store.sites import Company, Site
from visits.vocabulary import actors
from visits.vocabulary.audit import Act
from visits.vocabulary.policy import Period
from visits.vocabulary.refusals import PeriodOutOfRange
from visits.vocabulary.visits import Level

ACCENT = "#0f5c4d"
HOUR = timedelta(hours=1)
ANCHORS = {
    Period.CONTACT: "after the visit",
    Period.LOG: "after the visit",
    Period.NO_SHOW: "after one that was not made",
}
NAME, NUMBER = "name", "number"


def add_to(nouns: "_SubParsersAction[Any]") -> None:
    """The nouns of places and their verbs."""
    _site_to(nouns)
    company = (
        nouns.add_parser("company", help="add a company")
        .add_subparsers(required=True)
        .add_parser("add")
    )
    company.add_argument("--name", type=options.words(80), required=True)
    company.set_defaults(run=add_company)
    kiosk = (
        nouns.add_parser("kiosk", help="pair a kiosk")
        .add_subparsers(required=True)
        .add_parser("pair")
    )
    kiosk.add_argument("--site", type=options.words(80), required=True)
    kiosk.add_argument("--name", type=options.words(40), default="Lobby")
    kiosk.set_defaults(run=pair_kiosk)


def add_site(asked: Namespace) -> int:
    """There is one more site."""
    site = Site(
        name=asked.name,
        time_zone=asked.time_zone,
        region=asked.region,
        language=asked.language,
        closes_at=asked.closes.hour * 60 + asked.closes.minute,
        least_level=Level(asked.least_level),
        accent=ACCENT,
        privacy_contact=asked.privacy_contact,
    )
    with (
        installation.open_database(Settings()) as database,
        database.transaction() as store,
    ):
        if store.exec(select(Site).where(col(Site.name) == asked.name)).first():
            raise CommandFailed(f"there is a site called {asked.name} already")
        store.add(site)
        store.flush()
        entries.record_about(store, actors.OPERATOR, Act.SITE_ADDED, site.id)
    print(f"{asked.name} is open.")
    return 0


def choose_badges(asked: Namespace) -> int:
    """From the next on, the site's badges show the guest's and the host's names, or a number instead."""
    with (
        installation.open_database(Settings()) as database,
        database.transaction() as store,
    ):
        site = site_called(store, asked.site)
        site.private_badges = asked.show == NUMBER
        entries.record_about(store, actors.OPERATOR, Act.SITE_CHANGED, site.id)
    print(
        f"From now on badges at {asked.site} show {'a number' if asked.show == NUMBER else 'the names'}."
    )
    return 0


def add_company(asked: Namespace) -> int:
    """There is one more company."""
    with (
        installation.open_database(Settings()) as database,
        database.transaction() as store,
    ):
        if store.exec(select(Company).where(col(Company.name) == asked.name)).first():
            raise CommandFailed(f"there is a company called {asked.name} already")
        company = Company(name=asked.name)
        store.add(company)
        store.flush()
        entries.record_about(store, actors.OPERATOR, Act.COMPANY_ADDED, company.id)
    print(f"{asked.name} may have hosts now.")
    return 0


def keep(asked: Namespace) -> int:
    """The site keeps the retention class so long from now on, or says how long it keeps each."""
    if (asked.retention_class is None) is not (asked.hours is None):
        raise CommandFailed("give --retention-class and --hours together, or neither")
    with installation.open_database(Settings()) as database:
        if asked.retention_class:
            _choose_period(database, asked)
        with database.reading() as store:
            for kept in periods.listed(store, site_called(store, asked.site).id):
                longest = f"at most {kept.ceiling // HOUR} h"
                print(
                    f"{kept.period.value:8} {kept.keeps // HOUR:5} h {ANCHORS[kept.period]} ({longest})"
                )
    return 0


def pair_kiosk(asked: Namespace) -> int:
    """The operator has a code that makes one browser a kiosk."""
    with (
        installation.open_database(Settings()) as database,
        database.transaction() as store,
    ):
        code = kiosks.offer_pairing(
            store, site_called(store, asked.site).id, asked.name
        )
    print(f"Type {code} at the tablet within 15 minutes.")
    return 0


def site_called(store: Store, name: str) -> Site:
    """The site of this name; the failure lists those there are."""
    site = store.exec(select(Site).where(col(Site.name) == name)).first()
    if site is None:
        known = (
            ", ".join(store.exec(select(Site.name).order_by(col(Site.name))))
            or "none yet"
        )
        raise CommandFailed(f"there is no site called {name}; there are: {known}")
    return site


def company_called(store: Store, name: str) -> Company:
    """The company of this name; the failure lists those there are."""
    company = store.exec(select(Company).where(col(Company.name) == name)).first()
    if company is None:
        known = (
            ", ".join(store.exec(select(Company.name).order_by(col(Company.name))))
            or "none yet"
        )
        raise CommandFailed(f"there is no company called {name}; there are: {known}")
    return company


def _choose_period(database: Database, asked: Namespace) -> None:
    period = Period(asked.retention_class)
    try:
        with database.transaction() as store:
            site = site_called(store, asked.site)
            is_shorter = periods.keep(
                store, site.id, period, asked.hours, actors.OPERATOR
            )
    except PeriodOutOfRange:
        ceiling = register().retention_classes[period].ceiling // HOUR
        raise CommandFailed(
            f"{period.value} is kept for 1 to {ceiling} hours; longer is a hold"
        ) from None
    if is_shorter:
        purge.reseal(database)
        print("Everybody who is remembered already is kept shorter too.")
    else:
        print(
            "So are guests who are invited from now on, and nobody to whom a shorter time was promised."
        )


def _site_to(nouns: "_SubParsersAction[Any]") -> None:
    verbs = nouns.add_parser("site", help="add a site, or choose what its badges show")
    kinds = verbs.add_subparsers(required=True)
    _keep_to(kinds)
    badges = kinds.add_parser("badges", help="whether badges show names or a number")
    badges.add_argument(
        "--site", "--name", dest="site", type=options.words(80), required=True
    )
    badges.add_argument("--show", choices=(NAME, NUMBER), required=True)
    badges.set_defaults(run=choose_badges)
    site = kinds.add_parser("add")
    site.add_argument("--name", type=options.words(80), required=True)
    site.add_argument(
        "--time-zone",
        type=options.time_zone,
        required=True,
        help="such as Asia/Jakarta",
    )
    site.add_argument(
        "--region",
        type=options.region,
        default="ID",
        help="for phone numbers without a country code",
    )
    site.add_argument("--language", choices=("en", "id"), default="en")
    site.add_argument(
        "--closes", type=options.closing_time, default=time(20), help="such as 20:00"
    )
    site.add_argument(
        "--least-level",
        type=int,
        choices=(1, 2, 3),
        default=2,
        help="how surely guests are known",
    )
    site.add_argument(
        "--privacy-contact",
        type=options.contact,
        required=True,
        help="whom guests write to about their data",
    )
    site.set_defaults(run=add_site)


def _keep_to(kinds: "_SubParsersAction[Any]") -> None:
    keeping = kinds.add_parser(
        "keep", help="how long guests are remembered; alone it says what is chosen"
    )
    keeping.add_argument("--site", type=options.words(80), required=True)
    keeping.add_argument(
        "--retention-class", choices=[period.value for period in periods.OF_A_SITE]
    )
    keeping.add_argument("--hours", type=int)
    keeping.set_defaults(run=keep)
